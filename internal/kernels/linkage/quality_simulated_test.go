package linkage_test

import (
	"slices"
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// What matching must reach on people that the simulator invents: hard, but such that a careful clerk could decide. The seeds are used
// nowhere else, so that nothing is fitted to them.

// recordOf is what a list tells of a row; a list without a column for each part of a name tells the whole.
func recordOf(r *simulate.Row, wholeName bool) *linkage.Record {
	out := &linkage.Record{BirthDate: r.BirthDate, Street: r.Field("street"), Unit: r.Unit, City: r.City, Zip: r.Zip, Phone: r.Phone, Email: r.Email}
	if wholeName {
		out.Name = r.Name
	} else {
		out.Given, out.Middle, out.Family, out.Suffix = r.Given, r.Middle, r.Family, r.Suffix
	}
	return out
}

// matched runs the kernel on lists as a user would.
func matched(l simulate.Lists, wholeName bool) []simulate.Pair {
	table := linkage.NewTable()
	for i := range l.Left {
		table.Add(linkage.Left, recordOf(&l.Left[i], wholeName))
	}
	for i := range l.Right {
		table.Add(linkage.Right, recordOf(&l.Right[i], wholeName))
	}
	var pairs []simulate.Pair
	for _, p := range linkage.Match(table, linkage.Options{}).Pairs {
		pairs = append(pairs, simulate.Pair{Left: p.Left, Right: p.Right, Probability: p.Probability})
	}
	return pairs
}

// aims are the least that is asked of one set; zero asks nothing.
type aims struct{ f1, clustered, automatic float64 }

func (a aims) check(t *testing.T, l simulate.Lists, pairs []simulate.Pair) {
	t.Helper()
	all, sure, clusters := simulate.Evaluate(l, pairs, 0.5), simulate.Evaluate(l, pairs, 0.9995), simulate.Clustered(l, pairs, 0.5)
	t.Logf("%d rows: precision %.4f, recall %.4f, F1 %.4f; clustered F1 %.4f; automatic band: precision %.5f of %d pairs, recall %.3f", len(l.Left)+len(l.Right),
		all.Precision(), all.Recall(), all.F1(), clusters.F1(), sure.Precision(), sure.Found, sure.Recall())
	if f := all.F1(); f < a.f1 {
		t.Errorf("F1 is %.4f, the aim is %.4f", f, a.f1)
	}
	if f := clusters.F1(); f < a.clustered {
		t.Errorf("clustered F1 is %.4f, the aim is %.4f", f, a.clustered)
	}
	if p := sure.Precision(); p < a.automatic {
		t.Errorf("precision of the automatic band is %.5f, the aim is %.5f", p, a.automatic)
	}
	if sure.Recall() < 0.5 {
		t.Errorf("the automatic band finds only %.3f: somebody would have to look at the rest", sure.Recall())
	}
}

func listsOf(p simulate.Plan) simulate.Lists {
	l := simulate.Lists{Left: slices.Collect(p.LeftRows())}
	if p.Right.Share > 0 {
		l.Right = slices.Collect(p.RightRows())
	}
	return l
}

func TestQuality_aVoterFileAgainstMembers(t *testing.T) {
	l := listsOf(simulate.VoterFileAgainstMembers(70_001, 12_000))
	aims{f1: 0.94, automatic: 0.9995}.check(t, l, matched(l, false))
}

func TestQuality_twoVoterFilesWithHouseholds(t *testing.T) {
	l := listsOf(simulate.TwoVoterFiles(70_002, 12_000))
	aims{f1: 0.94, automatic: 0.9995}.check(t, l, matched(l, false))
}

// A registry without telephones, mail addresses and middle names, whose birth dates are years: names, years and doors are all there is.
func TestQuality_voterFilesThatTellLittle(t *testing.T) {
	plan := simulate.TwoVoterFiles(70_003, 8000)
	for _, f := range []*simulate.File{&plan.Left, &plan.Right} {
		f.Noise[simulate.PhoneLost], f.Noise[simulate.EmailLost], f.Noise[simulate.MiddleLost], f.Noise[simulate.MiddleShort] = 1, 1, 0.7, 0.3
	}
	l := listsOf(plan)
	for _, rows := range [][]simulate.Row{l.Left, l.Right} {
		for i := range rows {
			rows[i].BirthDate = rows[i].BirthDate[:min(4, len(rows[i].BirthDate))]
		}
	}
	aims{f1: 0.94, automatic: 0.9995}.check(t, l, matched(l, false))
}

func TestQuality_oneDirtyList(t *testing.T) {
	l := listsOf(simulate.OneDirtyList(70_004, 10_000))
	aims{f1: 0.94, clustered: 0.94, automatic: 0.9995}.check(t, l, matched(l, false))
}

func TestQuality_biographies(t *testing.T) {
	l := simulate.Lists{Left: slices.Collect(simulate.Biographies{Seed: 70_005, Persons: 4000}.Rows())}
	aims{f1: 0.92, clustered: 0.92, automatic: 0.9995}.check(t, l, matched(l, true))
}

// Registers without families, copied by careless clerks: each person once in either, or up to four copies of one row among the others.
func TestQuality_registersAndTheirCopies(t *testing.T) {
	register := simulate.Register{Seed: 70_008, People: 5000, Copies: 1, Mistakes: 3}
	l := simulate.Lists{Left: slices.Collect(register.Originals()), Right: slices.Collect(register.Copied())}
	aims{f1: 0.999, automatic: 0.9995}.check(t, l, matched(l, false))
	register = simulate.Register{Seed: 70_009, People: 3000, Copies: 4, Mistakes: 3}
	l = simulate.Lists{Left: slices.Concat(slices.Collect(register.Originals()), slices.Collect(register.Copied()))}
	aims{f1: 0.997, clustered: 0.997, automatic: 0.9995}.check(t, l, matched(l, false))
	register = simulate.Register{Seed: 70_010, People: 400, Copies: 2, Mistakes: 5}
	l = simulate.Lists{Left: slices.Concat(slices.Collect(register.Originals()), slices.Collect(register.Copied()))}
	aims{f1: 0.98, clustered: 0.98, automatic: 0.9995}.check(t, l, matched(l, false))
}

// No naming custom is served worse than another: what is lost is lost by the damage to a row, not by whose it is.
func TestQuality_culturesAreServedAlike(t *testing.T) {
	for name, plan := range map[string]simulate.Plan{"two voter files": simulate.TwoVoterFiles(70_006, 20_000), "members": simulate.VoterFileAgainstMembers(70_007, 30_000)} {
		for c := range plan.Mix {
			plan.Mix[c] = 1
		}
		l := listsOf(plan)
		worst, best := 1.0, 0.0
		var of [2]simulate.Culture
		for c, s := range simulate.ByCulture(l, matched(l, false), 0.5) {
			t.Logf("%s, %s: precision %.4f, recall %.4f, F1 %.4f of %d pairs", name, c, s.Precision(), s.Recall(), s.F1(), s.True)
			if f := s.F1(); f < worst {
				worst, of[0] = f, c
			}
			if f := s.F1(); f > best {
				best, of[1] = f, c
			}
		}
		if best-worst > 0.01 {
			t.Errorf("%s: F1 of %s is %.4f, of %s %.4f: more than one point apart", name, of[0], worst, of[1], best)
		}
	}
}
