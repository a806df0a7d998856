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

// The kinds of jobs: to import a file, to look at one, to take one back.
const (
	JobKind  = "import"
	LookKind = "import_look"
	UndoKind = "import_undo"
)

// State is where an import stands. Whether it was stopped or failed, its job tells.
type State string

// The states of an import.
const (
	Mapping State = "mapping" // waits for somebody who says what the columns are
	Looking State = "looking" // the whole file is looked at, and nothing written
	Ready   State = "ready"   // waits for somebody who has seen what it would do
	Running State = "running"
	Done    State = "done"
	Undoing State = "undoing"
	Undone  State = "undone"
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
	Complete   bool    // says that who is not in it is no longer registered
	Day        string  // of its events
	Preview    Preview // what a look at the whole file found
	Undid      Undid   // what taking it back did

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

// Intake takes the rows of one run of one file, a few thousand at once, and answers with one outcome a row. Taking the
// same rows again changes nothing.
type Intake interface {
	// Prepare makes rows ready, in place and beside whoever writes.
	Prepare(rows []record.Voter)
	// PlaceLater leaves new households off the map until Config.Placed.
	PlaceLater()
	// BeginLoad begins a first large load, where the database holds little yet; else nil.
	BeginLoad(ctx context.Context, d *db.DB, sc authz.Scope, rows int64) (Loader, error)
	// Dropped notes who of a state's voters lives where a complete file tells of everybody and is not in it, page by page; last is
	// zero after the last. lacks tells it of one.
	Dropped(ctx context.Context, tx *db.WriteTx, sc authz.Scope, state string, after id.ID, lacks func(voter, county, precinct string) bool) (last id.ID, err error)

	LookAtVoters(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Voter) ([]record.Outcome, error)
	LookAtMembers(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Member) ([]record.Outcome, error)
	LookAtSpeakers(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Speaker) ([]record.Outcome, error)
	LookAtBallots(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Ballot) ([]record.Outcome, error)

	Voters(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Voter) ([]record.Outcome, error)
	Members(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Member) ([]record.Outcome, error)
	Speakers(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Speaker) ([]record.Outcome, error)
	Ballots(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Ballot) ([]record.Outcome, error)
}

// Loader takes a first large file: rows wait until Publish brings them in. What has the outcome zero needs care afterwards.
type Loader interface {
	Take(ctx context.Context, rows []record.Voter) ([]record.Outcome, error)
	Publish(ctx context.Context, done func(rows, all int64)) error
	Close() error
}

// Later is a file that came after one that is taken back, and still counts.
type Later struct {
	ID  id.ID
	Day string
}

// Undoer takes back what an import did to people.
type Undoer interface {
	// Step takes it back for the next people after one; last is zero after the last.
	Step(ctx context.Context, tx *db.WriteTx, sc authz.Scope, after id.ID, limit int) (last id.ID, did Undid, err error)
	// Tidy takes back what is about nobody: empty households, and who was missing in the file; more tells to ask again.
	Tidy(ctx context.Context, tx *db.WriteTx, sc authz.Scope) (more bool, err error)
}

// News is what a file told, counted by kind in the order in which a page shows it, and whom it is about.
type News interface {
	Count(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID) ([]KindOfNews, error)
	List(ctx context.Context, q db.Querier, sc authz.Scope, imp id.ID, kind string, after id.ID, limit int) ([]Item, error)
	Names(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) ([]Item, error)
}

// KindOfNews is one kind of news of a file.
type KindOfNews struct {
	Kind string
	N    int64
}

// Item is one person whom something is about.
type Item struct {
	ID, Person     id.ID
	Name, Lang, On string
	From, To       string
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
	Intake func(imp id.ID, day string) Intake // begins a run over one file
	Undo   func(imp Later, later []Later) Undoer
	News   News
	Places PointKeeper
	Own    OwnFields // of the organization; nil where nobody has any
	// Matched is told, in the transaction that ends an import, that its new people can be compared with everybody; nil where nobody does.
	Matched func(ctx context.Context, tx *db.WriteTx, sc authz.Scope, imp id.ID) error
	// Placed puts new households on the map after a large file; nil where nobody does.
	Placed func(ctx context.Context, sc authz.Scope) error
	Dir    string // below which uploaded files wait; every process that runs jobs must see it
	Home   func(ctx context.Context, sc authz.Scope) (state string, err error)
	Zone   func(ctx context.Context, sc authz.Scope) (*time.Location, error) // in which a file has its day; nil: UTC
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
	c.Queue.Handle(JobKind, s.job(s.run))
	c.Queue.Handle(LookKind, s.job(s.lookThrough))
	c.Queue.Handle(UndoKind, s.job(s.undo))
	return s, nil
}

// Close lets go of the folder.
func (s *Service) Close() error { return s.root.Close() }

// Options say how a file is read where its columns don't, or not fully.
type Options struct {
	Kind     Kind              // "" = as recognized
	Columns  map[string]string // field → column, over what was recognized
	State    string            // of voter numbers; "" = the layout's or the organization's
	Complete bool              // the file is all of its state: who is not in it is no longer registered
	// Progress is told how many rows are done and how many there are; nil for nobody.
	Progress func(done, total int64)
}

// source is an open, stored file.
type source interface {
	io.Reader
	io.Closer
}
