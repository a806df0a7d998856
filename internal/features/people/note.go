package people

import (
	"context"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const maxNote = 10_000

// Note is what somebody wrote about a person.
type Note struct {
	ID       id.ID
	Text     string
	By       string
	At       time.Time
	Edited   time.Time // zero where nobody changed it
	Versions []NoteVersion
}

// NoteVersion is what a note said before an edit.
type NoteVersion struct {
	Text, By string
	At       time.Time // when it was written
}

// cleanNote reads a note from a form: its lines stay. Anyway says that whoever wrote it has seen the warning about numbers.
func cleanNote(text string, anyway bool) (string, error) {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, clean(line))
	}
	text = strings.Trim(strings.Join(lines, "\n"), "\n")
	switch {
	case text == "" || len([]rune(text)) > maxNote:
		return "", errs.Field("note", "people.note.text_wrong", "n", maxNote)
	case !anyway && looksLikeNumber(text):
		return "", errs.Field("note", "people.number_warning")
	}
	return text, nil
}

// AddNote writes a note. Text that looks like an A-number or a social-security number is errs.Invalid until anyway says that it is none.
func (s *Service) AddNote(ctx context.Context, sc authz.Scope, person id.ID, text string, anyway bool) error {
	text, err := cleanNote(text, anyway)
	if err != nil {
		return err
	}
	return s.change(ctx, sc, person, "people.note", nil, func(tx *db.WriteTx, w who) (bool, error) {
		_, err := tx.Insert(ctx, "person_note", []string{"org_id", "id", "person_id", "text", "author", "by_name", "at"},
			[][]any{{sc.Organization(), s.ids.Next(), w.root, text, sc.Actor().Account, sc.Actor().Name, db.At(s.now())}}, "")
		return true, err
	})
}

// EditNote changes a note and keeps what it said.
func (s *Service) EditNote(ctx context.Context, sc authz.Scope, person, note id.ID, text string, anyway bool) error {
	text, err := cleanNote(text, anyway)
	if err != nil {
		return err
	}
	return s.change(ctx, sc, person, "people.note_edited", nil, func(tx *db.WriteTx, w who) (bool, error) {
		org := sc.Organization()
		had, err := db.One(ctx, tx, scanNote, selectNotes+ofParts+`AND id = $3 AND deleted_at IS NULL`, org, db.List(w.parts), note)
		if err != nil || had.Text == text {
			return false, err
		}
		written := had.At
		if !had.Edited.IsZero() {
			written = had.Edited
		}
		_, err = tx.Exec(ctx, `INSERT INTO person_note_version (org_id, note_id, version, text, by_name, at)
			VALUES ($1, $2, (SELECT COALESCE(max(version), 0) + 1 FROM person_note_version WHERE org_id = $1 AND note_id = $2), $3, $4, $5)`, org, note, had.Text, had.By, db.At(written))
		if err != nil {
			return false, err
		}
		_, err = tx.Exec(ctx, `UPDATE person_note SET text = $3, by_name = $4, edited_at = $5 WHERE org_id = $1 AND id = $2`, org, note, text, sc.Actor().Name, db.At(s.now()))
		return true, err
	})
}

// DeleteNote takes a note away, or brings back one that was just taken away.
func (s *Service) DeleteNote(ctx context.Context, sc authz.Scope, person, note id.ID, undo bool) error {
	return s.discard(ctx, sc, person, note, "person_note", "people.note", undo)
}

// discard hides a row that can be brought back, or brings it back.
func (s *Service) discard(ctx context.Context, sc authz.Scope, person, row id.ID, table, action string, undo bool) error {
	set, when, suffix := any(db.At(s.now())), "IS NULL", "_deleted"
	if undo {
		set, when, suffix = nil, "IS NOT NULL", "_restored"
	}
	return s.change(ctx, sc, person, action+suffix, nil, func(tx *db.WriteTx, w who) (bool, error) {
		n, err := tx.Exec(ctx, `UPDATE `+table+` SET deleted_at = $4 WHERE`+ofParts+`AND id = $3 AND deleted_at `+when, sc.Organization(), db.List(w.parts), row, set)
		return n > 0, err
	})
}

const selectNotes = `SELECT id, text, by_name, at, edited_at FROM person_note WHERE`

func scanNote(r db.Row) (n Note, err error) {
	var at, edited db.Time
	err = r.Scan(&n.ID, &n.Text, &n.By, &at, &edited)
	n.At, n.Edited = at.Time, edited.Time
	return n, err
}

func notes(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]Note, error) {
	out, err := db.All(ctx, q, scanNote, selectNotes+ofParts+`AND deleted_at IS NULL ORDER BY id + 0 DESC`, org, db.List(parts))
	if err != nil || len(out) == 0 {
		return out, err
	}
	at := map[id.ID]int{}
	var ids []id.ID
	for i, n := range out {
		at[n.ID] = i
		ids = append(ids, n.ID)
	}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var note id.ID
		var v NoteVersion
		var when db.Time
		err := r.Scan(&note, &v.Text, &v.By, &when)
		v.At = when.Time
		n := &out[at[note]]
		n.Versions = append(n.Versions, v)
		return err
	}, `SELECT note_id, text, by_name, at FROM person_note_version WHERE org_id = $1 AND note_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY note_id, version DESC`, org, db.List(ids))
}
