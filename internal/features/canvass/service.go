package canvass

import (
	"context"
	"crypto/ecdh"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/ui"
)

// Config is what the service stands on.
type Config struct {
	DB            *db.DB
	IDs           *id.Source
	Now           func() time.Time
	Key           *ecdh.PrivateKey // of the doors: phones seal their entries to it
	Turfs         Turfs
	Ground        Ground
	Scripts       Scripts
	People        People
	Consents      Consents // nil: what people agree to at a door is an answer like any other
	Organizations Organizations
	Audit         *audit.Log
	Queue         *jobs.Queue
}

// Organizations tells what public pages say of an organization; the organization feature gives it.
type Organizations interface {
	// Describe returns errs.NotFound for an unknown organization.
	Describe(ctx context.Context, organization id.ID) (ui.Organization, error)
}

// Service does the work of the feature; every method that organizers call authorizes first.
type Service struct {
	db      *db.DB
	ids     *id.Source
	now     func() time.Time
	secrets *secrets
	turfs   Turfs
	ground  Ground
	scripts Scripts
	people  People
	orgs    Organizations

	consents Consents
	audit    *audit.Log
	queue    *jobs.Queue
	places   places
	live     *live
	turns    turns // see CheckOut
	offs     offs
}

// NewService makes the service. It returns an error where the key cannot be used.
func NewService(c Config) (*Service, error) {
	sec, err := newSecrets(c.Key)
	if err != nil {
		return nil, err
	}
	s := &Service{db: c.DB, ids: c.IDs, now: c.Now, secrets: sec, turfs: c.Turfs, ground: c.Ground, scripts: c.Scripts, people: c.People, consents: c.Consents,
		orgs: c.Organizations, audit: c.Audit, queue: c.Queue, live: newLive()}
	c.Queue.Handle(forgetJob, s.runForget)
	return s, nil
}

// doorScope is the Scope in which an entry's consequences are written: the volunteer may not edit people, the
// server does because of the entry.
func doorScope(organization id.ID) authz.Scope { return authz.System(organization, "entry at a door") }
