package voterfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	chunkRows  = 1000  // rows that are asked for at once
	maxBadRows = 50000 // after so many it is the wrong file or the wrong mapping
	firstLoad  = 20000 // rows from which on a first file is worth a load of its own
)

// run takes a file to its end. It counts the rows first, which also finds a damaged file before anything of it is taken.
// It may be called again after any end: rows that were dealt with are read over.
func (s *Service) run(ctx context.Context, sc authz.Scope, imp id.ID, p jobs.Progress) (err error) {
	defer errs.Wrap(&err, "voterfile.run(%v)", imp)
	i, err := s.Get(ctx, sc, imp)
	if err != nil || i.State == Done {
		return err
	}
	total := i.Preview.Rows
	if total == 0 {
		p.Set(i.NextRow, 0, "import.note.counting")
		if total, err = s.count(ctx, i); err != nil {
			return err
		}
	}
	w, err := s.through(ctx, sc, i, total, p)
	for again := 0; errors.Is(err, errMeanwhile) && again < 2; again++ { // what came between is known now
		w, err = s.through(ctx, sc, i, total, p)
	}
	if err != nil {
		return err
	}
	if err := s.close(ctx, sc, i.ID); err != nil {
		return err
	}
	if w.grew {
		s.grown(ctx)
	}
	s.drop(i.storedAs)
	if s.Placed != nil && w.loaded {
		if err := s.Placed(ctx, sc); err != nil {
			s.Log.Warn("import: new households are not on the map", "error", err)
		}
	}
	p.Set(total, total, "import.note.done", "n", total)
	return nil
}

// errMeanwhile is that somebody else has made what a first load was about to make, such as the household of an address. Nothing has been taken then.
var errMeanwhile = errors.New("somebody was quicker than the load")

// through takes a file from where it was left to its end, once.
func (s *Service) through(ctx context.Context, sc authz.Scope, i Import, total int64, p jobs.Progress) (_ *worker, err error) {
	w, end, err := s.worker(ctx, sc, i, total, p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	if err := w.everything(); err != nil {
		return nil, err
	}
	return w, w.dropped()
}

// worker is one run over a file.
type worker struct {
	*Service
	*stream
	ctx    context.Context
	sc     authz.Scope
	imp    Import
	intake Intake
	total  int64
	told   jobs.Progress
	bad    int64
	grew   bool // a row was new, and the database has not been told
	loaded bool // new households have not been put on the map
}

// worker opens a file for a run; end closes it.
func (s *Service) worker(ctx context.Context, sc authz.Scope, i Import, total int64, p jobs.Progress) (w *worker, end func() error, err error) {
	f, r, err := s.open(i)
	if err != nil {
		return nil, nil, err
	}
	own, err := s.ownFields(ctx, sc)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	intake := s.Intake(i.ID, i.Day)
	read := &stream{reader: r, convert: newConverter(i.Plan, r.Header), prepare: intake.Prepare, size: i.Plan.Kind.rowsAtOnce(), seen: newSightings(total), places: map[uint64]bool{}, seed: maphash.MakeSeed()}
	read.convert.about(i.Name, own)
	w = &worker{Service: s, stream: read, ctx: ctx, sc: sc, imp: i, intake: intake, total: total, told: p, bad: i.Counts.Refused}
	return w, func() error { stop(); return f.Close() }, nil
}

// everything takes all rows: at once where the database holds little yet, else chunk by chunk.
func (w *worker) everything() error {
	if w.total >= firstLoad && w.Placed != nil {
		w.intake.PlaceLater()
		w.loaded = true
	}
	if w.imp.Plan.Kind == Voters && len(w.imp.Plan.Then) == 0 && w.imp.NextRow == 0 && w.total >= firstLoad {
		l, err := w.intake.BeginLoad(w.ctx, w.DB, w.sc, w.total)
		if err != nil {
			return err
		}
		if l != nil {
			return w.load(l)
		}
	}
	for c := range w.read(w.ctx) {
		if c.err != nil {
			return c.err
		}
		if c.to > w.imp.NextRow {
			if err := w.take(c, nil); err != nil {
				return err
			}
		}
		w.told.Set(max(c.to, w.imp.NextRow), w.total, "import.note.reading", "n", max(c.to, w.imp.NextRow), "total", w.total)
		if w.grew && c.from == 0 {
			w.grown(w.ctx)
		}
	}
	return w.ctx.Err()
}

// load takes a first large file. What must be decided about somebody known comes after the rest, by the usual way.
func (w *worker) load(l Loader) (err error) {
	defer func() { err = errors.Join(err, l.Close()) }()
	care := &chunk{last: true}
	rows := map[int64][]string{}
	var counts record.Counts
	for c := range w.read(w.ctx) {
		if c.err != nil {
			return c.err
		}
		outcomes, err := l.Take(w.ctx, c.voters)
		if err != nil {
			return err
		}
		counts = counts.Plus(record.Count(outcomes))
		for n, o := range outcomes {
			v := c.voters[n]
			switch o.What {
			case 0:
				if v, err = detached(v); err != nil {
					return err
				}
				care.voters, rows[v.Row] = append(care.voters, v), cloned(c.cells(v.Row))
			case record.Refused:
				care.bad = append(care.bad, BadRow{Row: v.Row, Field: o.Field, Reason: o.Reason, Args: o.Args, Raw: cloned(c.cells(v.Row))})
				counts.Refused--
			}
		}
		for _, b := range c.bad {
			b.Raw = cloned(b.Raw)
			care.bad = append(care.bad, b)
		}
		care.to = c.to
		if err := w.tooMany(int64(len(care.bad))); err != nil {
			return err
		}
		w.told.Set(c.to/2, w.total, "import.note.reading", "n", c.to, "total", w.total)
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := l.Publish(w.ctx, func(in, all int64) { w.told.Set(w.total/2+w.total*in/max(2*all, 1), w.total, "import.note.placing") }); errs.KindOf(err) == errs.Conflict {
		return fmt.Errorf("%w: %w", errMeanwhile, err)
	} else if err != nil {
		return err
	}
	for len(care.voters) > chunkRows {
		some, err := w.careful(care.voters[:chunkRows], rows)
		if err != nil {
			return err
		}
		counts, care.bad, care.voters = counts.Plus(some.counts), append(care.bad, some.bad...), care.voters[chunkRows:]
	}
	some, err := w.careful(care.voters, rows)
	if err != nil {
		return err
	}
	care.bad, care.voters = append(care.bad, some.bad...), nil
	counts = counts.Plus(some.counts)
	return w.take(care, &counts)
}

// detached is a row that keeps nothing of its file in memory: as it comes it shares its texts with thousands of others.
func detached(v record.Voter) (out record.Voter, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return out, err
	}
	err = json.Unmarshal(b, &out)
	return out, err
}

func cloned(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.Clone(c)
	}
	return out
}

// some is what became of rows that needed care.
type some struct {
	counts record.Counts
	bad    []BadRow
}

// careful takes rows about people who are known.
func (w *worker) careful(rows []record.Voter, cells map[int64][]string) (out some, err error) {
	err = w.DB.Write(w.ctx, w.sc, "import rows", func(tx *db.WriteTx) error {
		outcomes, err := w.intake.Voters(w.ctx, tx, w.sc, rows)
		out = some{counts: record.Count(outcomes)}
		for n, o := range outcomes {
			if o.What == record.Refused {
				out.bad = append(out.bad, BadRow{Row: rows[n].Row, Field: o.Field, Reason: o.Reason, Args: o.Args, Raw: cells[rows[n].Row]})
				out.counts.Refused--
			}
		}
		return err
	})
	return out, err
}

// take writes a chunk: its rows, its bad rows, and how far the import now is, all or nothing. counted is what was counted already.
func (w *worker) take(c *chunk, counted *record.Counts) error {
	var bad []BadRow
	var counts record.Counts
	err := w.DB.Write(w.ctx, w.sc, "import rows", func(tx *db.WriteTx) error {
		bad, counts = slices.Clone(c.bad), record.Counts{Refused: int64(len(c.bad))}
		if counted != nil {
			counts = counts.Plus(*counted)
		}
		outcomes, err := w.offer(tx, c)
		if err != nil {
			return err
		}
		for row, o := range outcomes {
			if o.What == record.Refused {
				bad = append(bad, BadRow{Row: row, Field: o.Field, Reason: o.Reason, Args: o.Args, Raw: c.cells(row)})
			}
			counts = counts.Plus(record.Count([]record.Outcome{o}))
		}
		slices.SortFunc(bad, func(a, b BadRow) int { return int(a.Row - b.Row) })
		if err := insertBad(w.ctx, tx, w.sc, w.imp.ID, bad); err != nil {
			return err
		}
		return advance(w.ctx, tx, w.sc, w.imp.ID, c.from, c.to, counts)
	})
	if err != nil {
		return err
	}
	w.grew = w.grew || counted == nil && counts.New > 0 // a load has told it already
	w.bad += int64(len(bad))
	return w.tooMany(w.bad)
}

func (w *worker) tooMany(bad int64) error {
	if bad > maxBadRows {
		return errs.New(errs.Invalid, "import.too_many_bad", "n", bad)
	}
	return nil
}

// offer hands the rows to whoever keeps them and gives the outcomes by row. Of a row that became several records the
// strongest outcome counts.
func (w *worker) offer(tx *db.WriteTx, c *chunk) (map[int64]record.Outcome, error) {
	out := make(map[int64]record.Outcome, c.rows())
	points := func(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Point) ([]record.Outcome, error) {
		return w.Places.Points(ctx, tx, sc, rows) // asked for only where a file has places
	}
	return out, errors.Join(
		outcomesOf(w, tx, out, c.voters, w.intake.Voters, func(v record.Voter) int64 { return v.Row }),
		outcomesOf(w, tx, out, c.ballots, w.intake.Ballots, func(b record.Ballot) int64 { return b.Row }),
		outcomesOf(w, tx, out, c.members, w.intake.Members, func(m record.Member) int64 { return m.Row }),
		outcomesOf(w, tx, out, c.speakers, w.intake.Speakers, func(s record.Speaker) int64 { return s.Row }),
		outcomesOf(w, tx, out, c.points, points, func(p record.Point) int64 { return p.Row }))
}

func outcomesOf[R, T any](w *worker, tx T, out map[int64]record.Outcome, rows []R, taken func(context.Context, T, authz.Scope, []R) ([]record.Outcome, error), number func(R) int64) error {
	if len(rows) == 0 {
		return nil
	}
	list, err := taken(w.ctx, tx, w.sc, rows)
	for i, o := range list {
		row := number(rows[i])
		if had, ok := out[row]; !ok || rank(o.What) > rank(had.What) {
			out[row] = o
		}
	}
	return err
}

// rank orders outcomes by how much they say of a row.
func rank(w record.What) int {
	return slices.Index([]record.What{record.Same, record.Changed, record.Matched, record.New, record.Unclear, record.Refused}, w)
}

// dropped finds, after a file that is said to be complete, who is in it no more.
func (w *worker) dropped() error {
	if !w.imp.Complete || w.imp.Plan.Kind != Voters {
		return nil
	}
	lacks := w.lacks(w.imp.Plan.State)
	var after id.ID
	for {
		var last id.ID
		err := w.DB.Write(w.ctx, w.sc, "who is in a file no more", func(tx *db.WriteTx) (err error) {
			last, err = w.intake.Dropped(w.ctx, tx, w.sc, w.imp.Plan.State, after, lacks)
			return err
		})
		if err != nil || last == 0 {
			return err
		}
		after = last
		w.told.Set(w.total, w.total, "import.note.comparing")
	}
}

// grown tells the database that its tables have grown. An import that came in is no worse for its failing.
func (s *Service) grown(ctx context.Context) {
	if s.Analyze == nil {
		return
	}
	if err := s.Analyze(ctx); err != nil {
		s.Log.Warn("import: the database could not look at its tables", "error", err)
	}
}

// count reads a file to its end.
func (s *Service) count(ctx context.Context, i Import) (n int64, err error) {
	f, r, err := s.open(i)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for {
		before := n
		if err := r.SkipTo(n + 10000); err != nil {
			return 0, sheetError(err)
		}
		if n = r.At(); n == before {
			return n, nil
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
}

// close marks an import as done and writes its one entry in the audit log.
func (s *Service) close(ctx context.Context, sc authz.Scope, imp id.ID) error {
	return s.DB.Write(ctx, sc, "end of an import", func(tx *db.WriteTx) error {
		if err := finish(ctx, tx, sc, imp, db.At(s.Now())); err != nil {
			return err
		}
		i, err := get(ctx, tx, sc, imp)
		if err != nil {
			return err
		}
		if c := i.Counts; s.Matched != nil && c.New+c.Unclear > 0 && (i.Plan.Kind == Voters || i.Plan.Kind == Members) {
			if err := s.Matched(ctx, tx, sc, imp); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, tx, sc, "import.done", imp, map[string]any{"rows": i.NextRow, "new": i.Counts.New, "matched": i.Counts.Matched, "changed": i.Counts.Changed,
			"unclear": i.Counts.Unclear, "same": i.Counts.Same, "bad": i.Counts.Refused, "account": i.CreatedBy})
	})
}
