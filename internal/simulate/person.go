package simulate

import (
	"math/rand/v2"
	"strings"
)

// Culture is the naming custom of a family.
type Culture uint8

// The cultures that the simulator knows.
const (
	English Culture = iota
	Vietnamese
	Korean
	Mandarin
	Cantonese
	Hindu
	Sikh
	Muslim
	Bangladeshi
	Filipino
	Khmer
	Hmong
	cultures
)

var cultureNames = [cultures]string{"English", "Vietnamese", "Korean", "Chinese (Mandarin)", "Chinese (Cantonese)", "Hindu", "Sikh", "Muslim",
	"Bangladeshi", "Filipino", "Khmer", "Hmong"}

func (c Culture) String() string { return cultureNames[c] }

// Cultures lists all of them.
func Cultures() []Culture {
	all := make([]Culture, cultures)
	for i := range all {
		all[i] = Culture(i)
	}
	return all
}

const (
	woman = 0
	man   = 1
)

// date is a day of the calendar; the zero date is unknown.
type date struct{ year, month, day int }

// person is somebody as they are, before any file tells of them.
type person struct {
	truth   int64
	culture Culture
	sex     int
	born    date
	given   []word // one name, or the two syllables or names that make it
	joiner  string // between the parts of the given name: "", " " or "-"
	middle  word
	family  []word // two for a double family name
	hyphen  bool   // between the two
	suffix  string
	maiden  word   // the family name before a marriage that may fall between two files
	adopted string // the English name among neighbours, '' for none
	elder   word   // Hmong: the name that a man is given when he marries
	phone   string
	email   string
	shared  bool // phone and email are the family's
	twin    bool
	alike   bool // somebody of the same home bears the same name
	anchor  anchor
}

// anchor is what every row of a person keeps whole.
type anchor uint8

const (
	birthKept anchor = iota
	addressKept
)

func (p *person) givenText() string {
	parts := make([]string, len(p.given))
	for i, w := range p.given {
		parts[i] = w.String()
	}
	if p.joiner == "" && len(parts) == 2 {
		return parts[0] + strings.ToLower(parts[1])
	}
	return strings.Join(parts, p.joiner)
}

func (p *person) familyText() string {
	if len(p.family) == 2 {
		between := " "
		if p.hyphen {
			between = "-"
		}
		return p.family[0].String() + between + p.family[1].String()
	}
	if len(p.family) == 0 {
		return ""
	}
	return p.family[0].String()
}

// name gives a person a given and a middle name of their culture.
func (k *lore) name(p *person, rng *rand.Rand) {
	p.joiner = " "
	young := p.born.year >= 1978
	switch c := p.culture; c {
	case Korean, Mandarin, Cantonese:
		p.given = []word{k.first[c][p.sex].pick(rng), k.second[c][p.sex].pick(rng)}
		p.joiner = [...]string{" ", "-", ""}[rng.IntN(3)]
		if c == Mandarin {
			p.joiner = ""
			if rng.Float64() < 0.25 {
				p.given = p.given[1:]
			}
		}
		k.secondGeneration(p, young, 0.45, rng)
	case Vietnamese:
		p.given = []word{k.given[c][p.sex].pick(rng)}
		p.middle = k.middles[c][p.sex].pick(rng)
		if rng.Float64() < 0.12 {
			p.given = append([]word{k.given[c][p.sex].pick(rng)}, p.given...)
		}
		k.secondGeneration(p, young, 0.4, rng)
	default:
		p.given = []word{k.given[c][p.sex].pick(rng)}
		k.middleName(p, rng)
		if c == Khmer || c == Hmong || c == Hindu {
			k.secondGeneration(p, young, 0.2, rng)
		}
	}
	if p.adopted == "" && p.culture != English && rng.Float64() < 0.15 {
		p.adopted = k.adopted[p.sex].pick(rng).String()
	}
}

func (k *lore) middleName(p *person, rng *rand.Rand) {
	switch p.culture {
	case English:
		if rng.Float64() < 0.8 {
			p.middle = k.middles[English][p.sex].pick(rng)
		}
	case Sikh:
		if f := p.familyText(); f != "Singh" && f != "Kaur" && rng.Float64() < 0.6 {
			p.middle = as([...]string{"Kaur", "Singh"}[p.sex])
		}
	case Hindu, Muslim:
		if rng.Float64() < 0.3 {
			p.middle = k.given[p.culture][man].pick(rng)
		}
	case Bangladeshi:
		k.bengaliName(p, rng)
	case Hmong:
		if p.sex == man {
			p.elder = k.elder.pick(rng)
		}
	}
}

// bengaliName follows the custom that a family has no common name: women are Begum, Khatun or Akter, men are often Mohammed before the
// name that they go by, and some have one name only.
func (k *lore) bengaliName(p *person, rng *rand.Rand) {
	switch {
	case p.sex == woman:
		p.family = []word{{entry: &womensEnds[rng.IntN(len(womensEnds))]}}
	case rng.Float64() < 0.35:
		p.given = []word{{entry: &mohammad, spelled: rng.IntN(4)}, p.given[0]}
	}
	if rng.Float64() < 0.08 {
		p.given, p.family = p.given[len(p.given)-1:], nil
	}
}

var (
	womensEnds = []entry{{[]string{"Begum"}}, {[]string{"Khatun", "Khatoon"}}, {[]string{"Akter", "Akther", "Akhter"}}}
	mohammad   = entry{[]string{"Md", "Mohammad", "Mohammed", "Muhammad"}}
)

// secondGeneration gives people born here an English given name, their own one moves to the middle.
func (k *lore) secondGeneration(p *person, young bool, share float64, rng *rand.Rand) {
	if !young || rng.Float64() >= share {
		return
	}
	if len(p.given) == 2 && p.joiner != "" || p.culture == Vietnamese || len(p.given) == 1 {
		p.middle = as(p.givenText())
	} else {
		p.middle = as(p.given[0].String() + strings.ToLower(p.given[1].String()))
	}
	p.given = []word{k.given[English][p.sex].pick(rng)}
	p.adopted = p.given[0].String()
}
