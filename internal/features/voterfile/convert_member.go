package voterfile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
)

// member reads a row of a member list. What an organization's own list says of a language, the member has told it.
func (t *table) member(row int64) record.Member {
	m := record.Member{Row: row, Name: t.name(), BirthDate: t.date(fBirth), Address: t.address(), Mailing: t.mailing(), Languages: t.memberLanguages()}
	m.Phone, m.MorePhones = firstAndMore(append(t.phones(fPhone), t.phones(fPhone2)...))
	m.Email, m.MoreEmails = firstAndMore(append(t.emails(fEmail), t.emails(fEmail2)...))
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
	m.Consents = t.agreed()
	for _, c := range t.own {
		if s := t.limited(c.column, maxCustom, "custom"); s != "" {
			m.Custom = append(m.Custom, record.Custom{Field: c.name, Value: t.ofKind(t.kinds[c.name], s)})
		}
	}
	return m
}

// memberLanguages reads what somebody speaks, reads and prefers.
func (t *table) memberLanguages() []record.Language {
	source := record.SelfReported
	if s := t.raw(fSource); s != "" {
		known := false
		if source, known = sources[strings.ToLower(s)]; !known {
			t.fail(fault("source", "import.bad.source", "source", s))
		}
	}
	return slices.Concat(t.languages(fLanguage, record.Spoken, source), t.languages(fLanguageRead, record.Read, source), t.languages(fLanguagePreferred, record.Preferred, source))
}

// agreed reads the columns of consents. An empty cell says nothing; one that is neither yes nor no makes the row a bad one.
func (t *table) agreed() (out []record.Consent) {
	on := t.date(fConsentOn)
	if on != "" && len(on) < len(time.DateOnly) {
		t.fail(fault("consent_on", "import.bad.date", "value", t.raw(fConsentOn)))
	}
	for _, c := range t.consents {
		s := t.cell(c.column)
		switch answerOf(s) {
		case saysYes, saysNo:
			channel, purpose := consentOf(c.key)
			out = append(out, record.Consent{Channel: channel, Purpose: purpose, Given: yes(s), On: on, Wording: t.file + ": " + c.name + " = " + s})
		case unclear:
			t.fail(fault(c.key, "import.bad.yes_no", "value", cut(s)))
		}
	}
	return out
}

// ofKind writes a cell as a field of that kind keeps it, where it can be told; else as it stands, and whoever keeps it says what is wrong.
func (t *table) ofKind(kind, s string) string {
	switch kind {
	case "date":
		day, ok := readDate(s, t.plan.Dates)
		if !ok && t.plan.Format.Sheet != "" {
			day, ok = serial(s)
		}
		if ok {
			return day
		}
	case "yes_no":
		switch answerOf(s) {
		case saysYes:
			return "yes"
		case saysNo:
			return "no"
		case saysNothing:
			return ""
		}
	case "number":
		return strings.TrimLeft(s, "$€£¥ ")
	}
	return s
}

// firstAndMore divides the ways to reach somebody into the first and the others.
func firstAndMore(list []string) (string, []string) {
	if len(list) == 0 {
		return "", nil
	}
	return list[0], list[1:]
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
	if source == record.Modelled {
		s.Guess = t.guess()
	}
	use, ok := uses[strings.ToLower(t.raw(fUse))]
	if !ok {
		t.fail(fault("use", "import.bad.use", "use", t.raw(fUse)))
	}
	if list := t.languages(fLanguage, record.Spoken, source); len(list) == 1 {
		s.Language = list[0]
		s.Language.Kind = use
	} else if t.fault == nil {
		t.fail(fault("language", "import.bad.one_language", "n", len(list)))
	}
	return s
}

// guess reads what a file says of a model: a probability as a share of 1, or as a percentage with its sign.
func (t *table) guess() (g record.Guess) {
	g.Model = t.text(fModel, maxOther)
	if s := strings.TrimSpace(t.raw(fProbability)); s != "" {
		number, percent := strings.CutSuffix(s, "%")
		p, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if percent {
			p /= 100
		}
		if err != nil || !(p >= 0 && p <= 1) { // no number is neither
			t.fail(fault("probability", "import.bad.probability", "value", cut(s)))
		}
		g.Probability = &p
	}
	if s := strings.TrimSpace(t.raw(fUntil)); s != "" {
		day, ok := readDate(s, t.plan.Dates)
		if !ok || len(day) != len(time.DateOnly) {
			t.fail(fault("until", "import.bad.date", "value", cut(s)))
		}
		g.Until = day
	}
	return g
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
