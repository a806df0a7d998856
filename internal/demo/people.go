package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// community is a language with its share of the people and where in town they live closest together.
type community struct {
	language string
	weight   float64
	x, y     float64 // as parts of the town's width and height
	size     float64 // mean adults in a household
}

var communities = []community{
	{"en", 34, 0.5, 0.5, 1.9},
	{"hmn", 20, 0.2, 0.75, 3.2},
	{"vi", 9, 0.7, 0.25, 2.5},
	{"zh-Hans", 6, 0.62, 0.55, 2.2},
	{"zh-Hant", 5, 0.55, 0.4, 2.3},
	{"ko", 5, 0.85, 0.85, 2.1},
	{"tl", 5, 0.4, 0.15, 2.4},
	{"hi", 4, 0.8, 0.65, 2.4},
	{"bn", 4, 0.15, 0.3, 2.7},
	{"ur", 4, 0.1, 0.45, 2.7},
	{"km", 3, 0.3, 0.9, 2.8},
	{"lo", 2, 0.35, 0.6, 2.7},
}

// name is an invented name.
type name struct{ given, family, native string }

// names holds the tables of names by language and kind.
type names struct {
	byKind map[string]map[string][][2]string // language, kind: latin and native
}

func newNames() *names {
	n := &names{map[string]map[string][][2]string{}}
	add := func(language, kind, latin, native string) {
		if n.byKind[language] == nil {
			n.byKind[language] = map[string][][2]string{}
		}
		n.byKind[language][kind] = append(n.byKind[language][kind], [2]string{latin, native})
	}
	for _, row := range rows("tables/names.tsv") {
		add(row["language"], row["kind"], row["latin"], row["native"])
	}
	for _, row := range rows("tables/chinese.tsv") {
		add("zh-Hans", row["kind"], row["mandarin"], row["simplified"])
		add("zh-Hant", row["kind"], row["cantonese"], row["traditional"])
	}
	return n
}

func (n *names) pick(rng *rand.Rand, language, kind string) [2]string {
	list := n.byKind[language][kind]
	return list[rng.IntN(len(list))]
}

func (n *names) invent(rng *rand.Rand, language string, english bool) name {
	return n.inFamily(rng, language, n.pick(rng, language, "family"), english)
}

// inFamily invents a given name for a family's. Some people go by an English given name among neighbors.
func (n *names) inFamily(rng *rand.Rand, language string, family [2]string, english bool) name {
	kind := [...]string{"female", "male"}[rng.IntN(2)]
	given := n.pick(rng, language, kind)
	out := name{given: given[0], family: family[0], native: joinNative(language, family[1], given[1])}
	if english {
		out.given = n.pick(rng, "en", kind)[0]
	}
	return out
}

// joinNative puts the parts of a name in the order in which the language says them.
func joinNative(language, family, given string) string {
	switch {
	case family == "" || given == "":
		return ""
	case language == "zh-Hans" || language == "zh-Hant" || language == "ko":
		return family + given
	case language == "vi" || language == "km":
		return family + " " + given
	default:
		return given + " " + family
	}
}

// settle fills the town's addresses with households until there are as many people as wanted.
func (o *Organization) settle(rng *rand.Rand, names *names, people int) {
	order := rng.Perm(len(o.Town.Addresses))
	for round := 0; len(o.People) < people; round++ {
		for _, a := range order {
			if len(o.People) >= people {
				return
			}
			if round == 0 && rng.Float64() < 0.04 { // stands empty
				continue
			}
			if round > 0 { // a town too small for its people: two households at one door
				a = order[rng.IntN(len(order))]
			}
			o.moveIn(rng, names, a, people-len(o.People))
		}
	}
}

func (o *Organization) moveIn(rng *rand.Rand, names *names, address, room int) {
	c := o.communityAt(rng, o.Town.Addresses[address].At)
	size := 1
	for rng.Float64() < 1-1/c.size && size < 8 {
		size++
	}
	family := names.pick(rng, c.language, "family")
	h := Household{Address: address}
	for range min(size, room) {
		if len(h.People) > 1 && rng.Float64() < 0.25 {
			family = names.pick(rng, c.language, "family")
		}
		english := c.language != "en" && rng.Float64() < 0.3
		n := names.inFamily(rng, c.language, family, english)
		for tries := 0; tries < 20 && h.has(o.People, n); tries++ { // two of one name behind one door would look like one
			n = names.inFamily(rng, c.language, family, english)
		}
		p := Person{Household: len(o.Households), Given: n.given, Family: n.family, Native: n.native, Language: c.language}
		if rng.Float64() < 0.4 && c.language == "en" {
			p.Middle = string(rune('A' + rng.IntN(26)))
		}
		h.People = append(h.People, len(o.People))
		o.People = append(o.People, p)
	}
	o.Households = append(o.Households, h)
}

func (h Household) has(people []Person, n name) bool {
	return slices.ContainsFunc(h.People, func(i int) bool { return people[i].Given == n.given && people[i].Family == n.family })
}

// communityAt draws a community for a place: the nearer to its center, the likelier.
func (o *Organization) communityAt(rng *rand.Rand, at XY) community {
	weights, sum := make([]float64, len(communities)), 0.0
	for i, c := range communities {
		d := XY{c.x * o.Town.Width, c.y * o.Town.Height}.distance(at) / o.Town.Width
		weights[i] = c.weight * (0.25 + 2.2*math.Exp(-d*d/0.045))
		if c.language == "en" {
			weights[i] = c.weight
		}
		sum += weights[i]
	}
	r := rng.Float64() * sum
	for i, w := range weights {
		if r -= w; r < 0 {
			return communities[i]
		}
	}
	return communities[0]
}

// register puts most people on the voter list, with a history: some vote always, some never.
func (o *Organization) register(rng *rand.Rand) {
	pull := []float64{1.1, 0.85, 0.35, 1.15, 0.55} // of each of Elections
	for i := range o.People {
		p := &o.People[i]
		if rng.Float64() > 0.94 {
			continue
		}
		year := 1998 + rng.IntN(27)
		v := &Voter{ID: fmt.Sprintf("9980%06d", i+1), Active: rng.Float64() < 0.93, Voted: map[string]string{},
			Applied: fmt.Sprintf("%02d/%02d/%d", 1+rng.IntN(12), 1+rng.IntN(28), year)}
		habit := rng.Float64() * rng.Float64() * 1.7
		for e, election := range Elections {
			if atoi(election[len(election)-4:]) < year || rng.Float64() > min(0.96, habit*pull[e]*1.3) {
				continue
			}
			v.Voted[election] = "At Polls"
			if rng.Float64() < 0.28 {
				v.Voted[election] = "Absentee"
			}
		}
		p.Voter = v
		if p.Language != "en" && rng.Float64() < 0.62 || p.Language == "en" && rng.Float64() < 0.1 {
			p.Source = [...]string{"self-reported", "observed", "observed", "modelled"}[rng.IntN(4)]
		}
	}
}

// enroll makes members: all who are not on the voter list (or the organization would not know them), and some who are.
// The list is as lists are: an initial for a name, a short address, a field left out.
func (o *Organization) enroll(rng *rand.Rand, area string) {
	for i := range o.People {
		p := &o.People[i]
		slug := strings.ToLower(strings.Map(onlyLetters, p.Given+p.Family))
		if rng.Float64() < 0.45 {
			p.Phone = fmt.Sprintf("(%s) 555-01%02d", area, rng.IntN(100))
		}
		if rng.Float64() < 0.3 {
			p.Email = fmt.Sprintf("%s.%d@example.org", slug, i+1)
		}
		if share := 0.02 + 0.09*b2f(p.Language != "en"); p.Voter != nil && rng.Float64() > share {
			continue
		}
		a := o.Town.Addresses[o.Households[p.Household].Address]
		m := &Member{Given: p.Given, Address: a.Line(), KnowsPhone: rng.Float64() < 0.8}
		if rng.Float64() < 0.5 {
			m.Address = strings.Replace(short(a.Line()), " Apt ", " #", 1)
		}
		if p.Voter != nil && rng.Float64() < 0.12 {
			m.Given = p.Given[:1] + "."
		}
		if p.Voter != nil && p.Phone != "" && m.KnowsPhone && rng.Float64() < 0.1 {
			m.Address = ""
		}
		p.Member = m
	}
}

func onlyLetters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return -1
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
