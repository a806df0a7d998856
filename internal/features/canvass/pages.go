package canvass

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

// chips are the languages to choose from when joining: those of the doors first, then the others.
func (in Invitation) chips() []string {
	var out []string
	for _, l := range in.Languages {
		if l.Language != "" {
			out = append(out, l.Language)
		}
	}
	for _, l := range i18n.All() {
		if !slices.ContainsFunc(out, func(o string) bool { return o == l.Tag() || baseLanguage(o) == baseLanguage(l.Tag()) }) {
			out = append(out, l.Tag())
		}
	}
	return out
}

type publishView struct {
	Preview
	Blocked error // why it cannot be published at all
	Problem error // what was wrong with the form
	Expires string
	Packets []Packet
	Now     time.Time
	Zone    *time.Location
}

func (v publishView) problem() *errs.Error {
	switch {
	case v.Blocked != nil:
		return errs.Of(v.Blocked)
	case v.Problem != nil && len(errs.Fields(v.Problem)) == 0:
		return errs.Of(v.Problem)
	}
	return nil
}

func (v publishView) min() string { return v.Now.Add(minimumFor).In(v.Zone).Format(formTime) }
func (v publishView) max() string { return v.Now.Add(maximumFor).In(v.Zone).Format(formTime) }

type packetView struct {
	PacketPage
	Now     time.Time
	Zone    *time.Location
	May     func(authz.Permission) bool
	JoinURL string // "" where nobody can join any more, or this account may not show it
	QR      QRCode
}

// printView is the walk list on paper.
type printView struct {
	PacketPage
	QR QRCode // opens the page on which the list is typed in
}

type enterView struct {
	Packet   id.ID
	Snapshot Snapshot
	Held     map[string]Line // by code
	Typed    []Typed
	Photos   []Photo
	Photo    id.ID // the one beside the list
	At       Line  // the line at hand; Code is "" after the last
	Event    string
	Line     string
	Problem  map[string]*errs.Error
}

type totalsView struct {
	Totals
	Now  time.Time
	Zone *time.Location
	May  func(authz.Permission) bool
}

// planned is how many doors the program's turfs have.
func (v totalsView) planned() (n int) {
	for _, t := range v.Program.Turfs {
		n += t.Doors
	}
	return n
}

func (v totalsView) turfName(turf id.ID) string {
	for _, t := range v.Program.Turfs {
		if t.ID == turf {
			return t.Name
		}
	}
	return ""
}

type followUpsView struct {
	Program  Program
	List     []FollowUp
	Language *string
	Zone     *time.Location
}

// share writes part of whole as a percentage; a dash where there is no whole.
func share(ctx context.Context, part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return i18n.Locale(ctx).Percent(float64(part) / float64(whole))
}

func num(ctx context.Context, n int) string { return i18n.Locale(ctx).Number(int64(n)) }

func when(ctx context.Context, t time.Time, zone *time.Location) string {
	return i18n.Locale(ctx).DateTime(t.In(zone))
}

// resultName says a result in the page's language, in the words of the app at the door.
func resultName(ctx context.Context, r Result) string { return i18n.T(ctx, "door."+string(r)) }

// languageName says a language in the page's language; 'not known' where there is none.
func languageName(ctx context.Context, code string) string {
	if code == "" {
		return i18n.T(ctx, "totals.language_unknown")
	}
	return i18n.Locale(ctx).LanguageName(code)
}

// segment is a piece of a bar in the units of its view box.
type segment struct {
	X, Width int
	Class    string
}

// barWidth is the width of a bar's view box; browsers stretch it.
const barWidth = 1000

// barOf draws conversations, other contacts and other attempts beside each other, to the scale of the longest bar.
func barOf(f Figures, longest int) []segment {
	at := 0
	var out []segment
	for _, s := range []struct {
		n     int
		class string
	}{{f.Conversations, "talked"}, {f.Contacts - f.Conversations, "reached"}, {f.Attempts - f.Contacts, "tried"}} {
		width := s.n * barWidth / max(1, longest)
		if s.n > 0 {
			out = append(out, segment{at, width, s.class})
			at += width
		}
	}
	return out
}

func oneBar(part, whole int, class string) []segment {
	if part == 0 {
		return nil
	}
	return []segment{{0, min(barWidth, part*barWidth/max(1, whole)), class}}
}

func longest[T any](list []T, n func(T) int) (most int) {
	for _, x := range list {
		most = max(most, n(x))
	}
	return most
}

// column is a rectangle of the chart by hour, which grows from the bottom of a box of 100.
type column struct {
	Y, Height int
	Class     string
}

func columnOf(f Figures, highest int) []column {
	var out []column
	below := 100
	for _, s := range barOf(f, highest) {
		height := s.Width * 100 / barWidth
		below -= height
		out = append(out, column{below, height, s.Class})
	}
	return out
}

// hourLabel is the hour on the organization's clock, without its minutes: 3 PM.
func hourLabel(ctx context.Context, h HourFigures, zone *time.Location) string {
	return strings.Replace(i18n.Locale(ctx).Time(h.Begin.In(zone)), ":00", "", 1)
}

func viewBox(w, h int) string { return fmt.Sprintf("0 0 %d %d", w, h) }

func programURL(ctx context.Context, program id.ID, more ...string) string {
	return ui.URL(ctx, append([]string{"programs", program.String()}, more...)...)
}

func packetPath(ctx context.Context, packet id.ID, more ...string) string {
	return ui.URL(ctx, append([]string{"packets", packet.String()}, more...)...)
}

// sideName says which side of a street it is, by its house numbers.
func sideName(ctx context.Context, side geo.Side) string {
	if side == geo.SideOdd {
		return i18n.T(ctx, "canvass.side.odd")
	}
	return i18n.T(ctx, "canvass.side.even")
}

func letterOf(n int) string { return letters(n) }

func itoa(n int) string { return strconv.Itoa(n) }

// scriptLanguages are the languages in which the script of a packet is read at its doors: the source first.
func (s Snapshot) scriptLanguages() []string {
	out := []string{s.Script.Source}
	for _, l := range ranked(s.Languages()) {
		if read := s.Script.language(l.Language); l.Language != "" && !slices.Contains(out, read) {
			out = append(out, read)
		}
	}
	return out
}

// resultClass is how a result is drawn: by what it counts as.
func resultClass(r Result) string {
	switch rule := ruleOf[r]; {
	case rule.Talks:
		return "talked"
	case rule.Contact:
		return "reached"
	case rule.FollowUp:
		return "waiting"
	}
	return "tried"
}

// resultIcon repeats by form what the colour says.
func resultIcon(r Result) string {
	switch resultClass(r) {
	case "talked":
		return "done"
	case "reached":
		return "person"
	case "waiting":
		return "language"
	}
	return "door"
}

// dirOf is the direction of a language's writing.
func dirOf(code string) string {
	if l, ok := i18n.Get(code); ok {
		return l.Dir()
	}
	if l, ok := i18n.FindLanguage(code); ok && l.RTL {
		return "rtl"
	}
	return "ltr"
}
