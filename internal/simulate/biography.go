package simulate

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Biographies describes a collection of records about people of the past, as dictionaries and catalogues tell of them: several records
// a person, each with its own gaps and errors, and many people who share a name.
type Biographies struct {
	Seed    uint64
	Persons int
}

// life is one person of the past.
type life struct {
	truth                  int64
	given                  []string
	family, title, epithet string
	born                   date
	place, code            string
	sex                    int
	keepsPlace             bool // every record tells the place well; otherwise every record tells the birth well
}

// Rows streams the records in no telling order.
func (b Biographies) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		k := known()
		n := int64(b.Persons)
		step := int64(1_000_003)
		for n > 0 && gcd(step, n) != 1 {
			step++
		}
		for i := range n {
			number := i % n * (step % n) % n
			rng := rand.New(rand.NewPCG(mix(b.Seed, uint64(number)), 21))
			l := b.life(k, number, rng)
			for range recordsOf(rng) {
				if !yield(l.record(k, rng)) {
					return
				}
			}
		}
	}
}

// recordsOf is how many records tell of a person: often one, at most twelve.
func recordsOf(rng *rand.Rand) int {
	n := 1
	for n < 12 && rng.Float64() < 0.76 {
		n++
	}
	return n
}

func (b Biographies) life(k *lore, number int64, rng *rand.Rand) *life {
	// Every tenth bears the name of the one before and comes from the same town: a son, or a daughter.
	kin, parent := number%10 == 1, number
	if kin {
		parent--
	}
	source := rand.New(rand.NewPCG(mix(b.Seed, uint64(parent)), 22))
	l := &life{truth: number, sex: man, keepsPlace: number%10 > 1 && rng.Float64() < 0.35}
	if source.Float64() < 0.25 {
		l.sex = woman
	}
	l.given = []string{k.given[English][l.sex].pick(source).String()}
	for range source.IntN(3) {
		l.given = append(l.given, k.middles[English][l.sex].pick(source).String())
	}
	l.family = k.families[English].pick(source).String()
	if source.Float64() < 0.04 {
		l.family = "de " + l.family
	}
	place := source.IntN(len(k.cities) * 8)
	l.place = k.cities[place%len(k.cities)] + [...]string{"", " upon Tyne", " Magna", " St Mary", " under Lyne", " Regis", "-on-Sea", " Parva"}[place/len(k.cities)]
	l.code = string(rune('A'+place%23)) + string(rune('B'+place%19)) + strconv.Itoa(place%20+1) + " " + strconv.Itoa(rng.IntN(9)) + string(rune('A'+rng.IntN(20))) + string(rune('A'+rng.IntN(20)))
	l.born = date{1600 + source.IntN(320), 1 + source.IntN(12), 1 + source.IntN(28)}
	if kin {
		l.born = date{l.born.year + 22 + rng.IntN(15), 1 + rng.IntN(12), 1 + rng.IntN(28)}
	}
	l.honours(rng)
	return l
}

func (l *life) honours(rng *rand.Rand) {
	if rng.Float64() < 0.2 {
		l.title = [...]string{"Sir", "Lord", "Rev.", "Dr.", "Capt."}[rng.IntN(5)]
		if l.sex == woman {
			l.title = "Lady"
		}
	}
	if rng.Float64() < 0.1 {
		l.epithet = [...]string{"1st Baronet", "the elder", "the younger", "2nd Earl of " + l.place, "of " + l.place}[rng.IntN(5)]
	}
}

// record tells of a life once.
func (l *life) record(k *lore, rng *rand.Rand) Row {
	r := Row{Truth: l.truth, Home: l.truth, City: l.place, Zip: l.code, BirthDate: l.born.isoText()}
	l.recordName(&r, k, rng)
	l.recordBirth(&r, rng)
	l.recordPlace(&r, rng)
	return r
}

func (l *life) recordName(r *Row, k *lore, rng *rand.Rand) {
	given, family := slices.Clone(l.given), l.family
	hurt := func(d Damage) { r.Damage = r.Damage.with(d) }
	if len(given) > 1 && rng.Float64() < 0.45 {
		given = given[:1+rng.IntN(len(given)-1)]
		hurt(MiddleLost)
	}
	switch x := rng.Float64(); {
	case x < 0.12 && len(k.nicknames[given[0]]) > 0:
		all := k.nicknames[given[0]]
		given[0] = all[rng.IntN(len(all))]
		hurt(Nickname)
	case x < 0.17 && (len(given) > 1 || !l.keepsPlace):
		for i := range given {
			given[i] = firstLetter(given[i]) + "."
		}
		hurt(InitialOnly)
	case x < 0.27:
		given[0] = typo(given[0], rng)
		hurt(GivenTypo)
	case x < 0.37:
		family = typo(family, rng)
		hurt(FamilyTypo)
	}
	r.Given, r.Middle, r.Family = given[0], strings.Join(given[1:], " "), family
	words := append([]string{}, given...)
	words = append(words, family)
	if rng.Float64() < 0.05 {
		words = append([]string{family + ","}, given...)
		hurt(Swapped)
	}
	if l.title != "" && rng.Float64() < 0.5 {
		words = append([]string{l.title}, words...)
	}
	if l.epithet != "" && rng.Float64() < 0.5 {
		words = append(words, l.epithet)
	}
	r.Name = strings.Join(words, " ")
}

func (l *life) recordBirth(r *Row, rng *rand.Rand) {
	if !l.keepsPlace {
		if rng.Float64() < 0.15 {
			r.BirthDate = strconv.Itoa(l.born.year) // a year is enough beside a place that is told; recordPlace sees to it
			r.Damage = r.Damage.with(YearOnly)
		}
		return
	}
	switch x := rng.Float64(); {
	case x < 0.15:
		r.Damage = r.Damage.with(BirthLost)
	case x < 0.3:
		r.Damage = r.Damage.with(YearOnly)
	case x < 0.38:
		r.Damage = r.Damage.with(BirthDigit)
	case x < 0.41:
		r.Damage = r.Damage.with(BirthSwapped)
	}
	r.BirthDate = tellBirth(l.born, r.Damage, rng)
}

func (l *life) recordPlace(r *Row, rng *rand.Rand) {
	lost := 0.25
	if l.keepsPlace || r.Damage.Has(YearOnly) {
		lost = 0
	}
	if rng.Float64() < lost {
		r.City = ""
		r.Damage = r.Damage.with(AddressLost)
	} else if rng.Float64() < 0.1 {
		r.City = typo(r.City, rng)
		r.Damage = r.Damage.with(StreetTypo)
	}
	switch x := rng.Float64(); {
	case x < 0.25:
		r.Zip = ""
		r.Damage = r.Damage.with(ZipLost)
	case x < 0.35:
		r.Zip = r.Zip[:len(r.Zip)-2] + string(rune('A'+rng.IntN(20))) + string(rune('A'+rng.IntN(20)))
	}
}
