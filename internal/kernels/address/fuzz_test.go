package address

import (
	"strings"
	"testing"
)

// FuzzKey holds what keys are for: a folded address folds to itself, blanks and capitals make no difference, and a key
// comes apart into the parts that made it.
func FuzzKey(f *testing.F) {
	for _, seed := range [][2]string{{"5690 N. 55th Pl Apt 2", "53218"}, {"37-12 89th St #4C", ""}, {"12 1/2 Oak St Upper", "53218-1234"}, {"8600,8602 West Mill Road", "x"},
		{"1 Saint Saint St", "53218"}, {"10 South", ""}, {"½ ½ / # - 0", "00000"}, {"5 大街 2 楼", "53218"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, line, zip string) {
		number, street, unit := Line(line)
		a := Address{Number: number, Street: street, Unit: unit, City: "Milwaukee", State: "WI", Zip: zip}
		key := a.Key()
		if a.Empty() != (key == "") {
			t.Fatalf("%+v has the key %q", a, key)
		}
		if again := Street(Street(street)); again != Street(street) {
			t.Errorf("street %q folds to %q and then to %q", street, Street(street), again)
		}
		loud := Address{Number: "  " + strings.ToUpper(number), Street: " " + strings.ToUpper(street) + " ", Unit: strings.ToUpper(unit), City: "MILWAUKEE", State: "wi", Zip: zip}
		if strings.ToLower(strings.ToUpper(line)) == strings.ToLower(line) && loud.Key() != key {
			t.Errorf("%q in capitals has the key %q, not %q", line, loud.Key(), key)
		}
		if !a.Empty() {
			if s, n := SplitKey(a.BuildingKey()); s != StreetKey(a) || n != Number(number) {
				t.Errorf("%q came apart into %q and %q", a.BuildingKey(), s, n)
			}
		}
	})
}
