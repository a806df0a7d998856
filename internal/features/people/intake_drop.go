package people

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Numbers of rows of one transaction.
const (
	lookedAtOnce = 5000
	tidiedAtOnce = 1000
)

// Dropped notes which of a state's voters a complete file lacks, page by page of registrations after one; last is zero after the
// last page. Nobody is deleted. It needs authz.ImportPeople.
func (in *Intake) Dropped(ctx context.Context, tx *db.WriteTx, sc authz.Scope, state string, after id.ID, lacks func(voter, county, precinct string) bool) (last id.ID, err error) {
	defer errs.Wrap(&err, "people.Intake.Dropped(%s after %v)", state, after)
	c, err := in.chunk(tx, sc)
	if err != nil {
		return 0, err
	}
	var gone, people []id.ID
	var news []event
	err = db.Each(ctx, tx, func(r db.Row) error {
		var reg, person id.ID
		var number, dropped, county, precinct string
		if err := r.Scan(&reg, &person, &number, &dropped, &county, &precinct); err != nil {
			return err
		}
		if last = reg; dropped == "" && lacks(number, county, precinct) {
			gone, people = append(gone, reg), append(people, person)
			news = append(news, event{person, EventDropped, in.day, map[string]any{"registration": reg}})
		}
		return nil
	}, `SELECT id, person_id, voter_id, dropped_on, county, precinct FROM voter_registration WHERE org_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4`, c.org, state, after, lookedAtOnce)
	if err != nil || len(gone) == 0 {
		return last, err
	}
	if _, err := tx.Exec(ctx, `UPDATE voter_registration SET dropped_on = $3 WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(gone), in.day); err != nil {
		return 0, err
	}
	if err := c.saveEvents(ctx, news); err != nil {
		return 0, err
	}
	return last, tx.Touch(ctx, c.org, people...)
}

// Tidy takes back, after the last Step, what is about nobody whom the import made or changed: who was missing in its file, and the
// households that it made and nobody lives in. more tells to ask again.
func (u *Undo) Tidy(ctx context.Context, tx *db.WriteTx, sc authz.Scope) (more bool, err error) {
	defer errs.Wrap(&err, "people.Undo.Tidy(%v)", u.imp.ID)
	c, err := NewIntake(u.ids, u.now).chunk(tx, sc)
	if err != nil {
		return false, err
	}
	n, err := u.tidyDropped(ctx, c)
	if err != nil || n > 0 {
		return n > 0, err
	}
	if n, err = u.tidyHomes(ctx, c); err != nil || n > 0 {
		return n > 0, err
	}
	return false, u.tidyFirst(ctx, c)
}

// tidyFirst: where the import was the first of a state, the next one is it now, and a first file is no news about anybody.
func (u *Undo) tidyFirst(ctx context.Context, c chunk) error {
	var later []id.ID
	for _, l := range u.later {
		later = append(later, l.ID)
	}
	const others = `SELECT state FROM voter_registration WHERE org_id = $1 AND (import_id IS NULL OR import_id NOT IN (SELECT CAST(value AS BIGINT) FROM json_each($2)))`
	for i := range later {
		// The states of this file of which nobody was there before. Who was edited and stays does not count.
		gone, err := c.tx.Exec(ctx, `DELETE FROM person_event WHERE org_id = $1 AND import_id = $3 AND kind = '`+EventRegistered+`' AND person_id IN
			(SELECT person_id FROM voter_registration WHERE org_id = $1 AND import_id = $3 AND state NOT IN (`+others+`))`, c.org, db.List(append([]id.ID{u.imp.ID}, later[i:]...)), later[i])
		if err != nil {
			return err
		}
		if gone > 0 {
			if err := c.tx.TouchAll(ctx, c.org); err != nil {
				return err
			}
		}
	}
	return nil
}

// tidyDropped puts back who was missing.
func (u *Undo) tidyDropped(ctx context.Context, c chunk) (int, error) {
	type dropped struct{ event, person, registration id.ID }
	list, err := db.All(ctx, c.tx, func(r db.Row) (d dropped, err error) {
		var detail db.JSON[map[string]id.ID]
		err = r.Scan(&d.event, &d.person, &detail)
		d.registration = detail.V["registration"]
		return d, err
	}, `SELECT id, person_id, detail FROM person_event WHERE org_id = $1 AND import_id = $2 AND kind = '`+EventDropped+`' LIMIT $3`, c.org, u.imp.ID, tidiedAtOnce)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	var events, people, regs []id.ID
	for _, d := range list {
		events, people, regs = append(events, d.event), append(people, d.person), append(regs, d.registration)
	}
	if _, err := c.tx.Exec(ctx, `UPDATE voter_registration SET dropped_on = '' WHERE org_id = $1 AND dropped_on = $3 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(regs), u.imp.Day); err != nil {
		return 0, err
	}
	// A later file in which they are there again told no news, had this one not been.
	var later []id.ID
	for _, l := range u.later {
		later = append(later, l.ID)
	}
	if _, err := c.tx.Exec(ctx, `DELETE FROM person_event WHERE org_id = $1 AND (id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) OR kind = '`+EventReturned+`'
		AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3)) AND import_id IN (SELECT CAST(value AS BIGINT) FROM json_each($4)))`, c.org, db.List(events), db.List(people), db.List(later)); err != nil {
		return 0, err
	}
	return len(list), c.tx.Touch(ctx, c.org, people...)
}

// tidyHomes removes households that the import made where nobody lives now, and leaves the others to whoever does.
func (u *Undo) tidyHomes(ctx context.Context, c chunk) (int, error) {
	homes, err := db.All(ctx, c.tx, db.Value[id.ID], `SELECT id FROM household WHERE org_id = $1 AND import_id = $2 LIMIT $3`, c.org, u.imp.ID, tidiedAtOnce)
	if err != nil || len(homes) == 0 {
		return 0, err
	}
	used, err := c.tx.Referred(ctx, c.sc, "household", homes)
	if err != nil {
		return 0, err
	}
	var empty, lived []id.ID
	for _, h := range homes {
		if used[h] {
			lived = append(lived, h)
		} else {
			empty = append(empty, h)
		}
	}
	if _, err := c.tx.Exec(ctx, `DELETE FROM household WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(empty)); err != nil {
		return 0, err
	}
	_, err = c.tx.Exec(ctx, `UPDATE household SET import_id = NULLIF(COALESCE((SELECT MIN(p.import_id) FROM person p WHERE p.org_id = household.org_id AND p.household_id = household.id
		AND p.import_id <> $3), 0), 0) WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(lived), u.imp.ID)
	if err != nil {
		return 0, err
	}
	return len(homes), c.tx.Touch(ctx, c.org)
}
