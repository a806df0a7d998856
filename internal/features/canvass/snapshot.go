package canvass

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// Snapshot is what a packet holds: a turf's doors, their people and the script, as they were when the packet was
// published. It never changes. It holds the least that a walk needs: no birth dates, no history, no telephone.
type Snapshot struct {
	Revision int64   `json:"revision"` // of the content; entries say which one they were made on
	Turf     string  `json:"turf"`
	Program  string  `json:"program"`
	Metres   float64 `json:"metres,omitempty"`
	Minutes  float64 `json:"minutes,omitempty"`
	Stops    []Stop  `json:"stops"` // in walk order
	Roads    []Road  `json:"roads,omitempty"`
	Script   Script  `json:"script"`
	Sketch   Sketch  `json:"sketch"`
}

// Stop is one building on the walk.
type Stop struct {
	Number string `json:"number"`
	Street string `json:"street"`
	City   string `json:"city"`
	// Building is what its doors have in common, for warnings that hold for all of them; packets of before have none.
	Building string  `json:"building,omitempty"`
	Lat      float64 `json:"lat,omitempty"`
	Lon      float64 `json:"lon,omitempty"`
	Floors   []Floor `json:"floors"`
}

// Road is a line of the sketch map; Line is latitude and longitude.
type Road struct {
	Name  string       `json:"name,omitempty"`
	Major bool         `json:"major,omitempty"`
	Line  [][2]float64 `json:"line"`
}

// Floor is the doors of one floor; Floor is nil where it is not known, as for a house.
type Floor struct {
	Floor *int   `json:"floor,omitempty"`
	Doors []Door `json:"doors"`
}

// Door is one household.
type Door struct {
	Seq       int      `json:"seq"` // walk order, from 1; the line code on paper
	Household id.ID    `json:"household"`
	Turf      id.ID    `json:"turf,omitzero"` // that the door is in, where the packet's doors come from several
	Unit      string   `json:"unit,omitempty"`
	People    []Person `json:"people"`
}

// Person is somebody whom the program wants to reach behind a door.
type Person struct {
	ID         id.ID  `json:"id"`
	Given      string `json:"given"`
	Middle     string `json:"middle,omitempty"`
	Family     string `json:"family"`
	Suffix     string `json:"suffix,omitempty"`
	Native     string `json:"native,omitempty"`
	NativeLang string `json:"native_lang,omitempty"`
	Language   string `json:"language,omitempty"` // preferred
}

// Script is the published version of a form that is read at the doors.
type Script struct {
	Version id.ID  `json:"version"`
	Name    string `json:"name"`
	Source  string `json:"source"` // the language in which it was written; every text has it
	Items   []Item `json:"items"`
}

// Item is a text to say or a question to ask.
type Item struct {
	ID      string            `json:"id"`
	Kind    string            `json:"kind"` // say, one, many, text
	Text    map[string]string `json:"text"` // by language
	Choices []Choice          `json:"choices,omitempty"`
	Agrees  string            `json:"agrees,omitempty"` // a yes is consent to be reached on this channel for this purpose: text/organizing
}

// Choice is one answer to a question.
type Choice struct {
	ID   string            `json:"id"`
	Text map[string]string `json:"text"`
}

// The kinds of items.
const (
	Say      = "say"
	AskOne   = "one"
	AskMany  = "many"
	AskWords = "text"
)

// Speaks tells whether the script can be read to somebody who speaks a language: every text is there in the language
// that they read. What has no letters, as the numbers of a scale, needs no translation.
func (s Script) Speaks(language string) bool {
	read := s.language(language)
	if read == s.Source {
		return baseLanguage(language) == baseLanguage(s.Source)
	}
	has := func(text map[string]string) bool {
		return text[read] != "" || !strings.ContainsFunc(text[s.Source], unicode.IsLetter)
	}
	for _, item := range s.Items {
		if !has(item.Text) || slices.ContainsFunc(item.Choices, func(c Choice) bool { return !has(c.Text) }) {
			return false
		}
	}
	return true
}

func baseLanguage(tag string) string {
	for i := range len(tag) {
		if tag[i] == '-' {
			return tag[:i]
		}
	}
	return tag
}

// question finds a question of the script.
func (s Script) question(name string) (Item, bool) {
	for _, item := range s.Items {
		if item.ID == name && item.Kind != Say {
			return item, true
		}
	}
	return Item{}, false
}

// newSnapshot groups the doors of a turf, which come in walk order, by building and floor. A building that the
// walk passes twice stays one stop, at its first place.
func newSnapshot(t Turf, script Script) Snapshot {
	s := Snapshot{Turf: t.Name, Program: t.ProgramName, Metres: t.Metres, Minutes: t.Minutes, Roads: t.Roads, Script: script}
	at := map[string]int{}
	spelling := streetSpellings(t.Doors)
	for _, d := range t.Doors {
		d.Street = spelling[geo.StreetKey(d.Street)]
		i, known := at[d.Building]
		if !known {
			i = len(s.Stops)
			at[d.Building] = i
			s.Stops = append(s.Stops, Stop{Number: d.Number, Street: d.Street, City: d.City, Building: d.Building, Lat: d.Lat, Lon: d.Lon})
		}
		s.Stops[i].add(d)
	}
	seq := 0
	for i := range s.Stops {
		sortFloors(s.Stops[i].Floors)
		for j := range s.Stops[i].Floors {
			for k := range s.Stops[i].Floors[j].Doors {
				seq++
				s.Stops[i].Floors[j].Doors[k].Seq = seq
			}
		}
	}
	s.Sketch = newSketch(s.Stops, t.Roads)
	s.Revision = revisionOf(s)
	return s
}

// streetSpellings gives each street one spelling, by its key: lists that came from several files write "S. Birch St"
// and "South Birch Street", which would be two streets on the walk. It is the one that most doors have; of equals the
// longest, which says most.
func streetSpellings(doors []TurfDoor) map[string]string {
	written := map[string]int{}
	for _, d := range doors {
		written[d.Street]++
	}
	out := map[string]string{}
	for name, n := range written {
		key := geo.StreetKey(name)
		best, known := out[key]
		if !known || cmp.Or(cmp.Compare(n, written[best]), cmp.Compare(len(name), len(best)), cmp.Compare(best, name)) > 0 {
			out[key] = name
		}
	}
	return out
}

func (s *Stop) add(d TurfDoor) {
	door := Door{Household: d.Household, Turf: d.Turf, Unit: d.Unit, People: d.People}
	for i, f := range s.Floors {
		if (f.Floor == nil) == (d.Floor == nil) && (f.Floor == nil || *f.Floor == *d.Floor) {
			s.Floors[i].Doors = append(f.Doors, door)
			return
		}
	}
	s.Floors = append(s.Floors, Floor{Floor: d.Floor, Doors: []Door{door}})
}

// sortFloors puts the lowest floor first and what has no floor before it: one enters at the bottom.
func sortFloors(floors []Floor) {
	level := func(f Floor) int {
		if f.Floor == nil {
			return -1000
		}
		return *f.Floor
	}
	slices.SortStableFunc(floors, func(a, b Floor) int { return cmp.Compare(level(a), level(b)) })
}

// revisionOf is a hash of the content in 53 bits, which a browser's number holds exactly.
func revisionOf(s Snapshot) int64 {
	s.Revision = 0
	b, _ := json.Marshal(s) // of strings, numbers and lists: it cannot fail
	sum := sha256.Sum256(b)
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 11)
}

// Doors gives the doors in walk order.
func (s Snapshot) Doors() []Door {
	var out []Door
	for _, stop := range s.Stops {
		out = append(out, stop.doorList()...)
	}
	return out
}

func (s Stop) doorList() (out []Door) {
	for _, f := range s.Floors {
		out = append(out, f.Doors...)
	}
	return out
}

// Counts gives how many doors and people there are.
func (s Snapshot) Counts() (doors, people int) {
	for _, d := range s.Doors() {
		doors++
		people += len(d.People)
	}
	return doors, people
}

// Languages counts the people by preferred language; "" where it is not known.
func (s Snapshot) Languages() map[string]int {
	out := map[string]int{}
	for _, d := range s.Doors() {
		for _, p := range d.People {
			out[p.Language]++
		}
	}
	return out
}

// meetsStrangers tells whether there is a door of whose people no language is known, as at every door of a place.
func (s Snapshot) meetsStrangers() bool {
	for _, d := range s.Doors() {
		if !slices.ContainsFunc(d.People, func(p Person) bool { return p.Language != "" }) {
			return true
		}
	}
	return false
}

// language is the one language of a household's people; "" where there are several or none is known.
func (d Door) language() string {
	found := ""
	for _, p := range d.People {
		if found != "" && p.Language != found {
			return ""
		}
		found = p.Language
	}
	return found
}

// Code is the line code of a person on paper: the door's number and a letter, 12a; of the door itself, 12.
func (d Door) Code(person int) string {
	if person < 0 {
		return strconv.Itoa(d.Seq)
	}
	return strconv.Itoa(d.Seq) + letters(person)
}

func letters(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letters(n/26-1) + letters(n%26)
}

// name is the person's name for the page's language.
func (p Person) name() i18n.Name {
	return i18n.Name{Given: p.Given, Middle: p.Middle, Family: p.Family, Suffix: p.Suffix, Native: p.Native, NativeLang: p.NativeLang}
}

// In gives a text for somebody who speaks a language, and the language that it is really in: the source where there
// is no translation.
func (s Script) In(text map[string]string, language string) (string, string) {
	if read := s.language(language); text[read] != "" {
		return text[read], read
	}
	return text[s.Source], s.Source
}
