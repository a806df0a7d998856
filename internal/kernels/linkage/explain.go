package linkage

import (
	"strconv"
	"strings"
)

// Compare judges two records by themselves, and says why. Rare values are weighed as usual ones: only a table knows what is rare.
func (m *Model) Compare(a, b *Record) Comparison {
	return m.CompareMany([][2]*Record{{a, b}})[0]
}

// CompareMany is Compare for many pairs at once: most of the work is the same for one as for hundreds.
func (m *Model) CompareMany(pairs [][2]*Record) []Comparison {
	t, s := NewTable(), newScratch()
	for side := range 2 {
		for _, p := range pairs {
			t.Add(Side(side), p[side])
		}
	}
	t.settle()
	out := make([]Comparison, len(pairs))
	for i := range pairs {
		out[i] = m.explain(t, nil, &t.rows[i], &t.rows[len(pairs)+i], s)
	}
	return out
}

// explain judges two rows of a table; f may be nil.
func (m *Model) explain(t *Table, f *frequencies, a, b *row, s *scratch) Comparison {
	m.ready()
	p := t.compareRows(a, b, s)
	var bits rarity
	if f != nil {
		bits = m.rarities(f, a, b, p)
	}
	w := m.evidence(p, bits.shared())
	post := m.posterior(w)
	c := Comparison{Probability: post[self], Weight: logit(post[self]), Kin: post[relative] + post[namesake] + post[twin]}
	for n := range fields {
		f := Field(n)
		level := p.level(f)
		if level == 0 {
			continue
		}
		e := FieldEvidence{Field: f, Level: levelName(f, level), Weight: float64(m.bits[self][n][level] - m.bits[stranger][n][level] + bits[n])}
		e.A, e.B = t.show(f, a), t.show(f, b)
		c.Fields = append(c.Fields, e)
	}
	return c
}

// ready makes a model that was read from JSON usable.
func (m *Model) ready() {
	if m.bits[self][FieldGiven][1] == 0 {
		m.prepare()
	}
}

func levelName(f Field, level uint8) string {
	switch f {
	case FieldGiven, FieldFamily, FieldMiddle:
		return nameLevelNames[level]
	case FieldOrder:
		return [...]string{"unknown", "same order", "given and family name turned round"}[level]
	case FieldSuffix:
		return [...]string{"unknown", "same", "only one has a suffix", "different suffixes"}[level]
	case FieldBirth:
		return birthLevelNames[level]
	case FieldPhone:
		return phoneLevelNames[level]
	case FieldEmail:
		return emailLevelNames[level]
	}
	var said []string
	street, zip, city := addressParts(level)
	for _, s := range []string{streetLevelNames[street], zipLevelNames[zip], cityLevelNames[city]} {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, ", ")
}

// show writes what a row has in a field.
func (t *Table) show(f Field, r *row) string {
	switch f {
	case FieldGiven:
		return string(t.names.dict.text(r.given))
	case FieldFamily:
		return string(t.names.dict.text(r.family))
	case FieldMiddle:
		return string(t.names.dict.text(r.middle))
	case FieldOrder:
		return t.show(FieldGiven, r) + " " + t.show(FieldFamily, r)
	case FieldSuffix:
		return suffixNames[r.suffix]
	case FieldBirth:
		return r.date.String()
	case FieldPhone:
		if r.phone != 0 {
			return strconv.FormatUint(t.dialled[r.phone], 10)
		}
		return ""
	case FieldEmail:
		return string(t.emails.text(r.email))
	}
	var parts []string
	for _, s := range [][]byte{t.numbers.text(r.number), t.streets.dict.text(r.street), t.units.text(r.unit), t.zips.text(r.zip), t.cities.dict.text(r.city)} {
		if len(s) > 0 {
			parts = append(parts, string(s))
		}
	}
	return strings.Join(parts, " ")
}

var suffixNames = [...]string{"", "Jr", "Sr", "1st", "II", "III", "IV", "V", "VI", "VII", "VIII"}

// String writes a date as ISO does, as far as it is known.
func (d date) String() string {
	two := func(n int) string { return "-" + strconv.Itoa(n + 100)[1:] }
	switch {
	case d == 0:
		return ""
	case d.month() == 0:
		return strconv.Itoa(d.year())
	case d.day() == 0:
		return strconv.Itoa(d.year()) + two(d.month())
	}
	return strconv.Itoa(d.year()) + two(d.month()) + two(d.day())
}
