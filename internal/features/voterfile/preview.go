package voterfile

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/ui"
)

// Preview is what a look at the whole file found, before anything of it is taken.
type Preview struct {
	Rows    int64               `json:"rows"`
	Counts  record.Counts       `json:"counts"`
	Samples map[string][]Sample `json:"samples,omitempty"` // by what the rows would do
	Faults  []BadRow            `json:"faults,omitempty"`  // the first bad rows
	Before  id.ID               `json:"before,omitempty"`  // an import that took the very same file
}

// Done tells that there was such a look.
func (p Preview) Done() bool { return p.Rows > 0 }

// Nothing tells that every row is known already.
func (p Preview) Nothing() bool {
	c := p.Counts
	return p.Rows > 0 && c.New+c.Changed+c.Matched+c.Unclear+c.Refused == 0
}

// Sample is one row to look at.
type Sample struct {
	Row  int64    `json:"row"`
	Text []string `json:"text"` // name, address, number
}

// The samples' names, and how many of each are kept.
const samplesOfEach = 5

var sampleKinds = map[record.What]string{record.New: "new", record.Matched: "matched", record.Changed: "changed", record.Unclear: "unclear"}

// sampleOrder is how a page lists them.
var sampleOrder = []string{"unclear", "matched", "changed", "new"}

// Look starts a look through the whole file by a plan; it writes nothing about people. Errors as Begin.
func (s *Service) Look(ctx context.Context, sc authz.Scope, imp id.ID, p Plan, url string) (i Import, err error) {
	defer errs.Wrap(&err, "voterfile.Look(%v)", imp)
	return s.start(ctx, sc, imp, LookKind, url, func(i *Import) error {
		if i.State != Mapping && i.State != Ready && i.State != Looking {
			return errs.New(errs.Conflict, "import.running")
		}
		if i.State == Mapping || len(p.Columns) > 0 {
			i.Plan = p
		}
		i.State = Looking
		return i.Plan.Check(i.Header)
	})
}

// Again lets somebody say anew what the columns of a file are that was looked at; what they said stands there. It returns errs.Conflict
// for one that is not ready.
func (s *Service) Again(ctx context.Context, sc authz.Scope, imp id.ID) (err error) {
	defer errs.Wrap(&err, "voterfile.Again(%v)", imp)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "say again what a file is", func(tx *db.WriteTx) error { return mapAgain(ctx, tx, sc, imp) })
}

// lookThrough is the job of a look.
func (s *Service) lookThrough(ctx context.Context, sc authz.Scope, imp id.ID, p jobs.Progress) (err error) {
	defer errs.Wrap(&err, "voterfile.lookThrough(%v)", imp)
	i, err := s.Get(ctx, sc, imp)
	if err != nil || i.State != Looking {
		return err
	}
	p.Set(0, 0, "import.note.counting")
	total, err := s.count(ctx, i)
	if err != nil {
		return err
	}
	w, end, err := s.worker(ctx, sc, i, total, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	found := Preview{Rows: total, Samples: map[string][]Sample{}}
	for c := range w.read(w.ctx) {
		if c.err != nil {
			return c.err
		}
		if err := w.look(c, &found); err != nil {
			return err
		}
		if err := w.tooMany(found.Counts.Refused); err != nil {
			return err
		}
		p.Set(c.to, total, "import.note.looking", "n", c.to, "total", total)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "a look through a file", func(tx *db.WriteTx) error {
		if found.Before, err = sent(ctx, tx, sc, i); err != nil {
			return err
		}
		return looked(ctx, tx, sc, i.ID, found)
	})
}

// look tells what would become of a chunk.
func (w *worker) look(c *chunk, found *Preview) error {
	out := make(map[int64]record.Outcome, c.rows())
	err := w.DB.Read(w.ctx, w.sc, func(tx *db.ReadTx) error {
		var q db.Querier = tx
		return errors.Join(
			outcomesOf(w, q, out, c.voters, w.intake.LookAtVoters, func(v record.Voter) int64 { return v.Row }),
			outcomesOf(w, q, out, c.ballots, w.lookAtBallots, func(b record.Ballot) int64 { return b.Row }),
			outcomesOf(w, q, out, c.members, w.intake.LookAtMembers, func(m record.Member) int64 { return m.Row }),
			outcomesOf(w, q, out, c.speakers, w.intake.LookAtSpeakers, func(s record.Speaker) int64 { return s.Row }))
	})
	if err != nil {
		return err
	}
	for _, p := range c.points { // whether a place is known, only taking it tells
		out[p.Row] = record.Outcome{What: record.New}
	}
	for _, b := range c.bad {
		found.fault(b)
	}
	for row := c.from + 1; row <= c.to; row++ {
		o, ok := out[row]
		switch {
		case !ok:
			continue
		case o.What == record.Refused:
			found.fault(BadRow{Row: row, Field: o.Field, Reason: o.Reason, Args: o.Args, Raw: c.cells(row)})
			continue
		}
		found.Counts = found.Counts.Plus(record.Count([]record.Outcome{o}))
		if kind := sampleKinds[o.What]; kind != "" && len(found.Samples[kind]) < samplesOfEach && !c.young(row, w.Now()) {
			found.Samples[kind] = append(found.Samples[kind], Sample{Row: row, Text: c.describe(row)})
		}
	}
	return nil
}

// lookAtBallots counts a voter who stands in the same file as known.
func (w *worker) lookAtBallots(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Ballot) ([]record.Outcome, error) {
	out, err := w.intake.LookAtBallots(ctx, q, sc, rows)
	for i, o := range out {
		if o.What == record.Refused && w.has(rows[i].State, rows[i].VoterID) {
			out[i] = record.Outcome{What: record.Changed}
		}
	}
	return out, err
}

func (p *Preview) fault(b BadRow) {
	p.Counts.Refused++
	if len(p.Faults) < samplesOfEach {
		p.Faults = append(p.Faults, b)
	}
}

// young tells that a row may be about somebody under 18, whom a page shows to few.
func (c *chunk) young(row int64, now time.Time) bool {
	i := slices.IndexFunc(c.members, func(m record.Member) bool { return m.Row == row })
	if i < 0 || c.members[i].BirthDate == "" {
		return false
	}
	born := c.members[i].BirthDate
	return born >= now.AddDate(-18, 0, 0).Format(time.DateOnly)[:len(born)]
}

// beside is the native name where it is not the one that stands first.
func beside(n record.Name) string {
	if n.Native == n.Given {
		return ""
	}
	return n.Native
}

// describe is a row as somebody recognizes it: name, address, number.
func (c *chunk) describe(row int64) []string {
	for _, v := range c.voters {
		if v.Row == row {
			a := v.Address
			return texts(strings.Join([]string{v.Name.Given, v.Name.Middle, v.Name.Family, v.Name.Suffix}, " "), a.Number+" "+a.Street+" "+a.Unit+" "+a.City, v.ID)
		}
	}
	for _, m := range c.members {
		if m.Row == row {
			a := m.Address
			return texts(cmp.Or(m.Name.Whole, m.Name.Given+" "+m.Name.Family)+" "+beside(m.Name), a.Number+" "+a.Street+" "+a.Unit+" "+a.City, ui.Phone(m.Phone)+" "+m.Email)
		}
	}
	return texts(c.cells(row)[:min(3, len(c.cells(row)))]...)
}

func texts(list ...string) (out []string) {
	for _, s := range list {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			out = append(out, cut(s))
		}
	}
	return out
}
