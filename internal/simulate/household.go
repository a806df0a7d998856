package simulate

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// membersMax is how many people a home holds at most; a truth id is the home's number times this, and the person's place in it.
const membersMax = 16

// home is one household.
type home struct {
	number  int64
	culture Culture
	people  []person
	address int64 // where they lived when the older file was made
	next    int64 // where they live now if they move together
}

// composition says who lives together. A share is in hundredths: the first among people whose families came from Europe, the second
// among the others, whose homes are fuller.
type composition struct {
	build        func(*maker)
	west, others float64
}

var compositions = []composition{
	{(*maker).alone, 30, 14},
	{(*maker).couple, 30, 20},
	{(*maker).family, 22, 32},
	{(*maker).generations, 3, 17},
	{(*maker).oneParent, 8, 6},
	{(*maker).roommates, 6, 5},
	{(*maker).cousins, 1, 6},
}

// maker builds one home.
type maker struct {
	*lore
	rng  *rand.Rand
	home *home
}

func (m *maker) populate() {
	total := 0.0
	for _, c := range compositions {
		total += c.share(m.home.culture)
	}
	x := m.rng.Float64() * total
	for _, c := range compositions {
		if x -= c.share(m.home.culture); x < 0 {
			c.build(m)
			break
		}
	}
	m.contacts()
	m.anchors()
}

func (c composition) share(k Culture) float64 {
	if k == English {
		return c.west
	}
	return c.others
}

func (m *maker) add(sex, year int, family []word) *person {
	p := person{truth: m.home.number*membersMax + int64(len(m.home.people)), culture: m.home.culture, sex: sex, family: family, born: m.birth(year)}
	if p.culture == Sikh && m.rng.Float64() < 0.3 {
		p.family = []word{as([...]string{"Kaur", "Singh"}[sex])}
	}
	if p.culture == Sikh && len(p.family) == 1 && p.family[0].String() == "Singh" && sex == woman {
		p.family = []word{as("Kaur")}
	}
	m.name(&p, m.rng)
	m.home.people = append(m.home.people, p)
	return &m.home.people[len(m.home.people)-1]
}

func (m *maker) birth(year int) date {
	d := date{min(max(year, 1922), 2007), 1 + m.rng.IntN(12), 1 + m.rng.IntN(28)}
	if m.home.culture != English && d.year < 1975 && m.rng.Float64() < 0.08 {
		d.month, d.day = 1, 1 // papers made in a camp say the first of January
	}
	return d
}

func (m *maker) familyName() []word { return []word{m.families[m.home.culture].pick(m.rng)} }

func (m *maker) adultYear() int { return 1940 + m.rng.IntN(62) }

func (m *maker) alone() { m.add(m.rng.IntN(2), m.adultYear(), m.familyName()) }

func (m *maker) couple() { m.parents(m.adultYear()) }

// parents adds a couple; the wife's own name follows the custom.
func (m *maker) parents(year int) (father, mother *person) {
	family, hers := m.familyName(), m.familyName()
	m.add(man, year, family)
	takes := map[Culture]float64{English: 0.8, Filipino: 0.9, Hindu: 0.85, Muslim: 0.4, Korean: 0.45, Mandarin: 0.25, Cantonese: 0.3, Sikh: 0.3}[m.home.culture]
	theirs := hers
	if m.rng.Float64() < takes {
		theirs = family
		if m.rng.Float64() < 0.06 {
			theirs = []word{hers[0], family[0]}
		}
	}
	wife := m.add(woman, year-4+m.rng.IntN(9), theirs)
	if len(theirs) == 2 || theirs[0] == family[0] {
		wife.maiden, wife.hyphen = hers[0], m.rng.Float64() < 0.5
	}
	if m.home.culture == Filipino {
		wife.middle = hers[0]
	}
	n := len(m.home.people)
	return &m.home.people[n-2], &m.home.people[n-1]
}

func (m *maker) family() {
	year := 1945 + m.rng.IntN(33)
	m.parents(year)
	m.children(year, 1+m.rng.IntN(4))
}

func (m *maker) oneParent() {
	year := 1950 + m.rng.IntN(30)
	m.add(m.rng.IntN(2), year, m.familyName())
	m.children(year, 1+m.rng.IntN(2))
}

// generations puts grandparents, parents and children into one home.
func (m *maker) generations() {
	year := 1925 + m.rng.IntN(25)
	m.parents(year)
	son := *m.child(year, 0, man)
	var maiden word
	wife := m.add(woman, son.born.year+m.rng.IntN(5), m.familyName())
	if m.home.culture == English || m.home.culture == Hindu || m.home.culture == Filipino {
		maiden = wife.family[0]
		wife.maiden, wife.family = maiden, son.family
	}
	for range m.rng.IntN(3) {
		m.childOf(son, maiden, son.born.year, m.rng.IntN(2))
	}
}

// roommates share nothing but the door.
func (m *maker) roommates() {
	year := 1975 + m.rng.IntN(28)
	for range 2 + m.rng.IntN(3) {
		if m.rng.Float64() < 0.5 {
			m.home.culture = Culture(m.rng.IntN(int(cultures)))
		}
		m.add(m.rng.IntN(2), year-3+m.rng.IntN(7), m.familyName())
	}
}

// cousins fills a home with people of one family name and of every age: six people called Kim at one address.
func (m *maker) cousins() {
	family := m.familyName()
	for range 4 + m.rng.IntN(4) {
		m.add(m.rng.IntN(2), m.adultYear(), family)
	}
}

func (m *maker) children(year, n int) {
	for i := range n {
		m.child(year, i, m.rng.IntN(2))
	}
}

func (m *maker) child(year, i, sex int) *person {
	var maiden word
	if len(m.home.people) > 1 && m.home.people[1].sex == woman {
		maiden = m.home.people[1].maiden
	}
	return m.childOf(m.home.people[0], maiden, year+2*i, sex)
}

// childOf adds a child: some bear the father's name, some are twins, and brothers and sisters of Korean and Chinese families share a syllable.
func (m *maker) childOf(parent person, maiden word, year, sex int) *person {
	family := parent.family
	if m.home.culture == Khmer && parent.sex == man && m.rng.Float64() < 0.25 {
		family = parent.given[:1]
	}
	if m.home.culture == Filipino && maiden.entry != nil && m.rng.Float64() < 0.08 {
		family = []word{family[0], maiden}
	}
	p := m.add(sex, year+20+m.rng.IntN(18), family)
	p.hyphen = m.rng.Float64() < 0.5
	if m.home.culture == Filipino && maiden.entry != nil {
		p.middle = maiden
	}
	m.namesake(p, parent)
	m.siblings(p)
	return p
}

func (m *maker) namesake(p *person, parent person) {
	custom := map[Culture]float64{English: 0.14, Filipino: 0.14}[p.culture]
	if p.sex != man || parent.sex != man || m.rng.Float64() >= custom {
		return
	}
	for i := range m.home.people {
		if s := m.home.people[i].suffix; s == "Jr" || s == "III" {
			return
		}
	}
	p.given, p.middle, p.suffix, p.alike = parent.given, parent.middle, "Jr", true
	first := &m.home.people[0]
	first.alike = true
	switch x := m.rng.Float64(); {
	case x < 0.3:
		first.suffix = "Sr"
	case x < 0.45:
		first.suffix, p.suffix = "Jr", "III"
	}
}

func (m *maker) siblings(p *person) {
	n := len(m.home.people)
	if n < 4 || p.alike {
		return
	}
	elder := &m.home.people[n-2]
	if elder.alike || elder.familyText() != p.familyText() || len(elder.given) == 0 {
		return
	}
	if (p.culture == Korean || p.culture == Cantonese || p.culture == Mandarin) && len(p.given) == 2 && len(elder.given) == 2 {
		p.given = []word{elder.given[0], p.given[1]}
		p.joiner = elder.joiner
	}
	if m.rng.Float64() < 0.05 {
		p.born, p.twin, elder.twin = elder.born, true, true
	}
	for i := range m.home.people[:n-1] {
		if o := &m.home.people[i]; o.givenText() == p.givenText() && o.familyText() == p.familyText() {
			o.alike, p.alike = true, true
			if o.born == p.born { // twins never bear one name
				p.born.day = p.born.day%28 + 1
			}
		}
	}
}

// contacts gives phones and addresses of mail, some of them a family's.
func (m *maker) contacts() {
	rng := m.rng
	family := phoneNumber(rng)
	shared := rng.Float64() < 0.3
	for i := range m.home.people {
		p := &m.home.people[i]
		p.phone = phoneNumber(rng)
		if shared && rng.Float64() < 0.7 {
			p.phone, p.shared = family, true
		}
		local := strings.ToLower(plain(strings.ReplaceAll(p.givenText(), " ", "")))
		p.email = local + "." + strings.ToLower(plain(strings.ReplaceAll(p.familyText(), " ", ""))) + strconv.Itoa(rng.IntN(1000)) + "@example.org"
		if p.shared && rng.Float64() < 0.3 {
			p.email = "family" + strconv.FormatInt(m.home.number, 36) + "@example.org"
		}
	}
}

func phoneNumber(rng *rand.Rand) string {
	return strconv.Itoa(201+rng.IntN(780)) + strconv.Itoa(5500000+rng.IntN(100000))
}

// anchors says what no row of a person loses. Namesakes of one home keep their birth date.
func (m *maker) anchors() {
	for i := range m.home.people {
		p := &m.home.people[i]
		if !p.alike && m.rng.Float64() < 0.4 {
			p.anchor = addressKept
		}
	}
}
