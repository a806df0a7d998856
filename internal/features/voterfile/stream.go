package voterfile

import (
	"context"
	"errors"
	"hash/maphash"
	"io"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/sheet"
)

// rowsAtOnce is how many rows one transaction takes. A voter file's are many and short work; the rest look for people one by one.
func (k Kind) rowsAtOnce() int64 {
	if k == Voters || k == Ballots {
		return 5000
	}
	return chunkRows
}

// ahead is how many chunks may be read before they are taken.
const ahead = 2

// chunk is some rows, read and judged by their cells alone.
type chunk struct {
	from, to int64 // rows: from is dealt with, to is the last of the chunk
	last     bool
	err      error
	batch
	bad []BadRow
	raw [][]string // of the good rows by their place in the chunk, in case somebody refuses one later
}

// rows is how many rows of the chunk are good.
func (c *chunk) rows() int {
	return len(c.voters) + len(c.ballots) + len(c.members) + len(c.speakers) + len(c.points)
}

// cells are a good row's own.
func (c *chunk) cells(row int64) []string { return c.raw[row-c.from-1] }

// stream reads a file ahead of whoever takes its rows, on a goroutine of its own.
type stream struct {
	reader  *sheet.Reader
	convert *converter
	prepare func([]record.Voter)
	size    int64
	row     int64 // the last row that was read
	seen    *sightings
	places  map[uint64]bool // by hash of county and precinct: the file tells of voters there
	seed    maphash.Seed
}

// read gives the chunks of a file in their order. The channel ends after the last, or after one with an error; ending ctx ends it too.
func (s *stream) read(ctx context.Context) <-chan *chunk {
	out := make(chan *chunk, ahead)
	go func() {
		defer close(out)
		for {
			c := s.next(ctx)
			select {
			case out <- c:
			case <-ctx.Done():
				return
			}
			if c.last || c.err != nil {
				return
			}
		}
	}()
	return out
}

// next reads a chunk. Its ends depend on the row numbers alone, so that a resumed run cuts the file as the first one did.
func (s *stream) next(ctx context.Context) *chunk {
	c := &chunk{from: s.row, to: s.row, raw: make([][]string, 0, s.size)}
	for c.to < c.from+s.size {
		row, err := s.reader.Next()
		if errors.Is(err, io.EOF) {
			c.last = true
			break
		}
		if err != nil {
			c.err = sheetError(err)
			return c
		}
		c.to = row.Number
		for int64(len(c.raw)) < c.to-c.from {
			c.raw = append(c.raw, nil)
		}
		if !row.Empty() {
			s.judge(c, row)
		}
	}
	s.row, c.err = c.to, ctx.Err()
	return c
}

// judge turns a row into a record of the chunk, or into a bad row with the first reason.
func (s *stream) judge(c *chunk, row sheet.Row) {
	before := len(c.voters)
	if f := s.convert.convert(row, &c.batch); f != nil {
		c.refuse(row, f)
		return
	}
	if len(c.voters) > before {
		s.prepare(c.voters[before:])
		if f := s.firstTime(&c.voters[before], row.Number); f != nil {
			c.voters = c.voters[:before]
			c.refuse(row, f)
			return
		}
	}
	c.raw[row.Number-c.from-1] = row.Cells
}

func (c *chunk) refuse(row sheet.Row, f *Fault) {
	c.bad = append(c.bad, BadRow{Row: row.Number, Field: f.Field, Reason: f.Reason, Args: f.Args, Raw: row.Cells})
}

// firstTime refuses a voter's number that stood in the file before with something else: nobody can tell which of the
// two rows is right. A row that merely stands twice is no fault.
func (s *stream) firstTime(v *record.Voter, row int64) *Fault {
	key, hash := s.number(v.State, v.ID), maphash.String(s.seed, v.Hash)
	first, again := s.seen.note(key, row, uint32(hash))
	if again && first.hash != uint32(hash) {
		return fault("voter_id", "import.bad.twice", "id", v.ID, "first", int64(first.row))
	}
	if !again {
		s.places[s.number(v.County, v.Precinct)] = true
	}
	return nil
}

func (s *stream) number(state, voter string) uint64 {
	return maphash.String(s.seed, state+"\x00"+voter)
}

// has tells whether a voter's number stands in the file.
func (s *stream) has(state, voter string) bool {
	return s.seen.has(s.number(state, voter))
}

// lacks tells whether a voter of the file's state is missing in it: a file of one county, or of some wards, says nothing about the rest of the state. Of
// voters who are known without county and precinct, only a file without them can tell.
func (s *stream) lacks(state string) func(voter, county, precinct string) bool {
	return func(voter, county, precinct string) bool {
		everywhere := len(s.places) == 1 && s.places[s.number("", "")]
		return (everywhere || s.places[s.number(county, precinct)]) && !s.has(state, voter)
	}
}
