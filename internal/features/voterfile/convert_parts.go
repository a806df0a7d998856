package voterfile

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
)

func (t *table) name() record.Name {
	n := record.Name{Given: t.text(fGiven, maxName), Middle: t.text(fMiddle, maxName), Family: t.text(fFamily, maxName), Suffix: t.text(fSuffix, maxName),
		Native: t.text(fNative, maxName), Chosen: t.text(fChosen, maxName), Former: t.text(fFormer, maxName), Romanized: t.text(fRomanized, maxName)}
	if n.Given == "" && n.Family == "" {
		if whole := t.text(fName, maxName); whole != "" {
			if n.Native == "" && !strings.ContainsFunc(whole, latin) {
				n.Native = whole
			}
			t.inOnePiece(&n, whole)
		}
	}
	if n.Romanized != "" && (n.Given == "" || n.Given == n.Native) && n.Family == "" {
		n.Given, n.Family = wholeName(n.Romanized) // lists show it beside the native one
	}
	if n.Given == "" && n.Family == "" {
		if n.Native == "" {
			t.fail(fault("family", "import.bad.no_name"))
		}
		n.Given = n.Native // a person is shown by some name
	}
	return n
}

// inOnePiece keeps a name in one cell whole, and cuts it for what compares names by their parts: where the name itself tells which is the
// family's, there; else as most files write it. Voter files are asked nothing: they write one way.
func (t *table) inOnePiece(n *record.Name, whole string) {
	n.Given, n.Family = wholeName(whole)
	if t.plan.Kind != Members || n.Family == "" || strings.Contains(whole, ",") {
		return
	}
	n.Whole = whole
	switch told := names.Parse(whole, names.Native); {
	case told.Family == "":
	case told.Order == names.FamilyFirst && t.familyFirst(whole):
		n.Given, n.Family, n.FamilyFirst = told.Given, told.Family, true
	case told.Order == names.GivenFirst:
		n.Given, n.Family = told.Given, told.Family
	}
}

// familyFirst tells whether a name may begin with the family name: its letters or the row's languages say so. 'Mai' is a family in Vietnam
// and a given name among Hmong.
func (t *table) familyFirst(whole string) bool {
	if strings.ContainsFunc(whole, func(r rune) bool { return r > unicode.MaxASCII }) {
		return true
	}
	for _, f := range []field{fLanguagePreferred, fLanguage} {
		for s := range strings.FieldsFuncSeq(t.raw(f), dividesList) {
			if code, ok := language.Canonical(s); ok && slices.Contains(familyFirstLanguages, code) {
				return true
			}
		}
	}
	return false
}

// familyFirstLanguages are those in which names begin with the family's.
var familyFirstLanguages = []string{"vi", "cmn", "yue", "nan", "zh", "ko", "ja", "km"}

// dividesList is what stands between several things in one cell.
func dividesList(r rune) bool { return strings.ContainsRune(",;|/、，；", r) }

// wholeName cuts a name in one cell: 'Lee, Kou' and 'Kou Lee'. One in another script than Latin stays whole, since only
// its reader knows where it divides.
func wholeName(s string) (given, family string) {
	if last, first, ok := strings.Cut(s, ","); ok {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || !strings.ContainsFunc(s, latin) {
		return s, ""
	}
	return s[:i], s[i+1:]
}

func latin(r rune) bool { return unicode.Is(unicode.Latin, r) }

// address reads the parts where the file has them, and else one line. Of a list of house numbers ('8600,8602': a house
// with two doors) the first stands for the house.
func (t *table) address() address.Address {
	a := address.Address{Number: t.number(), Street: t.street(), Unit: t.text(fUnit, maxOther), City: t.text(fCity, maxOther), State: t.state(), Zip: t.zip(fZip)}
	if a.Street == "" {
		if line := t.text(fAddress, maxOther); line != "" {
			number, street, unit := address.Line(line)
			a.Number, a.Street, a.Unit = cmp.Or(a.Number, number), street, cmp.Or(a.Unit, unit)
		}
	}
	if a.Unit != "" {
		if kind := t.text(fUnitType, maxOther); kind != "" && !strings.HasPrefix(strings.ToLower(a.Unit), strings.ToLower(kind)) {
			a.Unit = kind + " " + a.Unit
		}
	}
	if strings.ContainsAny(a.Number, ",;&") {
		if list := address.Numbers(a.Number); len(list) > 0 {
			a.Number = list[0]
		}
	}
	if a.Street == "" && a.Number != "" {
		t.fail(fault("street", "import.bad.no_street", "number", a.Number))
	}
	if t.at[fCityLine] >= 0 && (a.City == "" || a.State == "" || a.Zip == "") {
		if m := cityLine.FindStringSubmatch(t.raw(fCityLine)); m != nil {
			a.City, a.State, a.Zip = cmp.Or(a.City, m[1]), cmp.Or(a.State, m[2]), cmp.Or(a.Zip, m[3])
		}
	}
	if plus := t.raw(fZip4); plus != "" && len(a.Zip) == 5 && digits(plus) == len(plus) && strings.Trim(plus, "0") != "" && len(plus) <= 4 {
		a.Zip += "-" + strings.Repeat("0", 4-len(plus)) + plus
	}
	if a.Zip != "" && !isZip(a.Zip) {
		t.fail(fault("zip", "import.bad.zip", "zip", a.Zip))
	}
	return a
}

// number joins the parts of a house number. Nothing and zero are no number.
func (t *table) number() string {
	n := t.text(fNumber, maxOther)
	if n == "" || n == "0" {
		return ""
	}
	n = t.text(fNumberPrefix, maxOther) + n
	switch s := t.text(fNumberSuffix, maxOther); {
	case s == "":
		return n
	case s[0] >= '0' && s[0] <= '9':
		return n + " " + s // a half
	default:
		return n + s
	}
}

// street joins the parts of a street's name.
func (t *table) street() string {
	s := t.text(fStreet, maxOther)
	if s == "" || t.at[fPreDir] < 0 && t.at[fStreetType] < 0 && t.at[fPostDir] < 0 {
		return s
	}
	pre, kind, post := t.text(fPreDir, maxOther), t.text(fStreetType, maxOther), t.text(fPostDir, maxOther)
	if pre == "" && kind == "" && post == "" {
		return s
	}
	b := make([]byte, 0, len(pre)+len(s)+len(kind)+len(post)+3)
	for _, part := range [4]string{pre, s, kind, post} {
		if part != "" {
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = append(b, part...)
		}
	}
	return string(b)
}

// mailing reads where the post goes.
func (t *table) mailing() record.Mailing {
	m := record.Mailing{City: t.text(fMailCity, maxOther), State: t.text(fMailState, maxOther), Zip: padZip(t.text(fMailZip, maxOther)), Country: t.text(fMailCountry, maxOther)}
	var lines []string
	if street := t.text(fMailStreet, maxOther); street != "" {
		line := strings.TrimSpace(t.text(fMailNumber, maxOther) + " " + street)
		if unit := t.text(fMailUnit, maxOther); unit != "" {
			line += " " + unit
		}
		lines = append(lines, line)
	}
	for _, i := range t.mail {
		if s := t.limited(i, maxOther, "mail.1"); s != "" {
			lines = append(lines, s)
		}
	}
	if s := t.raw(fMailLine); s != "" && m.City == "" {
		if c := cityLine.FindStringSubmatch(s); c != nil {
			m.City, m.State, m.Zip = c[1], c[2], c[3]
		} else {
			m.City = s
		}
	}
	switch len(lines) {
	case 0:
	case 1:
		m.Lines = lines[0]
	default:
		m.Lines = strings.Join(lines, "\n")
	}
	return m
}

var (
	cityLine = regexp.MustCompile(`^(.+?),?\s+([A-Z]{2})(?:\s+(\d{5}(?:-\d{4})?))?$`)
	zipCode  = regexp.MustCompile(`^\d{5}(-?\d{4})?$`)
)

// isZip is the pattern, without the cost of one for each row.
func isZip(s string) bool {
	switch len(s) {
	case 5, 9:
		return digits(s) == len(s)
	case 10:
		return s[5] == '-' && digits(s) == 9
	}
	return false
}

// zip reads a ZIP code.
func (t *table) zip(f field) string { return padZip(t.text(f, maxOther)) }

// padZip gives a ZIP code its zeros back, which spreadsheets take for nothing: 2139 is 02139, and 21391234 02139-1234. A
// dash after which nothing comes goes, and so do four zeros. Of three digits there are few: Puerto Rico's and two towns'.
func padZip(s string) string {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "-0000"), "-")
	if n := len(s); (n == 3 && (s == "501" || s == "544" || s > "600") || n == 4 || n == 8) && digits(s) == n {
		s = strings.Repeat("0", 5+(n/8)*4-n) + s
	}
	if len(s) == 9 && digits(s) == 9 {
		s = s[:5] + "-" + s[5:]
	}
	return strings.TrimSuffix(s, "-0000")
}

// state is the postal code of a state; names of states are left to the plan.
func (t *table) state() string {
	if s := t.raw(fState); len(s) == 2 {
		return strings.ToUpper(s)
	}
	return ""
}

func (t *table) phone() string {
	s := t.text(fPhone, maxOther)
	if t.at[fPhoneArea] >= 0 {
		s = t.raw(fPhoneArea) + t.raw(fPhoneExchange) + t.raw(fPhoneLine) + s
	}
	return t.readPhone(fPhone, s)
}

// phones reads one number or several, divided by a comma, semicolon, bar, slash or 'or'.
func (t *table) phones(f field) (out []string) {
	if f == fPhone && t.at[fPhoneArea] >= 0 {
		return []string{t.phone()}
	}
	list := strings.FieldsFunc(strings.ReplaceAll(t.text(f, maxOther), " or ", ";"), func(r rune) bool { return strings.ContainsRune(",;|、，；", r) })
	if len(list) == 1 && strings.Count(list[0], "/") == 1 {
		if a, b, _ := strings.Cut(list[0], "/"); digits(a) >= 7 && digits(b) >= 7 {
			list = []string{a, b}
		}
	}
	for _, s := range list {
		if s = t.readPhone(f, strings.TrimSpace(s)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// emails reads one address or several.
func (t *table) emails(f field) (out []string) {
	for _, s := range strings.FieldsFunc(strings.ToLower(t.text(f, maxOther)), func(r rune) bool { return strings.ContainsRune(",;|、，； ", r) }) {
		out = append(out, t.readEmail(f, s))
	}
	return out
}

func (t *table) readPhone(f field, s string) string {
	if s == "" {
		return ""
	}
	n := digits(s)
	switch {
	case n == 10 && s[0] != '+':
		return "+1" + onlyDigits(s)
	case n == 11 && onlyDigits(s)[0] == '1':
		return "+" + onlyDigits(s)
	case strings.Trim(s, "0-() ") == "":
		return "" // '0', '000-0000'
	case n < 7:
		t.fail(fault(fieldKeys[f], "import.bad.phone", "phone", s))
	}
	return s
}

func onlyDigits(s string) string {
	if digits(s) == len(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func (t *table) email() string {
	return t.readEmail(fEmail, strings.ToLower(t.text(fEmail, maxOther)))
}

func (t *table) readEmail(f field, s string) string {
	if at := strings.IndexByte(s, '@'); s != "" && (at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;")) {
		t.fail(fault(fieldKeys[f], "import.bad.email", "email", s))
	}
	return s
}
