package people

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// statement is what one row of a file said about a person.
type statement struct {
	Voter   *record.Voter   `json:",omitempty"`
	Member  *record.Member  `json:",omitempty"`
	Speaker *record.Speaker `json:",omitempty"`
	Ballot  *record.Ballot  `json:",omitempty"`
	More    []statement     `json:",omitempty"` // further rows of the same file about the same person, in their order
}

// and adds what a further row says.
func (s statement) and(more statement) statement {
	if s.Voter == nil && s.Member == nil && s.Speaker == nil && s.Ballot == nil {
		return more
	}
	s.More = append(s.More, more)
	return s
}

// standing reads how people stand before rows change them. Those of fresh are not there yet.
func (c chunk) standing(ctx context.Context, who map[id.ID]statement, fresh map[id.ID]bool) (map[id.ID]*portrait, error) {
	if c.imp == 0 {
		return nil, nil
	}
	var known []id.ID
	for p := range who {
		if !fresh[p] {
			known = append(known, p)
		}
	}
	was, err := c.images(ctx, known)
	if c.replay != nil {
		for p := range fresh {
			was[p] = &portrait{}
		}
	}
	return was, err
}

// tell writes down how people stood, and says whom the transaction touches.
func (c chunk) tell(ctx context.Context, was map[id.ID]*portrait, who map[id.ID]statement) error {
	if err := c.journal(ctx, was, who); err != nil {
		return err
	}
	return c.tx.Touch(ctx, c.org, slices.Sorted(maps.Keys(who))...)
}

// journal writes down how people were before this chunk and what was said about them. Of somebody new nothing needs to be
// written: their row names the import.
func (c chunk) journal(ctx context.Context, before map[id.ID]*portrait, said map[id.ID]statement) error {
	var known []id.ID
	for _, p := range slices.Sorted(maps.Keys(before)) {
		if before[p].Person != nil || c.replay != nil {
			known = append(known, p)
		}
	}
	if len(known) == 0 || c.imp == 0 {
		return nil
	}
	after, err := c.images(ctx, known)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, p := range known {
		was, err := jsonText(before[p])
		if err != nil {
			return err
		}
		if before[p].Person == nil {
			was = ""
		}
		text, err := jsonText(said[p])
		if err != nil {
			return err
		}
		rows = append(rows, []any{int64(c.org), int64(c.nextEntry()), int64(c.imp), int64(p), was, after[p].sum(), text, c.at.UnixMilli()})
	}
	_, err = c.tx.InsertMany(ctx, "import_change", []string{"org_id", "id", "import_id", "person_id", "before", "after", "said", "at"}, rows, "")
	return err
}

// nextEntry is the id of an entry; a story that is told again keeps its place.
func (c chunk) nextEntry() id.ID {
	if c.replay != nil {
		return c.replay.entry
	}
	return c.ids.Next()
}

// saveSeen writes down which registrations stood in the file just as they are known.
func (b *voterBatch) saveSeen(ctx context.Context) error {
	if len(b.seen) == 0 || b.replay != nil {
		return nil
	}
	_, err := b.tx.Exec(ctx, `INSERT INTO import_seen (org_id, import_id, from_row, at, ids) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, import_id, from_row) DO NOTHING`,
		b.org, b.imp, b.rows[0].Row, b.at, packIDs(b.seen))
	return err
}

// packIDs writes ids as differences: some three bytes each.
func packIDs(ids []id.ID) []byte {
	slices.Sort(ids)
	out := make([]byte, 0, 4*len(ids)+8)
	var last id.ID
	for _, i := range ids {
		out = binary.AppendUvarint(out, uint64(i-last))
		last = i
	}
	return out
}

// unpackIDs reads what packIDs wrote.
func unpackIDs(b []byte, each func(id.ID)) {
	var last id.ID
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return
		}
		last += id.ID(d)
		each(last)
		b = b[n:]
	}
}

// entry is one row of import_change.
type entry struct {
	id, imp, person id.ID
	before          *portrait
	after           string
	said            statement
	at              db.Time
}

func scanEntry(r db.Row) (e entry, err error) {
	var before, said string
	if err := r.Scan(&e.id, &e.imp, &e.person, &before, &e.after, &said, &e.at); err != nil {
		return e, err
	}
	e.before = &portrait{}
	if before != "" {
		if err := json.Unmarshal([]byte(before), e.before); err != nil {
			return e, err
		}
	}
	return e, json.Unmarshal([]byte(said), &e.said)
}

const selectEntries = `SELECT id, import_id, person_id, before, after, said, at FROM import_change WHERE org_id = $1 AND `
