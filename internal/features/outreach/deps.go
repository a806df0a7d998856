package outreach

import (
	"context"
	"errors"
	"strings"
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
	// Sample gives some of the people, spread over all of them; the same ones for the same seed and data.
	Sample(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, n, seed int) ([]SampleRow, error)
	// Doors gives the households of a query with the people who may be visited there, in the order of their ids;
	// only these households where only is not nil.
	Doors(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]Door, error)
	// EveryDoor gives all households of the places that a query means, with those who are known there and may be visited; only
	// these households where only is not nil. Of a query that asks about people it gives none.
	EveryDoor(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) ([]Door, error)
	// Words tells what a query can ask for in this organization's data.
	Words(ctx context.Context, q db.Querier, sc authz.Scope) (Words, error)
	// Called gives what fields and imports are called that queries name by their ids.
	Called(ctx context.Context, q db.Querier, sc authz.Scope) (Words, error)
}

// Count is how many people and doors a universe means.
type Count struct {
	Total      int // everybody of whom a universe may speak
	People     int // all that the query means
	Suppressed int // of them: may not be visited at the door
	Doors      int // households of the others
	Located    int // doors with a place on the map
	Phones     int // of the people: have a phone number and may be called
	Texts      int // of the people: have said yes to text messages
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

// Word is a value that a query can ask for.
type Word struct {
	Value  string
	Name   string // what it is called, "" = by its value
	People int    // who has it; 0 where that is not known
}

// Words are what there is to ask for, by kinds: "ward", "election", …; "district/" and "place/" with the kind of district, "field" with
// what a field holds after a slash, "field/" and "answer/" with what it is about.
type Words map[string][]Word

// holding gives a custom field with what it holds, as the builder names it.
func (w Words) holding(field string) string {
	for _, f := range w["field"] {
		if strings.HasPrefix(f.Value, field+"/") {
			return f.Value
		}
	}
	return field + "/text"
}

// Places keeps what is drawn under the doors: roads and outlines that the organization loaded.
type Places interface {
	// Roads gives the road network around a box; nil where none is loaded.
	Roads(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) (*geo.Roads, error)
	// MakeHomes makes, in a job that it gives, a household of every address point where none is known; zero where there is none such.
	// url is the page to which the job's page leads back.
	MakeHomes(ctx context.Context, tx *db.WriteTx, sc authz.Scope, url string) (job id.ID, err error)
	// Areas names where homes and address points are: "ward", "city", "zip", and "place/" with the kind of district.
	Areas(ctx context.Context, q db.Querier, sc authz.Scope) (map[string][]string, error)
	// HomesToMake counts them.
	HomesToMake(ctx context.Context, q db.Querier, sc authz.Scope) (int, error)
	// Lines gives streets or roads to draw inside a box.
	Lines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) ([]geo.Feature, error)
	// Outlines gives wards, districts and boundaries to draw inside a box.
	Outlines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) ([]geo.Feature, error)
}

// ErrNothingLeft says that a turf has no door left that is not done.
var ErrNothingLeft = errors.New("outreach: nothing is left of the turf")

// Packets publishes turfs for volunteers; the canvass feature does it.
type Packets interface {
	// Publish snapshots a turf with a script. It returns errs.Conflict where the turf was replaced meanwhile or the
	// script is not published.
	Publish(ctx context.Context, sc authz.Scope, turf id.ID) (packet id.ID, err error)
	// PublishAll does it for turfs of one program together, and tells why some cannot go out; ErrNothingLeft among it.
	PublishAll(ctx context.Context, sc authz.Scope, turfs []id.ID) (problems map[id.ID]error, err error)
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
	// Starter gives the published form with which programs of a kind begin; it makes it where the organization has none yet.
	Starter(ctx context.Context, sc authz.Scope, kind string) (id.ID, error)
	// Questions gives the questions with choices of every published script, in words of a language where they have them.
	Questions(ctx context.Context, sc authz.Scope, language string) ([]Question, error)
}

// Question is a question of a script that universes can ask after.
type Question struct {
	Form     id.ID
	FormName string
	ID, Text string
	Choices  []Word
}

// Script is a form that a program can use.
type Script struct {
	ID        id.ID
	Name      string
	Published bool
}
