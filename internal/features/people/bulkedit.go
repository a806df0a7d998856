package people

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	bulkAtOnce = 500  // more people than that are changed by a job
	bulkChunk  = 2000 // in transactions of so many
	bulkJob    = "people.bulk"
	keptShown  = 100
)

// What an edit of many people does.
const (
	BulkTag   = "tag"
	BulkUntag = "untag"
	BulkSpeak = "speak"
	BulkSet   = "set"
	BulkHold  = "hold"
)

// BulkAction is what is done to each of them.
type BulkAction struct {
	Do       string
	Tag      string          `json:",omitempty"`
	Language record.Language `json:",omitzero"`
	Field    id.ID           `json:",omitempty"`
	Value    string          `json:",omitempty"`
	Number   *float64        `json:",omitempty"`
	Scope    string          `json:",omitempty"`
}

// Selection is who is changed: the people that were picked, or all whom a filter means.
type Selection struct {
	All    bool
	Filter Filter
	People []id.ID
}

// Bulk is an edit of many people, with the way back.
type Bulk struct {
	ID       id.ID
	Action   BulkAction
	Select   Selection
	State    string // running, done, undoing, undone
	Job      id.ID  // zero where none was needed
	By       string
	At       time.Time
	Total    int // people who were chosen
	Changed  int // of them: were not so already
	Restored int
	Kept     []Resident // whom somebody had changed again before the undo: that stays
	KeptMore int        // how many more
	Field    Field      // of a set
	youth    bool
	after    id.ID
}

// States of an edit of many people.
const (
	BulkRunning = "running"
	BulkDone    = "done"
	BulkUndoing = "undoing"
	BulkUndone  = "undone"
)

// read checks an action and gives it as it is kept.
func (a BulkAction) read(ctx context.Context, q db.Querier, org id.ID) (BulkAction, error) {
	out := BulkAction{Do: a.Do}
	var err error
	switch a.Do {
	case BulkTag, BulkUntag:
		out.Tag, err = cleanTag(a.Tag)
	case BulkSpeak:
		out.Language, err = cleanLanguage(a.Language)
	case BulkSet:
		var f Field
		if f, err = fieldByID(ctx, q, org, a.Field); errs.KindOf(err) == errs.NotFound {
			return out, errs.Field("field", "people.choose_one")
		}
		if err == nil {
			out.Field = f.ID
			out.Value, out.Number, err = f.read(a.Value)
		}
	case BulkHold:
		if out.Scope = a.Scope; !slices.Contains(Scopes, a.Scope) {
			err = errs.Field("scope", "people.scope_wrong")
		}
	default:
		err = errs.Field("do", "people.choose_one")
	}
	return out, err
}

// Bulk changes many people at once: up to 500 now, more in a job. Whom it changed, from what to what, is kept, so that it can be undone.
// It returns errs.Invalid with the fields at fault, errs.Forbidden without EditPeople.
func (s *Service) Bulk(ctx context.Context, sc authz.Scope, sel Selection, a BulkAction) (bulk id.ID, err error) {
	defer errs.Wrap(&err, "people.Bulk")
	if err := sc.Require(authz.EditPeople); err != nil {
		return 0, err
	}
	bulk = s.ids.Next()
	err = s.db.Write(ctx, sc, "people.bulk", func(tx *db.WriteTx) error {
		b := Bulk{ID: bulk, Select: sel, State: BulkRunning, By: sc.Actor().Name, At: s.now(), youth: sc.Can(authz.ReadYouth)}
		if b.Action, err = a.read(ctx, tx, sc.Organization()); err != nil {
			return err
		}
		if b.Total, err = s.selected(ctx, tx, sc, b); err != nil {
			return err
		}
		if b.Total == 0 {
			return errs.Field("do", "people.bulk.nobody")
		}
		if b.Total > bulkAtOnce {
			if b.Job, err = s.jobs.Enqueue(ctx, tx, sc, bulkJob, bulk); err != nil {
				return err
			}
		}
		if err := s.writeBulk(ctx, tx, sc.Organization(), b); err != nil {
			return err
		}
		if err := s.log.Record(ctx, tx, sc, "people.bulk", bulk, map[string]any{"action": b.Action.Do, "people": b.Total, "all": sel.All, "filter": sel.Filter}); err != nil {
			return err
		}
		if b.Job != 0 {
			return tx.Touch(ctx, sc.Organization())
		}
		_, err = s.bulkStep(ctx, tx, sc, &b, bulkAtOnce)
		return err
	})
	if err == nil && s.jobs != nil {
		s.jobs.Poke()
	}
	return bulk, err
}

// selected counts the people of a selection, as far as whoever asks may see them.
func (s *Service) selected(ctx context.Context, q db.Querier, sc authz.Scope, b Bulk) (int, error) {
	text, args, err := s.selection(ctx, q, sc, b)
	if err != nil {
		return 0, err
	}
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM person p WHERE `+text, args...)
}

// Selected counts the people of a selection and gives the fields that can be set. It returns errs.Forbidden without EditPeople.
func (s *Service) Selected(ctx context.Context, sc authz.Scope, sel Selection) (n int, known []Field, err error) {
	defer errs.Wrap(&err, "people.Selected")
	if err := sc.Require(authz.EditPeople); err != nil {
		return 0, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if n, err = s.selected(ctx, tx, sc, Bulk{Select: sel, youth: sc.Can(authz.ReadYouth)}); err != nil {
			return err
		}
		known, err = fields(ctx, tx, sc.Organization())
		return err
	})
	return n, known, err
}

// selection is the condition for the people of a selection, after the caller's own arguments.
func (s *Service) selection(ctx context.Context, q db.Querier, sc authz.Scope, b Bulk, own ...any) (string, []any, error) {
	f := b.Select.Filter
	if !b.Select.All {
		f = Filter{}
	}
	text, args, err := s.whereFilter(ctx, q, sc, f, b.youth, own...)
	if err == nil && !b.Select.All {
		args = append(args, db.List(b.Select.People))
		text += " AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($" + strconv.Itoa(len(args)) + "))"
	}
	return text, args, err
}

func (s *Service) writeBulk(ctx context.Context, tx *db.WriteTx, org id.ID, b Bulk) error {
	_, err := tx.Insert(ctx, "bulk_edit", []string{"org_id", "id", "action", "args", "query", "picked", "youth", "total", "after_id", "state", "job_id", "by_name", "at"},
		[][]any{{org, b.ID, b.Action.Do, db.JSON[BulkAction]{V: b.Action}, b.Select.query(), db.JSON[[]id.ID]{V: b.Select.People}, b.youth, b.Total, id.ID(0), b.State, ref(b.Job), b.By, db.At(b.At)}}, "")
	return err
}

// query is the filter of a selection of all, "-" where people were picked.
func (sel Selection) query() string {
	if !sel.All {
		return "-"
	}
	return sel.Filter.values().Encode()
}

func scanBulk(r db.Row) (b Bulk, err error) {
	var action db.JSON[BulkAction]
	var picked db.JSON[[]id.ID]
	var at db.Time
	var query, do string
	err = r.Scan(&b.ID, &do, &action, &query, &picked, &b.youth, &b.Total, &b.after, &b.State, &b.Job, &b.By, &at)
	b.Action, b.At, b.Select = action.V, at.Time, Selection{People: picked.V}
	if query != "-" {
		v, wrong := url.ParseQuery(query)
		b.Select, err = Selection{All: true, Filter: filterOf(v)}, errors.Join(err, wrong)
	}
	return b, err
}

const selectBulk = `SELECT id, action, args, query, picked, youth, total, after_id, state, COALESCE(job_id, 0), by_name, at FROM bulk_edit WHERE org_id = $1 AND id = $2`

// BulkOf gives an edit of many people as it stands. It returns errs.NotFound where the organization has none such.
func (s *Service) BulkOf(ctx context.Context, sc authz.Scope, bulk id.ID) (b Bulk, err error) {
	defer errs.Wrap(&err, "people.BulkOf(%v)", bulk)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return b, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		org := sc.Organization()
		if b, err = db.One(ctx, tx, scanBulk, selectBulk, org, bulk); err != nil {
			return err
		}
		kept := 0
		err := db.Each(ctx, tx, func(r db.Row) error { return r.Scan(&b.Changed, &b.Restored, &kept) },
			`SELECT count(*), COALESCE(sum(CASE WHEN undone THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN NOT undone THEN 1 ELSE 0 END), 0) FROM bulk_edit_row WHERE org_id = $1 AND bulk_id = $2`, org, bulk)
		if err != nil {
			return err
		}
		if b.Action.Do == BulkSet {
			if b.Field, err = fieldByID(ctx, tx, org, b.Action.Field); err != nil {
				return err
			}
		}
		b.Kept, err = db.All(ctx, tx, scanResident, `SELECT `+residentColumns+` FROM bulk_edit_row b JOIN person t ON t.org_id = b.org_id AND t.id = b.person_id
			JOIN person p ON p.org_id = t.org_id AND p.id = COALESCE(t.merged_into, t.id)
			WHERE b.org_id = $1 AND b.bulk_id = $2 AND NOT b.undone AND `+stands("p", sc.Can(authz.ReadYouth), s.now())+` ORDER BY p.family, p.given, p.id LIMIT $3`, org, bulk, keptShown)
		b.KeptMore = kept - len(b.Kept)
		return err
	})
	return b, err
}

// UndoBulk restores exactly what an edit of many people changed. Where somebody has changed a person again since, that stays, and the
// page says so. It returns errs.Conflict while the edit still runs or is undone already.
func (s *Service) UndoBulk(ctx context.Context, sc authz.Scope, bulk id.ID) (err error) {
	defer errs.Wrap(&err, "people.UndoBulk(%v)", bulk)
	if err := sc.Require(authz.EditPeople); err != nil {
		return err
	}
	org := sc.Organization()
	err = s.db.Write(ctx, sc, "people.bulk_undone", func(tx *db.WriteTx) error {
		b, err := db.One(ctx, tx, scanBulk, selectBulk+` FOR UPDATE`, org, bulk)
		if err != nil {
			return err
		}
		if b.State == BulkRunning && b.Job != 0 {
			over, err := s.jobOver(ctx, tx, sc, b.Job)
			if err != nil || !over {
				return errors.Join(err, errs.New(errs.Conflict, "people.bulk.still_running"))
			}
		}
		if b.State == BulkUndoing || b.State == BulkUndone {
			return errs.New(errs.Conflict, "people.bulk.already_undone")
		}
		b.State, b.after = BulkUndoing, 0
		changed, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM bulk_edit_row WHERE org_id = $1 AND bulk_id = $2`, org, bulk)
		if err != nil {
			return err
		}
		if err := s.log.Record(ctx, tx, sc, "people.bulk_undone", bulk, map[string]any{"action": b.Action.Do, "people": changed}); err != nil {
			return err
		}
		if changed > bulkAtOnce {
			if b.Job, err = s.jobs.Enqueue(ctx, tx, sc, bulkJob, bulk); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE bulk_edit SET state = $3, job_id = $4, after_id = 0 WHERE org_id = $1 AND id = $2`, org, bulk, b.State, ref(b.Job))
			return errors.Join(err, tx.Touch(ctx, org))
		}
		_, err = s.undoStep(ctx, tx, sc, &b, bulkAtOnce)
		return err
	})
	if err == nil && s.jobs != nil {
		s.jobs.Poke()
	}
	return err
}

// jobOver tells whether a job will not run any more.
func (s *Service) jobOver(ctx context.Context, q db.Querier, sc authz.Scope, job id.ID) (bool, error) {
	state, err := db.One(ctx, q, db.Value[string], `SELECT state FROM job WHERE organization_id = $1 AND id = $2`, sc.Organization(), job)
	return jobs.State(state).Over(), err
}

// runBulk is the job: it goes on where it stopped, a chunk a transaction.
func (s *Service) runBulk(ctx context.Context, sc authz.Scope, payload json.RawMessage, p jobs.Progress) error {
	var bulk id.ID
	if err := json.Unmarshal(payload, &bulk); err != nil {
		return err
	}
	for done, over := 0, false; !over; {
		var b Bulk
		err := s.db.Write(ctx, sc, "people.bulk", func(tx *db.WriteTx) (err error) {
			if b, err = db.One(ctx, tx, scanBulk, selectBulk, sc.Organization(), bulk); err != nil {
				return err
			}
			if b.State == BulkUndoing {
				over, err = s.undoStep(ctx, tx, sc, &b, bulkChunk)
			} else {
				over, err = s.bulkStep(ctx, tx, sc, &b, bulkChunk)
			}
			return err
		})
		if err != nil {
			return err
		}
		done = min(done+bulkChunk, b.Total)
		p.Set(int64(done), int64(b.Total), "people.bulk.progress", "n", done)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
