package canvass

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/platform/i18n"
)

// A walk of a street: stops that follow each other on it.
type appStreet struct {
	name  string
	stops []int // indexes in Snapshot.Stops
}

// streets groups the stops by street without changing their order; a street that the walk comes back to appears again.
func (v AppView) streets() []appStreet {
	var out []appStreet
	for i, s := range v.Snapshot.Stops {
		if len(out) == 0 || out[len(out)-1].name != s.Street {
			out = append(out, appStreet{name: s.Street})
		}
		last := &out[len(out)-1]
		last.stops = append(last.stops, i)
	}
	return out
}

func (s Stop) doors() (n int) {
	for _, f := range s.Floors {
		n += len(f.Doors)
	}
	return n
}

// appNames writes a person's names for the door: the native one first, because it is what the person is called, then
// the one of the voter file and the mailbox.
func appNames(ctx context.Context, p Person) []i18n.NamePart {
	parts := i18n.Locale(ctx).PersonNames(i18n.Name{Given: p.Given, Middle: p.Middle, Family: p.Family, Suffix: p.Suffix, Native: p.Native, NativeLang: p.NativeLang})
	if len(parts) == 2 && parts[0].Lang == "" && parts[1].Lang != "" {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return parts
}

// appLanguages are the languages spoken at a door, each once.
func appLanguages(d Door) []string {
	var out []string
	for _, p := range d.People {
		if p.Language != "" && !slices.Contains(out, p.Language) {
			out = append(out, p.Language)
		}
	}
	return out
}

// tagOf is the tag for a lang attribute.
func tagOf(code string) string {
	if l, ok := i18n.FindLanguage(code); ok {
		return l.Tag
	}
	return code
}

// appData is the page's data for its script; see PageData in web/volunteer/types.d.ts.
type appData struct {
	Entries   []AppEntry             `json:"entries"`
	Cursor    int64                  `json:"cursor"`
	Worker    string                 `json:"worker"`
	Source    string                 `json:"source"`
	Items     []Item                 `json:"items"`
	Languages map[string]appLanguage `json:"languages"`
	News      News                   `json:"news"`
}

// appLanguage is a language by its own name, and the language of the script that its speakers read.
type appLanguage struct {
	Name   string `json:"name"`
	Script string `json:"script"`
}

// firstLanguages is in how many languages the first page has the script: it is small enough for a bad signal then.
const firstLanguages = 3

func (v AppView) data(ctx context.Context) appData {
	script := v.Snapshot.Script
	d := appData{Entries: v.Entries, Cursor: v.Cursor, Worker: v.Worker.String(), Source: script.Source, Languages: map[string]appLanguage{}, News: v.News}
	keep := map[string]bool{}
	for _, code := range v.spoken(i18n.Locale(ctx).Tag()) {
		tag := script.language(code)
		d.Languages[code] = appLanguage{Name: i18n.Endonym(code), Script: tag}
		if v.Full || len(keep) < firstLanguages {
			keep[tag] = true
		}
	}
	for tag := range keep {
		d.Languages[tag] = appLanguage{Name: endonym(tag), Script: tag}
	}
	d.Items = script.only(keep)
	return d
}

// spoken lists the languages of this walk: the reader's and the script's own, then the people's, most spoken first; then, for the copy that
// the phone keeps, all others where somebody may open of whom the list knows no language.
func (v AppView) spoken(reader string) []string {
	people := v.Snapshot.Languages()
	delete(people, "")
	byNumber := slices.SortedFunc(maps.Keys(people), func(a, b string) int {
		return cmp.Or(cmp.Compare(people[b], people[a]), strings.Compare(a, b))
	})
	out := append([]string{reader, v.Snapshot.Script.Source}, byNumber...)
	if !v.Full || !v.Snapshot.meetsStrangers() {
		return out
	}
	for _, l := range i18n.Languages() {
		if people[l.Code] == 0 {
			out = append(out, l.Code)
		}
	}
	return out
}

// endonym names a language by its tag: a language of our pages with its writing, else the spoken language.
func endonym(tag string) string {
	if l, ok := i18n.Get(tag); ok {
		return l.Endonym()
	}
	return i18n.Endonym(tag)
}

// language is the script's language for somebody who speaks code: the same, or the one whose writing they read
// (Cantonese: traditional Chinese), or the source.
func (s Script) language(code string) string {
	read := i18n.Match(code).Tag()
	for _, tag := range []string{code, read} {
		if len(s.Items) > 0 && s.Items[0].Text[tag] != "" && (tag == code || read != i18n.Default().Tag() || strings.HasPrefix(code, "en")) {
			return tag
		}
	}
	return s.Source
}

// in gives a text in a language of the script, and in which language it really is: the source where it is missing.
func (s Script) in(text map[string]string, tag string) (string, string) {
	if t := text[tag]; t != "" {
		return t, tag
	}
	return text[s.Source], s.Source
}

// only is the script in some of its languages: what nobody on this walk reads stays off the phone.
func (s Script) only(languages map[string]bool) []Item {
	pick := func(text map[string]string) map[string]string {
		out := map[string]string{}
		for tag, t := range text {
			if languages[tag] && t != "" {
				out[tag] = t
			}
		}
		return out
	}
	items := slices.Clone(s.Items)
	for i := range items {
		items[i].Text = pick(items[i].Text)
		items[i].Choices = slices.Clone(items[i].Choices)
		for j := range items[i].Choices {
			items[i].Choices[j].Text = pick(items[i].Choices[j].Text)
		}
	}
	return items
}

func (v AppView) shiftJSON() string {
	return pageJSON(map[string]any{
		"key": base64.StdEncoding.EncodeToString(v.Shift.Key), "server": base64.StdEncoding.EncodeToString(v.Shift.ServerKey),
		"epoch": v.Shift.Epoch, "ends": v.Shift.Ends.UnixMilli(),
	})
}

// pageJSON writes a value for a <script type="application/json">: encoding/json escapes "<".
func pageJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // strings, numbers, maps and lists of them only
		panic("canvass: the page's data: " + err.Error())
	}
	return string(b)
}

// appMessages are the messages that the app's script says; the page's own text is already in its HTML. Of the reasons why an
// entry was refused it has those that a phone can meet; for any other the script says that it could not be read.
var appMessages = []string{
	"app.doors_done", "app.some_done", "app.loaded", "app.language_offline",
	"door.position", "door.person_added", "door.note_saved", "door.undo", "door.undone", "door.saved", "door.you",
	"door.not_home", "door.conversation", "door.refused", "door.come_back", "door.language_barrier", "door.inaccessible", "door.moved", "door.deceased", "door.do_not_contact",
	"finish.not_sent", "closed.*", "sync.*", "entry.box_unreadable", "entry.household_unknown", "entry.id_reused", "entry.other_packet", "entry.person_unknown", "entry.unreadable",
}

// recorded is what counts at a door, oldest first.
func (v AppView) recorded(household string) []AppEntry {
	undone := map[string]bool{}
	for _, e := range v.Entries {
		if e.Kind == kindUndo {
			undone[e.Undoes] = true
		}
	}
	var out []AppEntry
	for _, e := range v.Entries {
		if e.Household == household && e.Kind != kindUndo && !undone[e.ID] {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b AppEntry) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// shownResult is what a door shows for its newest attempt that counts, "" where there is none.
func (v AppView) shownResult(household string) (newest Result) {
	for _, e := range v.recorded(household) {
		if e.Kind == kindAttempt {
			newest = e.Result
		}
	}
	return newest
}

// entryWords says what an entry is.
func entryWords(ctx context.Context, e AppEntry) string {
	switch e.Kind {
	case kindPersonAdded:
		return i18n.T(ctx, "door.person_added", "name", e.Detail.Name)
	case kindNote:
		return i18n.T(ctx, "door.note_saved", "text", e.Detail.Text)
	}
	return i18n.T(ctx, "door."+string(e.Result))
}

// find looks a door up by its number in walking order.
func (v AppView) find(number int) (Stop, Door, bool) {
	for _, s := range v.Snapshot.Stops {
		for _, f := range s.Floors {
			for _, d := range f.Doors {
				if d.Seq == number {
					return s, d, true
				}
			}
		}
	}
	return Stop{}, Door{}, false
}

// languageAt is the language to speak at a door: the one of its people where they share one, else the reader's.
func (v AppView) languageAt(ctx context.Context, d Door) string {
	if l := d.language(); l != "" {
		return l
	}
	return i18n.Locale(ctx).Tag()
}

// done counts the doors that need no visit any more: somebody was there and nobody asked to come back, or nobody should go there.
func (v AppView) done() (n int) {
	for _, d := range v.Snapshot.Doors() {
		if r := v.shownResult(d.Household.String()); r != "" && r != ComeBack || v.off(d) != "" {
			n++
		}
	}
	return n
}

func (v AppView) path() string { return "/t/" + v.Packet.String() }

func (v AppView) doorPath(d Door) string { return v.path() + "/" + strconv.Itoa(d.Seq) }

func (v AppView) total() int { return len(v.Snapshot.Doors()) }

// doorLabel is the house number, with the unit in an apartment house.
func doorLabel(ctx context.Context, s Stop, d Door) string {
	if d.Unit == "" {
		return s.Number
	}
	return s.Number + " · " + i18n.T(ctx, "app.unit", "unit", d.Unit)
}

// roads are all street lines as one path. Each line begins with a place of its own, which a path that goes on would
// read as a step.
func (s Sketch) roads() string {
	var path strings.Builder
	for _, street := range s.Streets {
		path.WriteString("M" + strings.TrimPrefix(street.Path, "m"))
	}
	return path.String()
}

// projection says where on the sketch a place is: x = a·lon + b, y = c·lat + d, as "a b c d"; "" where the stops don't tell. The scale
// is the same in both directions, so the longer one of the two gives it best.
func (s Snapshot) projection() string {
	points := s.Sketch.Points
	if len(points) < 2 || points[len(points)-1].Stop >= len(s.Stops) {
		return ""
	}
	across := func(a, b SketchPoint) int { return cmp.Compare(a.X, b.X) }
	down := func(a, b SketchPoint) int { return cmp.Compare(a.Y, b.Y) }
	west, east := slices.MinFunc(points, across), slices.MaxFunc(points, across)
	north, south := slices.MinFunc(points, down), slices.MaxFunc(points, down)
	lat := func(p SketchPoint) float64 { return s.Stops[p.Stop].Lat }
	lon := func(p SketchPoint) float64 { return s.Stops[p.Stop].Lon }
	shrink := math.Cos((lat(north) + lat(south)) / 2 * math.Pi / 180)
	a := float64(east.X-west.X) / (lon(east) - lon(west))
	if east.X-west.X < south.Y-north.Y {
		a = float64(south.Y-north.Y) / (lat(north) - lat(south)) * shrink
	}
	if math.IsNaN(a) || math.IsInf(a, 0) || a <= 0 {
		return ""
	}
	a, c := math.Round(a), -math.Round(a/shrink)
	return fmt.Sprintf("%.0f %.1f %.0f %.1f", a, float64(west.X)-a*lon(west), c, float64(north.Y)-c*lat(north))
}

func (l SketchLabel) transform() string {
	place := "translate(" + strconv.Itoa(l.X) + " " + strconv.Itoa(l.Y+labelBase) + ")"
	if l.Angle == 0 {
		return place
	}
	sin, cos := math.Sincos(float64(l.Angle) * math.Pi / 180)
	x, y := l.X-int(math.Round(sin*labelBase)), l.Y+int(math.Round(cos*labelBase))
	return "translate(" + strconv.Itoa(x) + " " + strconv.Itoa(y) + ")rotate(" + strconv.Itoa(l.Angle) + ")"
}

// labelBase is how far below the middle of a name its letters stand.
const labelBase = 4
