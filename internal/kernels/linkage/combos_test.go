package linkage

import (
	"fmt"
	"testing"
)

// A family of few given names, each borne by many, and one of which hardly two bear one: of the first another Harpreet is to be expected, of the other no second Zebedee.
func TestCombos_expectOthersOfAName(t *testing.T) {
	table := NewTable()
	add := func(given, family string, year int, email string) *row {
		table.Add(Left, &Record{Given: given, Family: family, BirthDate: fmt.Sprintf("%d-03-14", year), Email: email})
		return &table.rows[len(table.rows)-1]
	}
	for i := range 200 {
		add(fmt.Sprintf("Singular%c%c", 'a'+i%26, 'a'+i/26), "Oakley", 1950+i%40, "")
		add(fmt.Sprintf("Twice%c%c", 'a'+i/2%26, 'a'+i/2/26), "Grewal", 1950+i%40, "")
	}
	a, b := add("Zebedee", "Oakley", 1960, ""), add("Zebedee", "Oakley", 1960, "")
	c, d := add("Harpreet", "Grewal", 1960, ""), add("Harpreet", "Grewal", 1960, "")
	f := table.count()
	rare, common := f.givenWithin(a.given, a.family, a, b), f.givenWithin(c.given, c.family, c, d)
	if rare > common/5 {
		t.Errorf("another Zebedee Oakley is met by %.5f, another Harpreet Grewal by %.5f", rare, common)
	}
}

func TestCombos_namesakesMayShareAnAddress(t *testing.T) {
	share := func(inbox func(i int) string) float64 {
		table := NewTable()
		for i := range 900 {
			table.Add(Left, &Record{Given: "Mai", Family: "Nguyen", BirthDate: fmt.Sprintf("%d-%02d-%02d", 1940+i%60, 1+i%12, 1+i%28), Email: inbox(i)})
		}
		return table.count().both.sameMail
	}
	own := share(func(i int) string { return fmt.Sprintf("mai%d@example.org", i) })
	invented := share(func(i int) string { return fmt.Sprintf("mai%d@example.org", i%20) })
	if own > 1e-5 || invented < .01 {
		t.Errorf("two called Mai Nguyen share an address by %.7f where each has one, and by %.7f where twenty are made up", own, invented)
	}
}
