package ballot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Step is how far a file is.
type Step string

// The steps.
const (
	Asking  Step = "asking" // somebody has to say what its columns and words mean
	Reading Step = "reading"
	Done    Step = "done"
	Failed  Step = "failed"
	Undone  Step = "undone"
)

// File is a file of the election office.
type File struct {
	ID               id.ID
	Name, SHA256     string
	Size             int64
	Election, State  string
	Header           []string
	Sample           [][]string // the first rows, until it has been read
	Mapping          Mapping
	Step             Step
	Read, New        int64 // rows; ballots of which nothing was known
	Changed, Known   int64
	Bad              int64
	Struck           int64 // people
	By               string
	CreatedAt        db.Time
	DoneAt, UndoneAt db.Time
}

// Strangers is how many rows are about voters who are on no list of the organization, or about other elections.
func (f File) Strangers() int64 { return f.Read - f.Known - f.Bad }

// Same is how many rows told nothing new.
func (f File) Same() int64 { return max(0, f.Known-f.New-f.Changed) }

const (
	mostFile   = 256 << 20 // bytes
	sampleRows = 200
	shownRows  = 5
	maxWords   = 60
)

// Upload keeps a file as it streams in. Where its columns and words are understood it is read at once, by the job that is returned;
// else somebody is asked (job zero). It returns errs.Invalid for what is no table or for no day of an election, errs.TooLarge,
// errs.Unavailable where the disk is full, errs.Forbidden without ImportPeople.
func (s *Service) Upload(ctx context.Context, sc authz.Scope, name, election, url string, content io.Reader) (f File, job id.ID, err error) {
	defer errs.Wrap(&err, "ballot.Upload(%q)", name)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return f, 0, err
	}
	if day, perr := time.Parse(time.DateOnly, election); perr != nil || day.Year() < 1990 || day.Year() > 2100 {
		return f, 0, errs.Field("election", "ballot.error.election")
	}
	f = File{ID: s.IDs.Next(), Name: fileName(name), Election: election, Step: Asking, By: sc.Actor().Name, CreatedAt: db.At(s.Now())}
	if f.State, err = s.Home(ctx, sc); err != nil {
		return f, 0, err
	}
	if err := s.keep(&f, content); err != nil {
		return f, 0, err
	}
	if err := s.look(&f); err != nil {
		s.drop(f.ID)
		return f, 0, err
	}
	err = s.DB.Write(ctx, sc, "keep a file of ballots", func(tx *db.WriteTx) error {
		understood, err := s.understand(ctx, tx, sc, &f)
		if err != nil {
			return err
		}
		if understood {
			f.Step = Reading
		}
		if err := insertFile(ctx, tx, sc, f); err != nil || !understood {
			return err
		}
		job, err = s.begin(ctx, tx, sc, f, url)
		return err
	})
	if err != nil {
		s.drop(f.ID)
		return f, 0, err
	}
	s.Queue.Poke()
	return f, job, nil
}

// keep writes an upload to the disk and takes its sum.
func (s *Service) keep(f *File, content io.Reader) (err error) {
	file, err := s.root.OpenFile(f.ID.String(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskError(err)
	}
	sum := sha256.New()
	f.Size, err = io.Copy(io.MultiWriter(file, sum), io.LimitReader(content, mostFile+1))
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
	case f.Size > mostFile:
		err = errs.New(errs.TooLarge, "ballot.error.too_large", "mb", mostFile>>20)
	case f.Size == 0:
		err = errs.Field("file", "ballot.error.no_file")
	}
	if err != nil {
		s.drop(f.ID)
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return diskError(err)
}

func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.Because(err, errs.Unavailable, "places.disk_full")
	}
	return err
}

func (s *Service) drop(file id.ID) {
	if err := s.root.Remove(file.String()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Log.Warn("ballot: an uploaded file stays behind", "file", file, "error", err)
	}
}

func fileName(name string) string {
	letters := []rune(strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	return string(letters[:min(len(letters), 80)])
}

// look reads the header and the first rows of a file.
func (s *Service) look(f *File) error {
	content, err := s.root.Open(f.ID.String())
	if err != nil {
		return err
	}
	defer content.Close() // only read
	t, err := newTable(content)
	if err != nil {
		return tableError(err)
	}
	f.Header = t.header
	for len(f.Sample) < sampleRows {
		cells, broken, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return tableError(err)
		}
		if broken == nil {
			f.Sample = append(f.Sample, cells)
		}
	}
	if len(f.Sample) == 0 {
		return errs.Field("file", "ballot.error.no_rows")
	}
	return nil
}

func tableError(err error) error {
	if errors.Is(err, errNoTable) {
		return errs.Because(err, errs.Invalid, "ballot.error.no_table")
	}
	return err
}

// understand maps a file: as the last one with this header was, else by the names of its columns. It is false where somebody must say
// more.
func (s *Service) understand(ctx context.Context, q db.Querier, sc authz.Scope, f *File) (bool, error) {
	known, err := mappingOf(ctx, q, sc, f.Header)
	if err != nil {
		return false, err
	}
	f.Mapping = recognize(f.Header)
	if known != nil {
		f.Mapping = *known
	}
	return f.Mapping.whole(len(f.Header)) && len(f.Unknown()) == 0, nil
}

// Unknown are the words of the sample whose meaning nobody has told.
func (f File) Unknown() (out []string) {
	for _, w := range f.words() {
		if _, said := f.Mapping.Words[fold(w)]; said {
			continue
		}
		if _, known := meaning(fold(w)); !known {
			out = append(out, w)
		}
	}
	return out
}

// words are the different words of the status's column in the sample, each as it is written first.
func (f File) words() (out []string) {
	seen := map[string]bool{}
	for _, cells := range f.Sample {
		w := f.Mapping.cell(cells, colStatus)
		if key := fold(w); key != "" && !seen[key] && len(out) < maxWords {
			seen[key] = true
			out = append(out, w)
		}
	}
	return out
}

// Means is what a word of the file means, as far as that is known.
func (f File) Means(word string) (Status, bool) {
	if s, said := f.Mapping.Words[fold(word)]; said {
		return s, true
	}
	return meaning(fold(word))
}

// Files lists the files, the newest first.
func (s *Service) Files(ctx context.Context, sc authz.Scope) (out []File, err error) {
	defer errs.Wrap(&err, "ballot.Files")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = files(ctx, tx, sc)
		return err
	})
	return out, err
}

// File gives one of them. It returns errs.NotFound where the organization has no such file.
func (s *Service) File(ctx context.Context, sc authz.Scope, file id.ID) (f File, err error) {
	defer errs.Wrap(&err, "ballot.File(%v)", file)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return f, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		f, err = fileBy(ctx, tx, sc, file)
		return err
	})
	return f, err
}

// Say tells what the columns and words of a file mean, and reads it once that is enough. What is said is kept for later files with the same
// names of columns. It returns errs.Invalid where the number of voters or the ballots are missing, or a word is not told; errs.Conflict
// for a file that was begun already.
func (s *Service) Say(ctx context.Context, sc authz.Scope, file id.ID, m Mapping, url string) (f File, job id.ID, err error) {
	defer errs.Wrap(&err, "ballot.Say(%v)", file)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return f, 0, err
	}
	err = s.DB.Write(ctx, sc, "say what a file of ballots holds", func(tx *db.WriteTx) error {
		if f, err = fileBy(ctx, tx, sc, file); err != nil {
			return err
		}
		if f.Step != Asking {
			return errs.New(errs.Conflict, "ballot.error.begun")
		}
		f.Mapping = m
		switch {
		case !m.whole(len(f.Header)):
			return errs.New(errs.Invalid, "ballot.error.columns")
		case len(f.Unknown()) > 0:
			return errs.New(errs.Invalid, "ballot.error.words", "word", f.Unknown()[0])
		}
		f.Step = Reading
		if err := updateMapping(ctx, tx, sc, f); err != nil {
			return err
		}
		job, err = s.begin(ctx, tx, sc, f, url)
		return err
	})
	if err == nil {
		s.Queue.Poke()
	}
	return f, job, err
}

func (s *Service) begin(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File, url string) (id.ID, error) {
	err := s.Audit.Record(ctx, tx, sc, "ballot.read", f.ID, map[string]any{"name": f.Name, "sha256": f.SHA256, "election": f.Election})
	if err != nil {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, tx, sc, readJob, readRequest{f.ID, url})
}

// Discard throws a file away of which nothing was read.
func (s *Service) Discard(ctx context.Context, sc authz.Scope, file id.ID) (err error) {
	defer errs.Wrap(&err, "ballot.Discard(%v)", file)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return err
	}
	err = s.DB.Write(ctx, sc, "discard a file of ballots", func(tx *db.WriteTx) error {
		f, err := fileBy(ctx, tx, sc, file)
		if err != nil {
			return err
		}
		if f.Step != Asking {
			return errs.New(errs.Conflict, "ballot.error.begun")
		}
		return deleteFile(ctx, tx, sc, file)
	})
	if err == nil {
		s.drop(file)
	}
	return err
}

// Undo takes the newest file back: every ballot stands again where it stood before, and whoever was struck off a walk list for it is on it
// again. It returns errs.Conflict for a file that is not the newest.
func (s *Service) Undo(ctx context.Context, sc authz.Scope, file id.ID) (err error) {
	defer errs.Wrap(&err, "ballot.Undo(%v)", file)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "take a file of ballots back", func(tx *db.WriteTx) error {
		all, err := files(ctx, tx, sc)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(f File) bool { return f.ID == file })
		if at < 0 {
			return errs.New(errs.NotFound, "")
		}
		for _, newer := range all[:at] {
			if newer.Step != Undone && newer.Step != Asking {
				return errs.New(errs.Conflict, "ballot.error.not_newest", "name", newer.Name)
			}
		}
		if f := all[at]; f.Step != Done && f.Step != Failed {
			return errs.New(errs.Conflict, "ballot.error.not_done")
		}
		return s.takeBack(ctx, tx, sc, all[at])
	})
}

// takeBack puts everything back that a file has changed.
func (s *Service) takeBack(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File) error {
	changes, err := changesOf(ctx, tx, sc, f.ID)
	if err != nil {
		return err
	}
	registrations := make([]id.ID, len(changes))
	for i, c := range changes {
		registrations[i] = c.registration
	}
	voters, err := s.Voters.ByRegistration(ctx, tx, sc, registrations)
	if err != nil {
		return err
	}
	var touched []id.ID
	for _, v := range voters {
		touched = append(touched, v.Person)
	}
	if err := tx.Touch(ctx, sc.Organization(), touched...); err != nil {
		return err
	}
	if err := restore(ctx, tx, sc, f.ID); err != nil {
		return err
	}
	if err := s.Strikes.Unstrike(ctx, tx, sc, f.ID); err != nil {
		return err
	}
	for _, kind := range []string{Chase, Cure} {
		if err := s.strikeAgain(ctx, tx, sc, f, kind, changes, voters); err != nil {
			return err
		}
	}
	if err := markUndone(ctx, tx, sc, f.ID, db.At(s.Now())); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, sc, "ballot.undo", f.ID, map[string]any{"name": f.Name, "ballots": len(changes)})
}

// strikeAgain strikes those who were off the lists before the file: it may have put them back, or be the one by which they are off.
func (s *Service) strikeAgain(ctx context.Context, tx *db.WriteTx, sc authz.Scope, f File, kind string, changes []change, voters map[id.ID]Voter) error {
	again := map[id.ID][]id.ID{} // by the file that had struck them
	for _, c := range changes {
		if c.was.Status.done(kind) {
			again[c.was.File] = append(again[c.was.File], voters[c.registration].Parts...)
		}
	}
	if len(again) == 0 {
		return nil
	}
	programs, err := s.Programs.AboutBallots(ctx, tx, sc, kind, f.Election)
	if err != nil || len(programs) == 0 {
		return err
	}
	for file, people := range again {
		if err := s.Strikes.Strike(ctx, tx, sc, kind, programs, people, file); err != nil {
			return err
		}
	}
	return nil
}
