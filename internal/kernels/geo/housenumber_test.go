package geo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseHouseNumber(t *testing.T) {
	for text, want := range map[string]HouseNumber{
		"8600":        {First: 8600, Last: 8600, Known: true},
		"8600,8602":   {First: 8600, Last: 8602, Known: true},
		"8600, 8602":  {First: 8600, Last: 8602, Known: true},
		"5831,5831A":  {First: 5831, Last: 5831, Known: true},
		"8600-8610":   {First: 8600, Last: 8610, Known: true},
		"8600–8610":   {First: 8600, Last: 8610, Known: true},
		"532HH":       {First: 532, Last: 532, Suffix: "HH", Known: true},
		"532 hh":      {First: 532, Last: 532, Suffix: "HH", Known: true},
		"12 1/2":      {First: 12, Last: 12, Suffix: "1/2", Known: true},
		"W156N8480":   {Prefix: "W156N", First: 8480, Last: 8480, Known: true},
		"N6W23001":    {Prefix: "N6W", First: 23001, Last: 23001, Known: true},
		"37-12":       {Prefix: "37", First: 12, Last: 12, Known: true},
		"118-09":      {Prefix: "118", First: 9, Last: 9, Known: true},
		"37-12A":      {Prefix: "37", First: 12, Last: 12, Suffix: "A", Known: true},
		"12號":         {First: 12, Last: 12, Suffix: "號", Known: true},
		"१२":          {First: 12, Last: 12, Known: true},
		"１２":          {First: 12, Last: 12, Known: true},
		"B12":         {Prefix: "B", First: 12, Last: 12, Known: true},
		"":            {},
		"rear":        {},
		"99999999999": {First: maxHouseNumber, Last: maxHouseNumber, Known: true},
	} {
		if got := ParseHouseNumber(text); got != want {
			t.Errorf("ParseHouseNumber(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestHouseNumber_sideIsTheParityOfTheHouseNotOfTheBlock(t *testing.T) {
	for text, want := range map[string]Side{
		"8600,8602": SideEven, "8601": SideOdd, "W156N8481": SideOdd, "37-12": SideEven, "37-11": SideOdd, "lot": SideUnknown,
	} {
		if got := ParseHouseNumber(text).Side(); got != want {
			t.Errorf("side of %q = %v, want %v", text, got, want)
		}
	}
}

func TestParseHouseNumber_anyTextIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := ParseHouseNumber(rapid.String().Draw(t, "text"))
		if h.First < 0 || h.Last < h.First || h.Last > maxHouseNumber || (!h.Known && h != HouseNumber{}) {
			t.Fatalf("%+v", h)
		}
	})
}
