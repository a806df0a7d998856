package simulate

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
)

// Damage is one way in which a row may differ from the truth.
type Damage uint8

// The kinds of damage.
const (
	Moved Damage = iota // the row tells the address where the person lives now
	HomeMoved
	Nickname
	Adopted      // the English name among neighbours instead of the own one
	InitialOnly  // of the given name
	Abbreviated  // the given name is cut: 'Eliz', 'Md'
	Swapped      // given and family name in each other's column
	Rejoined     // a given name of two parts joined, split or hyphenated in another way; its second part as middle name
	SecondLost   // one of two given names is gone
	MiddleLost   // the middle name is gone
	MiddleShort  // the middle name is an initial
	Maiden       // the family name before the marriage
	HalfFamily   // one of two family names
	ElderName    // Hmong: the name given at the marriage stands first
	Respelled    // another romanization
	GivenTypo    //
	FamilyTypo   //
	SuffixLost   //
	Native       // with the marks of its own writing
	BirthSwapped // day and month
	BirthDigit   // one digit is wrong
	BirthLost
	YearOnly
	Placeholder  // 1900-01-01
	PhoneChanged // a new number, and a new mail address half of the time
	PhoneLost
	EmailLost
	ShortAddress // abbreviations
	UnitLost
	StreetTypo
	ZipPlus4
	ZipLost
	AddressLost
	damages
)

var damageNames = [damages]string{"moved", "home moved", "nickname", "adopted name", "initial only", "abbreviated", "swapped", "rejoined", "second given lost",
	"middle lost", "middle initial", "maiden name", "half of family name", "elder name", "respelled", "given typo", "family typo", "suffix lost", "native marks",
	"birth swapped", "birth digit", "birth lost", "year only", "placeholder birth", "phone changed", "phone lost", "email lost", "short address", "unit lost", "street typo",
	"ZIP+4", "ZIP lost", "address lost"}

func (d Damage) String() string { return damageNames[d] }

// Suffered is the damage of one row.
type Suffered uint64

// Has tells whether the row suffered d.
func (s Suffered) Has(d Damage) bool { return s>>d&1 == 1 }

func (s Suffered) with(d Damage) Suffered    { return s | 1<<d }
func (s Suffered) without(d Damage) Suffered { return s &^ (1 << d) }

// All lists the damage.
func (s Suffered) All() (all []Damage) {
	for ; s != 0; s &= s - 1 {
		all = append(all, Damage(bits.TrailingZeros64(uint64(s))))
	}
	return all
}

func (s Suffered) String() string {
	var names []string
	for _, d := range s.All() {
		names = append(names, d.String())
	}
	return strings.Join(names, ", ")
}

// Noise is the share of rows that suffer each kind of damage, among the persons whom it can befall.
type Noise [damages]float64

// draw decides what one row suffers.
func (n *Noise) draw(p *person, homeMoved bool, rng *rand.Rand) (s Suffered) {
	for d := Damage(0); d < damages; d++ {
		if d != HomeMoved && n[d] > 0 && rng.Float64() < n[d] && possible(d, p) {
			s = s.with(d)
		}
	}
	if homeMoved {
		s = s.with(HomeMoved).without(Moved)
	}
	return fair(s, p)
}

func possible(d Damage, p *person) bool {
	switch d {
	case Nickname:
		return len(known().nicknames[p.given[0].String()]) > 0
	case Adopted:
		return p.adopted != "" && p.adopted != p.given[0].String()
	case Rejoined, SecondLost:
		return len(p.given) == 2
	case MiddleLost, MiddleShort:
		return p.middle.entry != nil
	case Maiden:
		return p.maiden.entry != nil
	case HalfFamily:
		return len(p.family) == 2
	case ElderName:
		return p.elder.entry != nil
	case Swapped, FamilyTypo:
		return len(p.family) > 0
	case SuffixLost:
		return p.suffix != ""
	case Respelled:
		return len(p.family) == 1 && p.family[0].spellable() || slices.ContainsFunc(p.given, word.spellable)
	case Native:
		return p.culture == Vietnamese
	}
	return true
}

// fair takes back what no clerk could see through: what the person's anchor keeps, more than one blow to a name, and a name that could be
// another one's of the same home.
func fair(s Suffered, p *person) Suffered {
	drop := func(ds ...Damage) {
		for _, d := range ds {
			s = s.without(d)
		}
	}
	if p.anchor == birthKept {
		drop(BirthSwapped, BirthDigit, BirthLost, YearOnly, Placeholder)
	} else {
		drop(Moved, HomeMoved, AddressLost, StreetTypo, Adopted, Maiden)
	}
	if p.alike || p.twin {
		drop(InitialOnly, Abbreviated, Nickname, Adopted, SecondLost)
	}
	if s.Has(Moved) || s.Has(HomeMoved) || s.Has(AddressLost) {
		drop(InitialOnly, Adopted, SecondLost)
	}
	s = s.onlyFirst(Nickname, Adopted, InitialOnly, Abbreviated, SecondLost, ElderName, GivenTypo)
	s = s.onlyFirst(Maiden, HalfFamily, FamilyTypo)
	s = s.onlyFirst(BirthLost, YearOnly, Placeholder, BirthSwapped, BirthDigit)
	s = s.onlyFirst(MiddleLost, MiddleShort)
	if s.Has(Maiden) || s.Has(Adopted) || s.Has(InitialOnly) {
		drop(GivenTypo, FamilyTypo, Respelled)
	}
	return s
}

// onlyFirst leaves the first of several kinds.
func (s Suffered) onlyFirst(kinds ...Damage) Suffered {
	found := false
	for _, d := range kinds {
		if s.Has(d) {
			if found {
				s = s.without(d)
			}
			found = true
		}
	}
	return s
}
