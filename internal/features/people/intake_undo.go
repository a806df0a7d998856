package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Taking an import back tells each person's story again without it: what stood before the import is put back, and what later files said is
// said again on top, at its own time and under its own import. Whoever was edited by hand since is left as they are.

// LaterImport is a file that came after the one that is taken back, and still counts.
type LaterImport struct {
	ID  id.ID
	Day string
}

// Undone is what a step, or the whole, of taking an import back did.
type Undone struct {
	Removed, Restored, Kept int64
	KeptPeople              []id.ID // at most keptListed
}

const keptListed = 1000

// Plus adds what another step did.
func (u Undone) Plus(v Undone) Undone {
	u.Removed, u.Restored, u.Kept = u.Removed+v.Removed, u.Restored+v.Restored, u.Kept+v.Kept
	u.KeptPeople = slices.Clip(append(u.KeptPeople, v.KeptPeople...))
	u.KeptPeople = u.KeptPeople[:min(len(u.KeptPeople), keptListed)]
	return u
}

// Undo takes one import back, step by step. Make one with [NewUndo] for each run.
type Undo struct {
	ids   *id.Source
	now   func() time.Time
	imp   LaterImport
	later []LaterImport
	seen  map[id.ID]sighting // by registration: the first later file that said of it what was known
	part  Unmerge
}

type sighting struct {
	by LaterImport
	at db.Time
}

// Unmerge takes back that people who are about to go are one person with others.
type Unmerge func(ctx context.Context, tx *db.WriteTx, sc authz.Scope, people []id.ID) error

// replay is one person whose story is told again.
type replay struct{ person, registration, entry id.ID }

// NewUndo begins to take an import back. later are the files that came after it and still count, in their order; part may be nil.
func NewUndo(ids *id.Source, now func() time.Time, imp LaterImport, later []LaterImport, part Unmerge) *Undo {
	return &Undo{ids: ids, now: now, imp: imp, later: later, part: part}
}

// Step takes back what the import did to the next people after one, at most limit of them, and gives the last of them; zero where there
// are no more. It needs authz.ImportPeople.
func (u *Undo) Step(ctx context.Context, tx *db.WriteTx, sc authz.Scope, after id.ID, limit int) (last id.ID, did Undone, err error) {
	defer errs.Wrap(&err, "people.Undo.Step(%v after %v)", u.imp.ID, after)
	c, err := NewIntake(u.ids, u.now).chunk(tx, sc)
	if err != nil {
		return 0, did, err
	}
	people, err := db.All(ctx, tx, db.Value[id.ID], `SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id > $2
		AND (p.import_id = $3 OR p.id IN (SELECT e.person_id FROM import_change e WHERE e.org_id = $1 AND e.import_id = $3)) ORDER BY p.id LIMIT $4`, c.org, after, u.imp.ID, limit)
	if err != nil || len(people) == 0 {
		return 0, did, err
	}
	if err := u.readSeen(ctx, c); err != nil {
		return 0, did, err
	}
	stories, err := u.stories(ctx, c, people)
	if err != nil {
		return 0, did, err
	}
	var gone []id.ID
	for _, s := range stories {
		if u.goes(s) {
			gone = append(gone, s.person)
			continue
		}
		one, err := u.take(ctx, c, s)
		if err != nil {
			return 0, did, err
		}
		did = did.Plus(one)
	}
	if err := u.remove(ctx, c, gone); err != nil {
		return 0, did, err
	}
	did.Removed += int64(len(gone))
	return people[len(people)-1], did, tx.Touch(ctx, c.org, people...)
}

// readSeen reads once which registrations later files said the same of.
func (u *Undo) readSeen(ctx context.Context, c chunk) error {
	if u.seen != nil {
		return nil
	}
	seen := map[id.ID]sighting{}
	for _, later := range u.later {
		err := db.Each(ctx, c.q(), func(r db.Row) error {
			var at db.Time
			var packed []byte
			if err := r.Scan(&at, &packed); err != nil {
				return err
			}
			unpackIDs(packed, func(reg id.ID) {
				if _, ok := seen[reg]; !ok {
					seen[reg] = sighting{later, at}
				}
			})
			return nil
		}, `SELECT at, ids FROM import_seen WHERE org_id = $1 AND import_id = $2 ORDER BY from_row`, c.org, later.ID)
		if err != nil {
			return err
		}
	}
	u.seen = seen
	return nil
}

// story is one person with what files said about them.
type story struct {
	person   id.ID
	now      *portrait
	entries  []entry // of all files, in their order
	attached bool    // something points at the person that no file brought
	root     id.ID   // the person whose part this one is
}

func (u *Undo) stories(ctx context.Context, c chunk, people []id.ID) ([]*story, error) {
	now, err := c.images(ctx, people)
	if err != nil {
		return nil, err
	}
	entries, err := db.All(ctx, c.tx, scanEntry, selectEntries+`person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY id`, c.org, db.List(people))
	if err != nil {
		return nil, err
	}
	attached, err := c.tx.Referred(ctx, c.sc, "person", people, append([]string{"voter_registration", "person_event", "person_language", "person_tag"}, furtherTables...)...)
	if err != nil {
		return nil, err
	}
	roots := map[id.ID]id.ID{}
	err = db.Each(ctx, c.tx, func(r db.Row) error {
		var part, root id.ID
		err := r.Scan(&part, &root)
		roots[part] = root
		return err
	}, `SELECT id, merged_into FROM person WHERE org_id = $1 AND merged_into IS NOT NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(people))
	if err != nil {
		return nil, err
	}
	out := make([]*story, len(people))
	at := map[id.ID]*story{}
	for i, p := range people {
		out[i] = &story{person: p, now: now[p], attached: attached[p], root: roots[p]}
		at[p] = out[i]
	}
	for _, e := range entries {
		at[e.person].entries = append(at[e.person].entries, e)
	}
	return out, nil
}

// edited tells whether somebody has changed the person since the last file did.
func (s *story) edited() bool {
	if n := len(s.entries); n > 0 {
		return s.entries[n-1].after != s.now.sum()
	}
	p := s.now.Person
	for _, g := range s.now.Regs {
		if g.Updated != p.Created {
			return true
		}
	}
	return p.Updated != p.Created || slices.ContainsFunc(s.now.Langs, func(l langImage) bool { return l.At != p.Created }) ||
		slices.ContainsFunc(s.now.Tags, func(t tagImage) bool { return t.At != p.Created }) || s.now.furtherImage.edited(p.Created)
}

// without cuts the import out of a story: the place of its first entry, or -1, and the entries of later files.
func (u *Undo) without(s *story) (mine int, after []entry) {
	mine = slices.IndexFunc(s.entries, func(e entry) bool { return e.imp == u.imp.ID })
	return mine, slices.DeleteFunc(slices.Clone(s.entries[mine+1:]), func(e entry) bool { return e.imp == u.imp.ID })
}

// goes tells somebody whom the import made, whom no later file names, and on whom nothing hangs.
func (u *Undo) goes(s *story) bool {
	mine, after := u.without(s)
	made := s.now.Person.Import == u.imp.ID && (mine < 0 || s.entries[mine].before.Person == nil)
	return made && len(after) == 0 && u.sighted(s, after) == nil && !s.attached && !s.edited()
}

// remove takes people out whom only the import knew.
func (u *Undo) remove(ctx context.Context, c chunk, people []id.ID) error {
	if len(people) == 0 {
		return nil
	}
	if u.part != nil {
		if err := u.part(ctx, c.tx, c.sc, people); err != nil {
			return err
		}
	}
	for _, table := range append([]string{"person_language", "person_tag", "person_event", "voter_registration", "import_change"}, furtherTables...) {
		if _, err := c.tx.Exec(ctx, `DELETE FROM `+table+` WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(people)); err != nil {
			return err
		}
	}
	_, err := c.tx.Exec(ctx, `DELETE FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(people))
	return err
}

// take takes the import out of the story of somebody who stays.
func (u *Undo) take(ctx context.Context, c chunk, s *story) (Undone, error) {
	mine, after := u.without(s)
	made := s.now.Person.Import == u.imp.ID
	sighted := u.sighted(s, after)
	if s.edited() || made && s.attached && sighted == nil {
		return Undone{Kept: 1, KeptPeople: []id.ID{s.person}}, nil
	}
	if mine < 0 && sighted != nil {
		return Undone{Restored: 1}, u.relabel(ctx, c, s, *sighted)
	}
	base := &portrait{}
	if mine >= 0 {
		base = s.entries[mine].before
	}
	if err := u.rewind(ctx, c, s, base, mine); err != nil {
		return Undone{}, err
	}
	if sighted != nil {
		again := s.entries[mine]
		again.imp, again.at = sighted.by.ID, sighted.at
		after = append([]entry{again}, after...)
	}
	for _, e := range after {
		if err := u.retell(ctx, c, s, e); err != nil {
			return Undone{}, err
		}
	}
	if base.Person != nil || s.root == 0 {
		return Undone{Restored: 1}, nil
	}
	_, err := c.tx.Exec(ctx, `UPDATE person SET merged_into = $3 WHERE org_id = $1 AND id = $2`, c.org, s.person, s.root) // the row was written anew
	return Undone{Restored: 1}, err
}

// sighted tells whether the next file after the import said the same as it.
func (u *Undo) sighted(s *story, after []entry) *sighting {
	for reg := range s.now.Regs {
		if seen, ok := u.seen[reg]; ok && (len(after) == 0 || u.place(seen.by.ID) < u.place(after[0].imp)) {
			return &seen
		}
	}
	return nil
}

// rewind puts a person back to how they were before the import, and forgets what was written down since.
func (u *Undo) rewind(ctx context.Context, c chunk, s *story, base *portrait, mine int) error {
	gone := []id.ID{u.imp.ID}
	for i, e := range s.entries {
		if i >= max(mine, 0) {
			gone = append(gone, e.imp)
		}
	}
	for _, text := range []string{`DELETE FROM person_event WHERE org_id = $1 AND person_id = $2 AND kind <> '` + EventDropped + `' AND import_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`,
		`DELETE FROM import_change WHERE org_id = $1 AND person_id = $2 AND import_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`} {
		if _, err := c.tx.Exec(ctx, text, c.org, s.person, db.List(gone)); err != nil {
			return err
		}
	}
	for reg, g := range base.Regs {
		if now := s.now.Regs[reg]; now != nil {
			g.DroppedOn = now.DroppedOn
		}
	}
	return c.restore(ctx, s.person, base)
}

// retell says again what a later file said.
func (u *Undo) retell(ctx context.Context, c chunk, s *story, e entry) error {
	in := NewIntake(u.ids, func() time.Time { return e.at.Time }).For(e.imp, u.day(e.imp))
	in.replay = &replay{person: s.person, entry: e.id}
	for _, said := range append([]statement{e.said}, e.said.More...) {
		if said.Voter != nil {
			for reg, g := range s.now.Regs {
				if g.State == said.Voter.State && g.Number == said.Voter.ID {
					in.replay.registration = reg
				}
			}
		}
		if err := in.say(ctx, c, said); err != nil {
			return err
		}
	}
	return nil
}

// place is where a file stands among the later ones.
func (u *Undo) place(imp id.ID) int {
	return slices.IndexFunc(u.later, func(l LaterImport) bool { return l.ID == imp })
}

func (u *Undo) day(imp id.ID) string {
	if i := slices.IndexFunc(u.later, func(l LaterImport) bool { return l.ID == imp }); i >= 0 {
		return u.later[i].Day
	}
	return u.imp.Day
}

// say takes one row of a file.
func (in *Intake) say(ctx context.Context, c chunk, said statement) (err error) {
	switch {
	case said.Voter != nil:
		_, err = in.Voters(ctx, c.tx, c.sc, []record.Voter{*said.Voter})
	case said.Member != nil:
		_, err = in.Members(ctx, c.tx, c.sc, []record.Member{*said.Member})
	case said.Speaker != nil:
		_, err = in.Speakers(ctx, c.tx, c.sc, []record.Speaker{*said.Speaker})
	case said.Ballot != nil:
		_, err = in.Ballots(ctx, c.tx, c.sc, []record.Ballot{*said.Ballot})
	}
	return err
}

// relabel gives somebody whom the import made to the next file, which said the same of them.
func (u *Undo) relabel(ctx context.Context, c chunk, s *story, to sighting) error {
	made := s.now.Person.Created
	rename := func(i *portrait) {
		i.Person.Import, i.Person.Created = to.by.ID, to.at.UnixMilli()
		if i.Person.Updated == made {
			i.Person.Updated = to.at.UnixMilli()
		}
		for _, g := range i.Regs {
			if g.Import == u.imp.ID {
				g.Import = to.by.ID
			}
			if g.Updated == made {
				g.Updated = to.at.UnixMilli()
			}
		}
		i.furtherImage.move(made, to.at.UnixMilli())
	}
	rename(s.now)
	if err := c.restore(ctx, s.person, s.now); err != nil {
		return err
	}
	for i, e := range s.entries {
		rename(e.before)
		after := s.now.sum()
		if i+1 < len(s.entries) {
			rename(s.entries[i+1].before)
			after = s.entries[i+1].before.sum()
		}
		before, err := jsonText(e.before)
		if err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE import_change SET before = $3, after = $4 WHERE org_id = $1 AND id = $2`, c.org, e.id, before, after); err != nil {
			return err
		}
	}
	_, err := c.tx.Exec(ctx, `UPDATE person_event SET import_id = $4, on_date = CASE WHEN on_date = $5 THEN $6 ELSE on_date END WHERE org_id = $1 AND person_id = $2 AND import_id = $3`,
		c.org, s.person, u.imp.ID, to.by.ID, u.imp.Day, to.by.Day)
	return err
}
