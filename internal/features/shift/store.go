package shift

import (
	"context"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const shiftColumns = `s.id, s.program_id, s.starts_at, s.ends_at, s.place, s.lat, s.lon, s.wishes, s.quotas, s.version, s.trimmed_at,
	(SELECT COUNT(*) FROM shift_worker w WHERE w.org_id = s.org_id AND w.shift_id = s.id),
	(SELECT COUNT(*) FROM shift_worker w WHERE w.org_id = s.org_id AND w.shift_id = s.id AND w.in_at IS NOT NULL),
	(SELECT COUNT(*) FROM shift_worker w WHERE w.org_id = s.org_id AND w.shift_id = s.id AND w.safe_at IS NOT NULL)`

func scanShift(r db.Row) (s Shift, err error) {
	var lat, lon *float64
	var wishes db.JSON[Wishes]
	var quotas db.JSON[map[string]int]
	err = r.Scan(&s.ID, &s.Program, &s.Starts, &s.Ends, &s.Place, &lat, &lon, &wishes, &quotas, &s.Version, &s.Trimmed, &s.Workers, &s.In, &s.Safe)
	s.At, s.Wishes, s.Quotas = spotOf(lat, lon), wishes.V, quotas.V
	return s, err
}

func spotOf(lat, lon *float64) Spot {
	if lat == nil || lon == nil {
		return Spot{}
	}
	return Spot{geo.Point{Lat: *lat, Lon: *lon}, true}
}

// columns writes a place for the database: two NULLs where it is not known.
func (s Spot) columns() (lat, lon any) {
	if !s.Known {
		return nil, nil
	}
	return s.Lat, s.Lon
}

func loadShift(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (Shift, error) {
	return db.One(ctx, q, scanShift, `SELECT `+shiftColumns+` FROM shift s WHERE s.org_id = $1 AND s.id = $2`, sc.Organization(), shift)
}

func loadShifts(ctx context.Context, q db.Querier, sc authz.Scope) ([]Shift, error) {
	return db.All(ctx, q, scanShift, `SELECT `+shiftColumns+` FROM shift s WHERE s.org_id = $1 ORDER BY s.starts_at DESC, s.id DESC LIMIT $2`, sc.Organization(), shownShifts)
}

// shownShifts is how many shifts are listed: those of a long campaign.
const shownShifts = 200

func insertShift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, s Shift, at db.Time) error {
	lat, lon := s.At.columns()
	_, err := tx.Exec(ctx, `INSERT INTO shift (org_id, id, program_id, starts_at, ends_at, place, lat, lon, wishes, quotas, version, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)`, sc.Organization(), s.ID, s.Program, s.Starts, s.Ends, s.Place, lat, lon,
		db.JSON[Wishes]{V: s.Wishes}, db.JSON[map[string]int]{V: s.Quotas}, sc.Actor().Account, at)
	return err
}

func updateShift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, s Shift) error {
	lat, lon := s.At.columns()
	_, err := tx.Exec(ctx, `UPDATE shift SET starts_at = $3, ends_at = $4, place = $5, lat = $6, lon = $7, quotas = $8, trimmed_at = NULL WHERE org_id = $1 AND id = $2`,
		sc.Organization(), s.ID, s.Starts, s.Ends, s.Place, lat, lon, db.JSON[map[string]int]{V: s.Quotas})
	return err
}

func saveWishes(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, w Wishes) error {
	_, err := tx.Exec(ctx, `UPDATE shift SET wishes = $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), shift, db.JSON[Wishes]{V: w})
	return err
}

// nextVersion claims a change of the board: of two who saw the same version one succeeds, the other gets errs.Conflict.
func nextVersion(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, seen int64) error {
	n, err := tx.Exec(ctx, `UPDATE shift SET version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $3`, sc.Organization(), shift, seen)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "shift.error.changed")
	}
	return err
}

// touch makes boards that are open look again. It returns errs.NotFound where there is no such shift in the Scope.
func touch(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID) error {
	n, err := tx.Exec(ctx, `UPDATE shift SET version = version + 1 WHERE org_id = $1 AND id = $2`, sc.Organization(), shift)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "")
	}
	return err
}

const workerColumns = `id, person_id, account_id, name, name_lang, phone, languages, start, lat, lon, minutes, pace, no_stairs, bike, partner, first_time, team, in_at, out_at, safe_at`

func scanWorker(r db.Row) (w Worker, err error) {
	var languages db.JSON[[]string]
	var lat, lon *float64
	err = r.Scan(&w.ID, &w.Person, &w.Account, &w.Name, &w.NameLang, &w.Phone, &languages, &w.Start, &lat, &lon, &w.Minutes, &w.Pace, &w.NoStairs, &w.Bike, &w.Partner,
		&w.First, &w.Team, &w.In, &w.Out, &w.Back)
	w.Languages, w.At = languages.V, spotOf(lat, lon)
	return w, err
}

func loadWorkers(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) ([]Worker, error) {
	return db.All(ctx, q, scanWorker, `SELECT `+workerColumns+` FROM shift_worker WHERE org_id = $1 AND shift_id = $2 ORDER BY id`, sc.Organization(), shift)
}

func loadWorker(ctx context.Context, q db.Querier, sc authz.Scope, shift, worker id.ID) (Worker, error) {
	return db.One(ctx, q, scanWorker, `SELECT `+workerColumns+` FROM shift_worker WHERE org_id = $1 AND shift_id = $2 AND id = $3`, sc.Organization(), shift, worker)
}

// insertWorker signs somebody up; false where that person or account is signed up already.
func insertWorker(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, w Worker, at db.Time) (bool, error) {
	lat, lon := w.At.columns()
	n, err := tx.Exec(ctx, `INSERT INTO shift_worker (org_id, id, shift_id, name, name_lang, person_id, account_id, phone, languages, start, lat, lon, minutes, pace, no_stairs,
		bike, partner, first_time, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING`,
		sc.Organization(), w.ID, shift, w.Name, w.NameLang, orNull(w.Person), orNull(w.Account), w.Phone, db.JSON[[]string]{V: w.Languages}, w.Start, lat, lon, w.Minutes, w.Pace,
		w.NoStairs, w.Bike, w.Partner, w.First, at)
	return n > 0, err
}

func updateWorker(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w Worker) error {
	lat, lon := w.At.columns()
	_, err := tx.Exec(ctx, `UPDATE shift_worker SET name = $3, phone = $4, languages = $5, start = $6, lat = $7, lon = $8, minutes = $9, pace = $10, no_stairs = $11, bike = $12,
		partner = $13, first_time = $14 WHERE org_id = $1 AND id = $2`, sc.Organization(), w.ID, w.Name, w.Phone, db.JSON[[]string]{V: w.Languages}, w.Start, lat, lon, w.Minutes,
		w.Pace, w.NoStairs, w.Bike, w.Partner, w.First)
	return err
}

func updateTimes(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w Worker) error {
	_, err := tx.Exec(ctx, `UPDATE shift_worker SET in_at = $3, out_at = $4, safe_at = $5 WHERE org_id = $1 AND id = $2`, sc.Organization(), w.ID, w.In, w.Out, w.Back)
	return err
}

func deleteWorker(ctx context.Context, tx *db.WriteTx, sc authz.Scope, worker id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM shift_turf WHERE org_id = $1 AND worker_id = $2`, sc.Organization(), worker); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM shift_worker WHERE org_id = $1 AND id = $2`, sc.Organization(), worker)
	return err
}

// setTeam puts workers together under one number; the zero number parts them.
func setTeam(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, workers []id.ID, team id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE shift_worker SET team = $4 WHERE org_id = $1 AND shift_id = $2 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`,
		sc.Organization(), shift, db.List(workers), orNull(team))
	return err
}

func scanGiven(r db.Row) (g Given, err error) {
	var reasons db.JSON[[]Reason]
	err = r.Scan(&g.Turf, &g.Worker, &g.Seq, &reasons, &g.ByHand, &g.Packet, &g.Handed)
	g.Reasons = reasons.V
	return g, err
}

func loadGiven(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) ([]Given, error) {
	return db.All(ctx, q, scanGiven, `SELECT turf_id, worker_id, seq, reasons, by_hand, packet_id, handed_at FROM shift_turf WHERE org_id = $1 AND shift_id = $2
		ORDER BY worker_id, seq, turf_id`, sc.Organization(), shift)
}

func insertGiven(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID, g Given) error {
	_, err := tx.Exec(ctx, `INSERT INTO shift_turf (org_id, shift_id, turf_id, worker_id, seq, reasons, by_hand, packet_id, handed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (org_id, shift_id, turf_id, worker_id) DO UPDATE SET seq = $5, reasons = $6, by_hand = $7`,
		sc.Organization(), shift, g.Turf, g.Worker, g.Seq, db.JSON[[]Reason]{V: g.Reasons}, g.ByHand, orNull(g.Packet), g.Handed)
	return err
}

// clearProposed forgets what was only proposed.
func clearProposed(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM shift_turf WHERE org_id = $1 AND shift_id = $2 AND packet_id IS NULL AND NOT by_hand`, sc.Organization(), shift)
	return err
}

func takeAway(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift, turf id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM shift_turf WHERE org_id = $1 AND shift_id = $2 AND turf_id = $3`, sc.Organization(), shift, turf)
	return err
}

func markHanded(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift, turf, packet id.ID, at db.Time) error {
	n, err := tx.Exec(ctx, `UPDATE shift_turf SET packet_id = $4, handed_at = $5 WHERE org_id = $1 AND shift_id = $2 AND turf_id = $3 AND packet_id IS NULL`, sc.Organization(), shift, turf, packet, at)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "shift.error.changed")
	}
	return err
}

// follow makes what was given out follow a turf to its successor in a new cut.
func follow(ctx context.Context, tx *db.WriteTx, sc authz.Scope, shift, was, is id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE shift_turf SET turf_id = $4 WHERE org_id = $1 AND shift_id = $2 AND turf_id = $3`, sc.Organization(), shift, was, is)
	return err
}

// orNull writes the zero id as NULL.
func orNull(v id.ID) any {
	if v == 0 {
		return nil
	}
	return v
}
