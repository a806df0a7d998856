// Package drive tells what a drive has come to: registrations taken, pledges, ballots that came back, homes counted. It counts answers to
// the questions with which a drive's form began, by language, and every other question of the form too.
package drive

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Program is what a drive is about.
type Program struct {
	ID, Form  id.ID
	Name      string
	Kind      string
	Doors     int      // of its turfs
	Elections []string // about whose ballots its universe asks
}

// Answered is a conversation with what was answered.
type Answered struct {
	Household id.ID
	Who       string // a person, or a door
	Language  string // "" = not known
	Answers   map[string][]string
}

// Question is a question with choices.
type Question struct {
	ID, Text string
	Choices  []Choice
}

// Choice is one answer.
type Choice struct{ ID, Text string }

// What a drive needs of others. Each method runs in the transaction that it is given.
type (
	// Programs knows the programs.
	Programs interface {
		// Drive gives one. It returns errs.NotFound where there is none in the scope.
		Drive(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (Program, error)
	}
	// Answers gives what was answered, in the order in which it came.
	Answers interface {
		Answered(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]Answered, error)
	}
	// Forms gives a form's questions with choices in a language.
	Forms interface {
		Asked(ctx context.Context, q db.Querier, sc authz.Scope, form id.ID, language string) ([]Question, error)
	}
	// Ballots counts people by language whose ballot for an election stands somewhere.
	Ballots interface {
		ByLanguage(ctx context.Context, q db.Querier, sc authz.Scope, election string, in []string) (map[string]int, error)
	}
)

// Service tells what drives have come to.
type Service struct {
	db       *db.DB
	programs Programs
	answers  Answers
	forms    Forms
	ballots  Ballots
}

// NewService returns a Service.
func NewService(d *db.DB, p Programs, a Answers, f Forms, b Ballots) *Service {
	return &Service{d, p, a, f, b}
}

// Count is a number, whole and by language.
type Count struct {
	N          int
	ByLanguage map[string]int
}

func (c *Count) add(language string, n int) {
	if c.ByLanguage == nil {
		c.ByLanguage = map[string]int{}
	}
	c.N += n
	c.ByLanguage[language] += n
}

// Figure is one of the few numbers that matter in a drive. Its name is a message, drive.figure.NAME.
type Figure struct {
	Name string
	Of   int // all that there are; 0 = that is not known
	Count
}

// Tally is a question with how often each of its choices was the answer.
type Tally struct {
	Question
	Counts []Count // by choice
}

// Result is what a drive has come to.
type Result struct {
	Program Program
	Figures []Figure
	Tallies []Tally
}

// figures are counted from answers: of a kind of drive, by the question and the choices of its form.
var figures = map[string][]struct{ name, question, choices string }{
	"registration": {{"registered", "registered", "today"}, {"took_form", "registered", "took_form"}, {"already", "registered", "already"}, {"registration_help", "registered", "help"}},
	"pledge":       {{"pledged", "how", "mail early election_day"}, {"by_mail", "how", "mail"}, {"early", "how", "early"}, {"election_day", "how", "election_day"}, {"reminders", "reminder", "yes"}},
	"ballot_chase": {{"said_returned", "ballot", "returned"}, {"new_ballot", "ballot", "new"}, {"ride", "ballot", "ride"}, {"ballot_help", "ballot", "help"}},
	"cure":         {{"told", "cure", "told"}, {"said_cured", "cure", "cured"}, {"cure_help", "cure", "help"}},
	"count":        {{"counted", "counted", "yes"}, {"not_yet", "counted", "not_yet"}, {"count_help", "counted", "help"}},
}

// ballotFigures are counted from what the election office told.
var ballotFigures = map[string][]struct {
	name string
	in   []string
}{
	"ballot_chase": {{"out", []string{"sent"}}, {"back", []string{"returned", "accepted", "rejected", "cured"}}},
	"cure":         {{"to_fix", []string{"rejected"}}, {"fixed", []string{"cured"}}},
}

// Result tells what a drive has come to, in the words of a language. It returns errs.NotFound where there is no such program in the scope
// and errs.Forbidden without ReadTotals.
func (s *Service) Result(ctx context.Context, sc authz.Scope, program id.ID, language string) (r Result, err error) {
	defer errs.Wrap(&err, "drive.Result(%v)", program)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return r, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		r = Result{}
		if r.Program, err = s.programs.Drive(ctx, tx, sc, program); err != nil {
			return err
		}
		if err := s.countBallots(ctx, tx, sc, &r); err != nil {
			return err
		}
		answered, err := s.answers.Answered(ctx, tx, sc, program)
		if err != nil || r.Program.Form == 0 {
			return err
		}
		questions, err := s.forms.Asked(ctx, tx, sc, r.Program.Form, language)
		r.count(newestOf(answered, r.Program.Kind == "count"), questions)
		return err
	})
	return r, err
}

func (s *Service) countBallots(ctx context.Context, q db.Querier, sc authz.Scope, r *Result) error {
	for _, f := range ballotFigures[r.Program.Kind] {
		figure := Figure{Name: f.name}
		for _, election := range r.Program.Elections {
			by, err := s.ballots.ByLanguage(ctx, q, sc, election, f.in)
			if err != nil {
				return err
			}
			for language, n := range by {
				figure.add(language, n)
			}
		}
		if len(r.Program.Elections) > 0 {
			r.Figures = append(r.Figures, figure)
		}
	}
	return nil
}

// last is the newest answer of somebody to a question.
type last struct {
	language string
	choices  []string
}

// newestOf gives the newest answers to each question: of each person, or of each home.
func newestOf(all []Answered, byHome bool) map[string]map[string]last {
	out := map[string]map[string]last{}
	for _, a := range all {
		who := a.Who
		if byHome {
			who = a.Household.String()
		}
		for question, choices := range a.Answers {
			if out[question] == nil {
				out[question] = map[string]last{}
			}
			out[question][who] = last{a.Language, choices}
		}
	}
	return out
}

// count counts the figures of the drive whose questions the form still has, and the answers to all questions.
func (r *Result) count(newest map[string]map[string]last, questions []Question) {
	has := map[string]bool{}
	for _, q := range questions {
		has[q.ID] = true
		t := Tally{Question: q, Counts: make([]Count, len(q.Choices))}
		for _, l := range newest[q.ID] {
			for i, c := range q.Choices {
				if slices.Contains(l.choices, c.ID) {
					t.Counts[i].add(l.language, 1)
				}
			}
		}
		r.Tallies = append(r.Tallies, t)
	}
	for _, f := range figures[r.Program.Kind] {
		if has[f.question] {
			r.Figures = append(r.Figures, r.figure(f.name, f.choices, newest[f.question]))
		}
	}
	if r.Program.Kind == "count" && has["people"] {
		people := Figure{Name: "people"}
		for _, l := range newest["people"] {
			if n, err := strconv.Atoi(first(l.choices)); err == nil {
				people.add(l.language, n)
			}
		}
		r.Figures = append(r.Figures, people)
	}
}

func (r *Result) figure(name, choices string, newest map[string]last) Figure {
	f := Figure{Name: name}
	if name == "counted" {
		f.Of = r.Program.Doors
	}
	for _, l := range newest {
		if one := first(l.choices); one != "" && slices.Contains(fields(choices), one) {
			f.add(l.language, 1)
		}
	}
	return f
}

// Languages are the languages of a count, the most frequent first and what is not known last.
func (c Count) Languages() []string {
	out := make([]string, 0, len(c.ByLanguage))
	for language := range c.ByLanguage {
		out = append(out, language)
	}
	slices.SortFunc(out, func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(b, a)
		}
		return cmp.Or(cmp.Compare(c.ByLanguage[b], c.ByLanguage[a]), cmp.Compare(a, b))
	})
	return out
}
