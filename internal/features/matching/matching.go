// Package matching keeps who is one person with whom: what people and models have asserted, and the queue of pairs that somebody
// should look at.
//
// Nothing is ever moved from one row of person to another. Assertions are appended: two rows are the same person, they are not, an
// earlier assertion no longer holds. A person is what hangs together by the assertions that hold; one of the rows stands for it
// (see [root]). An undo is an assertion too, after which both are what they would be had the first never been made.
// docs/merging.md tells the rules.
package matching

import (
	"context"
	"log/slog"
	"time"

	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Kind is what an assertion says.
type Kind string

// The kinds of assertions.
const (
	Same      Kind = "same"
	NotSame   Kind = "not_same"
	TakenBack Kind = "taken_back"
)

// Assertion is one line of the log.
type Assertion struct {
	ID          id.ID
	Kind        Kind
	Left, Right id.ID // rows of person, the smaller id left
	At          time.Time
	Account     id.ID
	Actor       string
	Model       id.ID    // zero where nobody relied on one
	Probability *float64 // what the model said
	TakesBack   id.ID
	Holds       bool
}

// Row is one row of person as it is compared with others; the people feature gives it.
type Row struct {
	ID, Root, Import id.ID
	Numbers          []string // of voters, with the state
	Record           linkage.Record
}

// View is a row of person as somebody reads it who decides; the people feature gives it.
type View struct {
	ID, Root           id.ID
	Name               i18n.Name
	BirthDate          string
	Line1, Line2       string
	Phone, Email       string
	Numbers            []string
	Languages, Tags    []string
	Source             string
	Member, Suppressed bool
	Young              bool
	Consents           int
	CreatedAt          time.Time
	Parts              int
}

// People is what matching needs of whoever keeps people.
type People interface {
	// Each streams every row of person, the oldest first.
	Each(ctx context.Context, q db.Querier, sc authz.Scope, fn func(Row) error) error
	// Whole gives these rows and every other row that is part of the same people.
	Whole(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) ([]Row, error)
	// Near gives the rows that a record may mean.
	Near(ctx context.Context, q db.Querier, sc authz.Scope, like linkage.Record) ([]Row, error)
	// Find gives the people whose name, number or address of mail is nearest to what somebody typed, in any script.
	Find(ctx context.Context, sc authz.Scope, typed string) ([]id.ID, error)
	// Views gives rows to read; who may not be seen is missing.
	Views(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (map[id.ID]View, error)
	// SetMerged writes which row stands for each of these rows.
	SetMerged(ctx context.Context, tx *db.WriteTx, sc authz.Scope, roots map[id.ID]id.ID) error
	// Attempts counts the attempts to reach each person.
	Attempts(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (map[id.ID]int, error)
}

// Config is what a Service stands on.
type Config struct {
	DB     *db.DB
	IDs    *id.Source
	Now    func() time.Time
	Audit  *audit.Log
	Queue  *jobs.Queue
	People People
	Log    *slog.Logger
}

// Service says who is one person, and finds who may be.
type Service struct{ Config }

// NewService returns a Service and lets the queue run its jobs.
func NewService(c Config) *Service {
	s := &Service{c}
	c.Queue.Handle(findJob, s.find)
	return s
}

// pair is two rows of person, the smaller id first.
type pair struct{ left, right id.ID }

func pairOf(a, b id.ID) pair { return pair{min(a, b), max(a, b)} }
