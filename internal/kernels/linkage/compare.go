package linkage

// pattern is the levels of all fields of a pair in one number.
type pattern uint32

// shape says where each field stands in a pattern, and how many levels it has.
var shape = [fields]struct {
	shift, bits uint8
	levels      int
}{
	FieldGiven:   {0, 3, int(nameLevels)},
	FieldFamily:  {3, 3, int(nameLevels)},
	FieldMiddle:  {6, 3, int(nameLevels)},
	FieldOrder:   {9, 2, orderLevels},
	FieldSuffix:  {11, 2, suffixLevels},
	FieldBirth:   {13, 4, int(birthLevels)},
	FieldAddress: {17, 8, addressLevels},
	FieldPhone:   {25, 2, int(phoneLevels)},
	FieldEmail:   {27, 3, int(emailLevels)},
}

const (
	orderStraight = 1
	orderTurned   = 2
	orderLevels   = 3

	suffixSame     = 1
	suffixOneSided = 2
	suffixConflict = 3
	suffixLevels   = 4

	maxLevels = addressLevels
)

func (p pattern) level(f Field) uint8 {
	return uint8(p >> shape[f].shift & (1<<shape[f].bits - 1))
}

func (p *pattern) set(f Field, level uint8) { *p |= pattern(level) << shape[f].shift }

// compareRows grades two rows of the table field by field. It is symmetric.
func (t *Table) compareRows(a, b *row, s *scratch) pattern {
	var p pattern
	t.compareNames(a, b, &p, s)
	switch {
	case a.suffix == 0 && b.suffix == 0:
	case a.suffix == 0 || b.suffix == 0:
		p.set(FieldSuffix, suffixOneSided)
	case sameSuffix(a.suffix, b.suffix):
		p.set(FieldSuffix, suffixSame)
	default:
		p.set(FieldSuffix, suffixConflict)
	}
	p.set(FieldBirth, compareDates(a.date, b.date))
	p.set(FieldAddress, addressLevel(t.streetLevel(a, b, s), t.zipLevel(a, b, s), t.cityLevel(a, b, s)))
	if a.phone != 0 && b.phone != 0 {
		level := phoneSame
		if a.phone != b.phone {
			level = comparePhones(t.dialled[a.phone], t.dialled[b.phone])
		}
		p.set(FieldPhone, level)
	}
	p.set(FieldEmail, t.emailLevel(a, b, s))
	return p
}

// cost of a level when two ways to lay names beside each other are weighed.
var cost = [nameLevels]int{nameUnknown: 4, nameSame: 0, nameVariant: 1, nameInitial: 3, nameTypo: 2, nameSimilar: 4, nameDifferent: 7}

// whole tells whether more than one part of the name is known.
func (r *row) whole() bool { return r.given != 0 && r.family != 0 || r.middle != 0 }

func (t *Table) compareNames(a, b *row, p *pattern, s *scratch) {
	n := t.names
	given, family, middle := n.level(a.given, b.given, s), n.level(a.family, b.family, s), n.level(a.middle, b.middle, s)
	order := uint8(orderStraight)
	if straight := cost[given] + cost[family]; straight > 3 {
		x, y := n.level(a.given, b.family, s), n.level(a.family, b.given, s)
		switch turned := cost[x] + cost[y]; {
		case turned+1 < straight && (x == nameSame || y == nameSame || turned <= 4):
			// Which of the two was turned nobody knows. What agrees better is taken for the family name: relatives have that in common.
			given, family, order = x, y, orderTurned
			if cost[x] < cost[y] || cost[x] == cost[y] && x < y {
				given, family = y, x
			}
		case a.letters == b.letters && a.letters != 0 && a.whole() && b.whole() && (given >= nameSimilar || family >= nameSimilar || given == nameUnknown || family == nameUnknown):
			given, family, middle, order = nameSame, nameSame, nameUnknown, orderTurned
		default:
			given, family = t.elsewhere(a, b, given, family, s)
			if given > nameVariant && n.keys != nil {
				switch {
				case n.spelledByTwo(a.given, b.given, b.middle) || n.spelledByTwo(b.given, a.given, a.middle):
					given, middle = nameVariant, nameUnknown
				case n.familyFirst(a, b, s) || n.familyFirst(b, a, s):
					given, family, middle, order = nameVariant, nameVariant, nameUnknown, orderTurned
				}
			}
		}
	}
	if given <= nameInitial && family == nameDifferent && n.couple(a.family, b.family) {
		given, family = nameDifferent, nameSame // 'Satnam Singh' and 'Satnam Kaur' are two
	}
	if given == nameVariant && a.letters == b.letters && a.letters != 0 && family == nameSame {
		given, middle = nameSame, nameUnknown // 'Mary Ann' and 'Mary', 'Ann'
	}
	switch {
	case given == nameUnknown && family == nameUnknown:
		order = 0
	case order == orderTurned && (a.flags|b.flags)&nameOnly != 0:
		order = 0 // the order was only guessed
	}
	p.set(FieldGiven, given)
	p.set(FieldFamily, family)
	p.set(FieldMiddle, middle)
	p.set(FieldOrder, order)
}

// elsewhere looks for a name in the other's middle: who goes by the second name, and the maiden name of who has married.
func (t *Table) elsewhere(a, b *row, given, family uint8, s *scratch) (uint8, uint8) {
	n := t.names
	full := func(x, y uint32) bool {
		l := n.level(x, y, s)
		return l == nameSame || l == nameVariant
	}
	if given == nameDifferent && (full(a.given, b.middle) || full(a.middle, b.given)) {
		given = nameVariant
	}
	if family == nameDifferent && (full(a.family, b.middle) || full(a.middle, b.family)) {
		family = nameSimilar
	}
	return given, family
}

func (t *Table) streetLevel(a, b *row, s *scratch) uint8 {
	if a.street == 0 || b.street == 0 {
		return 0
	}
	number := a.number == b.number && a.number != 0
	if a.street == b.street {
		switch {
		case !number:
			return streetNumber
		case a.unit == b.unit:
			return streetSame
		case a.unit == 0 || b.unit == 0:
			return streetHouse
		}
		return streetUnit
	}
	if !number && (a.number != 0 && b.number != 0) && a.zip != b.zip {
		return streetOther // two slips at least, and elsewhere: not worth the look
	}
	switch level := t.streets.level(a.street, b.street, s); {
	case number && level < nameDifferent:
		return streetTypo
	case level <= nameTypo:
		return streetNumber
	}
	return streetOther
}

func (t *Table) zipLevel(a, b *row, s *scratch) uint8 {
	switch {
	case a.zip == 0 || b.zip == 0:
		return 0
	case a.zip == b.zip:
		return zipSame
	}
	return compareZips(t.zips.text(a.zip), t.zips.text(b.zip), s)
}

func (t *Table) cityLevel(a, b *row, s *scratch) uint8 {
	switch t.cities.level(a.city, b.city, s) {
	case nameUnknown:
		return 0
	case nameSame:
		return citySame
	case nameDifferent:
		// There are few cities, and hardly two of them are half alike.
		x, y := s.letters(t.cities.dict.text(a.city), t.cities.dict.text(b.city))
		if short := min(len(x), len(y)); short < 5 || s.distance(x, y) > max(len(x), len(y))*2/5 {
			return cityOther
		}
	}
	return cityClose
}

func (t *Table) emailLevel(a, b *row, s *scratch) uint8 {
	switch {
	case a.email == 0 || b.email == 0:
		return 0
	case a.email == b.email:
		return emailSame
	case a.local == b.local:
		if t.inboxes[a.local].numbered {
			return emailLocal
		}
		return 0
	}
	// Addresses are made of names: those of two namesakes are alike, and that is no evidence beyond the names. 'hasan.husain45' and
	// 'hasan.husain12' say nothing, neither way.
	x, y := &t.inboxes[a.local], &t.inboxes[b.local]
	if x.letters == y.letters {
		return 0
	}
	if !x.near(y) {
		return emailOther
	}
	v, w := t.locals.text(a.local), t.locals.text(b.local)
	switch d := s.distance(v, w); {
	case d == 1, d == 2 && min(len(v), len(w)) >= 10:
		return emailTypo
	}
	return emailOther
}
