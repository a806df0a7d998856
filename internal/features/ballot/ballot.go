// Package ballot keeps where people's ballots stand: what the election office's daily files tell, for each registration and election.
//
// A file is recognized by its header, or somebody says what its columns and words mean. Each row that tells something new changes one
// ballot, and whoever has voted is struck off the walk lists of programs about ballots in the same transaction. The newest file can
// be taken back.
package ballot

import (
	"context"
	"log/slog"
	"os"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Status is where a ballot stands.
type Status string

// The statuses, each further on its way than the one before.
const (
	Requested Status = "requested"
	Sent      Status = "sent"
	Returned  Status = "returned"
	Rejected  Status = "rejected"
	Cured     Status = "cured"
	Accepted  Status = "accepted"
)

// Statuses lists them in their order.
func Statuses() []Status { return []Status{Requested, Sent, Returned, Rejected, Cured, Accepted} }

// rank is how far a status is on its way.
func (s Status) rank() int {
	for i, known := range Statuses() {
		if s == known {
			return i + 1
		}
	}
	return 0
}

// done tells whether a program of a kind has nothing more to do with a ballot.
func (s Status) done(kind string) bool {
	if kind == Cure {
		return s == Cured || s == Accepted
	}
	return s.rank() >= Returned.rank()
}

// The kinds of programs that are about ballots.
const (
	Chase = "ballot_chase"
	Cure  = "cure"
)

// Stand is where a ballot stands.
type Stand struct {
	Status Status
	Reason string // of a rejection
	On     string // ISO date, "" = not told
	File   id.ID  // that told it
}

// news tells whether a row of a file says something newer than what is known. Without days the later file counts, and within one file
// what is further on its way.
func (known Stand) news(row Stand) bool {
	switch {
	case known.Status == "":
		return true
	case known.Status == row.Status && known.Reason == row.Reason && (row.On == "" || known.On == row.On):
		return false
	case known.On != "" && row.On != "" && known.On != row.On:
		return known.On < row.On
	case known.File == row.File || known.On != "" && known.On == row.On:
		return known.Status.rank() < row.Status.rank() || known.Status == row.Status
	}
	return true
}

// Voter is somebody whose registration a row names.
type Voter struct {
	Registration id.ID
	Person       id.ID   // who stands for them
	Parts        []id.ID // every row of the person
}

// Voters knows whose registrations there are.
type Voters interface {
	// ByNumber finds registrations of a state by their numbers; who is missing is not on the organization's lists.
	ByNumber(ctx context.Context, q db.Querier, sc authz.Scope, state string, numbers []string) (map[string]Voter, error)
	// ByRegistration finds them by their ids.
	ByRegistration(ctx context.Context, q db.Querier, sc authz.Scope, registrations []id.ID) (map[id.ID]Voter, error)
}

// Programs knows the programs about ballots.
type Programs interface {
	// AboutBallots gives the open programs of a kind whose universes ask about the ballots of an election, or of none in particular.
	AboutBallots(ctx context.Context, q db.Querier, sc authz.Scope, kind, election string) ([]id.ID, error)
}

// Strikes takes people off the walk lists that are out, in the caller's transaction.
type Strikes interface {
	// Strike strikes them off those of some programs of a kind. source is what Unstrike takes them back by.
	Strike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, programs, people []id.ID, source id.ID) error
	// Lift takes back every strike of some people that programs of a kind go by, whichever file struck them.
	Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, kind string, people []id.ID) error
	// Unstrike takes back the strikes of a source.
	Unstrike(ctx context.Context, tx *db.WriteTx, sc authz.Scope, source id.ID) error
}

// Config is what the feature needs from the house.
type Config struct {
	DB       *db.DB
	IDs      *id.Source
	Now      func() time.Time
	Audit    *audit.Log
	Queue    *jobs.Queue
	Voters   Voters
	Programs Programs
	Strikes  Strikes
	Home     func(context.Context, authz.Scope) (string, error) // the state in whose files the organization works
	Dir      string                                             // below which uploaded files wait for their job
	Log      *slog.Logger
}

// Service is what can be done with ballots.
type Service struct {
	Config
	root *os.Root
}

// NewService returns a Service and names its handler to the queue. It makes Dir where it is missing.
func NewService(c Config) (*Service, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: c, root: root}
	c.Queue.Handle(readJob, s.readInJob)
	return s, nil
}

// Close lets go of the folder.
func (s *Service) Close() error { return s.root.Close() }
