package segment

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fieldProgram is the universe of the field's main job.
const fieldProgram = `{"v":1,"where":{"any":[{"member":true},{"all":[{"registered":{}},{"language":{"in":["hmn","zh","vi","ko"]}},
	{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}}`

func TestParse_readsQueriesOfTheFirstVersion(t *testing.T) {
	q, err := Parse([]byte(fieldProgram))
	if err != nil || q.V != 1 {
		t.Fatalf("%+v: %v", q, err)
	}
	if got := q.Where.Any[1].All[1].Language.In; !slices.Equal(got, []string{"hmn", "zh", "vi", "ko"}) {
		t.Errorf("languages %v", got)
	}
}

func TestParse_saysWhereAQueryIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                                    "segment.error.syntax at ",
		`{"v":1,"where":{"member":true}} x`:    "segment.error.syntax at ",
		`{"v":1,"where":{"secret":true}}`:      "segment.error.syntax at ",
		`{"v":3,"where":{"member":true}}`:      "segment.error.version at v",
		`{"v":1,"where":{}}`:                   "segment.error.empty at where",
		`{"v":1,"where":{"any":[]}}`:           "segment.error.empty at where.any",
		`{"v":1,"where":{"all":[{"not":{}}]}}`: "segment.error.empty at where.all[0].not",
		`{"v":1,"where":{"any":[{"member":true},{"language":{"in":["hmn","'; --"]}}]}}`:                       "segment.error.value at where.any[1].language.in[1]",
		`{"v":1,"where":{"member":true,"phone":true}}`:                                                        "segment.error.several at where",
		`{"v":1,"where":{"voted":{"election":"2022-13"}}}`:                                                    "segment.error.value at where.voted.election[0]",
		`{"v":1,"where":{"attempt":{"never":true,"result":["moved"]}}}`:                                       "segment.error.attempt at where.attempt",
		`{"v":2,"where":{"age":{}}}`:                                                                          "segment.error.no_value at where.age",
		`{"v":2,"where":{"age":{"min":30,"max":20}}}`:                                                         "segment.error.value at where.age.max",
		`{"v":2,"where":{"added":{"since":"-x"}}}`:                                                            "segment.error.value at where.added.since",
		`{"v":2,"where":{"registered":{"before":"2026-02-30"}}}`:                                              "segment.error.value at where.registered.before",
		`{"v":2,"where":{"lives_with":{"held":{"in":["fax"]}}}}`:                                              "segment.error.value at where.lives_with.held.in[0]",
		`{"v":2,"where":{"relation":{}}}`:                                                                     "segment.error.no_value at where.relation.is",
		`{"v":2,"where":{"custom":{"field":"x'; --"}}}`:                                                       "segment.error.value at where.custom.field[0]",
		`{"v":2,"where":{"model":{"in":["vi"],"at_least":2}}}`:                                                "segment.error.value at where.model.at_least",
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
		p := q.Compile(Ask{Channel: Door}, 3)
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
func (keys) Day(day string) string           { return day }
func (keys) Call(kind, value string) string  { return kind + " " + value }
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

// TestDescribe_hasWordsForEveryCondition asks random universes: none may be left without words.
func TestDescribe_hasWordsForEveryCondition(t *testing.T) {
	for text, want := range map[string]string{
		`{"age":{"min":18,"max":25}}`:                                                "age_range<18><25>",
		`{"household":{"max":2}}`:                                                    "household_most<2>",
		`{"added":{"since":"-90d"}}`:                                                 "since<added><days_ago<90>>",
		`{"language":{"in":["vi"],"kind":["read"],"source":["observed"]}}`:           "language_known<language.read<vi>><language_source.observed>",
		`{"model":{"in":["ko"],"at_least":0.8}}`:                                     "model<ko><80>",
		`{"registered":{"party":["D"],"since":"2026-08-01"}}`:                        "since<with_party<registered><D>><2026-08-01>",
		`{"history":{"of":["2022-11","2024-11"],"min":2}}`:                           "history_least<2><2><-1><list_or<month.11<2022>><month.11<2024>>>",
		`{"history":{"max":0}}`:                                                      "history_never<0><0><0><all_elections>",
		`{"history":{"min":1,"max":1}}`:                                              "history_exactly<1><1><1><all_elections>",
		`{"event":{"kind":["moved_county"],"county":["Dane"],"since":"2026-08-01"}}`: "since<into<event.moved_county><Dane>><2026-08-01>",
		`{"place":{"kind":"congress","in":["WI-4"]}}`:                                "place<place congress><WI-4>",
		`{"lives_with":{"member":true}}`:                                             "lives_with<member>",
		`{"relation":{"has":["guardian"]}}`:                                          "relation_has<relation.guardian>",
		`{"custom":{"field":"81","min":2}}`:                                          "at_least<custom_any<field 81>><2>",
		`{"import":{"in":["7"]}}`:                                                    "import<import 7>",
		`{"held":{"in":["phone"]}}`:                                                  "held<channel.phone>",
		`{"consent":{"channel":"text","purpose":["events"]}}`:                        "consent_for<consent<channel.text>><purpose events>",
		`{"contacts":{"what":"conversation","min":2,"program":["5"]}}`:               "contacts_in<contacts_least<count.conversation><2><-1>><program 5>",
		`{"contacts":{"max":0,"since":"-30d"}}`:                                      "since<contacts_never<count.attempt><0><0>><days_ago<30>>",
		`{"answer":{"form":"3","question":"q1","in":["a"]}}`:                         "answer<question 3/q1><choice 3/q1/a>",
		`{"not":{"voted":{"election":"2024-11-05"}}}`:                                "not_voted<2024-11-05>",
	} {
		q, err := Parse([]byte(`{"v":2,"where":` + text + `}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := q.Describe(keys{}); got != "people_who<"+want+">" {
			t.Errorf("%s\n got %s\nwant people_who<%s>", text, got, want)
		}
	}
}
