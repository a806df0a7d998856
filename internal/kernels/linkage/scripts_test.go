package linkage_test

import (
	"fmt"
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// inTwoScripts are people as one list has them in their own script and the other in Latin letters.
var inTwoScripts = []struct{ native, given, middle, family string }{
	{"阮文安", "An", "Van", "Nguyen"}, {"陳大文", "Tai Man", "", "Chan"}, {"林志強", "Chee Keong", "", "Lim"}, {"김민준", "Minjun", "", "Kim"}, {"박서연", "Seo", "Yeon", "Park"},
	{"张伟", "Wei", "", "Zhang"}, {"សុភា ជា", "Sophea", "", "Chea"}, {"हरप्रीत सिंह", "Harpreet", "", "Singh"}, {"محمد علی", "Muhammad", "", "Ali"}, {"黄秀英", "Xiuying", "", "Huang"},
	{"สมชาย วงศ์สวัสดิ์", "Somchai", "", "Wongsawat"}, {"佐藤健", "Takeru", "", "Sato"},
}

// TestMatch_findsOnePersonInTwoScripts puts them among the simulated people of two lists.
func TestMatch_findsOnePersonInTwoScripts(t *testing.T) {
	plan := simulate.VoterFileAgainstMembers(5, 400)
	table := linkage.NewTable()
	facts := func(i int, r linkage.Record) *linkage.Record {
		r.BirthDate, r.Zip, r.City = fmt.Sprintf("19%02d-%02d-%02d", 41+i*4, 1+i, 3+2*i), fmt.Sprintf("532%02d", 4+i), "Milwaukee"
		r.Street = fmt.Sprintf("%d %s St", 1203+37*i, []string{"Oak", "Elm", "Mitchell", "Lincoln", "Burnham"}[i%5])
		return &r
	}
	for i, p := range inTwoScripts {
		table.Add(linkage.Left, facts(i, linkage.Record{Name: p.native}))
	}
	for row := range plan.LeftRows() {
		table.Add(linkage.Left, recordOf(&row, false))
	}
	for i, p := range inTwoScripts {
		table.Add(linkage.Right, facts(i, linkage.Record{Given: p.given, Middle: p.middle, Family: p.family}))
	}
	for row := range plan.RightRows() {
		table.Add(linkage.Right, recordOf(&row, false))
	}
	found := map[[2]int]bool{}
	for _, p := range linkage.Match(table, linkage.Options{}).Pairs {
		found[[2]int{p.Left, p.Right}] = true
		if n := len(inTwoScripts); p.Left != p.Right && (p.Left < n || p.Right < n) {
			t.Errorf("rows %d and %d are called one person, at %.3f", p.Left, p.Right, p.Probability)
		}
	}
	for i, p := range inTwoScripts {
		if !found[[2]int{i, i}] {
			t.Errorf("%s is not found to be %s %s %s", p.native, p.given, p.middle, p.family)
		}
	}
}

func TestCompare_twoNamesOfOneScriptThatSoundAlikeAreTwo(t *testing.T) {
	for other, want := range map[string]string{"陈志明": "same", "陳子名": "different", "Chan Chi Ming": "nickname or other spelling", "Lam Wai Man": "different"} {
		r := linkage.Default(1000, 1000).Compare(&linkage.Record{Given: "志明", Family: "陳"}, &linkage.Record{Name: other})
		for _, f := range r.Fields {
			if f.Field.String() == "given" && f.Level != want {
				t.Errorf("志明 and the given name of %s: %q, not %q", other, f.Level, want)
			}
		}
	}
}
