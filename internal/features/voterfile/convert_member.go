package voterfile

import (
	"cmp"
	"strings"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
)

// member reads a row of a member list. What an organization's own list says of a language, the member has told it.
func (t *table) member(row int64) record.Member {
	m := record.Member{Row: row, Name: t.name(), BirthDate: t.date(fBirth), Address: t.address(), Phone: t.phone(), Email: t.email(), Languages: t.languages(record.SelfReported)}
	for _, tag := range strings.FieldsFunc(t.text(fTags, maxOther), func(r rune) bool { return strings.ContainsRune(",;|、，；", r) }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			m.Tags = append(m.Tags, tag)
		}
	}
	for _, c := range t.tags {
		if s := t.cell(c.column); s != "" && !no(s) {
			m.Tags = append(m.Tags, c.name)
		}
	}
	for _, c := range t.consents {
		if s := t.cell(c.column); yes(s) || no(s) {
			m.Consents = append(m.Consents, record.Consent{Channel: c.name, Given: yes(s)})
		}
	}
	for _, c := range t.keep {
		if s := t.limited(c.column, maxOther, c.name); s != "" {
			m.Custom = append(m.Custom, record.Custom{Name: c.name, Value: s})
		}
	}
	return m
}

func no(s string) bool {
	switch strings.ToLower(s) {
	case "n", "no", "0", "false", "f", "không", "否", "아니요", "いいえ":
		return true
	}
	return false
}

var sources = map[string]string{
	"": record.Observed, "self-reported": record.SelfReported, "self reported": record.SelfReported, "self": record.SelfReported, "observed": record.Observed,
	"modelled": record.Modelled, "modeled": record.Modelled, "model": record.Modelled,
}

var uses = map[string]string{"": record.Spoken, "spoken": record.Spoken, "speaks": record.Spoken, "read": record.Read, "reads": record.Read, "preferred": record.Preferred}

// speaker reads a row of a list of languages.
func (t *table) speaker(row int64) record.Speaker {
	s := record.Speaker{Row: row, State: cmp.Or(t.state(), t.plan.State), VoterID: t.need(fVoterID, maxID)}
	source, ok := sources[strings.ToLower(t.raw(fSource))]
	if !ok {
		t.fail(fault("source", "import.bad.source", "source", t.raw(fSource)))
	}
	use, ok := uses[strings.ToLower(t.raw(fUse))]
	if !ok {
		t.fail(fault("use", "import.bad.use", "use", t.raw(fUse)))
	}
	if list := t.languages(source); len(list) == 1 {
		s.Language = list[0]
		s.Language.Kind = use
	} else if t.fault == nil {
		t.fail(fault("language", "import.bad.one_language", "n", len(list)))
	}
	return s
}

// points reads a row of address points: one for each number of a list.
func (t *table) points(row int64) (out []record.Point) {
	list := address.Numbers(t.raw(fNumber))
	p := record.Point{Row: row, Address: t.address(), Lat: t.degrees(fLat, 90), Lon: t.degrees(fLon, 180), Ward: t.text(fWard, maxOther)}
	if p.Address.Empty() || p.Address.Number == "" {
		t.fail(fault("street", "import.bad.no_address"))
	}
	if t.fault == nil && p.Lat == 0 && p.Lon == 0 {
		t.fail(fault("lat", "import.bad.nowhere"))
	}
	out = append(out, p)
	for i := 1; i < len(list); i++ {
		p.Address.Number = list[i]
		out = append(out, p)
	}
	return out
}
