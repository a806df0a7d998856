package ballot

import (
	"context"
	"encoding/json"
	"strconv"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const fileColumns = `id, name, sha256, size, election, state, header, sample, mapping, step, rows_read, rows_new, rows_changed, rows_known, rows_bad, struck, by_name, created_at, done_at, undone_at`

func scanFile(r db.Row) (f File, err error) {
	var header db.JSON[[]string]
	var sample db.JSON[[][]string]
	var mapping db.JSON[Mapping]
	err = r.Scan(&f.ID, &f.Name, &f.SHA256, &f.Size, &f.Election, &f.State, &header, &sample, &mapping, &f.Step, &f.Read, &f.New, &f.Changed, &f.Known, &f.Bad, &f.Struck, &f.By, &f.CreatedAt, &f.DoneAt, &f.UndoneAt)
	f.Header, f.Sample, f.Mapping = header.V, sample.V, mapping.V
	return f, err
}

// files are all files, the newest first.
func files(ctx context.Context, q db.Querier, sc authz.Scope) ([]File, error) {
	return db.All(ctx, q, scanFile, `SELECT `+fileColumns+` FROM ballot_file WHERE org_id = $1 ORDER BY id DESC LIMIT 200`, sc.Organization())
}

func fileBy(ctx context.Context, q db.Querier, sc authz.Scope, file id.ID) (File, error) {
	return db.One(ctx, q, scanFile, `SELECT `+fileColumns+` FROM ballot_file WHERE org_id = $1 AND id = $2`, sc.Organization(), file)
}

func insertFile(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File) error {
	_, err := tx.Exec(ctx, `INSERT INTO ballot_file (org_id, id, name, sha256, size, election, state, header, sample, mapping, step, rows_read, rows_new, rows_changed, rows_known, rows_bad, struck, by_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, 0, 0, $12, $13)`,
		sc.Organization(), f.ID, f.Name, f.SHA256, f.Size, f.Election, f.State, db.JSON[[]string]{V: f.Header}, db.JSON[[][]string]{V: f.Sample}, db.JSON[Mapping]{V: f.Mapping}, string(f.Step), f.By, f.CreatedAt)
	return err
}

func updateMapping(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File) error {
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET mapping = $3, step = $4 WHERE org_id = $1 AND id = $2`, sc.Organization(), f.ID, db.JSON[Mapping]{V: f.Mapping}, string(f.Step))
	return err
}

// mappingOf is what was said of the last file with the same header; nil where there was none.
func mappingOf(ctx context.Context, q db.Querier, sc authz.Scope, header []string) (*Mapping, error) {
	all, err := files(ctx, q, sc)
	text, _ := json.Marshal(header) // texts always have a JSON form
	for _, f := range all {
		if same, _ := json.Marshal(f.Header); f.Step != Asking && string(same) == string(text) {
			return &f.Mapping, err
		}
	}
	return nil, err
}

func deleteFile(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM ballot_file WHERE org_id = $1 AND id = $2`, sc.Organization(), file)
	return err
}

// endFile forgets the sample: it names people.
func endFile(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID, step Step, at db.Time) error {
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET step = $3, done_at = $4, sample = '[]' WHERE org_id = $1 AND id = $2`, sc.Organization(), file, string(step), at)
	return err
}

func markUndone(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID, at db.Time) error {
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET step = $3, undone_at = $4 WHERE org_id = $1 AND id = $2`, sc.Organization(), file, string(Undone), at)
	return err
}

// beginRows forgets what an interrupted run counted; what it changed stays.
func beginRows(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM ballot_bad_row WHERE org_id = $1 AND file_id = $2`, sc.Organization(), file); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET rows_read = 0, rows_known = 0, rows_bad = 0 WHERE org_id = $1 AND id = $2`, sc.Organization(), file)
	return err
}

func countRows(ctx context.Context, tx *db.WriteTx, sc authz.Scope, c chunk, known int) error {
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET rows_read = rows_read + $3, rows_known = rows_known + $4, rows_bad = rows_bad + $5,
		rows_new = (SELECT count(*) FROM ballot_change c WHERE c.org_id = $1 AND c.file_id = $2 AND c.was_status = ''),
		rows_changed = (SELECT count(*) FROM ballot_change c WHERE c.org_id = $1 AND c.file_id = $2 AND c.was_status <> '') WHERE org_id = $1 AND id = $2`,
		sc.Organization(), c.file.ID, c.read, known, len(c.bad))
	return err
}

func countStruck(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID, n int) error {
	if n == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE ballot_file SET struck = struck + $3 WHERE org_id = $1 AND id = $2`, sc.Organization(), file, n)
	return err
}

// standsOf gives where the ballots of some voters stand, by registration.
func standsOf(ctx context.Context, q db.Querier, sc authz.Scope, election string, voters map[string]Voter) (map[id.ID]Stand, error) {
	registrations := make([]id.ID, 0, len(voters))
	for _, v := range voters {
		registrations = append(registrations, v.Registration)
	}
	out := map[id.ID]Stand{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var registration id.ID
		var s Stand
		err := r.Scan(&registration, &s.Status, &s.Reason, &s.On, &s.File)
		out[registration] = s
		return err
	}, `SELECT registration_id, status, reason, on_date, file_id FROM ballot WHERE org_id = $1 AND election = $2 AND registration_id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`,
		sc.Organization(), election, db.List(registrations))
}

// writeChanges writes where ballots stand now, and what a file has made of them. Told again by the same file, what stood there before it stays.
func writeChanges(ctx context.Context, tx *db.WriteTx, sc authz.Scope, c chunk, changes []change) error {
	org, f := sc.Organization(), c.file
	var stands, told, bad [][]any
	for _, one := range changes {
		var before any
		if one.was.Status != "" {
			before = one.was.File
		}
		stands = append(stands, []any{org, one.registration, f.Election, string(one.now.Status), one.now.Reason, one.now.On, f.ID})
		told = append(told, []any{org, f.ID, one.registration, f.Election, string(one.now.Status), one.now.Reason, one.now.On, string(one.was.Status), one.was.Reason, one.was.On, before, c.at})
	}
	for _, b := range c.bad {
		bad = append(bad, []any{org, f.ID, b.row, b.reason, b.value, db.JSON[[]string]{V: b.cells}})
	}
	_, err := tx.Insert(ctx, "ballot", []string{"org_id", "registration_id", "election", "status", "reason", "on_date", "file_id"}, stands,
		"ON CONFLICT (org_id, registration_id, election) DO UPDATE SET status = excluded.status, reason = excluded.reason, on_date = excluded.on_date, file_id = excluded.file_id")
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "ballot_change", []string{"org_id", "file_id", "registration_id", "election", "status", "reason", "on_date", "was_status", "was_reason", "was_on_date", "was_file_id", "at"}, told,
		"ON CONFLICT (org_id, file_id, registration_id) DO UPDATE SET status = excluded.status, reason = excluded.reason, on_date = excluded.on_date")
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "ballot_bad_row", []string{"org_id", "file_id", "row_no", "reason", "value", "cells"}, bad, "ON CONFLICT (org_id, file_id, row_no) DO NOTHING")
	return err
}

func changesOf(ctx context.Context, q db.Querier, sc authz.Scope, file id.ID) ([]change, error) {
	return db.All(ctx, q, func(r db.Row) (c change, err error) {
		err = r.Scan(&c.registration, &c.now.Status, &c.now.Reason, &c.now.On, &c.was.Status, &c.was.Reason, &c.was.On, &c.was.File)
		return c, err
	}, `SELECT registration_id, status, reason, on_date, was_status, was_reason, was_on_date, COALESCE(was_file_id, 0) FROM ballot_change WHERE org_id = $1 AND file_id = $2 ORDER BY registration_id`,
		sc.Organization(), file)
}

// restore puts every ballot back to where it stood before a file.
func restore(ctx context.Context, tx *db.WriteTx, sc authz.Scope, file id.ID) error {
	for _, text := range []string{
		`DELETE FROM ballot WHERE org_id = $1 AND file_id = $2 AND registration_id IN (SELECT c.registration_id FROM ballot_change c WHERE c.org_id = $1 AND c.file_id = $2 AND c.was_status = '')`,
		`UPDATE ballot SET status = c.was_status, reason = c.was_reason, on_date = c.was_on_date, file_id = c.was_file_id FROM ballot_change c
			WHERE ballot.org_id = $1 AND ballot.file_id = $2 AND c.org_id = $1 AND c.file_id = $2 AND c.registration_id = ballot.registration_id AND c.was_status <> ''`,
		`DELETE FROM ballot_change WHERE org_id = $1 AND file_id = $2`,
	} {
		if _, err := tx.Exec(ctx, text, sc.Organization(), file); err != nil {
			return err
		}
	}
	return nil
}

// BadRow is a row that could not be taken.
type BadRow struct {
	Row           int64
	Reason, Value string
	Cells         []string
}

// BadRows are a file's rows that could not be taken, in their order. It returns errs.NotFound where the organization has no such file.
func (s *Service) BadRows(ctx context.Context, sc authz.Scope, file id.ID) (f File, rows []BadRow, err error) {
	defer errs.Wrap(&err, "ballot.BadRows(%v)", file)
	if f, err = s.File(ctx, sc, file); err != nil {
		return f, nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		rows, err = db.All(ctx, tx, func(r db.Row) (b BadRow, err error) {
			var cells db.JSON[[]string]
			err = r.Scan(&b.Row, &b.Reason, &b.Value, &cells)
			b.Cells = cells.V
			return b, err
		}, `SELECT row_no, reason, value, cells FROM ballot_bad_row WHERE org_id = $1 AND file_id = $2 ORDER BY row_no`, sc.Organization(), file)
		return err
	})
	return f, rows, err
}

// Tally is how many ballots of an election stand where.
type Tally struct {
	Election string
	Counts   map[Status]int
}

// Out is how many have been sent and have not come back.
func (t Tally) Out() int { return t.Counts[Sent] }

// Back is how many have come back, in whatever way that ended.
func (t Tally) Back() int {
	return t.Counts[Returned] + t.Counts[Rejected] + t.Counts[Cured] + t.Counts[Accepted]
}

// Tallies counts the ballots of the voters on the organization's lists, the newest election first.
func (s *Service) Tallies(ctx context.Context, sc authz.Scope) (out []Tally, err error) {
	defer errs.Wrap(&err, "ballot.Tallies")
	if err := sc.Require(authz.ReadTotals); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var election string
			var status Status
			var n int
			err := r.Scan(&election, &status, &n)
			if len(out) == 0 || out[len(out)-1].Election != election {
				out = append(out, Tally{election, map[Status]int{}})
			}
			out[len(out)-1].Counts[status] = n
			return err
		}, `SELECT election, status, count(*) FROM ballot WHERE org_id = $1 GROUP BY election, status ORDER BY election DESC, status`, sc.Organization())
	})
	return out, err
}

// rowName is the number of a row as a person counts: the names of the columns are the first.
func rowName(row int64) string { return strconv.FormatInt(row+1, 10) }
