package simulate

import (
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Register describes a register and the copies that careless clerks made of its rows: no families, no telephones, every field for
// itself, and any field may be mistyped, lost, exchanged with another or taken from somebody else. Tests of matchers are often made so.
type Register struct {
	Seed     uint64
	People   int
	Copies   int // at most so many of one row, 1 or more
	Mistakes int // at most so many in one copy, 1 or more
}

// Originals streams one row for each person.
func (g Register) Originals() iter.Seq[Row] {
	return g.rows(func(first Row, _ *rand.Rand, yield func(Row) bool) bool { return yield(first) })
}

// Copied streams the copies: at least one for each person, every further one half as often.
func (g Register) Copied() iter.Seq[Row] {
	return g.rows(func(first Row, rng *rand.Rand, yield func(Row) bool) bool {
		for n := 1; ; n++ {
			if !yield(g.copyOf(first, rng)) {
				return false
			}
			if n >= g.Copies || rng.IntN(2) == 0 {
				return true
			}
		}
	})
}

func (g Register) rows(tell func(first Row, rng *rand.Rand, yield func(Row) bool) bool) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for n := range g.People {
			if !tell(g.original(n), rand.New(rand.NewPCG(mix(g.Seed, uint64(n)), 32)), yield) {
				return
			}
		}
	}
}

// original is what the register has of the n-th person.
func (g Register) original(n int) Row {
	return g.invent(int64(n), rand.New(rand.NewPCG(mix(g.Seed, uint64(n)), 31)))
}

func (g Register) invent(truth int64, rng *rand.Rand) Row {
	k := known()
	r := Row{Truth: truth, Home: truth, Culture: English}
	r.Given = k.given[English][rng.IntN(2)].pick(rng).String()
	r.Family = k.families[English].pick(rng).String()
	r.BirthDate = date{1900 + rng.IntN(100), 1 + rng.IntN(12), 1 + rng.IntN(28)}.isoText()
	r.Number = strconv.Itoa(1 + int(rng.ExpFloat64()*60))
	r.Street = k.streets.pick(rng).String() + " " + k.streets.pick(rng).String() + " " + k.types.pick(rng).String()
	r.City = k.cities[rng.IntN(len(k.cities))] + [...]string{"", " North", " Park", " Hills", " Junction", " Beach"}[rng.IntN(6)]
	r.Zip = strconv.Itoa(2000 + rng.IntN(60)*rng.IntN(90))
	for _, f := range [...]struct {
		field *string
		lost  float64
	}{{&r.Given, .02}, {&r.Family, .01}, {&r.BirthDate, .02}, {&r.Number, .03}} {
		if rng.Float64() < f.lost {
			*f.field = ""
		}
	}
	return r
}

// copyOf is the row as a clerk wrote it down again.
func (g Register) copyOf(first Row, rng *rand.Rand) Row {
	r := first
	for range 1 + rng.IntN(g.Mistakes) {
		g.mistake(&r, rng)
	}
	return r
}

func (g Register) mistake(r *Row, rng *rand.Rand) {
	other := g.original(rng.IntN(g.People))
	fields := [...]struct{ mine, theirs *string }{{&r.Given, &other.Given}, {&r.Family, &other.Family}, {&r.Street, &other.Street}, {&r.City, &other.City},
		{&r.BirthDate, &other.BirthDate}, {&r.Zip, &other.Zip}, {&r.Number, &other.Number}}
	field := fields[rng.IntN(len(fields))]
	switch x := rng.Float64(); {
	case *field.mine == "":
	case x < .12:
		*field.mine = ""
	case x < .25:
		*field.mine = *field.theirs
	case x < .3:
		r.Given, r.Family = r.Family, r.Given
	case *field.mine == r.BirthDate:
		r.BirthDate = tellBirth(dateOf(r.BirthDate), Suffered(0).with([...]Damage{BirthSwapped, BirthDigit}[rng.IntN(2)]), rng)
	case strings.Trim(*field.mine, "0123456789") == "":
		*field.mine = digitSlip(*field.mine, rng)
	default:
		*field.mine = typo(*field.mine, rng)
	}
}

// digitSlip exchanges two neighbours of a number or hits another digit.
func digitSlip(s string, rng *rand.Rand) string {
	b := []byte(s)
	i := rng.IntN(len(b))
	if i > 0 && rng.IntN(2) == 0 {
		b[i-1], b[i] = b[i], b[i-1]
	} else {
		b[i] = byte('0' + rng.IntN(10))
	}
	return string(b)
}

func dateOf(iso string) (d date) {
	d.year, _ = strconv.Atoi(iso[:4])
	d.month, _ = strconv.Atoi(iso[5:7])
	d.day, _ = strconv.Atoi(iso[8:])
	return d
}
