package app

import (
	"strings"
	"testing"

	"banyan/internal/platform/authz"
)

// ballotsOf brings in a file of ballots that asks what its columns are.
func (w *town) ballotsOf(t *testing.T, sc authz.Scope) string {
	t.Helper()
	f, _, err := w.Ballots.Upload(t.Context(), sc, "ballots.csv", "2026-11-03", "", strings.NewReader("what,where\n1,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	return f.ID.String()
}
