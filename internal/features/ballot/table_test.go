package ballot

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

func TestRead_aQuoteThatIsNeverClosedCostsItsOwnRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.file("Voter ID,Ballot Status,Name\nV1,Returned,\"Xiong\nV2,Sent,Yang\nV3,Returned,\"Vang, Mai\"\n")
		w.same("read, changed, bad", []any{f.Step, f.Read, f.New, f.Bad}, []any{Done, int64(3), int64(2), int64(1)})
		_, bad, err := w.s.BadRows(w.ctx, w.sc, f.ID)
		if err != nil || len(bad) != 1 || bad[0].Reason != "import.bad.quote" || bad[0].Row != 1 {
			t.Errorf("bad rows: %+v, %v", bad, err)
		}
		w.same("ballots", w.stands(), "2 sent; 3 returned")
	})
}

// endless is a file whose first cell opens a quote that nothing closes.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, strings.Repeat("V1,Returned,Xiong\n", len(p)/18+1))
	e.left -= n
	return n, nil
}

func TestTable_anUnclosedQuoteTakesNoMemory(t *testing.T) {
	in, err := newTable(io.MultiReader(strings.NewReader("Voter ID,Status,Name\n\"V0,Returned,Yang\n"), &endless{left: 64 << 20}))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, broken, err := in.next()
	runtime.ReadMemStats(&after)
	if err != nil || broken == nil || broken.reason != "import.bad.quote" {
		t.Fatalf("%v, %v", broken, err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 4<<20 {
		t.Errorf("%d bytes for a row that is never closed", taken)
	}
	if cells, broken, err := in.next(); err != nil || broken != nil || cells[0] != "V1" {
		t.Errorf("the row after it: %v, %v, %v", cells, broken, err)
	}
	long, err := newTable(io.MultiReader(strings.NewReader("Voter ID,Status\n"), strings.NewReader(strings.Repeat("x", 8<<20)+"\nV1,Sent\n")))
	if err != nil {
		t.Fatal(err)
	}
	if _, broken, err := long.next(); err != nil || broken == nil || broken.reason != "import.bad.long_row" {
		t.Errorf("a row of 8 MB: %v, %v", broken, err)
	}
	if cells, broken, err := long.next(); err != nil || broken != nil || cells[0] != "V1" {
		t.Errorf("the row after it: %v, %v", cells, err)
	}
	if _, _, err := long.next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}
