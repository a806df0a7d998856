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
	first, last := named{given, a.given, b.given}, named{family, a.family, b.family}
	if p.level(FieldOrder) == orderTurned {
		first.b, last.b = last.b, first.b
		if given == nameSame != (first.a == first.b) || family == nameSame && last.a != last.b {
			first.a, first.b, last.a, last.b = last.a, last.b, first.a, first.b
		}
	}
	bits[FieldGiven], bits[FieldFamily] = m.rareNames(f, first, last, a, b)
	if p.level(FieldOrder) == orderTurned {
		// 'Nguyen Minh' and 'Minh Nguyen' are as common as the more common one of them.
		if x, y := m.rareNames(f, last, first, a, b); x+y < bits[FieldGiven]+bits[FieldFamily] {
			bits[FieldGiven], bits[FieldFamily] = x, y
		}
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
		if alike[given] && alike[family] {
			bits[FieldEmail] = min(bits[FieldEmail], u[FieldEmail][emailSame]-log2(f.both.sameMail))
		}
	}
	return bits
}

// alike are the levels at which two names make e-mail addresses that are alike.
var alike = [nameLevels]bool{nameSame: true, nameVariant: true, nameTypo: true, nameInitial: true, nameSimilar: true}

// named is a part of a name in both rows and how it agrees.
type named struct {
	level uint8
	a, b  uint32
}

// rareNames weighs a given and a family name, as which these are taken.
func (m *Model) rareNames(f *frequencies, given, family named, a, b *row) (forGiven, forFamily float32) {
	forFamily = m.rareName(FieldFamily, &f.family, family)
	if given.level == nameSame && given.a == given.b && family.level == nameSame && family.a == family.b {
		return clip(m.bits[stranger][FieldGiven][nameSame]-log2(f.givenWithin(given.a, family.a, a, b)), 12), forFamily
	}
	return m.rareName(FieldGiven, &f.given, given), forFamily
}

// slipsPerName is in how many ways a name is mistyped.
const slipsPerName = 60

// rareName weighs a part of a name. Of two names that differ by a slip, one is likely to be rare: where both are usual names, they are
// rather two people's.
func (m *Model) rareName(field Field, f *frequency, n named) float32 {
	u := &m.bits[stranger][field]
	switch n.level {
	case nameSame:
		return clip(u[nameSame]-f.common(n.a, n.b), 12)
	case nameVariant:
		return clip(0.7*(u[nameSame]-f.common(n.a, n.b)), 5)
	case nameTypo:
		by := m.bits[self][field][nameTypo] + f.common(n.a, n.b)
		if seen := min(f.seen(n.a), f.seen(n.b)); seen > 0 {
			by = max(by, log2(seen*slipsPerName))
		}
		return clip(0.5*(u[nameTypo]-by), 5)
	case nameSimilar:
		return clip(0.3*(u[nameSame]-f.common(n.a, n.b)), 3)
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
