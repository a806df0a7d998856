package linkage_test

import (
	"testing"

	"banyan/internal/kernels/linkage"
	"banyan/internal/simulate"
)

// TestMatch_findsARowThatStandsThousandsOfTimes puts somebody who signed up every day into a list.
func TestMatch_findsARowThatStandsThousandsOfTimes(t *testing.T) {
	const times = 3000
	table := linkage.NewTable()
	often := &linkage.Record{Given: "Thi", Family: "Vo", BirthDate: "1962-08-14", Street: "1450 S Layton Blvd", City: "Milwaukee", Zip: "53215", Phone: "414-555-0175"}
	for range times {
		table.Add(linkage.Left, often)
	}
	once := *often
	once.Given, once.Phone = "Thi Hoa", ""
	table.Add(linkage.Left, &once)
	plan := simulate.OneDirtyList(3, 300)
	for row := range plan.LeftRows() {
		table.Add(linkage.Left, recordOf(&row, false))
	}
	person := make([]int, table.Len(linkage.Left))
	for i := range person {
		person[i] = i
	}
	pairs := linkage.Match(table, linkage.Options{}).Pairs
	for _, p := range pairs {
		if p.Left <= times && p.Right > times {
			t.Fatalf("rows %d and %d are called one person", p.Left, p.Right)
		}
		person[p.Right] = min(person[p.Right], person[p.Left])
	}
	for i := range times + 1 {
		if person[i] != 0 {
			t.Fatalf("row %d is not the first row's person, of %d pairs", i, len(pairs))
		}
	}
	if most := 3 * len(person); len(pairs) > most {
		t.Errorf("%d pairs, more than %d", len(pairs), most)
	}
}
