package columns

import (
	"encoding/json"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/segment"

	"github.com/RoaringBitmap/roaring/v2"
)

// Ask is what a question is asked with besides the query.
type Ask struct {
	segment.Ask
	// Young tells of whom, by date of birth and source of the row, no universe may speak; nil is nobody.
	Young func(birth, source string) bool
}

// Set gives who is meant by a valid query. It may be kept by the crowd: do not change it.
func (c *Crowd) Set(q segment.Query, ask Ask) *roaring.Bitmap {
	a := asker{c, ask}
	set := a.node(q.Where, a.base().Clone())
	if ask.Channel != segment.None {
		set.AndNot(a.held(string(ask.Channel)))
	}
	return set
}

// Everybody is how many there are of whom a universe may speak.
func (c *Crowd) Everybody(ask Ask) int { return int(asker{c, ask}.base().GetCardinality()) }

// Count is how many are meant, and where.
type Count struct {
	People     int
	Reachable  int // of them: may be reached on the channel that was asked for
	Doors      int // households of the reachable
	Located    int // doors with a place on the map
	ByLanguage map[string]int
	Phones     int // of the people: have a phone number and may be called
	Texts      int // of the people: have said yes to texts and may be sent one
}

// Count counts a query. ask.Channel says for whom the doors are counted.
func (c *Crowd) Count(q segment.Query, ask Ask) (out Count) {
	channel := ask.Channel
	ask.Channel = segment.None
	a := asker{c, ask}
	set := c.Set(q, ask)
	out.People = int(set.GetCardinality())
	out.ByLanguage = map[string]int{}
	known := 0
	for _, e := range c.indexes[Prefers].entries {
		if n := int(set.AndCardinality(e.set)); n > 0 {
			out.ByLanguage[e.parts[0]] = n
			known += n
		}
	}
	if known < out.People {
		out.ByLanguage[""] = out.People - known
	}
	reachable := set
	if channel != segment.None {
		reachable = roaring.AndNot(set, a.held(string(channel)))
	}
	out.Reachable = int(reachable.GetCardinality())
	out.Doors, out.Located = c.doors(reachable)
	phones := roaring.And(set, c.indexes[Flag].one("phone"))
	out.Phones = int(roaring.AndNot(phones, a.held("phone")).GetCardinality())
	phones.And(a.consented("text"))
	out.Texts = int(roaring.AndNot(phones, a.held("text")).GetCardinality())
	return out
}

// doors counts the households of a set, and those with a place on the map.
func (c *Crowd) doors(set *roaring.Bitmap) (doors, located int) {
	seen := make([]uint64, (len(c.houses)+1+63)/64)
	count := func(set *roaring.Bitmap) (n int) {
		each(set, func(person uint32) {
			if home := c.homes[person]; home != 0 && seen[home/64]&(1<<(home%64)) == 0 {
				seen[home/64] |= 1 << (home % 64)
				n++
			}
		})
		return n
	}
	placed := c.indexes[Flag].one("located")
	located = count(roaring.And(set, placed))
	return located + count(roaring.AndNot(set, placed)), located
}

// Sample gives up to n of those whom a query means, spread over them by the seed.
func (c *Crowd) Sample(q segment.Query, ask Ask, n int, seed uint64) (people []int64) {
	for _, number := range spread(c.Set(q, ask), n, seed) {
		people = append(people, c.ids[number])
	}
	return people
}

// each goes through a set.
func each(set *roaring.Bitmap, do func(person uint32)) {
	var buffer [2048]uint32
	for it := set.ManyIterator(); ; {
		n := it.NextMany(buffer[:])
		if n == 0 {
			return
		}
		for _, person := range buffer[:n] {
			do(person)
		}
	}
}

// asker answers one question.
type asker struct {
	*Crowd
	ask Ask
}

// maxCached is how many answers to single conditions are kept.
const maxCached = 200

// cached keeps the answer to a condition until something changes or the day is over.
func (a asker) cached(key string, find func() *roaring.Bitmap) *roaring.Bitmap {
	key += a.ask.Today.Format(" 2006-01-02")
	if set := a.cache[key]; set != nil {
		return set
	}
	if len(a.cache) >= maxCached {
		clear(a.cache)
	}
	set := find()
	a.cache[key] = set
	return set
}

// base is everybody of whom a universe may speak.
func (a asker) base() *roaring.Bitmap {
	if a.ask.Young == nil {
		return a.alive
	}
	return a.cached("base", func() *roaring.Bitmap {
		words := a.words()
		born := &a.tables[Born]
		for _, source := range born.columns[1].texts {
			born.mark(words, func(p []string) bool { return a.ask.Young(p[0], source[0]) }, func(p []string) bool { return p[0] == source[0] })
		}
		return roaring.AndNot(a.alive, roaring.FromDense(words, false))
	})
}

func (a asker) words() []uint64 { return make([]uint64, (len(a.ids)+63)/64) }

// node gives who of a set is meant. What is cheap is asked first, and nothing is asked about nobody: most universes say early on
// whom they do not mean.
func (a asker) node(n segment.Node, of *roaring.Bitmap) *roaring.Bitmap {
	switch {
	case of.IsEmpty() || n.Everyone:
		return of
	case n.All != nil:
		for _, sub := range byCost(n.All) {
			of = a.node(sub, of)
		}
		return of
	case n.Any != nil:
		found := roaring.New()
		for _, sub := range byCost(n.Any) {
			more := a.node(sub, of)
			found.Or(more)
			of = roaring.AndNot(of, more)
		}
		return found
	case n.Not != nil:
		return roaring.AndNot(of, a.node(*n.Not, of))
	}
	return roaring.And(of, a.leaf(n))
}

// leaf gives whom a condition means, of everybody.
func (a asker) leaf(n segment.Node) *roaring.Bitmap {
	for _, try := range []func(segment.Node) *roaring.Bitmap{a.indexed, a.hanging} {
		if set := try(n); set != nil {
			return set
		}
	}
	key, _ := json.Marshal(n) // what is asked for always has a JSON form
	return a.cached(string(key), func() *roaring.Bitmap { return a.searched(n) })
}

// byCost orders conditions by what they cost, roughly in hundredths of a millisecond for a million people.
func byCost(nodes []segment.Node) []segment.Node {
	out := slices.Clone(nodes)
	slices.SortStableFunc(out, func(a, b segment.Node) int { return cost(a) - cost(b) })
	return out
}

func cost(n segment.Node) (sum int) {
	switch {
	case n.All != nil || n.Any != nil:
		for _, sub := range slices.Concat(n.All, n.Any) {
			sum += cost(sub)
		}
		return sum
	case n.Not != nil:
		return cost(*n.Not)
	case n.LivesWith != nil:
		return 400 + cost(*n.LivesWith)
	case n.History != nil:
		return 300
	case n.Age != nil, n.Born != nil, n.Added != nil, n.Registered != nil, n.Contacts != nil, n.Household != nil, n.Model != nil:
		return 150
	case n.Event != nil, n.Custom != nil:
		return 50
	}
	return 3
}

// indexed answers the conditions on one value.
func (a asker) indexed(n segment.Node) *roaring.Bitmap {
	flag := &a.indexes[Flag]
	switch {
	case n.Member:
		return flag.one("member")
	case n.Phone:
		return flag.one("phone")
	case n.Email:
		return flag.one("email")
	case n.Located:
		return flag.one("located")
	case n.Ward != nil:
		return a.indexes[Ward].one(n.Ward.In...)
	case n.Zip != nil:
		return a.indexes[Zip].one(n.Zip.In...)
	case n.City != nil:
		return a.indexes[City].one(n.City.In...)
	case n.Tag != nil:
		return a.indexes[Tag].one(n.Tag.In...)
	case n.Source != nil:
		return a.indexes[Source].one(n.Source.In...)
	case n.Import != nil:
		return a.indexes[Import].one(n.Import.In...)
	case n.Suppressed:
		return a.held()
	case n.Held != nil:
		return a.held(n.Held.In...)
	case n.Attempt != nil && n.Attempt.Never:
		return roaring.AndNot(a.alive, flag.one("tried"))
	case n.Attempt != nil:
		return a.indexes[Newest].one(n.Attempt.Result...)
	}
	return nil
}

// held is who is suppressed on one of the channels or everywhere; none given means any.
func (a asker) held(on ...string) *roaring.Bitmap {
	if len(on) == 0 {
		return a.indexes[Held].any(func([]string) bool { return true })
	}
	return a.indexes[Held].one(append(slices.Clone(on), "everywhere")...)
}

func (a asker) consented(channel string) *roaring.Bitmap {
	return a.indexes[Consent].any(func(p []string) bool { return p[0] == channel && p[2] == "yes" })
}

// hanging answers the conditions on values of several parts.
func (a asker) hanging(n segment.Node) *roaring.Bitmap {
	switch {
	case n.Language != nil:
		return a.language(*n.Language)
	case n.District != nil:
		return a.indexes[District].any(kindAndName(*n.District))
	case n.Place != nil:
		return a.indexes[Place].any(kindAndName(*n.Place))
	case n.Voted != nil:
		v := n.Voted
		return a.indexes[Votes].any(func(p []string) bool { return onDay(p[0], v.Election) && allows(v.Method, p[1]) })
	case n.Relation != nil:
		r := n.Relation
		return union([]*roaring.Bitmap{a.indexes[Is].one(r.Is...), a.indexes[Has].one(r.Has...)})
	case n.Consent != nil:
		said := map[bool]string{true: "no", false: "yes"}[n.Consent.Refused]
		return a.indexes[Consent].any(func(p []string) bool {
			return p[0] == n.Consent.Channel && allows(n.Consent.Purpose, p[1]) && p[2] == said
		})
	case n.Answer != nil:
		return a.indexes[Answer].any(func(p []string) bool {
			return p[0] == n.Answer.Form && p[1] == n.Answer.Question && slices.Contains(n.Answer.In, p[2])
		})
	}
	return nil
}

func (a asker) language(l segment.Language) *roaring.Bitmap {
	known, guessed := l.Known()
	var sets []*roaring.Bitmap
	if known != nil {
		meant := segment.Families(l.In)
		sets = append(sets, a.indexes[Speaks].any(func(p []string) bool {
			return slices.Contains(meant, p[0]) && allows(known.Kind, p[1]) && allows(known.Source, p[2])
		}))
	}
	if guessed != nil {
		sets = append(sets, a.leaf(segment.Node{Model: guessed}))
	}
	return union(sets)
}

func kindAndName(d segment.District) func([]string) bool {
	return func(p []string) bool { return p[0] == d.Kind && slices.Contains(d.In, p[1]) }
}

// onDay tells whether an election is the one that is asked for: a month means each of its days.
func onDay(election, asked string) bool {
	return election == asked || len(asked) == len("2022-11") && strings.HasPrefix(election, asked+"-")
}

// allows tells whether the value is in the list; an empty list allows everything.
func allows(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }

// searched answers the conditions for which rows are read.
func (a asker) searched(n segment.Node) *roaring.Bitmap {
	switch {
	case n.Age != nil:
		after, upTo := a.ask.BornBetween(*n.Age)
		return a.rows(Born, func(p []string) bool {
			day := segment.BirthDay(p[0])
			return day != "" && day > after && (upTo == "" || day <= upTo)
		}, nil)
	case n.Born != nil:
		days := a.days(*n.Born)
		return a.rows(Born, func(p []string) bool { return p[0] != "" && days([]string{segment.BirthDay(p[0])}) }, nil)
	case n.Added != nil:
		return a.rows(Added, nil, a.days(*n.Added))
	case n.Registered != nil:
		r := n.Registered
		return a.rows(Registration, func(p []string) bool {
			return allows(r.State, p[0]) && allows(r.Status, p[1]) && allows(r.Party, p[2]) && allows(r.County, p[3])
		}, a.days(r.Dates))
	case n.Event != nil:
		e := n.Event
		return a.rows(Event, func(p []string) bool { return slices.Contains(e.Kind, p[0]) && allows(e.County, p[1]) }, a.days(e.Dates))
	case n.Custom != nil:
		return a.rows(Custom, a.custom(*n.Custom), nil)
	case n.Model != nil:
		return a.model(*n.Model)
	case n.History != nil:
		return a.history(*n.History)
	case n.Contacts != nil:
		return a.contacts(*n.Contacts)
	case n.Household != nil:
		return a.size(*n.Household)
	case n.LivesWith != nil:
		return a.livesWith(*n.LivesWith)
	}
	return roaring.New()
}

// rows is who has a row that fits.
func (a asker) rows(t Table, first, second func(parts []string) bool) *roaring.Bitmap {
	words := a.words()
	a.tables[t].mark(words, first, second)
	return roaring.FromDense(words, false)
}

// days decides for texts of days; nil where every one fits.
func (a asker) days(d segment.Dates) func([]string) bool {
	since, before := a.ask.Range(d)
	if since == "" && before == "" {
		return nil
	}
	return func(p []string) bool { return p[0] >= since && (before == "" || p[0] < before && p[0] != "") }
}

func (a asker) custom(f segment.Custom) func([]string) bool {
	days := a.days(f.Dates)
	return func(p []string) bool {
		if p[0] != f.Field || !allows(f.In, p[1]) || days != nil && !days(p[1:]) {
			return false
		}
		if f.Min == nil && f.Max == nil {
			return true
		}
		number, err := strconv.ParseFloat(p[2], 64)
		return err == nil && (f.Min == nil || number >= *f.Min) && (f.Max == nil || number <= *f.Max)
	}
}

func (a asker) model(m segment.Model) *roaring.Bitmap {
	meant, today := segment.Families(m.In), a.ask.Today.Format("2006-01-02")
	thinks := a.rows(Thinks, func(p []string) bool {
		probability, _ := strconv.ParseFloat(p[1], 64)
		return slices.Contains(meant, p[0]) && probability >= m.AtLeast
	}, func(p []string) bool { return p[0] >= today })
	thinks.AndNot(a.indexes[Flag].one("self-reported"))
	return thinks
}

func (a asker) contacts(c segment.Contacts) *roaring.Bitmap {
	counts := make([]uint16, len(a.ids))
	a.tables[Attempt].tally(counts, func(p []string) bool {
		return allows(c.Program, p[0]) && allows(c.Channel, p[1]) && allows(c.Result, p[2]) && (c.What != "contact" || p[3] == "yes") && (c.What != "conversation" || p[4] == "yes")
	}, a.days(c.Dates))
	least, most := c.Bounds()
	return a.between(least, most, counts, nil)
}

// between is who has a count within bounds; most is -1 where it is open. The counts are of people, or of what each person has in at.
func (a asker) between(least, most int, counts []uint16, at []uint32) *roaring.Bitmap {
	if most < 0 {
		most = math.MaxInt32
	}
	words := a.words()
	for person := range a.ids {
		which := uint32(person)
		if at != nil {
			which = at[person]
		}
		n := int(counts[which])
		words[person/64] |= (^uint64((n-least)|(most-n)) >> 63) << (person % 64) // 1 where neither is negative
	}
	set := roaring.FromDense(words, false)
	set.And(a.alive)
	return set
}

// history counts elections for everybody at once: a number stands in columns of its binary digits, and an election is added to the
// numbers of 64 people by one operation a digit.
func (a asker) history(h segment.History) *roaring.Bitmap {
	elections := a.elections(h)
	digits := make([][]uint64, bits.Len(uint(len(elections))))
	for i := range digits {
		digits[i] = a.words()
	}
	one, part := a.words(), a.words()
	for _, sets := range elections {
		clear(one)
		for _, set := range sets {
			clear(part)
			set.WriteDenseTo(part)
			for w, bits := range part {
				one[w] |= bits
			}
		}
		for i := 0; carried(digits[i], one) && i+1 < len(digits); i++ {
		}
	}
	least, most := h.Bounds()
	words := a.atLeast(digits, least)
	if most >= 0 {
		for w, more := range a.atLeast(digits, most+1) {
			words[w] &^= more
		}
	}
	set := roaring.FromDense(words, false)
	set.And(a.alive)
	return set
}

// carried adds a digit to a digit of each number; what is left in the second must be added to the next one. It tells whether
// anything is.
func carried(digit, add []uint64) bool {
	var any uint64
	digit = digit[:len(add)]
	for w, bits := range add {
		add[w] = digit[w] & bits
		digit[w] ^= bits
		any |= add[w]
	}
	return any != 0
}

// elections are who voted in each of those that count, by the ways in which they did.
func (a asker) elections(h segment.History) (out [][]*roaring.Bitmap) {
	votes := a.indexes[Votes].entries
	of, fits := h.Of, onDay
	if len(of) == 0 {
		fits = func(election, asked string) bool { return election == asked }
		for _, e := range votes {
			of = append(of, e.parts[0])
		}
	}
	of = slices.Clone(of)
	slices.Sort(of)
	for _, asked := range slices.Compact(of) {
		var sets []*roaring.Bitmap
		for _, e := range votes {
			if fits(e.parts[0], asked) && allows(h.Method, e.parts[1]) {
				sets = append(sets, e.set)
			}
		}
		out = append(out, sets)
	}
	return out
}

// atLeast compares the numbers with one that is the same for all.
func (a asker) atLeast(digits [][]uint64, n int) []uint64 {
	out := a.words()
	if n >= 1<<len(digits) {
		return out
	}
	for w := range out {
		more, same := uint64(0), ^uint64(0)
		for i := len(digits) - 1; i >= 0; i-- {
			if n>>i&1 == 1 {
				same &= digits[i][w]
			} else {
				more |= same & digits[i][w]
				same &^= digits[i][w]
			}
		}
		out[w] = more | same
	}
	return out
}

// perHome counts the people of a set in each household; nobody lives nowhere.
func (a asker) perHome(set *roaring.Bitmap) []uint16 {
	counts := make([]uint16, len(a.houses)+1)
	each(set, func(person uint32) {
		if n := counts[a.homes[person]] + 1; n != 0 {
			counts[a.homes[person]] = n
		}
	})
	counts[0] = 0
	return counts
}

func (a asker) size(r segment.Range) *roaring.Bitmap {
	if a.sizes == nil {
		a.sizes = make([]uint16, len(a.houses)+1)
		for _, home := range a.homes { // who is gone lives nowhere
			if n := a.sizes[home] + 1; n != 0 {
				a.sizes[home] = n
			}
		}
		a.sizes[0] = 0
	}
	least, most := 0, -1
	if r.Min != nil {
		least = *r.Min
	}
	if r.Max != nil {
		most = *r.Max
	}
	return a.between(least, most, a.sizes, a.homes)
}

// livesWith is who lives where somebody else is meant: all of a household of which two are, and all but one of a household of which
// one is.
func (a asker) livesWith(n segment.Node) *roaring.Bitmap {
	meant := a.node(n, a.base().Clone())
	counts := a.perHome(meant)
	set := a.between(1, -1, counts, a.homes)
	set.AndNot(roaring.And(meant, a.between(1, 1, counts, a.homes)))
	return set
}
