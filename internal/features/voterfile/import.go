// Package voterfile brings files in: a state's voter file, an organization's member list, languages by voter number,
// address points. A file is stored as it is sent, recognized by its columns or mapped by hand, and taken in chunks by a
// job that can be stopped, killed and resumed; a row that can't be taken comes back with the reason.
package voterfile

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// JobKind is the kind of the jobs that import files.
const JobKind = "import"

// State is where an import stands. Whether it was stopped or failed, its job tells.
type State string

// The states of an import.
const (
	Mapping State = "mapping" // waits for somebody who says what the columns are
	Running State = "running"
	Done    State = "done"
)

// Import is one file on its way in.
type Import struct {
	ID, Job    id.ID // Job is zero until it begins, and for files from the command line
	Name       string
	Plan       Plan
	Header     []string
	SHA256     string
	Size       int64
	State      State
	NextRow    int64 // rows that were dealt with
	Counts     record.Counts
	CreatedBy  id.ID
	CreatedAt  time.Time
	FinishedAt time.Time

	storedAs string
}

// BadRow is a row that was not taken.
type BadRow struct {
	Row    int64
	Field  string
	Reason string // message key
	Args   []any
	Raw    []string
}

// Intake takes the rows of one run of one file, at most 1,000 at once, and answers with one outcome a row. Taking the
// same rows again changes nothing.
type Intake interface {
	Voters(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Voter) ([]record.Outcome, error)
	Members(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Member) ([]record.Outcome, error)
	Speakers(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Speaker) ([]record.Outcome, error)
}

// PointKeeper takes address points.
type PointKeeper interface {
	Points(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Point) ([]record.Outcome, error)
}

// Log writes the audit log.
type Log interface {
	Record(ctx context.Context, tx *db.WriteTx, sc authz.Scope, action string, object id.ID, detail any) error
}

// Queue runs jobs.
type Queue interface {
	Handle(kind string, fn jobs.Handler)
	Enqueue(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, payload any) (id.ID, error)
	Get(ctx context.Context, sc authz.Scope, job id.ID) (jobs.Job, error)
	Poke()
}

var _ Queue = (*jobs.Queue)(nil)
var _ Log = (*audit.Log)(nil)

// Config is what the feature needs from the house.
type Config struct {
	DB     *db.DB
	IDs    *id.Source
	Now    func() time.Time
	Queue  Queue
	Audit  Log
	Intake func() Intake // begins a run over one file
	Places PointKeeper
	Dir    string // below which uploaded files wait; every process that runs jobs must see it
	Home   func(ctx context.Context, sc authz.Scope) (state string, err error)
	Log    *slog.Logger
	// Analyze tells the database that its tables have grown; nil where it notices by itself.
	Analyze func(context.Context) error
}

// Service is what can be done with files.
type Service struct {
	Config
	root *os.Root
}

// NewService returns the service and names its handler to the queue. It makes Dir where it is missing.
func NewService(c Config) (*Service, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: c, root: root}
	c.Queue.Handle(JobKind, s.work)
	return s, nil
}

// Close lets go of the folder.
func (s *Service) Close() error { return s.root.Close() }

// Options say how a file is read where its columns don't, or not fully.
type Options struct {
	Kind    Kind              // "" = as recognized
	Columns map[string]string // field → column, over what was recognized
	State   string            // of voter numbers; "" = the layout's or the organization's
	// Progress is told how many rows are done and how many there are; nil for nobody.
	Progress func(done, total int64)
}

// source is an open, stored file.
type source interface {
	io.Reader
	io.Closer
}
