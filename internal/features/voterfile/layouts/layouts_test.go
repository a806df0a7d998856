package layouts

import (
	"slices"
	"strings"
	"testing"
)

func TestAll_areWhole(t *testing.T) {
	kinds := []string{"voters", "ballots", "members", "places", "report"}
	for _, l := range All() {
		if l.Title == "" || !slices.Contains(kinds, l.Kind) || len(l.Columns) < 3 {
			t.Errorf("%s: title %q, kind %q, %d columns", l.Key, l.Title, l.Kind, len(l.Columns))
		}
		if l.Widths != nil && len(l.Widths) != len(l.Columns) {
			t.Errorf("%s: %d widths for %d columns", l.Key, len(l.Widths), len(l.Columns))
		}
		seen, names := map[string]string{}, map[string]bool{}
		for _, c := range l.Columns {
			if c.Field != "" && c.Field != "election" && seen[c.Field] != "" {
				t.Errorf("%s: %s and %s are both %s", l.Key, seen[c.Field], c.Name, c.Field)
			}
			if names[c.Name] {
				t.Errorf("%s: two columns are called %q", l.Key, c.Name)
			}
			seen[c.Field], names[c.Name] = c.Name, true
		}
		if (l.Kind == "voters" || l.Kind == "ballots") && seen["voter_id"] == "" {
			t.Errorf("%s: no voter id", l.Key)
		}
	}
}

// TestAll_takeNothingThatHurts holds that what could tell race, origin or a licence is marked as never taken.
func TestAll_takeNothingThatHurts(t *testing.T) {
	for _, l := range All() {
		for _, c := range l.Columns {
			name := strings.ToLower(strings.NewReplacer("_", "", " ", "").Replace(c.Name))
			for _, hurtful := range []string{"race", "ethnic", "birthplace", "placeofbirth", "birthstate", "driverslic", "hispanic"} {
				if strings.Contains(name, hurtful) && (c.Field != "" || !c.Never && !strings.Contains(name, "terrace")) {
					t.Errorf("%s: %s is taken as %q", l.Key, c.Name, c.Field)
				}
			}
		}
	}
}
