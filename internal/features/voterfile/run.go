package voterfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"
	"slices"

	"banyan/internal/features/voterfile/sheet"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	chunkRows  = 1000  // of one transaction
	maxBadRows = 50000 // after so many it is the wrong file or the wrong mapping
)

// run takes a file to its end. It counts the rows first, which also finds a damaged file before anything of it is taken.
// It may be called again after any end: rows that were dealt with are read over.
func (s *Service) run(ctx context.Context, sc authz.Scope, imp id.ID, p jobs.Progress) (err error) {
	defer errs.Wrap(&err, "voterfile.run(%v)", imp)
	i, err := s.Get(ctx, sc, imp)
	if err != nil || i.State == Done {
		return err
	}
	p.Set(i.NextRow, 0, "import.note.counting")
	total, err := s.count(ctx, i)
	if err != nil {
		return err
	}
	f, r, err := s.open(i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &worker{Service: s, imp: i, reader: r, convert: newConverter(i.Plan, r.Header), intake: s.Intake(), seen: map[uint64]sight{}, seed: maphash.MakeSeed(), bad: i.Counts.Refused}
	for {
		p.Set(w.at(), total, "import.note.reading", "n", w.at(), "total", total)
		c, err := w.next(ctx)
		if err != nil {
			return err
		}
		if c.to > i.NextRow {
			if err := w.take(ctx, sc, c); err != nil {
				return err
			}
		}
		if w.grew && (c.from == 0 || c.last) {
			s.grown(ctx)
		}
		if c.last {
			break
		}
	}
	if err := s.close(ctx, sc, i.ID); err != nil {
		return err
	}
	s.drop(i.storedAs)
	p.Set(total, total, "import.note.done", "n", total)
	return nil
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

func (s *Service) count(ctx context.Context, i Import) (n int64, err error) {
	f, r, err := s.open(i)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return 0, sheetError(err)
		}
		if n = row.Number; n%chunkRows == 0 && ctx.Err() != nil {
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
		return s.Audit.Record(ctx, tx, sc, "import.done", imp, map[string]any{"rows": i.NextRow, "new": i.Counts.New, "changed": i.Counts.Changed, "same": i.Counts.Same,
			"bad": i.Counts.Refused, "account": i.CreatedBy})
	})
}

// worker is one run over a file.
type worker struct {
	*Service
	imp     Import
	reader  *sheet.Reader
	convert *converter
	intake  Intake
	row     int64            // the last row that was read
	seen    map[uint64]sight // by hash of a voter's number
	seed    maphash.Seed
	bad     int64
	grew    bool // a row was new
}

// sight is where a voter's number stood first, and the hash of what stood there.
type sight struct {
	row  int64
	hash uint64
}

// at is how far the import is: rows that are read over after a start don't count as work to see again.
func (w *worker) at() int64 { return max(w.row, w.imp.NextRow) }

// chunk is up to chunkRows rows, read and judged by their cells alone.
type chunk struct {
	from, to int64 // rows: from is dealt with, to is the last of the chunk
	last     bool
	batch
	bad []BadRow
	raw map[int64][]string // of the good rows, in case somebody refuses one later
}

// next reads a chunk. Its ends depend on the row numbers alone, so that a resumed run cuts the file as the first one did.
func (w *worker) next(ctx context.Context) (*chunk, error) {
	c := &chunk{from: w.row, to: w.row, raw: map[int64][]string{}}
	for c.to < c.from+chunkRows {
		row, err := w.reader.Next()
		if errors.Is(err, io.EOF) {
			c.last = true
			break
		}
		if err != nil {
			return nil, sheetError(err)
		}
		c.to = row.Number
		if !row.Empty() {
			w.judge(c, row)
		}
	}
	w.row = c.to
	return c, ctx.Err()
}

// judge turns a row into a record of the chunk, or into a bad row with the first reason.
func (w *worker) judge(c *chunk, row sheet.Row) {
	before := len(c.voters)
	if f := w.convert.convert(row, &c.batch); f != nil {
		c.refuse(row, f)
		return
	}
	if len(c.voters) > before {
		v := &c.voters[before]
		v.Hash = hash(*v)
		if f := w.firstTime(*v, row.Number); f != nil {
			c.voters = c.voters[:before]
			c.refuse(row, f)
			return
		}
	}
	c.raw[row.Number] = row.Cells
}

// firstTime refuses a voter's number that stood in the file before with something else: nobody can tell which of the
// two rows is right. A row that merely stands twice is no fault.
func (w *worker) firstTime(v record.Voter, row int64) *Fault {
	key, hash := maphash.String(w.seed, v.State+"\x00"+v.ID), maphash.String(w.seed, v.Hash)
	first, again := w.seen[key]
	if again && first.hash != hash {
		return fault("voter_id", "import.bad.twice", "id", v.ID, "first", first.row)
	}
	if !again {
		w.seen[key] = sight{row, hash}
	}
	return nil
}

func (c *chunk) refuse(row sheet.Row, f *Fault) {
	c.bad = append(c.bad, BadRow{Row: row.Number, Field: f.Field, Reason: f.Reason, Args: f.Args, Raw: row.Cells})
}

// take writes a chunk: its rows, its bad rows, and how far the import now is, all or nothing.
func (w *worker) take(ctx context.Context, sc authz.Scope, c *chunk) error {
	var bad []BadRow
	var grew bool
	err := w.DB.Write(ctx, sc, "import rows", func(tx *db.WriteTx) error {
		outcomes, err := w.offer(ctx, tx, sc, c)
		if err != nil {
			return err
		}
		bad = slices.Clone(c.bad)
		for row, o := range outcomes {
			if o.What == record.Refused {
				bad = append(bad, BadRow{Row: row, Field: o.Field, Reason: o.Reason, Args: o.Args, Raw: c.raw[row]})
			}
		}
		slices.SortFunc(bad, func(a, b BadRow) int { return int(a.Row - b.Row) })
		if err := insertBad(ctx, tx, sc, w.imp.ID, bad); err != nil {
			return err
		}
		counts := record.Counts{Refused: int64(len(c.bad))}
		for _, o := range outcomes {
			one := record.Count([]record.Outcome{o})
			counts = record.Counts{New: counts.New + one.New, Changed: counts.Changed + one.Changed, Same: counts.Same + one.Same, Refused: counts.Refused + one.Refused}
		}
		grew = counts.New > 0
		return advance(ctx, tx, sc, w.imp.ID, c.from, c.to, counts)
	})
	if err != nil {
		return err
	}
	w.grew = w.grew || grew
	if w.bad += int64(len(bad)); w.bad > maxBadRows {
		return errs.New(errs.Invalid, "import.too_many_bad", "n", w.bad)
	}
	return nil
}

// offer hands the rows to whoever keeps them and gives the outcomes by row. Of a row that became several records the
// strongest outcome counts.
func (w *worker) offer(ctx context.Context, tx *db.WriteTx, sc authz.Scope, c *chunk) (map[int64]record.Outcome, error) {
	out := map[int64]record.Outcome{}
	note := func(row int64, o record.Outcome) {
		if had, ok := out[row]; !ok || rank(o.What) > rank(had.What) {
			out[row] = o
		}
	}
	switch {
	case len(c.voters) > 0:
		list, err := w.intake.Voters(ctx, tx, sc, c.voters)
		for i, o := range list {
			note(c.voters[i].Row, o)
		}
		return out, err
	case len(c.members) > 0:
		list, err := w.intake.Members(ctx, tx, sc, c.members)
		for i, o := range list {
			note(c.members[i].Row, o)
		}
		return out, err
	case len(c.speakers) > 0:
		list, err := w.intake.Speakers(ctx, tx, sc, c.speakers)
		for i, o := range list {
			note(c.speakers[i].Row, o)
		}
		return out, err
	case len(c.points) > 0:
		list, err := w.Places.Points(ctx, tx, sc, c.points)
		for i, o := range list {
			note(c.points[i].Row, o)
		}
		return out, err
	}
	return out, nil
}

// rank orders outcomes by how much they say of a row.
func rank(w record.What) int {
	switch w {
	case record.Refused:
		return 4
	case record.New:
		return 3
	case record.Changed:
		return 2
	default:
		return 1
	}
}

// hash is over everything of the row that is kept.
func hash(v record.Voter) string {
	v.Row = 0
	b, err := json.Marshal(v)
	if err != nil { // texts alone
		panic(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
