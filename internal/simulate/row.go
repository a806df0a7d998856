package simulate

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// Row is what one line of a file tells of a person, and the truth behind it.
type Row struct {
	Truth   int64 // equal for all rows of one person
	Home    int64 // equal for all people of one home
	Culture Culture
	Damage  Suffered

	VoterID                                                              string
	Given, Middle, Family, Suffix                                        string
	Name                                                                 string // the whole name, where a file has one column for it
	BirthDate                                                            string // ISO; '1987' where only the year is told
	Number, Street, Unit, City, State, Zip                               string // Street with its direction and kind
	Phone, Email                                                         string
	Registered, Status, Party, County, Precinct, Congress, Senate, House string
	Votes                                                                uint32 // bit i: voted in the i-th newest election
}

// tell writes the row of a person with the damage drawn for it.
func (k *lore) tell(p *person, s Suffered, at place, rng *rand.Rand) Row {
	r := Row{Truth: p.truth, Home: p.truth / membersMax, Culture: p.culture, Damage: s}
	k.tellName(&r, p, s, rng)
	r.BirthDate = tellBirth(p.born, s, rng)
	tellAddress(&r, at, s, rng)
	if !s.Has(PhoneLost) {
		r.Phone = p.phone
		if s.Has(PhoneChanged) {
			r.Phone = phoneNumber(rng)
		}
	}
	if !s.Has(EmailLost) {
		r.Email = p.email
		if s.Has(PhoneChanged) && rng.IntN(2) == 0 {
			r.Email = "new" + strconv.Itoa(rng.IntN(1e6)) + "." + p.email
		}
	}
	return r
}

func (k *lore) tellName(r *Row, p *person, s Suffered, rng *rand.Rand) {
	r.Given, r.Middle, r.Family, r.Suffix = p.givenText(), p.middle.String(), p.familyText(), p.suffix
	if s.Has(Respelled) {
		respell(r, p, rng)
	}
	switch {
	case s.Has(Nickname):
		all := k.nicknames[p.given[0].String()]
		r.Given = all[rng.IntN(len(all))]
	case s.Has(Adopted):
		r.Given = p.adopted
	case s.Has(InitialOnly):
		r.Given = firstLetter(r.Given)
	case s.Has(Abbreviated):
		r.Given = shortened(r.Given)
	case s.Has(SecondLost):
		r.Given = p.given[keptHalf(p)].String()
	case s.Has(ElderName):
		r.Given = p.elder.String() + " " + r.Given
	case s.Has(Rejoined):
		rejoin(r, p, rng)
	}
	switch {
	case s.Has(Maiden):
		r.Family = p.maiden.String()
	case s.Has(HalfFamily):
		r.Family = p.family[rng.IntN(2)].String()
	}
	switch {
	case s.Has(MiddleLost):
		r.Middle = ""
	case s.Has(MiddleShort):
		r.Middle = firstLetter(r.Middle)
	}
	if s.Has(SuffixLost) {
		r.Suffix = ""
	}
	if !s.Has(Native) {
		r.Given, r.Middle, r.Family = plain(r.Given), plain(r.Middle), plain(r.Family)
	}
	if s.Has(GivenTypo) && r.Given != "" {
		r.Given = typo(r.Given, rng)
	}
	if s.Has(FamilyTypo) && r.Family != "" {
		r.Family = typo(r.Family, rng)
	}
	if s.Has(Swapped) {
		r.Given, r.Family = r.Family, r.Given
	}
	r.Name = strings.Join(strings.Fields(r.Given+" "+r.Middle+" "+r.Family+" "+r.Suffix), " ")
}

// keptHalf is the part of a given name that stays when the other is lost: the one that tells brothers and sisters apart.
func keptHalf(p *person) int {
	if p.culture == Filipino || p.culture == English {
		return 0
	}
	return 1
}

func respell(r *Row, p *person, rng *rand.Rand) {
	given := make([]word, len(p.given))
	for i, w := range p.given {
		given[i] = w
		if text, ok := w.respelled(rng); ok {
			given[i] = as(text)
		}
	}
	other := *p
	other.given = given
	r.Given = other.givenText()
	if len(p.family) == 1 && rng.IntN(2) == 0 {
		if text, ok := p.family[0].respelled(rng); ok {
			r.Family = text
		}
	}
}

func rejoin(r *Row, p *person, rng *rand.Rand) {
	other := *p
	switch rng.IntN(4) {
	case 0:
		other.joiner = " "
	case 1:
		other.joiner = "-"
	case 2:
		other.joiner = ""
	case 3:
		if r.Middle == "" {
			r.Given, r.Middle = p.given[0].String(), p.given[1].String()
			return
		}
		other.joiner = " "
	}
	r.Given = other.givenText()
}

func firstLetter(s string) string {
	for _, r := range plain(s) {
		return string(r)
	}
	return ""
}

func shortened(s string) string {
	r := []rune(s)
	if len(r) < 5 {
		return s
	}
	return string(r[:4])
}

// isoText writes a day without the cost of time.Format: ten million rows have one each.
func (d date) isoText() string {
	b := [10]byte{byte('0' + d.year/1000), byte('0' + d.year/100%10), byte('0' + d.year/10%10), byte('0' + d.year%10), '-',
		byte('0' + d.month/10), byte('0' + d.month%10), '-', byte('0' + d.day/10), byte('0' + d.day%10)}
	return string(b[:])
}

func tellBirth(d date, s Suffered, rng *rand.Rand) string {
	switch {
	case s.Has(BirthLost):
		return ""
	case s.Has(YearOnly):
		return strconv.Itoa(d.year)
	case s.Has(Placeholder):
		return "1900-01-01"
	case s.Has(BirthSwapped):
		if d.day <= 12 {
			d.day, d.month = d.month, d.day
		}
	case s.Has(BirthDigit):
		switch rng.IntN(3) {
		case 0:
			d.year += 1 - 2*rng.IntN(2)
		case 1:
			d.day = (d.day+rng.IntN(3)*10)%28 + 1
		case 2:
			d.month = d.month%12 + 1
		}
	}
	return d.isoText()
}

func tellAddress(r *Row, at place, s Suffered, rng *rand.Rand) {
	r.County, r.Precinct = strconv.Itoa(at.county), strconv.Itoa(at.precinct)
	r.Congress, r.Senate, r.House = strconv.Itoa(at.congress), strconv.Itoa(at.senate), strconv.Itoa(at.house)
	if s.Has(AddressLost) {
		return
	}
	if s.Has(ShortAddress) {
		at = at.abbreviated(rng)
	}
	if s.Has(StreetTypo) {
		at.street = typo(at.street, rng)
	}
	r.Number, r.City, r.State, r.Zip = at.number, at.city, at.state, at.zip
	r.Street = strings.TrimSpace(at.direction + " " + at.street + " " + at.kind)
	if at.unit != "" && !s.Has(UnitLost) {
		r.Unit = strings.TrimSpace(at.unitKind + " " + at.unit)
	}
	switch {
	case s.Has(ZipLost):
		r.Zip = ""
	case s.Has(ZipPlus4):
		r.Zip += "-" + at.plus4
	}
}
