package linkage

// clip keeps bits within bounds: a file's own counts are not to be believed without end.
func clip(x, to float32) float32 { return max(-to, min(to, x)) }

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
	u := &m.bits[stranger]
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
		bits[FieldGiven] = clip(u[FieldGiven][nameSame]-log2(f.givenWithin(a.given, a.family)), 12)
	}
	if p.level(FieldBirth) == birthSame {
		bits[FieldBirth] = clip(u[FieldBirth][birthSame]-f.date.log(dateSlot(a.date)), 10)
	}
	bits[FieldAddress] = m.rarePlace(f, a, b, p.level(FieldAddress))
	if p.level(FieldPhone) == phoneSame {
		bits[FieldPhone] = clip(u[FieldPhone][phoneSame]-f.phone.log(a.phone), 12)
	}
	if p.level(FieldEmail) == emailSame {
		bits[FieldEmail] = clip(u[FieldEmail][emailSame]-f.email.log(a.email), 12)
	}
	return bits
}

// slipsPerName is in how many ways a name is mistyped.
const slipsPerName = 60

// rareName weighs a part of a name. Of two names that differ by a slip, one is likely to be rare: where both are usual names, they are
// rather two people's.
func (m *Model) rareName(field Field, f *frequency, level uint8, a, b uint32) float32 {
	u := &m.bits[stranger][field]
	switch level {
	case nameSame:
		return clip(u[nameSame]-f.common(a, b), 12)
	case nameVariant:
		return clip(0.7*(u[nameSame]-f.common(a, b)), 5)
	case nameTypo:
		by := m.bits[self][field][nameTypo] + f.common(a, b)
		if seen := min(f.seen(a), f.seen(b)); seen > 0 {
			by = max(by, log2(seen*slipsPerName))
		}
		return clip(0.5*(u[nameTypo]-by), 5)
	case nameSimilar:
		return clip(0.3*(u[nameSame]-f.common(a, b)), 3)
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
		return clip(-log2(max(n, crowd)/crowd), 10)
	case zip == zipSame:
		return clip(f.sameZip-f.zip.log(a.zip), 5)
	case city == citySame && zip == 0:
		return clip(f.sameCity-f.city.common(a.city, b.city), 5)
	}
	return 0
}
