package app

import (
	"testing"

	"banyan/internal/features/people"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
)

// peopleFixtures gives a person what the routes of people name in their paths: a file, and an edit of many people.
func (w *town) peopleFixtures(t *testing.T, sc authz.Scope, person string) map[string]string {
	t.Helper()
	p, err := id.Parse(person)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.People.AddFile(t.Context(), sc, p, "letter.txt", []byte("Dear Mai")); err != nil {
		t.Fatal(err)
	}
	profile, err := w.People.Profile(t.Context(), sc, p)
	if err != nil {
		t.Fatal(err)
	}
	bulk, err := w.People.Bulk(t.Context(), sc, people.Selection{People: []id.ID{p}}, people.BulkAction{Do: people.BulkTag, Tag: "walls"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"file": profile.Files[0].ID.String(), "bulk": bulk.String()}
}
