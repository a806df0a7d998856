package linkage

import "math"

// clip keeps bits within bounds: a file's own counts are not to be believed without end.
func clip(x float64, to float64) float32 { return float32(max(-to, min(to, x))) }

// rarity is, for each field, the bits that the values of a pair add to their level.
type rarity [fields]float32

// shared adds up, for each class of kin, the fields that it has in common for a reason.
func (r rarity) shared() (sum sharesSum) {
	for k := range sum {
		for i, b := range r {
			if shares[k][i] {
				sum[k] += b
			}
		}
	}
	return sum
}

// rare is what the values of a pair add to its levels for each class.
func (m *Model) rare(f *frequencies, a, b *row, p pattern) sharesSum {
	return m.rarities(f, a, b, p).shared()
}

func (m *Model) rarities(f *frequencies, a, b *row, p pattern) (bits rarity) {
	u := &m.M[stranger]
	given, family := p.level(FieldGiven), p.level(FieldFamily)
	givenA, givenB, familyA, familyB := a.given, b.given, a.family, b.family
	if p.level(FieldOrder) == orderTurned {
		givenB, familyB = familyB, givenB
		if given == nameSame != (givenA == givenB) || family == nameSame && familyA != familyB {
			givenA, givenB, familyA, familyB = familyA, familyB, givenA, givenB
		}
	}
	bits[FieldFamily] = m.rareName(FieldFamily, &f.family, family, familyA, familyB)
	bits[FieldGiven] = m.rareName(FieldGiven, &f.given, given, givenA, givenB)
	if given == nameSame && a.given == b.given && family == nameSame && a.family == b.family {
		bits[FieldGiven] = clip(math.Log2(u[FieldGiven][nameSame]/f.givenWithin(a.given, a.family)), 12)
	}
	if p.level(FieldBirth) == birthSame {
		bits[FieldBirth] = clip(math.Log2(u[FieldBirth][birthSame]/f.date.share(dateSlot(a.date))), 10)
	}
	bits[FieldAddress] = m.rarePlace(f, a, b, p.level(FieldAddress))
	if p.level(FieldPhone) == phoneSame {
		bits[FieldPhone] = clip(math.Log2(u[FieldPhone][phoneSame]/f.phone.share(a.phone)), 12)
	}
	if p.level(FieldEmail) == emailSame {
		bits[FieldEmail] = clip(math.Log2(u[FieldEmail][emailSame]/f.email.share(a.email)), 12)
	}
	return bits
}

// slipsPerName is in how many ways a name is mistyped.
const slipsPerName = 60

// rareName weighs a part of a name. Of two names that differ by a slip, one is likely to be rare: where both are usual names, they are
// rather two people's.
func (m *Model) rareName(field Field, f *frequency, level uint8, a, b uint32) float32 {
	u := m.M[stranger][field]
	switch level {
	case nameSame:
		return clip(math.Log2(u[nameSame]/max(f.share(a), f.share(b))), 12)
	case nameVariant:
		return clip(0.7*math.Log2(u[nameSame]/max(f.share(a), f.share(b))), 5)
	case nameTypo:
		pa, pb := f.share(a), f.share(b)
		seen := min(f.seen(a), f.seen(b))
		by := max(m.M[self][field][nameTypo]*max(pa, pb), seen*slipsPerName)
		return clip(0.5*math.Log2(u[nameTypo]/by), 5)
	case nameSimilar:
		return clip(0.3*math.Log2(u[nameSame]/max(f.share(a), f.share(b))), 3)
	}
	return 0
}

// crowd is how many people at one door are no surprise; a shared door tells less in a house of hundreds.
const crowd = 8

func (m *Model) rarePlace(f *frequencies, a, b *row, level uint8) float32 {
	street, zip, city := addressParts(level)
	switch {
	case street == streetSame || street == streetHouse:
		n := 0.0
		if int(a.door) < len(f.door.n) && int(b.door) < len(f.door.n) {
			n = float64(max(f.door.n[a.door], f.door.n[b.door]))
		}
		if a.unit != 0 && a.unit == b.unit {
			n = 0
		}
		return clip(-math.Log2(max(n, crowd)/crowd), 10)
	case zip == zipSame:
		return clip(math.Log2(f.sameZip/f.zip.share(a.zip)), 5)
	case city == citySame && zip == 0:
		return clip(math.Log2(f.sameCity/max(f.city.share(a.city), f.city.share(b.city))), 5)
	}
	return 0
}
