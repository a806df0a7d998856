package quality

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"banyan/internal/kernels/stats"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Result is what somebody said who was called back.
type Result string

// The results. NotReached is none: the call is tried again later.
const (
	Confirmed  Result = "confirmed"
	Unsure     Result = "unsure"
	Nobody     Result = "nobody" // says that nobody came by
	Wrong      Result = "wrong"  // another person
	NotReached Result = "not_reached"
)

// Results are what a caller can record, in the order of the buttons.
var Results = []Result{Confirmed, Unsure, Nobody, Wrong, NotReached}

// mostTries is how often somebody is called who does not answer.
const mostTries = 3

// Shares are the parts of the conversations of which people can be called, in percent.
var Shares = []int{5, 10, 20}

// How many are called of one walk.
const (
	leastOf  = 1
	leastNew = 2 // of somebody new, whose share is newTimes as large
	newTimes = 3
)

// Calls are the call-backs of a walk in figures.
type Calls struct {
	Drawn, Open                    int
	Confirmed, Unsure, None, Wrong int
}

func (c Calls) plus(d Calls) Calls {
	return Calls{c.Drawn + d.Drawn, c.Open + d.Open, c.Confirmed + d.Confirmed, c.Unsure + d.Unsure, c.None + d.None, c.Wrong + d.Wrong}
}

// Answered counts those who remembered something or knew that there was nothing.
func (c Calls) Answered() int { return c.Confirmed + c.Unsure + c.None }

// Interval bounds the share of the walk's conversations that would be confirmed if everybody were asked, with 95 % confidence.
func (c Calls) Interval() (low, high float64) { return stats.Wilson(c.Confirmed, c.Answered()) }

// wanted is how many people of a walk are to be called.
func wanted(w Walk, percent int) int {
	n, least := w.Conversations(), leastOf
	share := float64(percent) / 100
	if w.New {
		share, least = share*newTimes, leastNew
	}
	return min(n, max(least, int(math.Ceil(share*float64(n)))))
}

// draw chooses conversations of a walk by lot: the same seed, the same ones. Those that were drawn before stay and count. Nobody is
// called twice about one shift, whoever spoke with them and under however many rows they stand: asked has them, and is added to.
func draw(w Walk, percent int, seed uint64, drawn map[id.ID]bool, callable map[id.ID]id.ID, asked map[id.ID]bool) (out []Entry) {
	want := wanted(w, percent)
	var pool []Entry
	for _, e := range w.Entries {
		switch {
		case drawn[e.ID]:
			want--
		case e.Talked && callable[e.Person] != 0:
			pool = append(pool, e)
		}
	}
	slices.SortFunc(pool, func(a, b Entry) int { return int(a.ID - b.ID) })
	r := rand.New(rand.NewPCG(seed, uint64(w.Worker)))
	r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	for _, e := range pool {
		if who := callable[e.Person]; len(out) < want && !asked[who] {
			out, asked[who] = append(out, e), true
		}
	}
	return out
}

// Draw chooses by lot whom to call back, a share of everybody's conversations in percent, and tells how many were added. Whoever
// recorded something wrong cannot know before who is asked. It returns errs.Forbidden without ReviewWork, errs.NotFound outside the
// Scope, errs.Invalid for another share than those of Shares, and errs.Conflict where the shift is over for too long.
func (s *Service) Draw(ctx context.Context, sc authz.Scope, shift id.ID, percent int) (n int, err error) {
	defer errs.Wrap(&err, "quality.Draw(%v)", shift)
	if err := sc.Require(authz.ReviewWork); err != nil {
		return 0, err
	}
	seed := s.Seed()
	err = s.DB.Write(ctx, sc, "draw call-backs", func(tx *db.WriteTx) error {
		x, err := s.Shifts.Shift(ctx, tx, sc, shift)
		switch {
		case err != nil:
			return err
		case !slices.Contains(Shares, percent):
			return errs.New(errs.Invalid, "quality.error.share")
		case !s.Now().Before(x.Ends.Add(keep)):
			return errs.New(errs.Conflict, "quality.error.over")
		}
		added, err := s.sample(ctx, tx, sc, x, percent, seed)
		if n = len(added); err != nil || n == 0 {
			return err
		}
		if err := insertCalls(ctx, tx, sc, added); err != nil {
			return err
		}
		if _, err := s.Queue.EnqueueAt(ctx, tx, sc, trimJob, struct{}{}, x.Ends.Add(keep)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "quality.drawn", shift, map[string]any{"people": n, "percent": percent, "seed": seed})
	})
	return n, err
}

func (s *Service) sample(ctx context.Context, tx *db.WriteTx, sc authz.Scope, x Shift, percent int, seed uint64) (out []Call, err error) {
	all, err := s.walks(ctx, tx, sc, x)
	if err != nil {
		return nil, err
	}
	drawn, err := loadDrawn(ctx, tx, sc, x.ID)
	if err != nil {
		return nil, err
	}
	var people []id.ID
	for _, w := range all {
		for _, e := range w.Entries {
			if e.Talked && e.Person != 0 {
				people = append(people, e.Person)
			}
		}
	}
	callable, err := s.People.Callable(ctx, tx, sc, people)
	if err != nil {
		return nil, err
	}
	asked := map[id.ID]bool{}
	for _, w := range all {
		for _, e := range w.Entries {
			if drawn[e.ID] {
				asked[callable[e.Person]] = true
			}
		}
	}
	for _, w := range all {
		for _, e := range draw(w, percent, seed, drawn, callable, asked) {
			out = append(out, Call{ID: s.IDs.Next(), Shift: x.ID, Worker: w.Worker, Attempt: e.ID, Person: e.Person, Language: e.Language, TalkedAt: e.At, forget: x.Ends.Add(keep)})
		}
	}
	return out, nil
}

// Call is somebody to call.
type Call struct {
	ID, Shift, Worker, Attempt, Person id.ID
	Language                           string
	TalkedAt                           time.Time
	Tries                              int
	Who                                Person
	forget                             time.Time
}

// shownCalls is how many people a caller sees at once.
const shownCalls = 25

// List gives people to call in a language, "" for all, without who came to their door; and how many wait in each language. Who may not
// be called any more is left out. It returns errs.Forbidden without EditPeople and errs.NotFound outside the Scope.
func (s *Service) List(ctx context.Context, sc authz.Scope, shift id.ID, language string) (x Shift, out []Call, waiting map[string]int, err error) {
	defer errs.Wrap(&err, "quality.List(%v)", shift)
	if err := sc.Require(authz.EditPeople); err != nil {
		return x, nil, nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		if x, err = s.Shifts.Shift(ctx, tx, sc, shift); err != nil {
			return err
		}
		all, err := loadOpen(ctx, tx, sc, shift)
		if err != nil {
			return err
		}
		var people []id.ID
		for _, c := range all {
			people = append(people, c.Person)
		}
		callable, err := s.People.Callable(ctx, tx, sc, people)
		waiting = map[string]int{}
		asked := map[id.ID]bool{} // two who were drawn may have turned out to be one person
		for _, c := range all {
			if who := callable[c.Person]; who != 0 && !asked[who] {
				asked[who] = true
				waiting[c.Language]++
				if (language == "" || c.Language == language) && len(out) < shownCalls {
					out = append(out, c)
				}
			}
		}
		return err
	})
	for i := range out {
		if err == nil {
			out[i].Who, err = s.People.Person(ctx, sc, out[i].Person)
		}
	}
	return x, out, waiting, err
}

// Answer records what somebody said. It returns errs.Forbidden without EditPeople, errs.NotFound outside the Scope, errs.Invalid for an
// unknown result, and errs.Conflict where somebody else has recorded one.
func (s *Service) Answer(ctx context.Context, sc authz.Scope, shift, call id.ID, result Result) (err error) {
	defer errs.Wrap(&err, "quality.Answer(%v)", call)
	if err := sc.Require(authz.EditPeople); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "record a call-back", func(tx *db.WriteTx) error {
		was, err := loadResult(ctx, tx, sc, shift, call)
		switch {
		case err != nil:
			return err
		case !slices.Contains(Results, result):
			return errs.New(errs.Invalid, "quality.error.result")
		case was != "":
			return errs.New(errs.Conflict, "quality.error.answered")
		case result == NotReached:
			return missed(ctx, tx, sc, call)
		}
		if err := answered(ctx, tx, sc, call, result, db.At(s.Now())); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "quality.called", call, nil)
	})
}
