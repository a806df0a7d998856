package app

import (
	"errors"
	"testing"

	"banyan/internal/features/people"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
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
	bulk, err := w.People.Bulk(t.Context(), sc, people.Selection{People: []id.ID{p}}, people.BulkAction{Do: people.BulkTag, Tag: "w"})
	if err != nil {
		t.Fatal(err)
	}
	mapping, event := w.IDs.Next(), w.IDs.Next()
	err = w.DB.Write(t.Context(), sc, "test", func(tx *db.WriteTx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO import_mapping (org_id, id, name, fingerprint, mapping, header, used_at) VALUES ($1, $2, 'members.csv', $3, '{"kind":"members"}', '[]', 1)`, sc.Organization(), mapping, mapping.String())
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `INSERT INTO person_event (org_id, id, person_id, kind, on_date, detail, import_id) SELECT $1, $2, $3, 'moved', '2026-10-01', '{}', MIN(id) FROM import WHERE org_id = $1`,
			sc.Organization(), event, p)
		return errors.Join(err, tx.Touch(t.Context(), sc.Organization(), p))
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"file": profile.Files[0].ID.String(), "bulk": bulk.String(), "mapping": mapping.String(), "kind": "moved"}
}
