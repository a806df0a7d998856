package shift

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

type listView struct {
	Shifts   []Shift
	Programs []Program
	Arranged Arranged
	Now      time.Time
	Zone     *time.Location
	Problem  error
}

func (v listView) program(p id.ID) string {
	for _, x := range v.Programs {
		if x.ID == p {
			return x.Name
		}
	}
	return ""
}

type editView struct {
	Shift    Shift
	Program  Program
	Arranged Arranged
	Problem  error
}

// languages are those of the program's doors that have no quota yet, the most frequent first.
func (v editView) languages() (out []string) {
	people := map[string]int{}
	for _, t := range v.Program.Turfs {
		for language, n := range t.Languages {
			people[language] += n
		}
	}
	for language := range people {
		if _, has := v.Arranged.Quotas[language]; language != "" && !has {
			out = append(out, language)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(people[b]-people[a], cmp.Compare(a, b)) })
	return out
}

type boardView struct {
	Board    Board
	Zone     *time.Location
	Language string // the open turfs are narrowed to those where somebody prefers it
	All      bool   // show every open turf
	Find     string // the name, or the number of a turf, of whom the board is narrowed to
	Group    string // the one group of crews that is shown, whole; "" = the beginning of all
	Problem  error

	MayReview bool // look at how everybody recorded
	MayTell   bool // say something to the phones
}

func newBoardView(r *http.Request, b Board, problem error) boardView {
	q := r.URL.Query()
	return boardView{Board: b, Zone: ui.Zone(r.Context()), Language: q.Get("language"), All: q.Get("open") == "all", Find: q.Get("find"), Group: q.Get("group"), Problem: problem,
		MayReview: authz.ScopeOf(r).Can(authz.ReviewWork), MayTell: authz.ScopeOf(r).Can(authz.PublishTurfs)}
}

// shownOpen is how many open turfs a board shows at once.
const shownOpen = 24

// open are the turfs that nobody has, the largest need of the chosen language first.
func (v boardView) open() (out []BoardTurf) {
	out = slices.Clone(v.Board.Open)
	if v.Language != "" {
		out = slices.DeleteFunc(out, func(t BoardTurf) bool { return t.Languages[v.Language] == 0 })
		slices.SortStableFunc(out, func(a, b BoardTurf) int { return b.Languages[v.Language] - a.Languages[v.Language] })
	}
	return out
}

func (v boardView) shown() []BoardTurf {
	all := v.open()
	if v.All {
		return all
	}
	return all[:min(len(all), shownOpen)]
}

// languages are those of the open turfs.
func (v boardView) languages() (out []string) {
	people := map[string]int{}
	for _, t := range v.Board.Open {
		for language, n := range t.Languages {
			people[language] += n
		}
	}
	for language := range people {
		if language != "" {
			out = append(out, language)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(people[b]-people[a], cmp.Compare(a, b)) })
	return out
}

// waiting is how many turfs can be handed out now to those who are here.
func (v boardView) waiting() (n int) {
	for _, c := range v.Board.Cards {
		if c.State() == Here {
			for _, t := range c.Turfs {
				if t.Given.Packet == 0 && t.State != TurfRecut {
					n++
				}
			}
		}
	}
	return n
}

func (c Card) toHandOut() bool {
	return slices.ContainsFunc(c.Turfs, func(t BoardTurf) bool { return t.Given.Packet == 0 && t.State != TurfRecut })
}

type giveView struct {
	Shift   Shift
	Turf    Turf
	Fits    []Fit
	Problem error
}

type signUpView struct {
	Board   Board
	Details Details
	Typed   string
	Found   []Found
	Lines   string
	Added   int
	Problem error
}

type workerView struct {
	Board   Board
	Worker  Worker
	Card    Card
	Codes   []Code // of the card's turfs
	Details Details
	Zone    *time.Location
	Problem error
}

func newWorkerView(b Board, worker id.ID) (v workerView, ok bool) {
	v.Board = b
	for _, c := range b.Cards {
		for _, w := range c.Crew {
			if w.ID == worker {
				v.Worker, v.Card, ok = w, c, true
			}
		}
	}
	w := v.Worker
	v.Details = Details{Name: w.Name, Phone: w.Phone, Start: w.Start, Languages: w.Languages, Minutes: w.Minutes, Pace: w.Pace, NoStairs: w.NoStairs, Bike: w.Bike, Partner: w.Partner, First: w.First}
	return v, ok
}

// alone are the others who go with nobody yet.
func (v workerView) alone() (out []Worker) {
	for _, c := range v.Board.Cards {
		if len(c.Crew) == 1 && c.Crew[0].ID != v.Worker.ID && c.State() != Safe {
			out = append(out, c.Crew[0])
		}
	}
	return out
}

// mate is whoever goes with the worker.
func (v workerView) mate() (Worker, bool) {
	for _, w := range v.Card.Crew {
		if w.ID != v.Worker.ID {
			return w, true
		}
	}
	return Worker{}, false
}

type printView struct {
	boardView
	Codes map[id.ID]Code
}

// problem is the error of a form that belongs to no field.
func problem(err error) *errs.Error {
	if err == nil || len(errs.Fields(err)) > 0 {
		return nil
	}
	return errs.Of(err)
}

func fieldError(err error, name string) *errs.Error { return errs.Fields(err)[name] }

func num[T int | int64](ctx context.Context, n T) string { return i18n.Locale(ctx).Number(int64(n)) }

// distance says metres as people in the United States walk them: in miles, short ones in feet.
func distance(ctx context.Context, metres float64) string {
	const metresPerMile, metresPerFoot = 1609.344, 0.3048
	l := i18n.Locale(ctx)
	if metres < metresPerMile/10 {
		return l.T("turf.feet", "n", int(math.Round(metres/metresPerFoot/10)*10))
	}
	return l.T("turf.miles", "distance", l.Decimal(math.Round(metres/metresPerMile*10)/10))
}

// duration says minutes as hours and minutes, to five minutes.
func duration(ctx context.Context, minutes int) string {
	n := (minutes + 4) / 5 * 5
	if n < 60 {
		return i18n.T(ctx, "turf.minutes_only", "n", n)
	}
	return i18n.T(ctx, "turf.hours_minutes", "hours", n/60, "minutes", n%60)
}

// hours writes minutes for a field: 2.5.
func hours(minutes int) string {
	if minutes < 0 {
		return ""
	}
	return strconv.FormatFloat(math.Round(float64(minutes)/60*100)/100, 'f', -1, 64)
}

// languageName says a language in the page's language.
func languageName(ctx context.Context, code string) string {
	if code == "" {
		return i18n.T(ctx, "totals.language_unknown")
	}
	return i18n.Locale(ctx).LanguageName(code)
}

// reason says why in the page's language.
func reason(ctx context.Context, r Reason) string {
	return i18n.T(ctx, "shift.why."+r.Kind, "language", languageName(ctx, r.Language), "n", r.N, "of", r.Of, "distance", distance(ctx, r.Metres), "time", duration(ctx, r.N), "hours", duration(ctx, r.Of))
}

// when says a shift's day and hours.
func when(ctx context.Context, s Shift, zone *time.Location) string {
	l := i18n.Locale(ctx)
	return i18n.T(ctx, "shift.when", "date", l.LongDate(s.Starts.In(zone)), "from", l.Time(s.Starts.In(zone)), "to", l.Time(s.Ends.In(zone)))
}

func clock(ctx context.Context, t time.Time, zone *time.Location) string {
	return i18n.Locale(ctx).Time(t.In(zone))
}

// call is the address that dials a number.
func call(phone string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// allLanguages are the languages of a form: those of the doors first, then all others.
func allLanguages(b Board) (out []string) {
	people := map[string]int{}
	for _, t := range b.Program.Turfs {
		for language, n := range t.Languages {
			people[language] += n
		}
	}
	for _, l := range i18n.Languages() {
		out = append(out, l.Code)
	}
	for language := range people {
		if language != "" && !slices.Contains(out, language) {
			out = append(out, language)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(people[b], people[a]), 0)
	})
	return out
}

func viewBox(size int) string { return fmt.Sprintf("0 0 %d %d", size, size) }

// stateLook is the icon and class of a worker's state; the words say the same.
var stateLook = map[State][2]string{Expected: {"wait", ""}, Here: {"done", "sky"}, Out: {"door", "gold"}, Left: {"home", "gold"}, Safe: {"home", "leaf"}}

var turfLook = map[TurfState][2]string{TurfOpen: {"map", ""}, TurfGiven: {"person", "sky"}, TurfOut: {"door", "gold"}, TurfHalf: {"wait", "gold"}, TurfDone: {"done", "leaf"}, TurfRecut: {"alert", "lantern"}}

// ids are the crew's ids.
func (c Card) ids() (out []id.ID) {
	for _, w := range c.Crew {
		out = append(out, w.ID)
	}
	return out
}

// languages are all that the crew speaks.
func (c Card) languages() (out []string) {
	for _, w := range c.Crew {
		for _, l := range w.Languages {
			if !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// num0 writes a number as it is typed.
func num0(n int) string { return strconv.Itoa(n) }

// groupURL shows one group of crews whole, or the beginning of all of them.
func groupURL(ctx context.Context, v boardView, key string) string {
	return shiftURL(ctx, v.Board.Shift.ID) + v.with(key).query() + "#crews"
}
