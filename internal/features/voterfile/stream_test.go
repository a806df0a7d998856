package voterfile

import (
	"hash/maphash"
	"testing"

	"banyan/internal/kernels/record"
)

// A file tells who is gone only where it tells of anybody.
func TestStream_lacksOnlyWhereTheFileTellsOfSomebody(t *testing.T) {
	type asked struct {
		voter, county, precinct string
		lacks                   bool
	}
	for name, c := range map[string]struct {
		rows []record.Voter
		want []asked
	}{
		"one county": {[]record.Voter{{ID: "1", County: "Dane"}}, []asked{{"1", "Dane", "", false}, {"2", "Dane", "", true}, {"3", "Milwaukee", "", false}, {"4", "", "", false}}},
		"two wards":  {[]record.Voter{{ID: "1", County: "Dane", Precinct: "7"}, {ID: "2", County: "Dane", Precinct: "8"}}, []asked{{"3", "Dane", "7", true}, {"4", "Dane", "9", false}, {"2", "Dane", "9", false}}},
		"no places":  {[]record.Voter{{ID: "1"}}, []asked{{"1", "", "", false}, {"2", "", "", true}, {"3", "Dane", "7", true}}},
	} {
		s := &stream{seen: newSightings(0), places: map[uint64]bool{}, seed: maphash.MakeSeed()}
		for i, v := range c.rows {
			v.State = "WI"
			if f := s.firstTime(&v, int64(i+1)); f != nil {
				t.Fatal(f)
			}
		}
		for _, a := range c.want {
			if got := s.lacks("WI")(a.voter, a.county, a.precinct); got != a.lacks {
				t.Errorf("%s: voter %s of %s %s is missing: %v", name, a.voter, a.county, a.precinct, got)
			}
		}
	}
}
