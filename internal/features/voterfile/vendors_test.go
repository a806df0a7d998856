package voterfile

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/sheet"
	"banyan/internal/testing/shared"
)

func vendorColumns(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(shared.Path(t, "data/formats/vendor-columns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for name, raw := range all {
		var v struct {
			Columns []string `json:"columns"`
			Core    []string `json:"columns_core"`
		}
		if json.Unmarshal(raw, &v) == nil && len(v.Columns)+len(v.Core) > 0 {
			out[name] = append(v.Columns, v.Core...)
		}
	}
	if len(out) != 12 {
		t.Fatalf("%d vendors' headers", len(out))
	}
	return out
}

// TestLayouts_everyVendorIsRecognized reads each vendor's header as it is, and shuffled with a fifth missing and others added.
func TestLayouts_everyVendorIsRecognized(t *testing.T) {
	for name, columns := range vendorColumns(t) {
		want := map[string]string{"north_carolina_2022_layout": "nc"}[name]
		for _, l := range layouts.All() {
			if l.Source == name {
				want = l.Key
			}
		}
		rng := rand.New(rand.NewPCG(1, 2))
		for round := range 6 {
			header := slices.Clone(columns)
			if round > 0 {
				rng.Shuffle(len(header), func(i, j int) { header[i], header[j] = header[j], header[i] })
				header = append(header[len(header)/5:], "Our note", "Leader_(Our Committee)")
			}
			p, _, sure := Recognize(sheet.Table{Rows: [][]string{header}}, "ZZ")
			if p.Layout != want {
				t.Errorf("%s, round %d: taken for %q: %v", name, round, p.Layout, p.Found)
			}
			if l, _ := layouts.Find(want); round == 0 && sure == (l.Kind == "report") {
				t.Errorf("%s: sure %v", name, sure)
			}
			if round == 0 {
				t.Logf("%-32s %-14s %3d %%, then %-12s %3d %%", name, p.Layout, p.Found.Percent, p.Found.Second, p.Found.SecondScore)
			}
		}
	}
}

// TestLayouts_everyHistoryIsRecognized reads each file of ballots with its header and without one.
func TestLayouts_everyHistoryIsRecognized(t *testing.T) {
	for _, l := range stateLayouts(t) {
		i := slices.IndexFunc(layouts.All(), func(o layouts.Layout) bool { return o.Source == l.Name && o.Kind == "ballots" })
		if i < 0 {
			continue
		}
		ours := layouts.All()[i]
		row := make([]string, len(l.History))
		for c, column := range l.History {
			switch field := ours.Columns[c].Field; {
			case ours.Columns[c].Name != column:
				t.Fatalf("%s: column %d is %q, not %q", l.Name, c, ours.Columns[c].Name, column)
			case field == "voter_id":
				row[c] = "1000007"
			case field == "election_date":
				row[c] = "11/08/2022"
			case strings.HasPrefix(field, "flag.Absentee"):
				row[c] = "Y"
			case field == "method":
				row[c] = "ABS"
			case field == "election_type":
				row[c] = "General"
			}
		}
		with, _, whole, faults := read(t, write(t, ',', l.History, row, row, row))
		if with.Layout != ours.Key || len(faults) > 0 || len(whole.ballots) != 3 {
			t.Errorf("%s: taken for %q, %d ballots, faults %v", ours.Key, with.Layout, len(whole.ballots), faults)
			continue
		}
		if b := whole.ballots[0]; b.VoterID != "1000007" || b.Vote.Election != "2022-11-08" || b.Vote.Method != "ABS" && b.Vote.Method != "Absentee" || b.State != ours.State {
			t.Errorf("%s reads %+v", ours.Key, b)
		}
		if without, _, bare, _ := read(t, write(t, '\t', row, row, row)); ours.Headless && (without.Layout != ours.Key || len(bare.ballots) != 3) {
			t.Errorf("%s without its header: taken for %q", ours.Key, without.Layout)
		}
		t.Logf("%-14s %3d %%, then %-12s %3d %%", with.Layout, with.Found.Percent, with.Found.Second, with.Found.SecondScore)
	}
}

// TestLayouts_everyNameOfGeorgiasColumns holds that both generations are told apart, by each of the names that the newer one has had.
func TestLayouts_everyNameOfGeorgiasColumns(t *testing.T) {
	for _, l := range stateLayouts(t) {
		if l.Name != "georgia" {
			continue
		}
		for _, long := range []bool{true, false} {
			names := map[string]string{} // old name → new one
			for alias, old := range l.Aliases {
				if have, ok := names[old]; !ok || (len(alias) > len(have)) == long {
					names[old] = alias
				}
			}
			var header []string
			for _, c := range l.Columns {
				if names[c] != "" {
					header = append(header, names[c])
				}
			}
			if p, _, sure := Recognize(sheet.Table{Rows: [][]string{header}}, "ZZ"); p.Layout != "ga" || !sure || p.Columns["voter_id"] == "" || p.Columns["mail_zip"] == "" {
				t.Errorf("the newer names, long %v: taken for %q, sure %v: %v", long, p.Layout, sure, p.Found)
			}
		}
	}
}
