package people

import (
	"context"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Attempts tells what happened at somebody's door; the canvass feature does it.
type Attempts interface {
	// OfPerson gives the entries about a person or, where nobody was met, about their door, newest first.
	OfPerson(ctx context.Context, q db.Querier, sc authz.Scope, person id.ID) ([]Attempt, error)
}

// Attempt is one line of a person's timeline.
type Attempt struct {
	At       time.Time
	Result   string // canvass result
	Language string // in which it was held
	Worker   string
	Program  string
	Undone   bool
}

// Service is what can be done with people.
type Service struct {
	db       *db.DB
	ids      *id.Source
	now      func() time.Time
	log      *audit.Log
	attempts Attempts
	places   Locator
}

// NewService returns a Service. attempts may be nil: then the timelines are empty.
func NewService(d *db.DB, ids *id.Source, now func() time.Time, log *audit.Log, attempts Attempts) *Service {
	return &Service{db: d, ids: ids, now: now, log: log, attempts: attempts}
}

// With lets the service put the households of people who are added by hand on the map at once.
func (s *Service) With(places Locator) *Service {
	s.places = places
	return s
}
