package people

import (
	"context"
	"sync"
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
	zones    Zones
	zone     sync.Map                     // *time.Location by organization, which stays where it is
	crowd    *keep.Keeper[*crowd.Crowd]   // everybody in memory, for universes
	names    *keep.Keeper[*finder.Finder] // everybody's names in memory, for the search
}

// NewService returns a Service. attempts may be nil: then the timelines are without them.
func NewService(d *db.DB, ids *id.Source, now func() time.Time, log *audit.Log, attempts Attempts) *Service {
	s := &Service{db: d, ids: ids, now: now, log: log, attempts: attempts, names: keep.New(keep.Config[*finder.Finder]{DB: d, New: finder.New, Name: "names for the search"})}
	s.crowd = keep.New(keep.Config[*crowd.Crowd]{DB: d, New: func() *crowd.Crowd { return crowd.New(s.location) }, Name: "people for universes"})
	return s
}

// Zones tells in which time zone an organization is.
type Zones interface {
	Zone(ctx context.Context, q db.Querier, organization id.ID) (*time.Location, error)
}

// In tells the service the time zones in which days begin; without, they begin as in UTC.
func (s *Service) In(z Zones) *Service {
	s.zones = z
	return s
}

// location is where an organization's days begin.
func (s *Service) location(ctx context.Context, q db.Querier, org id.ID) (*time.Location, error) {
	if s.zones == nil {
		return time.UTC, nil
	}
	if known, is := s.zone.Load(org); is {
		return known.(*time.Location), nil
	}
	zone, err := s.zones.Zone(ctx, q, org)
	if err == nil {
		s.zone.Store(org, zone)
	}
	return zone, err
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
