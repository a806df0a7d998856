package quality

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Service does the work of the feature; every method authorizes first.
type Service struct {
	Config
}

// Config is what the service stands on. Seed gives the numbers from which samples are drawn.
type Config struct {
	DB     *db.DB
	IDs    *id.Source
	Now    func() time.Time
	Seed   func() uint64
	Audit  *audit.Log
	Queue  *jobs.Queue
	Shifts Shifts
	Log    Log
	People People
}

// NewService makes the service and teaches the queue to forget whom it called.
func NewService(c Config) *Service {
	s := &Service{c}
	c.Queue.Handle(trimJob, s.runTrim)
	return s
}

// Day is a shift with everybody's walk.
type Day struct {
	Shift  Shift
	Closed bool // over for so long that nobody is looked at any more
	Rows   []Row
	Calls  Calls // of everybody
}

// Row is one walk with what is worth a look, and what those said who were called back.
type Row struct {
	Walk
	Signs []Sign
	Calls Calls
}

// Day looks at a shift. It returns errs.Forbidden without ReviewWork and errs.NotFound outside the Scope.
func (s *Service) Day(ctx context.Context, sc authz.Scope, shift id.ID) (d Day, err error) {
	defer errs.Wrap(&err, "quality.Day(%v)", shift)
	if err := sc.Require(authz.ReviewWork); err != nil {
		return d, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		d, err = s.look(ctx, tx, sc, shift)
		return err
	})
	return d, err
}

func (s *Service) look(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (d Day, err error) {
	if d.Shift, err = s.Shifts.Shift(ctx, q, sc, shift); err != nil {
		return d, err
	}
	if d.Closed = !s.Now().Before(d.Shift.Ends.Add(keep)); d.Closed {
		return d, nil
	}
	all, err := s.walks(ctx, q, sc, d.Shift)
	if err != nil {
		return d, err
	}
	calls, err := loadFigures(ctx, q, sc, shift)
	if err != nil {
		return d, err
	}
	signs := Look(all)
	for _, w := range all {
		d.Rows = append(d.Rows, Row{w, signs[w.Worker], calls[w.Worker]})
		d.Calls = d.Calls.plus(calls[w.Worker])
	}
	slices.SortStableFunc(d.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(len(b.Signs), len(a.Signs)), cmp.Compare(a.Name, b.Name))
	})
	return d, nil
}

func (s *Service) walks(ctx context.Context, q db.Querier, sc authz.Scope, x Shift) ([]Walk, error) {
	var packets []id.ID
	for _, c := range x.Crews {
		packets = append(packets, c.Packets...)
	}
	entries, joined, err := s.Log.Entries(ctx, q, sc, packets)
	return walks(x.Crews, joined, entries), err
}

// Open gives one walk, and writes down who looked at it. It returns errs.Forbidden without ReviewWork, and errs.NotFound for whoever
// recorded nothing in the shift, or where the shift is over for too long.
func (s *Service) Open(ctx context.Context, sc authz.Scope, shift, worker id.ID) (d Day, r Row, err error) {
	defer errs.Wrap(&err, "quality.Open(%v, %v)", shift, worker)
	if d, err = s.Day(ctx, sc, shift); err != nil {
		return d, r, err
	}
	i := slices.IndexFunc(d.Rows, func(r Row) bool { return r.Worker == worker })
	if i < 0 {
		return d, r, errs.New(errs.NotFound, "")
	}
	return d, d.Rows[i], s.DB.Write(ctx, sc, "look at somebody's work", func(tx *db.WriteTx) error {
		return s.Audit.Record(ctx, tx, sc, "quality.opened", worker, map[string]any{"shift": shift})
	})
}
