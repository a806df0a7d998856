package outreach

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const turfColumns = `t.id, t.program_id, t.number, t.name, t.state, t.drawn, t.doors, t.people, t.languages, t.metres, t.minutes, t.outline, t.cut, COALESCE(t.retired_by, 0), t.created_at`

func scanTurf(r db.Row) (t Turf, err error) {
	var languages db.JSON[map[string]int]
	var outline db.JSON[json.RawMessage]
	err = r.Scan(&t.ID, &t.Program, &t.Number, &t.Name, &t.State, &t.Drawn, &t.Doors, &t.People, &languages, &t.Metres, &t.Minutes, &outline, &t.Cut, &t.RetiredBy, &t.CreatedAt)
	if err != nil {
		return t, err
	}
	t.Languages = languages.V
	t.Outline, err = readOutline(outline.V)
	return t, err
}

// readOutline reads the stored geometry; null is a turf without any place.
func readOutline(stored json.RawMessage) (out geo.MultiPolygon, err error) {
	if len(stored) == 0 || string(stored) == "null" {
		return nil, nil
	}
	err = geo.ReadOutlines(strings.NewReader(string(stored)), geo.Limits{}, func(f geo.Feature) error {
		out = append(out, f.Geometry.Polygons...)
		return nil
	})
	return out, err
}

// turfsOf gives the turfs in use, by number.
func turfsOf(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) ([]Turf, error) {
	return db.All(ctx, q, scanTurf, `SELECT `+turfColumns+` FROM turf t
		WHERE t.org_id = $1 AND t.program_id = $2 AND t.retired_by IS NULL ORDER BY t.number, t.id`, sc.Organization(), programID)
}

// place is a household's place in a turf.
type place struct {
	turf, household id.ID
}

// placesOf gives the doors of the turfs in use, each turf's in walk order.
func placesOf(ctx context.Context, q db.Querier, sc authz.Scope, programID id.ID) (map[id.ID][]id.ID, error) {
	rows, err := db.All(ctx, q, func(r db.Row) (p place, err error) {
		err = r.Scan(&p.turf, &p.household)
		return p, err
	}, `SELECT d.turf_id, d.household_id FROM turf_door d JOIN turf t ON t.org_id = d.org_id AND t.id = d.turf_id
		WHERE d.org_id = $1 AND t.program_id = $2 AND t.retired_by IS NULL ORDER BY d.turf_id, d.seq`, sc.Organization(), programID)
	out := map[id.ID][]id.ID{}
	for _, p := range rows {
		out[p.turf] = append(out[p.turf], p.household)
	}
	return out, err
}

// turfsWithWalks gives turfs, and each one's households in walk order. It returns errs.NotFound where one is not in the scope.
func turfsWithWalks(ctx context.Context, q db.Querier, sc authz.Scope, turfs []id.ID) (map[id.ID]Turf, map[id.ID][]id.ID, error) {
	known, order := make(map[id.ID]Turf, len(turfs)), make(map[id.ID][]id.ID, len(turfs))
	err := db.Each(ctx, q, func(r db.Row) error {
		t, err := scanTurf(r)
		known[t.ID] = t
		return err
	}, `SELECT `+turfColumns+` FROM turf t WHERE t.org_id = $1 AND t.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(turfs))
	if err != nil {
		return nil, nil, err
	}
	for _, turf := range turfs {
		if known[turf].ID == 0 {
			return nil, nil, errs.New(errs.NotFound, "")
		}
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var p place
		err := r.Scan(&p.turf, &p.household)
		order[p.turf] = append(order[p.turf], p.household)
		return err
	}, `SELECT d.turf_id, d.household_id FROM json_each($2) k CROSS JOIN turf_door d WHERE d.org_id = $1 AND d.turf_id = CAST(k.value AS BIGINT) ORDER BY d.turf_id, d.seq`, sc.Organization(), db.List(turfs))
	return known, order, err
}

func retire(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turfs []id.ID, revision int) error {
	_, err := tx.Exec(ctx, `UPDATE turf SET retired_by = $3 WHERE org_id = $1 AND retired_by IS NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
		sc.Organization(), db.List(turfs), revision)
	return err
}

// undoRevision takes back what a revision did. What it made counts as retired by itself, so that no later undo brings
// it back.
func undoRevision(ctx context.Context, tx *db.WriteTx, sc authz.Scope, programID id.ID, revision int) (int64, error) {
	made, err := tx.Exec(ctx, `UPDATE turf SET retired_by = $3 WHERE org_id = $1 AND program_id = $2 AND cut = $3 AND retired_by IS NULL`,
		sc.Organization(), programID, revision)
	if err != nil {
		return 0, err
	}
	back, err := tx.Exec(ctx, `UPDATE turf SET retired_by = NULL WHERE org_id = $1 AND program_id = $2 AND cut < $3 AND retired_by = $3`,
		sc.Organization(), programID, revision)
	return made + back, err
}

func insertTurf(ctx context.Context, tx *db.WriteTx, sc authz.Scope, t Turf, walk []id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO turf (org_id, id, program_id, number, name, state, cut, drawn, doors, people, languages, metres, minutes, outline, created_at)
		VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		sc.Organization(), t.ID, t.Program, t.Number, t.Name, t.Cut, t.Drawn, t.Doors, t.People, db.JSON[map[string]int]{V: t.Languages}, t.Metres, t.Minutes,
		db.JSON[geo.Geometry]{V: geo.Geometry{Polygons: t.Outline}}, t.CreatedAt)
	if err != nil {
		return err
	}
	return insertWalk(ctx, tx, sc, t.ID, walk)
}

// rowsAtOnce is how many doors one statement writes.
const rowsAtOnce = 100

func insertWalk(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turfID id.ID, walk []id.ID) error {
	for from := 0; from < len(walk); from += rowsAtOnce {
		part := walk[from:min(from+rowsAtOnce, len(walk))]
		args := []any{sc.Organization(), turfID}
		rows := make([]string, len(part))
		for i, household := range part {
			rows[i] = fmt.Sprintf("($1, $2, $%d, $%d)", len(args)+1, len(args)+2)
			args = append(args, from+i+1, household)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO turf_door (org_id, turf_id, seq, household_id) VALUES `+strings.Join(rows, ", "), args...); err != nil {
			return err
		}
	}
	return nil
}

func renameTurf(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turfID id.ID, name string) error {
	n, err := tx.Exec(ctx, `UPDATE turf SET name = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), turfID, name)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "")
	}
	return err
}

func markPublished(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turfID id.ID) error {
	n, err := tx.Exec(ctx, `UPDATE turf SET state = 'published' WHERE org_id = $1 AND id = $2 AND retired_by IS NULL`, sc.Organization(), turfID)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "turf.error.changed")
	}
	return err
}
