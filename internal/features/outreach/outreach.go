// Package outreach decides whom a program wants to reach and who walks where: universes (saved queries), programs,
// and the turfs that a program's universe is cut into.
//
// A cut is a revision of its program. Nothing about a turf's doors ever changes in place: a turf whose doors change is
// replaced by a successor in the next revision, in one transaction that checks that nobody else cut meanwhile. The
// replaced turf stays, with its packets and all that volunteers recorded in it, so the last cut can be undone.
package outreach

import (
	"strconv"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Universe is the people that a program targets: a saved query, evaluated whenever it is opened.
type Universe struct {
	ID        id.ID
	Name      string
	Query     segment.Query
	UpdatedAt db.Time
	Programs  int // that use it
}

// Program is one outreach effort.
type Program struct {
	ID, Universe, Form id.ID // Form is zero where no script was chosen yet
	Kind               Kind
	Name, UniverseName string
	Pass               int
	Revision           int // of the cut
	CreatedAt          db.Time
	Turfs              int // in use
}

// TurfState is whether volunteers have a turf.
type TurfState string

// The states of a turf.
const (
	TurfDraft     TurfState = "draft"
	TurfPublished TurfState = "published"
)

// Turf is a part of a program's doors for one outing.
type Turf struct {
	ID, Program   id.ID
	Number        int // within the program
	Name          string
	State         TurfState
	Drawn         bool // by hand
	Doors, People int
	Languages     map[string]int // people by preferred language, "" = not known
	Metres        float64
	Minutes       float64
	Outline       geo.MultiPolygon
	Cut           int // the revision that made it
	RetiredBy     int // the revision that replaced it; 0 = in use
	CreatedAt     db.Time
}

// Retired tells whether the turf was replaced by another cut.
func (t Turf) Retired() bool { return t.RetiredBy > 0 }

// Label names the turf apart from others on the same street: its number and its name.
func (t Turf) Label() string {
	if t.Name == "" {
		return strconv.Itoa(t.Number)
	}
	return strconv.Itoa(t.Number) + " · " + t.Name
}

// Door is a household of a universe with those who may be visited there.
type Door struct {
	Household                  id.ID
	Building                   string // doors of one building are one stop
	Number, Street, Unit, City string
	Floor                      *int
	At                         geo.Point
	Located                    bool
	Ward                       string
	People                     []Resident
}

// Resident is somebody of a universe.
type Resident struct {
	ID       id.ID
	Name     i18n.Name
	Language string // preferred, "" = not known
}

// Service is what can be done with universes, programs and turfs.
type Service struct {
	db      *db.DB
	log     *audit.Log
	ids     *id.Source
	now     func() time.Time
	queue   *jobs.Queue
	people  People
	places  Places
	packets Packets
	scripts Scripts
	results Results

	lookTime time.Duration
}

// Config is what NewService needs.
type Config struct {
	DB      *db.DB
	Log     *audit.Log
	IDs     *id.Source
	Now     func() time.Time
	Queue   *jobs.Queue
	People  People
	Places  Places
	Packets Packets
	Scripts Scripts
	Results Results
}

// NewService returns the service and teaches the queue to cut large universes.
func NewService(c Config) *Service {
	s := &Service{db: c.DB, log: c.Log, ids: c.IDs, now: c.Now, queue: c.Queue, people: c.People, places: c.Places, packets: c.Packets, scripts: c.Scripts, results: c.Results, lookTime: lookTime}
	c.Queue.Handle(cutJob, s.runCut)
	return s
}
