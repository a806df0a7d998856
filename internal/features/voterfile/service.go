package voterfile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	maxFile  = 20 << 30            // bytes; the largest state's file, unpacked, is a third of it
	listed   = 50                  // imports on a page
	keepFile = 14 * 24 * time.Hour // how long a file waits for somebody to say what it is
)

// Upload stores a file as it streams in and proposes how to read it. sure tells that nobody needs to be asked.
// It returns errs.Invalid with what to do where the file is no table, errs.TooLarge, errs.Unavailable where the disk is
// full, and errs.Forbidden without ImportPeople.
func (s *Service) Upload(ctx context.Context, sc authz.Scope, name string, content io.Reader) (i Import, sure bool, err error) {
	defer errs.Wrap(&err, "voterfile.Upload")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return Import{}, false, err
	}
	if err := s.Sweep(); err != nil {
		s.Log.Warn("import: old files stay behind", "error", err)
	}
	i = Import{ID: s.IDs.Next(), Name: fileName(name), State: Mapping, CreatedBy: sc.Actor().Account, CreatedAt: s.Now()}
	i.storedAs = i.ID.String()
	if i.SHA256, i.Size, err = s.keep(i.storedAs, content); err != nil {
		return Import{}, false, err
	}
	i.Header, i.Plan, sure, err = s.propose(ctx, sc, i)
	if err == nil {
		err = s.DB.Write(ctx, sc, "keep an uploaded file", func(tx *db.WriteTx) error { return insert(ctx, tx, sc, i) })
	}
	if err != nil {
		s.drop(i.storedAs)
		return Import{}, false, err
	}
	return i, sure, nil
}

// keep writes a file to the disk for good, and gives its SHA-256 and its size. What it could not write in full it removes.
func (s *Service) keep(name string, content io.Reader) (sum string, size int64, err error) {
	f, err := s.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, storeError(err)
	}
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(content, maxFile+1))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && size > maxFile {
		err = errs.New(errs.TooLarge, "import.too_large", "most", maxFile>>30)
	}
	if err != nil {
		s.drop(name)
		return "", 0, storeError(err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

func storeError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errs.Because(err, errs.Invalid, "import.cut_off")
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.Because(err, errs.Unavailable, "import.disk_full")
	}
	return err
}

// drop removes a stored file; one that is gone already is no fault.
func (s *Service) drop(name string) {
	if name == "" {
		return
	}
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Log.Warn("import: a stored file stays behind", "file", name, "error", err)
	}
}

// fileName keeps the last part of the name that a browser sent, at most 200 bytes of text.
func fileName(name string) string {
	name = filepath.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	for len(name) > 200 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	return name
}

// payload is what the job of an import is told. URL is where its result is looked at.
type payload struct {
	Import id.ID  `json:"import"`
	URL    string `json:"url"`
}

// Begin starts the import of a stored file by a plan, or resumes one that was stopped where it stopped; url is the page
// of its result. It returns errs.Invalid, by the fields of the plan, where the plan can't work; errs.Conflict for an import
// that runs or is done; errs.Expired where the file is gone.
func (s *Service) Begin(ctx context.Context, sc authz.Scope, imp id.ID, p Plan, url string) (i Import, err error) {
	defer errs.Wrap(&err, "voterfile.Begin(%v)", imp)
	day, err := s.today(ctx, sc)
	if err != nil {
		return Import{}, err
	}
	return s.start(ctx, sc, imp, JobKind, url, func(i *Import) error {
		if i.State == Mapping {
			i.Plan = p
		}
		return s.toRun(i, i.Complete, day)
	})
}

// Run starts what a look has shown. complete says that the file is all of its state: who is not in it is no longer registered.
// Errors as Begin.
func (s *Service) Run(ctx context.Context, sc authz.Scope, imp id.ID, complete bool, url string) (i Import, err error) {
	defer errs.Wrap(&err, "voterfile.Run(%v)", imp)
	day, err := s.today(ctx, sc)
	if err != nil {
		return Import{}, err
	}
	return s.start(ctx, sc, imp, JobKind, url, func(i *Import) error {
		if i.State != Ready && i.State != Running {
			return errs.New(errs.Conflict, "import.running")
		}
		return s.toRun(i, complete || i.State == Running && i.Complete, day)
	})
}

// today is the day where the organization works: of a file that comes late in the evening too.
func (s *Service) today(ctx context.Context, sc authz.Scope) (string, error) {
	zone := time.UTC
	if s.Zone != nil {
		var err error
		if zone, err = s.Zone(ctx, sc); err != nil {
			return "", err
		}
	}
	return s.Now().In(zone).Format(time.DateOnly), nil
}

// toRun makes an import ready to run.
func (s *Service) toRun(i *Import, complete bool, day string) error {
	if i.State == Done || i.State == Undoing || i.State == Undone {
		return errs.New(errs.Conflict, "import.already_done")
	}
	if i.State != Running {
		i.State, i.Complete, i.Day = Running, complete && i.Plan.Kind == Voters, day
	}
	return i.Plan.Check(i.Header)
}

// start begins or resumes a job about an import; change says what becomes of it.
func (s *Service) start(ctx context.Context, sc authz.Scope, imp id.ID, kind, url string, change func(*Import) error) (i Import, err error) {
	before, err := s.Get(ctx, sc, imp)
	if err != nil {
		return Import{}, err
	}
	if j, ok, err := s.Job(ctx, sc, before); errs.KindOf(err) != errs.NotFound && err != nil || ok && !j.State.Over() {
		return Import{}, cmp.Or(err, errs.New(errs.Conflict, "import.running"))
	}
	i = before
	if err := change(&i); err != nil {
		return Import{}, err
	}
	if err := s.checkOwn(ctx, sc, i.Plan); kind != UndoKind && err != nil {
		return Import{}, err
	}
	if _, err := s.root.Stat(i.storedAs); kind != UndoKind && (err != nil || i.storedAs == "") {
		return Import{}, errs.Because(err, errs.Expired, "import.file_gone")
	}
	err = s.DB.Write(ctx, sc, "begin an import", func(tx *db.WriteTx) error {
		if i.Job, err = s.Queue.Enqueue(ctx, tx, sc, kind, payload{i.ID, url}); err != nil {
			return err
		}
		if err := begin(ctx, tx, sc, i, before); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, began[kind], i.ID, map[string]any{"file": i.Name, "kind": i.Plan.Kind, "sha256": i.SHA256})
	})
	s.Queue.Poke()
	return i, err
}

// began is what the audit log says of the beginning of each job.
var began = map[string]string{JobKind: "import.begin", LookKind: "import.look", UndoKind: "import.undo"}

// Get gives one import. It returns errs.NotFound where the scope has none such.
func (s *Service) Get(ctx context.Context, sc authz.Scope, imp id.ID) (i Import, err error) {
	defer errs.Wrap(&err, "voterfile.Get(%v)", imp)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return Import{}, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		i, err = get(ctx, tx, sc, imp)
		return err
	})
	return i, err
}

// List gives a page of imports, the newest first: those that are older than one, or the newest of all. more tells that there are older ones.
func (s *Service) List(ctx context.Context, sc authz.Scope, before id.ID) (out []Import, more bool, err error) {
	defer errs.Wrap(&err, "voterfile.List")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, false, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = list(ctx, tx, sc, before, listed+1)
		return err
	})
	if more = len(out) > listed; more {
		out = out[:listed]
	}
	return out, more, err
}

// Count tells how many files were sent, and how many of them wait for somebody's answer. It returns errs.Forbidden without ImportPeople.
func (s *Service) Count(ctx context.Context, sc authz.Scope) (all, waiting int64, err error) {
	defer errs.Wrap(&err, "voterfile.Count")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return 0, 0, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		all, waiting, err = count(ctx, tx, sc)
		return err
	})
	return all, waiting, err
}

// Job gives the job of an import; ok is false where it has none.
func (s *Service) Job(ctx context.Context, sc authz.Scope, i Import) (j jobs.Job, ok bool, err error) {
	if i.Job == 0 {
		return jobs.Job{}, false, nil
	}
	j, err = s.Queue.Get(ctx, sc, i.Job)
	return j, err == nil, err
}

// Import brings a file in at once, for the command line and the demo: as the job does it, but while the caller waits.
// It returns errs.Invalid where the columns are not understood and the options don't say enough.
func (s *Service) Import(ctx context.Context, sc authz.Scope, name string, content io.Reader, o Options) (i Import, err error) {
	i, sure, err := s.Upload(ctx, sc, name, content)
	if err != nil {
		return Import{}, err
	}
	if i.Plan, err = o.plan(i, sure); err != nil {
		s.drop(i.storedAs)
		return Import{}, err
	}
	before := i
	day, err := s.today(ctx, sc)
	if err != nil {
		return Import{}, err
	}
	i.State, i.Complete, i.Day = Running, o.Complete && i.Plan.Kind == Voters, day
	err = s.DB.Write(ctx, sc, "begin an import", func(tx *db.WriteTx) error {
		if err := begin(ctx, tx, sc, i, before); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "import.begin", i.ID, map[string]any{"file": i.Name, "kind": i.Plan.Kind, "sha256": i.SHA256})
	})
	if err != nil {
		return Import{}, err
	}
	if err := s.run(ctx, sc, i.ID, tell{o.Progress}); err != nil {
		return Import{}, err
	}
	return s.Get(ctx, sc, i.ID)
}

// tell is the progress of somebody who waits.
type tell struct{ fn func(done, total int64) }

func (t tell) Set(done, total int64, _ string, _ ...any) {
	if t.fn != nil {
		t.fn(done, total)
	}
}

// Sweep removes stored files that nobody came back to; each upload does it.
func (s *Service) Sweep() error {
	dir, err := s.root.Open(".")
	if err != nil {
		return err
	}
	entries, err := dir.ReadDir(-1)
	if err = errors.Join(err, dir.Close()); err != nil {
		return err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && s.Now().Sub(info.ModTime()) > keepFile {
			s.drop(e.Name())
		}
	}
	return nil
}

// job makes a handler of what is to be done about an import: it goes on where the import stands.
func (s *Service) job(work func(ctx context.Context, sc authz.Scope, imp id.ID, p jobs.Progress) error) jobs.Handler {
	return func(ctx context.Context, sc authz.Scope, raw json.RawMessage, p jobs.Progress) error {
		var in payload
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
		return work(ctx, sc, in.Import, p)
	}
}
