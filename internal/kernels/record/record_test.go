package record

import (
	"testing"

	"banyan/internal/kernels/address"
)

func TestSum_differsWhereverARowDoes(t *testing.T) {
	base := Voter{State: "WI", ID: "1", Name: Name{Given: "Mai", Family: "Vang"}, Address: address.Address{Number: "1", Street: "Oak St"},
		Districts: []District{{"ward", "3"}}, Votes: []Vote{{"2022-11", "Absentee"}}}
	again := base
	again.Row, again.Building = 7, "x"
	if base.Sum() != again.Sum() || len(base.Sum()) != 22 {
		t.Errorf("one row has the sums %s and %s", base.Sum(), again.Sum())
	}
	seen := map[string]string{base.Sum(): "the row itself"}
	for name, change := range map[string]func(*Voter){
		"a name":                 func(v *Voter) { v.Name.Given = "Mae" },
		"letters between fields": func(v *Voter) { v.Name.Given, v.Name.Middle = "Ma", "i" },
		"the party":              func(v *Voter) { v.Party = "I" },
		"a post box":             func(v *Voter) { v.Mailing.Lines = "Box 1" },
		"a district":             func(v *Voter) { v.Districts = []District{{"ward", "4"}} },
		"a vote":                 func(v *Voter) { v.Votes = append([]Vote{{"2020-11", ""}}, v.Votes...) },
		"a vote taken for a place": func(v *Voter) {
			v.Votes, v.Districts = nil, append([]District{{"2022-11", "Absentee"}}, v.Districts...)
		},
		"a language": func(v *Voter) { v.Languages = []Language{{"hmn", Spoken, Observed}} },
	} {
		v := base
		change(&v)
		if other, taken := seen[v.Sum()]; taken {
			t.Errorf("%s has the sum of %s", name, other)
		}
		seen[v.Sum()] = name
	}
}

func TestCounts_addUp(t *testing.T) {
	out := []Outcome{{What: New}, {What: Changed}, {What: Matched}, {What: Unclear}, {What: Same}, {What: Refused}, {What: Same}}
	if got, want := Count(out).Plus(Counts{New: 1}), (Counts{New: 2, Changed: 1, Same: 2, Refused: 1, Matched: 1, Unclear: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
