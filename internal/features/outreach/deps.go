package outreach

import (
	"context"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What outreach needs from other features; the app hands them over.

// People finds whom a query means.
type People interface {
	// Count tells how many people and doors a query means.
	Count(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query) (Count, error)
	// Sample gives some of the people, always the same ones for the same data.
	Sample(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, n int) ([]SampleRow, error)
	// Doors gives the households of a query with the people who may be visited there, in the order of their ids;
	// only these households where only is not nil.
	Doors(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]Door, error)
	// Vocabulary tells what a query can ask for in this organization's data.
	Vocabulary(ctx context.Context, q db.Querier, sc authz.Scope) (Vocabulary, error)
}

// Count is how many people and doors a universe means.
type Count struct {
	People     int // all that the query means
	Suppressed int // of them: may not be visited at the door
	Doors      int // households of the others
	Located    int // doors with a place on the map
	ByLanguage map[string]int
}

// Unlocated is the number of doors without a place on the map.
func (c Count) Unlocated() int { return c.Doors - c.Located }

// SampleRow is somebody of a universe to look at.
type SampleRow struct {
	Resident
	Address  string
	IsMember bool
}

// Vocabulary is what is there to ask for.
type Vocabulary struct {
	Languages []string
	Elections []string // '2022-11', newest first
	Wards     []string
	Statuses  []string
	Tags      []string
	Cities    []string
	ZIPs      []string
}

// Places keeps what is drawn under the doors: roads and outlines that the organization loaded.
type Places interface {
	// Roads gives the road network around a box; nil where none is loaded.
	Roads(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) (*geo.Roads, error)
	// Lines gives streets or roads to draw inside a box.
	Lines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) ([]geo.Feature, error)
	// Outlines gives wards, districts and boundaries to draw inside a box.
	Outlines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) ([]geo.Feature, error)
}

// Packets publishes turfs for volunteers; the canvass feature does it.
type Packets interface {
	// Publish snapshots a turf with a script. It returns errs.Conflict where the turf was replaced meanwhile or the
	// script is not published.
	Publish(ctx context.Context, sc authz.Scope, turf id.ID) (packet id.ID, err error)
	// Code gives what opens the newest packet of a turf that can still be joined; origin is the server's public
	// address. It returns errs.NotFound where there is none.
	Code(ctx context.Context, sc authz.Scope, turf id.ID, origin string) (Code, error)
}

// Code is what a volunteer scans, opens or types to join a packet.
type Code struct {
	Packet     id.ID
	ListNumber string
	URL        string
	QRSize     int    // of the square view box
	QRPath     string // SVG path of the dark modules
	ExpiresAt  time.Time
}

// Scripts knows the forms that a program can ask.
type Scripts interface {
	Scripts(ctx context.Context, sc authz.Scope) ([]Script, error)
}

// Script is a form that a program can use.
type Script struct {
	ID        id.ID
	Name      string
	Published bool
}
