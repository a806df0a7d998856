package address

import (
	"slices"
	"testing"
)

func TestKey_isOneForEverySpellingOfADoor(t *testing.T) {
	want := Address{Number: "5690", Street: "North 55th Place", Unit: "2B", City: "Milwaukee", State: "WI", Zip: "53218"}.Key()
	for _, line := range []string{"5690 N. 55th Pl Apt 2B", "5690 N 55th Place #2b", "5690 NORTH 55TH PL., Unit 2-B", "5690 north 55th place # 2B"} {
		n, s, u := Line(line)
		if got := (Address{Number: n, Street: s, Unit: u, Zip: "53218-1234"}).Key(); got != want {
			t.Errorf("%q has the key %q, want %q", line, got, want)
		}
	}
	if want != "53218/n 55th pl/5690/2b" {
		t.Errorf("key is %q", want)
	}
}

func TestKey_keepsDifferentDoorsApart(t *testing.T) {
	seen := map[string]string{}
	for _, line := range []string{"12 Oak St", "12 Oak Ave", "12 N Oak St", "12A Oak St", "12 Oak St Apt 1", "12 Oak St Apt 11", "1 Oak St Apt 2", "12 1/2 Oak St",
		"37-12 Oak St", "3712 Oak St", "12 Oak St Upper", "12 Oak St Lower", "12 Oak St Floor 2", "12 Oak St Apt 2"} {
		n, s, u := Line(line)
		key := Address{Number: n, Street: s, Unit: u, Zip: "53218"}.Key()
		if other, ok := seen[key]; ok {
			t.Errorf("%q and %q share the key %q", line, other, key)
		}
		seen[key] = line
	}
}

func TestStreet(t *testing.T) {
	for in, want := range map[string]string{
		"West Villard Avenue": "w villard ave", "N. Fifth Street": "n 5th st", "Martin Luther King Jr. Drive": "martin luther king jr dr",
		"Avenue C": "avenue c", "North Avenue": "n ave", "Saint Paul Ave": "st paul ave", "W North Ave": "w north ave", "Broadway": "broadway",
		"E Street NW": "e st nw", "O'Neil Ct": "oneil ct", "South": "south", "": "",
	} {
		if got := Street(in); got != want {
			t.Errorf("Street(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLine_cutsNumberStreetAndUnit(t *testing.T) {
	for in, want := range map[string][3]string{
		"8246 West Villard Avenue": {"8246", "West Villard Avenue", ""},
		"37-12 89th St #4C":        {"37-12", "89th St", "4C"},
		"12 1/2 Oak St, Apt 3":     {"12 1/2", "Oak St", "Apt 3"},
		"532HH W Silver Spring Dr": {"532HH", "W Silver Spring Dr", ""},
		"10 Upper Road":            {"10", "Upper Road", ""},
		"PO Box 12":                {"", "PO Box 12", ""},
		"":                         {"", "", ""},
	} {
		n, s, u := Line(in)
		if got := [3]string{n, s, u}; got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNumbers_aListGivesEveryDoor(t *testing.T) {
	if got := Numbers("8600,8602"); !slices.Equal(got, []string{"8600", "8602"}) {
		t.Errorf("got %q", got)
	}
	if got := Numbers(" "); len(got) != 0 {
		t.Errorf("nothing gave %q", got)
	}
}

func TestFloor(t *testing.T) {
	for unit, want := range map[string]int{"312": 3, "Apt 1204B": 12, "B203": 2, "2nd Floor": 2, "Fl 3": 3, "Upper": 2, "7": 0, "12": 0, "": 0, "rear": 0} {
		if got, _ := Floor(unit); got != want {
			t.Errorf("Floor(%q) = %d, want %d", unit, got, want)
		}
	}
}

func TestBuildingKey_cityStandsForAMissingZip(t *testing.T) {
	a := Address{Number: "10", Street: "Oak St", City: "Milwaukee", State: "WI"}
	if got := a.BuildingKey(); got != "milwaukee wi/oak st/10" {
		t.Errorf("key is %q", got)
	}
	street, number := SplitKey(a.BuildingKey())
	if street != StreetKey(a) || number != "10" {
		t.Errorf("taken apart: %q and %q", street, number)
	}
	if key := (Address{Zip: "53218"}).Key(); key != "" {
		t.Errorf("an address without a street has the key %q", key)
	}
}
