package names

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// System is the language, or the way of spelling, by which a name was read.
type System uint8

const (
	Written    System = iota // as it is written, or as its script is read
	Mandarin                 // Pinyin, Wade-Giles and the spellings of Taiwan
	Cantonese                // as the government of Hong Kong spells
	Vietnamese               // Sino-Vietnamese
	Korean                   // Sino-Korean, and Hangul
	Japanese                 // on, kun and names of the dictionary, Hepburn and Kunrei
	Hokkien                  // Hokkien and Teochew as spelled in South-East Asia
	systems                  // how many there are
)

var systemKeys = [systems]string{"written", "mandarin", "cantonese", "vietnamese", "korean", "japanese", "hokkien"}

// Key is the end of the message key that names the system: 'names.system.cantonese'.
func (s System) Key() string { return systemKeys[min(s, systems-1)] }

// Costs say how unlike two spellings are; letter is what a wrong consonant costs. A cost of none stands for no match.
const (
	letter = 16
	none   = 255
)

// option is one Latin spelling of a slot and what it costs beside the usual one.
type option struct {
	text string
	cost uint8
}

// slot is a piece of a name, mostly a syllable, with its spellings: the usual one first.
type slot []option

// reading is a way to read a whole unit aloud: its slots in order.
type reading struct {
	system System
	slots  []slot
}

// usual is the spelling that costs least.
func (r reading) usual() string {
	var b strings.Builder
	for _, s := range r.slots {
		b.WriteString(s[0].text)
	}
	return b.String()
}

// parseSlot reads 'chan:0 chin:4 chun'. What has no number costs 2 more than the one before it.
func parseSlot(s string) slot {
	var out slot
	cost := -2
	for f := range strings.FieldsSeq(s) {
		text, number, ok := strings.Cut(f, ":")
		cost += 2
		if ok {
			n, err := strconv.Atoi(number)
			if err != nil {
				panic("names: table: " + f)
			}
			cost = n
		}
		if text == "-" {
			text = ""
		}
		out = append(out, option{text, uint8(cost)})
	}
	return out
}

// most is how many spellings a slot keeps.
const maxOptions = 28

// both makes the slot of a syllable from its parts.
func both(initial, final slot) slot {
	out := make(slot, 0, len(initial)*len(final))
	for _, i := range initial {
		for _, f := range final {
			out = append(out, option{i.text + f.text, i.cost + f.cost})
		}
	}
	return out.tidy()
}

// plus adds the options of o, each extra dearer.
func (s slot) plus(o slot, extra uint8) slot {
	out := slices.Clone(s)
	for _, x := range o {
		out = append(out, option{x.text, min(x.cost+extra, 40)})
	}
	return out.tidy()
}

// tidy keeps each spelling once, at its least cost, the cheapest first.
func (s slot) tidy() slot {
	slices.SortStableFunc(s, func(a, b option) int {
		return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.cost, b.cost))
	})
	s = slices.CompactFunc(s, func(a, b option) bool { return a.text == b.text })
	slices.SortStableFunc(s, func(a, b option) int { return cmp.Compare(a.cost, b.cost) })
	return s[:min(len(s), maxOptions)]
}
