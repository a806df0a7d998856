package segment

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fieldProgram is the universe of the field's main job.
const fieldProgram = `{"v":1,"where":{"any":[{"member":true},{"all":[{"registered":{}},{"language":{"in":["hmn","zh","vi","ko"]}},
	{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}}`

func TestParse_theFieldsOwnUniverse(t *testing.T) {
	q, err := Parse([]byte(fieldProgram))
	if err != nil {
		t.Fatal(err)
	}
	votes := func(days ...string) []Registration {
		r := Registration{State: "WI"}
		for _, d := range days {
			r.Votes = append(r.Votes, Vote{Election: d})
		}
		return []Registration{r}
	}
	speaks := func(code string) []Spoken { return []Spoken{{code, "observed"}} }
	for name, c := range map[string]struct {
		p    Person
		want bool
	}{
		"a member who never voted":                       {Person{Member: true}, true},
		"a Cantonese speaker of 2022":                    {Person{Registrations: votes("2022-11-08"), Languages: speaks("yue")}, true},
		"a White Hmong speaker of 2022, by another code": {Person{Registrations: votes("2022-11"), Languages: speaks("mww")}, true},
		"voted in both":                                  {Person{Registrations: votes("2022-11", "2024-11"), Languages: speaks("vi")}, false},
		"speaks Spanish":                                 {Person{Registrations: votes("2022-11"), Languages: speaks("es")}, false},
		"speaks Korean, is not registered":               {Person{Languages: speaks("ko")}, false},
		"a member who asked not to be visited":           {Person{Member: true, Suppressions: []Suppression{{Scope: "door", Reason: "do_not_contact"}}}, false},
		"a member who asked not to be phoned":            {Person{Member: true, Suppressions: []Suppression{{Scope: "phone", Reason: "refused"}}}, true},
		"a member who moved from another door":           {Person{Member: true, Household: &Household{AddressKey: "new"}, Suppressions: []Suppression{{Scope: "everywhere", Reason: "moved", AddressKey: "old"}}}, true},
	} {
		if got := q.Match(c.p, Door); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestParse_saysWhereAQueryIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                                    "segment.error.syntax at ",
		`{"v":1,"where":{"member":true}} x`:    "segment.error.syntax at ",
		`{"v":1,"where":{"secret":true}}`:      "segment.error.syntax at ",
		`{"v":2,"where":{"member":true}}`:      "segment.error.version at v",
		`{"v":1,"where":{}}`:                   "segment.error.empty at where",
		`{"v":1,"where":{"any":[]}}`:           "segment.error.empty at where.any",
		`{"v":1,"where":{"all":[{"not":{}}]}}`: "segment.error.empty at where.all[0].not",
		`{"v":1,"where":{"any":[{"member":true},{"language":{"in":["hmn","'; --"]}}]}}`:                       "segment.error.value at where.any[1].language.in[1]",
		`{"v":1,"where":{"member":true,"phone":true}}`:                                                        "segment.error.several at where",
		`{"v":1,"where":{"voted":{"election":"2022-13"}}}`:                                                    "segment.error.value at where.voted.election[0]",
		`{"v":1,"where":{"attempt":{"never":true,"result":["moved"]}}}`:                                       "segment.error.attempt at where.attempt",
		`{"v":1,"where":{"tag":{"in":[]}}}`:                                                                   "segment.error.no_value at where.tag.in",
		`{"v":1,"where":` + strings.Repeat(`{"not":`, 20) + `{"member":true}` + strings.Repeat(`}`, 20) + `}`: "segment.error.too_large at where" + strings.Repeat(".not", 10),
	} {
		_, err := Parse([]byte(text))
		var p *Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := p.Key + " at " + p.Path; got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestCompile_keepsEveryValueOutOfTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		poison := rapid.StringMatching(`[a-z'";()$-]{1,20}x'y`).Draw(t, "value")
		q := New(Node{All: []Node{{Tag: &OneOf{[]string{poison}}}, {District: &District{"ward", []string{poison}}}, {Registered: &Registered{Status: []string{poison}}}}})
		if err := q.Validate(); err != nil {
			t.Fatal(err)
		}
		p := q.Compile(Door, 3)
		if strings.Contains(p.SQL, poison) {
			t.Fatalf("the value is in the text: %s", p.SQL)
		}
		for i := range p.Args {
			if !strings.Contains(p.SQL, fmt.Sprintf("$%d", i+3)) {
				t.Fatalf("argument %d is not used: %s", i+3, p.SQL)
			}
		}
		if strings.Contains(p.SQL, fmt.Sprintf("$%d", len(p.Args)+3)) || strings.Contains(p.SQL, "$1)") || strings.Contains(p.SQL, "$2)") {
			t.Fatalf("a placeholder has no argument: %s", p.SQL)
		}
	})
}

func TestQuery_survivesStorage(t *testing.T) {
	q, err := Parse([]byte(fieldProgram))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(text)
	if err != nil || !reflect.DeepEqual(q, again) {
		t.Errorf("%s: %v", text, err)
	}
}

// keys says the message keys themselves, so that a test needs no catalogs.
type keys struct{}

func (keys) LanguageName(code string) string { return code }
func (keys) T(key string, args ...any) string {
	s := strings.TrimPrefix(key, "segment.")
	for i := 1; i < len(args); i += 2 {
		s += fmt.Sprintf("<%v>", args[i])
	}
	return s
}

func TestDescribe_saysAllOfIt(t *testing.T) {
	q, _ := Parse([]byte(fieldProgram))
	got := q.Describe(keys{})
	want := "people_who<or<member><group<and<and<and<registered><language<list_or<list_comma<list_comma<hmn><zh>><vi>><ko>>>><voted<month.11<2022>>>><not_voted<month.11<2024>>>>>>"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
