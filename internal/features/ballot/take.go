package ballot

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	readJob    = "ballot.read"
	rowsAtOnce = 2000
	mostBad    = 50_000 // after so many it is the wrong file, or a column means something else
)

// readRequest is the payload of a job.
type readRequest struct {
	File id.ID  `json:"file"`
	URL  string `json:"url"` // of the file's page
}

// readInJob reads a file. Repeating it is harmless: what it has told already is no news.
func (s *Service) readInJob(ctx context.Context, sc authz.Scope, payload json.RawMessage, p jobs.Progress) error {
	var in readRequest
	if err := json.Unmarshal(payload, &in); err != nil {
		return err
	}
	var f File
	err := s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		f, err = fileBy(ctx, tx, sc, in.File)
		return err
	})
	if err != nil || f.Step == Done || f.Step == Undone {
		return err
	}
	err = s.take(ctx, sc, f, p)
	if kind := errs.KindOf(err); kind == errs.Invalid || kind == errs.Expired {
		return errors.Join(err, s.end(ctx, sc, f, Failed))
	}
	if err != nil {
		return err
	}
	if err := s.end(ctx, sc, f, Done); err != nil {
		return err
	}
	done, err := s.File(ctx, sc, f.ID)
	p.Set(done.Read, done.Read, "ballot.read_all", "n", done.New+done.Changed, "struck", done.Struck)
	return err
}

// take reads the rows chunk by chunk, each in one transaction with all that follows from it.
func (s *Service) take(ctx context.Context, sc authz.Scope, f File, p jobs.Progress) error {
	content, err := s.root.Open(f.ID.String())
	if err != nil {
		return errs.Because(err, errs.Expired, "places.file_gone")
	}
	defer content.Close() // only read
	t, err := newTable(content)
	if err != nil {
		return tableError(err)
	}
	if err := s.DB.Write(ctx, sc, "begin to read ballots", func(tx *db.WriteTx) error { return beginRows(ctx, tx, sc, f.ID) }); err != nil {
		return err
	}
	bad := int64(0)
	for last := false; !last; {
		c := chunk{file: f, at: db.At(s.Now())}
		if last, err = c.fill(t); err != nil {
			return tableError(err)
		}
		if bad += int64(len(c.bad)); bad > mostBad {
			return errs.New(errs.Invalid, "ballot.error.too_many_bad", "n", mostBad)
		}
		err := s.DB.Write(ctx, sc, "take ballots", func(tx *db.WriteTx) error { return s.takeChunk(ctx, tx, sc, c) })
		if err != nil {
			return err
		}
		p.Set(t.row, 0, "ballot.reading", "n", t.row)
	}
	return nil
}

// chunk is some rows of a file.
type chunk struct {
	file File
	rows []told
	bad  []badRow
	read int64 // how many rows it has
	at   db.Time
}

// badRow is a row that could not be taken.
type badRow struct {
	row int64
	fault
	cells []string
}

func (c *chunk) fill(t *table) (last bool, err error) {
	for n := 0; n < rowsAtOnce; n++ {
		cells, broken, err := t.next()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		c.read++
		row, f := c.file.Mapping.read(cells, c.file.Election)
		switch {
		case broken != nil:
			c.bad = append(c.bad, badRow{t.row, *broken, cells})
		case f != nil:
			c.bad = append(c.bad, badRow{t.row, *f, cells})
		case !row.pass:
			row.File = c.file.ID
			c.rows = append(c.rows, row)
		}
	}
	return false, nil
}

// change is what a file made of one ballot.
type change struct {
	registration id.ID
	voter        Voter
	was, now     Stand
}

func (s *Service) takeChunk(ctx context.Context, tx *db.WriteTx, sc authz.Scope, c chunk) error {
	numbers := make([]string, len(c.rows))
	for i, row := range c.rows {
		numbers[i] = row.voter
	}
	voters, err := s.Voters.ByNumber(ctx, tx, sc, c.file.State, numbers)
	if err != nil {
		return err
	}
	known, err := standsOf(ctx, tx, sc, c.file.Election, voters)
	if err != nil {
		return err
	}
	changes := c.changes(voters, known)
	if err := writeChanges(ctx, tx, sc, c, changes); err != nil {
		return err
	}
	if err := countRows(ctx, tx, sc, c, len(c.knownRows(voters))); err != nil {
		return err
	}
	touched := make([]id.ID, len(changes))
	for i, one := range changes {
		touched[i] = one.voter.Person
	}
	if err := tx.Touch(ctx, sc.Organization(), touched...); err != nil {
		return err
	}
	return s.strike(ctx, tx, sc, c.file, changes)
}

// knownRows are the rows about voters who are on the organization's lists.
func (c chunk) knownRows(voters map[string]Voter) (out []told) {
	for _, row := range c.rows {
		if _, is := voters[row.voter]; is {
			out = append(out, row)
		}
	}
	return out
}

// changes are the ballots of which the chunk tells something newer, each once.
func (c chunk) changes(voters map[string]Voter, known map[id.ID]Stand) (out []change) {
	place := map[id.ID]int{}
	for _, row := range c.knownRows(voters) {
		v := voters[row.voter]
		at, again := place[v.Registration]
		stands := known[v.Registration]
		if again {
			stands = out[at].now
		}
		switch {
		case !stands.news(row.Stand):
		case again:
			out[at].now = row.Stand
		default:
			place[v.Registration] = len(out)
			out = append(out, change{v.Registration, v, stands, row.Stand})
		}
	}
	return out
}

// strike takes whoever's ballot has come back off the walk lists, and puts those back on of whom the office says otherwise now.
func (s *Service) strike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File, changes []change) error {
	struck := map[id.ID]bool{}
	for _, kind := range []string{Chase, Cure} {
		programs, err := s.Programs.AboutBallots(ctx, tx, sc, kind, f.Election)
		if err != nil {
			return err
		}
		var off, on []id.ID
		for _, c := range changes {
			switch was, is := c.was.Status.done(kind), c.now.Status.done(kind); {
			case is && !was && len(programs) > 0:
				off = append(off, c.voter.Parts...)
				struck[c.voter.Person] = true
			case was && !is:
				on = append(on, c.voter.Parts...)
			}
		}
		if len(on) > 0 {
			if err := s.Strikes.Lift(ctx, tx, sc, kind, on); err != nil {
				return err
			}
		}
		if len(off) == 0 {
			continue
		}
		if err := s.Strikes.Strike(ctx, tx, sc, kind, programs, off, f.ID); err != nil {
			return err
		}
	}
	return countStruck(ctx, tx, sc, f.ID, len(struck))
}

// end notes that a file has been read, or cannot be, and lets go of it.
func (s *Service) end(ctx context.Context, sc authz.Scope, f File, step Step) error {
	err := s.DB.Write(ctx, sc, "end a file of ballots", func(tx *db.WriteTx) error {
		if err := endFile(ctx, tx, sc, f.ID, step, db.At(s.Now())); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "ballot.done", f.ID, map[string]any{"step": string(step)})
	})
	if err == nil {
		s.drop(f.ID)
	}
	return err
}
