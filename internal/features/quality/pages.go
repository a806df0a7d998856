package quality

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

type dayView struct {
	Day
	Zone    *time.Location
	Problem error
}

// signed counts the walks at which it is worth looking.
func (v dayView) signed() (n int) {
	for _, r := range v.Rows {
		if len(r.Signs) > 0 {
			n++
		}
	}
	return n
}

type walkView struct {
	Day
	Row    Row
	Script Script
	Zone   *time.Location
}

type callsView struct {
	Shift     Shift
	Calls     []Call
	Waiting   map[string]int // by language
	Language  string
	Zone      *time.Location
	MayReview bool
}

// languages are those in which somebody waits, the most frequent first.
func (v callsView) languages() []string {
	return slices.SortedFunc(maps.Keys(v.Waiting), func(a, b string) int {
		return cmp.Or(cmp.Compare(v.Waiting[b], v.Waiting[a]), cmp.Compare(a, b))
	})
}

func (v callsView) total() (n int) {
	for _, k := range v.Waiting {
		n += k
	}
	return n
}

// pageLanguage is the language in which a page is read.
func pageLanguage(ctx context.Context) string { return i18n.Locale(ctx).Tag() }

func num(ctx context.Context, n int) string { return i18n.Locale(ctx).Number(int64(n)) }

// problem is the error of a form.
func problem(err error) *errs.Error {
	if err == nil {
		return nil
	}
	return errs.Of(err)
}

func shareOptions(ctx context.Context) (out []ui.Option) {
	for _, p := range Shares {
		out = append(out, ui.Option{Value: strconv.Itoa(p), Label: i18n.Locale(ctx).Percent(float64(p) / 100)})
	}
	return out
}

func when(ctx context.Context, t time.Time, zone *time.Location) string {
	l := i18n.Locale(ctx)
	return i18n.T(ctx, "quality.day_time", "day", l.LongDate(t.In(zone)), "time", l.Time(t.In(zone)))
}

// minutes rounds up: nothing took no time.
func minutes(d time.Duration) int { return max(1, int(math.Ceil(d.Minutes()))) }

// percent writes a share of so many.
func percent(ctx context.Context, n, of int) string {
	return i18n.Locale(ctx).Percent(float64(n) / float64(max(1, of)))
}

// saw says in figures what was seen.
func (v walkView) saw(ctx context.Context, s Sign) string {
	args := []any{"n", s.N, "of", num(ctx, s.Of), "minutes", num(ctx, minutes(s.Took)), "least", num(ctx, minutes(s.Least)), "share", percent(ctx, s.N, s.Of),
		"others", percent(ctx, s.Table.Others, s.Table.M), "around", num(ctx, s.Table.M)}
	if s.Kind == Answer {
		args = append(args, "question", v.question(s.Question), "choice", v.choice(s.Question, s.Choice))
	}
	return i18n.T(ctx, "quality.saw."+string(s.Kind), args...)
}

func (v walkView) question(q string) string { return cmp.Or(v.Script[q].Text, q) }

func (v walkView) choice(q, choice string) string { return cmp.Or(v.Script[q].Choices[choice], choice) }

// maybes are the ordinary reasons of a sign, the most frequent first, as the ends of message keys.
var maybes = map[Kind][]string{
	Together:  {"typed", "phone", "building"},
	Soon:      {"paper", "shared", "clock"},
	Answer:    {"street", "read", "chance"},
	NobodyOut: {"skips", "street", "appointments"},
	Refusals:  {"words", "language", "street"},
}

// asks are what may help, as the ends of message keys.
var asks = map[Kind][]string{
	Together:  {"how", "paper"},
	Soon:      {"how", "along"},
	Answer:    {"read", "along"},
	NobodyOut: {"record", "along"},
	Refusals:  {"along", "speaker"},
}

// strip draws the walk's entries along its time as ticks: short for an attempt, longer for a contact, full for a conversation.
func (v walkView) strip() string {
	list := v.Row.timed()
	if len(list) == 0 {
		return ""
	}
	first, last := list[0].Phone, list[len(list)-1].Phone
	span := max(1, last.Sub(first).Seconds())
	var b strings.Builder
	for _, e := range list {
		height := 14
		if e.Contact {
			height = 26
		}
		if e.Talked {
			height = 40
		}
		fmt.Fprintf(&b, "M%.0f 44v-%d", 4+e.Phone.Sub(first).Seconds()/span*(stripWidth-8), height)
	}
	return b.String()
}

const stripWidth = 1000

// clock is when the strip begins or ends, by the phone and by the server.
func (v walkView) clock(ctx context.Context, last bool) string {
	list := v.Row.timed()
	if len(list) == 0 {
		return ""
	}
	e := list[0]
	if last {
		e = list[len(list)-1]
	}
	return i18n.Locale(ctx).Time(e.At.In(v.Zone))
}

// languageName says a language in the page's language.
func languageName(ctx context.Context, code string) string {
	if code == "" {
		return i18n.T(ctx, "totals.language_unknown")
	}
	return i18n.Locale(ctx).LanguageName(code)
}

func tagOf(code string) string {
	if l, ok := i18n.FindLanguage(code); ok {
		return l.Tag
	}
	return code
}

// dial is the address that calls a number.
func dial(phone string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// callsURL narrows the list to a language, or widens it again.
func callsURL(ctx context.Context, v callsView, code string) string {
	if code == v.Language || code == "" {
		return shiftURL(ctx, v.Shift.ID, "calls")
	}
	return shiftURL(ctx, v.Shift.ID, "calls") + "?language=" + code
}

// interval says between which shares the truth lies, and of how few people that is told.
func interval(ctx context.Context, c Calls) string {
	low, high := c.Interval()
	l := i18n.Locale(ctx)
	return i18n.T(ctx, "quality.interval", "n", c.Answered(), "confirmed", num(ctx, c.Confirmed), "low", l.Percent(low), "high", l.Percent(high))
}

// clockText says how wrong a clock is, in hours or minutes.
func clockText(ctx context.Context, off time.Duration) string {
	n := int(math.Round(off.Abs().Minutes()))
	if n < 60 {
		return i18n.T(ctx, "turf.minutes_only", "n", n)
	}
	return i18n.T(ctx, "turf.hours_minutes", "hours", n/60, "minutes", n%60)
}
