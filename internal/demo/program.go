package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
)

// Program is an outreach effort that is ready to run.
type Program struct {
	Name     string
	Universe Universe
	Script   Script
}

// Universe is whom the program wants to reach: members, and voters who speak one of Languages and who voted in Voted
// and did not vote in NotVoted.
type Universe struct {
	Name            string
	Languages       []string
	Voted, NotVoted string
}

// Text is one text in every language of the script, by tag.
type Text map[string]string

// Script is what is asked at a door. No fluent speaker has read the translations: they are drafts.
type Script struct {
	Title, Opening, Closing Text
	Questions               []Question
}

// Question is a question with its choices.
type Question struct {
	Key     string
	Many    bool // more than one choice may be ticked
	Text    Text
	Choices []Choice
}

// Choice is an answer that can be ticked.
type Choice struct {
	Key  string
	Text Text
}

// ScriptLanguages are the languages of the script; the first is the source.
var ScriptLanguages = []string{"en", "zh-Hans", "zh-Hant", "vi", "ko", "tl", "hi", "bn", "ur", "km", "hmn"}

// questions are the keys of the four questions and of their choices, as in the files of tables/script.
var questions = []struct {
	key     string
	many    bool
	choices []string
}{
	{"issue", true, []string{"health", "schools", "housing", "jobs", "safety"}},
	{"materials", false, []string{"yes", "no"}},
	{"vote", false, []string{"yes", "unsure", "no"}},
	{"dinner", false, []string{"yes", "later", "no"}},
}

func newProgram() Program {
	texts := map[string]Text{}
	for _, tag := range ScriptLanguages {
		for key, text := range readScript(tag) {
			if texts[key] == nil {
				texts[key] = Text{}
			}
			texts[key][tag] = text
		}
	}
	s := Script{Title: texts["title"], Opening: texts["opening"], Closing: texts["closing"]}
	for _, q := range questions {
		question := Question{Key: q.key, Many: q.many, Text: texts[q.key]}
		for _, c := range q.choices {
			question.Choices = append(question.Choices, Choice{c, texts[q.key+"."+c]})
		}
		s.Questions = append(s.Questions, question)
	}
	return Program{
		Name: "Autumn doors",
		Universe: Universe{Name: "Members, and voters of 2022 to win back", Languages: []string{"hmn", "zh-Hans", "zh-Hant", "vi", "ko"},
			Voted: "2022", NotVoted: "2024"},
		Script: s,
	}
}

func readScript(tag string) map[string]string {
	file, err := tables.ReadFile("tables/script/" + tag + ".txt")
	if err != nil {
		panic(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(file)) {
		key, text, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			panic("demo: script " + tag + ": " + line)
		}
		out[key] = text
	}
	return out
}

// Door is a stop of a turf for [Script.Walk]: the caller's own keys.
type Door struct {
	Key     string
	Persons []Resident
}

// Resident is a person of a door.
type Resident struct{ Key, Language string }

// Knock is one invented attempt at a door.
type Knock struct {
	Door     string
	Person   string // empty where nobody in particular was reached
	Result   string // conversation, not_home, refused, moved, language_barrier, inaccessible
	Language string // in which the conversation was
	Answers  map[string][]string
	Minute   int // after the walk's start
}

// outcomes are the results at a hundred doors.
var outcomes = []struct {
	result string
	share  int
}{{"not_home", 54}, {"conversation", 27}, {"refused", 8}, {"language_barrier", 4}, {"moved", 4}, {"inaccessible", 3}}

// Walk invents what a volunteer who knocks on the first share (0 to 1) of the doors comes home with.
func (s Script) Walk(seed uint64, doors []Door, share float64) (knocks []Knock) {
	rng := rand.New(rand.NewPCG(seed, uint64(len(doors))))
	minute := 0
	for _, d := range doors[:int(float64(len(doors))*min(1, max(0, share)))] {
		k := Knock{Door: d.Key, Result: outcome(rng), Minute: minute}
		minute += 1 + rng.IntN(3)
		if person := k.Result != "not_home" && k.Result != "inaccessible"; person && len(d.Persons) > 0 {
			r := d.Persons[rng.IntN(len(d.Persons))]
			k.Person = r.Key
			if k.Result == "conversation" {
				k.Language = cmp.Or(r.Language, "en")
				k.Answers = s.answers(rng)
				minute += 3 + rng.IntN(5)
			}
		} else if person {
			k.Result = "not_home"
		}
		knocks = append(knocks, k)
	}
	return knocks
}

func outcome(rng *rand.Rand) string {
	n := rng.IntN(100)
	for _, o := range outcomes {
		if n -= o.share; n < 0 {
			return o.result
		}
	}
	return outcomes[0].result
}

// answers ticks choices, the earlier ones more often. A talk may end before the last question.
func (s Script) answers(rng *rand.Rand) map[string][]string {
	out := map[string][]string{}
	for i, q := range s.Questions {
		if i > 0 && rng.Float64() < 0.12 {
			break
		}
		n := 1
		if q.Many {
			n += rng.IntN(2)
		}
		var ticked []string
		for len(ticked) < n {
			c := q.Choices[int(rng.Float64()*rng.Float64()*float64(len(q.Choices)))].Key
			if !slices.Contains(ticked, c) {
				ticked = append(ticked, c)
			}
		}
		out[q.Key] = ticked
	}
	return out
}
