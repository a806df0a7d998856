package people

import (
	"context"
	"time"

	"banyan/internal/features/people/crowd"
	"banyan/internal/features/people/finder"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/keep"
)

// Attempts tells what happened at somebody's door; the canvass feature does it.
type Attempts interface {
	// OfPerson gives the entries about a person (whose rows these are) or, where nobody was met, about their door, newest first.
	OfPerson(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) ([]Attempt, error)
}

// Attempt is one line of a person's timeline.
type Attempt struct {
	At       time.Time
	Result   string // canvass result
	Language string // in which it was held
	Worker   string
	Program  string
	Answers  []Answer
	Undone   bool
}

// Answer is a question of a script with what the person answered, in the words of the script.
type Answer struct{ Question, Answer string }

// Service is what can be done with people.
type Service struct {
	db       *db.DB
	ids      *id.Source
	now      func() time.Time
	log      *audit.Log
	attempts Attempts
	places   Locator
	jobs     *jobs.Queue
	crowd    *keep.Keeper[*crowd.Crowd]   // everybody in memory, for universes
	names    *keep.Keeper[*finder.Finder] // everybody's names in memory, for the search
}

// NewService returns a Service. attempts may be nil: then the timelines are without them.
func NewService(d *db.DB, ids *id.Source, now func() time.Time, log *audit.Log, attempts Attempts) *Service {
	return &Service{db: d, ids: ids, now: now, log: log, attempts: attempts,
		crowd: keep.New(keep.Config[*crowd.Crowd]{DB: d, New: crowd.New, Name: "people for universes"}),
		names: keep.New(keep.Config[*finder.Finder]{DB: d, New: finder.New, Name: "names for the search"})}
}

// With lets the service put the households of people who are added by hand on the map at once.
func (s *Service) With(places Locator) *Service {
	s.places = places
	return s
}

// WithJobs lets the service change more people at once than one request can wait for.
func (s *Service) WithJobs(q *jobs.Queue) *Service {
	s.jobs = q
	q.Handle(bulkJob, s.runBulk)
	return s
}
