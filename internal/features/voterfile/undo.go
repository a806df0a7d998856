package voterfile

import (
	"cmp"
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Undid is what taking an import back did, as far as it is.
type Undid struct {
	Removed  int64   `json:"removed"`  // people whom it had made
	Restored int64   `json:"restored"` // people whom it had changed
	Kept     int64   `json:"kept"`     // people who were edited since: left as they are
	People   []id.ID `json:"people,omitempty"`
	After    id.ID   `json:"after,omitempty"` // where a stopped run goes on
}

const (
	undoAtOnce = 200  // people of one transaction
	keptListed = 1000 // of those who were left as they are
)

// plus adds what another step did.
func (u Undid) plus(v Undid) Undid {
	u.Removed, u.Restored, u.Kept = u.Removed+v.Removed, u.Restored+v.Restored, u.Kept+v.Kept
	u.People = append(u.People[:len(u.People):len(u.People)], v.People...)
	u.People = u.People[:min(len(u.People), keptListed)]
	return u
}

// canUndo tells whether an import, on which nobody works, can be taken back: places say nothing about people.
func (i Import) canUndo() bool {
	return (i.State == Done || i.State == Running) && i.Plan.Kind != Places || i.State == Undoing
}

// Undo starts to take an import back, one that was stopped too, or goes on where that was stopped. It returns errs.Conflict for one that
// runs, or that has brought nothing in.
func (s *Service) Undo(ctx context.Context, sc authz.Scope, imp id.ID, url string) (i Import, err error) {
	defer errs.Wrap(&err, "voterfile.Undo(%v)", imp)
	return s.start(ctx, sc, imp, UndoKind, url, func(i *Import) error {
		if !i.canUndo() {
			return errs.New(errs.Conflict, "import.cannot_undo")
		}
		if i.State == Running { // what came later is what came after it was stopped
			i.FinishedAt = s.stoppedAt(ctx, sc, *i)
		}
		i.State = Undoing
		return nil
	})
}

// stoppedAt is when an import that did not come to its end was worked on last, as far as that is known.
func (s *Service) stoppedAt(ctx context.Context, sc authz.Scope, i Import) time.Time {
	if j, ok, err := s.Job(ctx, sc, i); err == nil && ok && !j.FinishedAt.IsZero() {
		return j.FinishedAt
	}
	return i.CreatedAt
}

// Discard throws a file away of which nothing was brought in. It returns errs.Conflict where it is being read, or where rows of it are in.
func (s *Service) Discard(ctx context.Context, sc authz.Scope, imp id.ID) (err error) {
	defer errs.Wrap(&err, "voterfile.Discard(%v)", imp)
	i, err := s.Get(ctx, sc, imp)
	if err != nil {
		return err
	}
	if j, ok, err := s.Job(ctx, sc, i); errs.KindOf(err) != errs.NotFound && err != nil || ok && !j.State.Over() {
		return cmp.Or(err, errs.New(errs.Conflict, "import.running"))
	}
	if !i.canDiscard() {
		return errs.New(errs.Conflict, "import.cannot_discard")
	}
	err = s.DB.Write(ctx, sc, "throw a file away", func(tx *db.WriteTx) error {
		if err := forget(ctx, tx, sc, i); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "import.discard", i.ID, map[string]any{"file": i.Name, "sha256": i.SHA256})
	})
	if err == nil {
		s.drop(i.storedAs)
	}
	return err
}

// canDiscard tells whether nothing of an import was written.
func (i Import) canDiscard() bool {
	return i.State == Mapping || i.State == Looking || i.State == Ready
}

// undo is the job that takes an import back.
func (s *Service) undo(ctx context.Context, sc authz.Scope, imp id.ID, p jobs.Progress) (err error) {
	defer errs.Wrap(&err, "voterfile.undo(%v)", imp)
	i, err := s.Get(ctx, sc, imp)
	if err != nil || i.State != Undoing {
		return err
	}
	var later []Later
	if err := s.DB.Read(ctx, sc, func(tx *db.ReadTx) error { later, err = counting(ctx, tx, sc, i); return err }); err != nil {
		return err
	}
	u := s.Config.Undo(Later{i.ID, i.Day}, later)
	total := i.Counts.New + i.Counts.Changed + i.Counts.Matched + i.Counts.Unclear
	did := i.Undid
	for {
		n := did.Removed + did.Restored + did.Kept
		p.Set(min(n, total), total, "import.note.undoing", "n", n)
		last, err := s.undoStep(ctx, sc, i, u, &did)
		if err != nil {
			return err
		}
		if last == 0 {
			break
		}
	}
	for more := true; more; {
		err := s.DB.Write(ctx, sc, "tidy after an import that was taken back", func(tx *db.WriteTx) (err error) {
			more, err = u.Tidy(ctx, tx, sc)
			return err
		})
		if err != nil {
			return err
		}
	}
	defer func() {
		if err == nil { // one that was stopped has its file still
			s.drop(i.storedAs)
		}
	}()
	return s.DB.Write(ctx, sc, "an import is taken back", func(tx *db.WriteTx) error {
		if err := undoes(ctx, tx, sc, i.ID, Undone, did); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "import.undone", i.ID, map[string]any{"removed": did.Removed, "restored": did.Restored, "kept": did.Kept, "account": i.CreatedBy})
	})
}

// undoStep takes back one page of people, and how far it is, all or nothing.
func (s *Service) undoStep(ctx context.Context, sc authz.Scope, i Import, u Undoer, did *Undid) (last id.ID, err error) {
	var now Undid
	err = s.DB.Write(ctx, sc, "take an import back", func(tx *db.WriteTx) error {
		var one Undid
		if last, one, err = u.Step(ctx, tx, sc, did.After, undoAtOnce); err != nil || last == 0 {
			return err
		}
		now = did.plus(one)
		now.After = last
		return undoes(ctx, tx, sc, i.ID, Undoing, now)
	})
	if err == nil && last != 0 {
		*did = now
	}
	return last, err
}
