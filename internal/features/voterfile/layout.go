package voterfile

import (
	"regexp"
	"slices"
	"strings"

	"banyan/internal/features/voterfile/sheet"
)

// Kind is what a file is a list of.
type Kind string

// The kinds of files.
const (
	Voters    Kind = "voters"    // a state's voter file
	Members   Kind = "members"   // the organization's own list
	Languages Kind = "languages" // languages by voter number
	Places    Kind = "places"    // where addresses are
)

// Kinds lists them as a page offers them.
var Kinds = []Kind{Voters, Members, Languages, Places}

// Field is something that a column can hold.
type Field struct {
	Key   string   // in the mapping, and in the message key import.field.KEY
	Names []string // how files name it, folded by foldHeader; the first is the field's own
}

// Fields whose key is completed by what the column says: election.2022-11, district.ward.
const (
	electionPrefix = "election."
	districtPrefix = "district."
)

// fields are what each kind can take, as a page lists them.
var fields = map[Kind][]Field{
	Voters: {
		voterID, {"family", names("family name", "last name", "surname", "lname", "name last", "voter last name", "lastname")},
		{"given", names("given name", "first name", "fname", "forename", "name first", "voter first name")},
		middle, {"suffix", names("suffix", "name suffix", "suffix name")}, fullName, number, street,
		{"unit_type", names("unit type", "apt type", "apartment type")}, unit, addressLine, city, state, zip,
		{"city_line", names("address2", "address 2", "city state zip", "residence city state zip")}, phone, email,
		{"status", names("status", "voter status", "registration status", "voter status code")},
		{"registered_on", names("registration date", "application date", "registered on", "date registered", "reg date", "registr dt", "date of registration")},
	},
	Members: {
		{"given", names("given name", "first name", "given", "forename", "fname")}, {"family", names("family name", "last name", "family", "surname", "lname")}, fullName,
		{"native", names("native name", "name in own language", "name native", "chinese name", "native")}, middle,
		{"language", names("language", "languages", "preferred language", "language spoken", "languages spoken", "primary language")},
		addressLine, number, street, unit, city, state, zip, phone, email, {"tags", names("tags", "tag", "activist codes", "groups")},
	},
	Languages: {
		voterID, {"language", names("language", "languages", "preferred language", "language code", "lang")}, {"source", names("source", "language source")},
		{"use", names("use", "kind", "spoken or read")}, state,
	},
	Places: {
		number, street, addressLine, unit, city, state, zip,
		{"lat", names("lat", "latitude", "y", "point y")}, {"lon", names("lon", "longitude", "lng", "long", "x", "point x")},
		{"ward", names("ward", "precinct", "ward 2021", "ward name", "voting district")},
	},
}

var (
	voterID     = Field{"voter_id", names("voter reg number", "voter id", "state voter id", "voter registration number", "registration number", "voter number", "sos voterid", "state voterid", "van id state voter id")}
	middle      = Field{"middle", names("middle name", "middle", "mname", "middle initial", "name middle")}
	fullName    = Field{"name", names("name", "full name", "member name", "voter name")}
	number      = Field{"number", names("house number", "housenumber", "street number", "residence house number", "addr number", "add number", "stno", "residence street number")}
	street      = Field{"street", names("street", "street name", "street name full", "residence street name", "full street name", "stname")}
	unit        = Field{"unit", names("unit", "unit number", "apt", "apartment", "apt number", "apt unit number", "residence apt unit nbr")}
	addressLine = Field{"address", names("address", "address1", "address 1", "street address", "residence address", "home address", "address line 1", "voter address")}
	city        = Field{"city", names("city", "town", "residence city", "place name")}
	state       = Field{"state", names("state", "residence state", "state code")}
	zip         = Field{"zip", names("zip", "zip code", "zipcode", "postal code", "residence zipcode", "residence zip", "zip5", "post code")}
	phone       = Field{"phone", names("phone", "phone number", "telephone", "mobile", "cell", "cell phone", "mobile phone")}
	email       = Field{"email", names("email", "email address", "e mail", "e mail address")}
)

// needs lists what a kind can't do without: of each group at least one field.
var needs = map[Kind][][]string{
	Voters:    {{"voter_id"}, {"family", "name", "given"}},
	Members:   {{"family", "given", "name", "native"}},
	Languages: {{"voter_id"}, {"language"}},
	Places:    {{"street", "address"}, {"lat"}, {"lon"}},
}

// columnDistricts are the districts that a voter file can tell, by folded column name.
var columnDistricts = map[string]string{
	"ward": "ward", "precinct": "ward", "precinct name": "ward", "congressional": "congressional", "congressional district": "congressional", "us congress district": "congressional",
	"state senate": "state_senate", "state senate district": "state_senate", "senate district": "state_senate", "state assembly": "state_house", "assembly": "state_house", "state house": "state_house",
	"state house district": "state_house", "house district": "state_house", "county": "county", "county name": "county", "county supervisory": "county_supervisory", "county commission district": "county_supervisory",
	"municipality": "municipality", "jurisdiction": "jurisdiction", "aldermanic": "aldermanic", "city council": "aldermanic", "city council district": "aldermanic",
	"school": "school", "school district": "school", "high school": "high_school", "court of appeals": "court_of_appeals", "circuit court": "circuit_court", "technical college": "technical_college",
}

// Plan is how a file is read: what it is, and which column holds which field.
type Plan struct {
	Kind    Kind              `json:"kind"`
	Columns map[string]string `json:"columns"` // field → column
	State   string            `json:"state"`   // of voter numbers where no column tells it
}

// fixed are layouts that are known by their whole look, so that a column may mean something else than elsewhere:
// Wisconsin's list says 'State: WISCONSIN' of a district, and 'Address2' of the city.
var fixed = []struct {
	state   string
	needs   []string          // folded columns that together are found in no other list
	columns map[string]string // what differs from the general names
	ignore  []string          // folded columns that look like a field and are none
}{
	{"WI", []string{"voter reg number", "last name", "first name", "district combo", "multi jurisdictional judge", "is permanent absentee"}, nil, []string{"state"}},
}

// Recognize proposes how to read a file by its header. sure tells that it is certain enough to begin without asking:
// everything needed was found, by names that mean nothing else.
func Recognize(header []string, homeState string) (p Plan, sure bool) {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	for _, f := range fixed {
		if containsAll(folded, f.needs) {
			p = planOf(Voters, header, folded, f.ignore)
			p.State = f.state
			return p, true
		}
	}
	best := 0
	for _, kind := range []Kind{Languages, Places, Voters, Members} { // the special before the general
		q := planOf(kind, header, folded, nil)
		if len(q.Missing()) == 0 && plausible(q, folded) && len(q.Columns) > best+1 {
			p, best = q, len(q.Columns)
		}
	}
	if p.Kind == "" {
		p = planOf(Members, header, folded, nil)
		p.State = homeState
		return p, false
	}
	p.State = homeState
	// Of a voter file without a column for its state nobody can tell whose numbers these are.
	return p, p.Kind != Voters
}

// plausible keeps a list from being taken for one that merely has the same columns and more: a list of voters has
// names, a list of languages has none.
func plausible(p Plan, folded []string) bool {
	_, voter := p.Columns["voter_id"]
	switch p.Kind {
	case Languages:
		people := planOf(Members, folded, folded, nil)
		return people.Columns["given"] == "" && people.Columns["family"] == "" && people.Columns["name"] == ""
	case Members:
		return !voter
	}
	return true
}

// planOf assigns the columns to a kind's fields by their names; the first column that fits is taken.
func planOf(kind Kind, header, folded []string, ignore []string) Plan {
	p := Plan{Kind: kind, Columns: map[string]string{}}
	taken := map[int]bool{}
	for i := range header {
		if slices.Contains(ignore, folded[i]) {
			taken[i] = true
		}
	}
	for _, f := range fields[kind] {
		for _, name := range f.Names {
			if i := slices.Index(folded, name); i >= 0 && !taken[i] {
				p.Columns[f.Key], taken[i] = header[i], true
				break
			}
		}
	}
	if kind != Voters {
		return p
	}
	for i, h := range header {
		if taken[i] {
			continue
		}
		if e, ok := Election(h); ok {
			p.Columns[electionPrefix+e] = h
		} else if d, ok := columnDistricts[folded[i]]; ok && p.Columns[districtPrefix+d] == "" {
			p.Columns[districtPrefix+d] = h
		}
	}
	return p
}

// Missing lists what the plan still needs, one field of each group.
func (p Plan) Missing() (out []string) {
	for _, group := range needs[p.Kind] {
		if !slices.ContainsFunc(group, func(key string) bool { return p.Columns[key] != "" }) {
			out = append(out, group[0])
		}
	}
	return out
}

// Unused lists the columns that the plan does not read.
func (p Plan) Unused(header []string) (out []string) {
	used := map[string]bool{}
	for _, c := range p.Columns {
		used[c] = true
	}
	for _, h := range header {
		if !used[h] {
			out = append(out, h)
		}
	}
	return out
}

var (
	monthYear = regexp.MustCompile(`^(?:general|primary|special|spring|fall|partisan|election)?\s*(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\s*((?:19|20)\d\d)$`)
	fullDate  = regexp.MustCompile(`(?:^|\s)(?:((?:19|20)\d\d)[ /-]?(\d\d)[ /-]?(\d\d)|(\d{1,2})[ /-](\d{1,2})[ /-]((?:19|20)\d\d))$`)
	months    = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// Election reads the election that a column's name tells: November2022 is 2022-11, 'General 2022-11-08' is 2022-11-08.
func Election(column string) (string, bool) {
	s := strings.ToLower(strings.NewReplacer("_", " ").Replace(strings.TrimSpace(column)))
	if m := monthYear.FindStringSubmatch(s); m != nil {
		return m[2] + "-" + two(slices.Index(months, m[1][:3])+1), true
	}
	if m := fullDate.FindStringSubmatch(s); m != nil {
		y, mo, d := m[1], m[2], m[3]
		if y == "" {
			y, mo, d = m[6], m[4], m[5]
		}
		if day, err := date(y + "-" + pad(mo) + "-" + pad(d)); err == nil {
			return day, true
		}
	}
	return "", false
}

// foldHeader compares column names: 'LastName', 'LAST_NAME' and 'Last name' are one.
func foldHeader(s string) string {
	s = sheet.Bare(s)
	var b strings.Builder
	lower := false
	for _, r := range s {
		upper := r >= 'A' && r <= 'Z'
		switch {
		case upper && lower:
			b.WriteByte(' ')
			b.WriteRune(r + 'a' - 'A')
		case upper:
			b.WriteRune(r + 'a' - 'A')
		case r == '_' || r == '-' || r == '.' || r == '/' || r == ':' || r == '#' || r == '(' || r == ')' || r == '*':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		lower = r >= 'a' && r <= 'z'
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func containsAll(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

func names(list ...string) []string { return list }

// PlanFor proposes how to read a file as one kind.
func PlanFor(kind Kind, header []string) Plan {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	return planOf(kind, header, folded, nil)
}
