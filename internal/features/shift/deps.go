package shift

import (
	"context"
	"errors"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What shifts need of other features; the app hands them over.

// Turfs gives the cut of the outreach feature.
type Turfs interface {
	// Programs lists the open programs.
	Programs(ctx context.Context, sc authz.Scope) ([]Program, error)
	// ProgramOf gives a program with its turfs in use. It returns errs.NotFound where there is none in the Scope.
	ProgramOf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (Program, error)
	// Doors gives the doors of a program's turfs in use, by turf.
	Doors(ctx context.Context, sc authz.Scope, program id.ID) (map[id.ID][]Door, error)
	// DoorsOf gives the doors of one turf.
	DoorsOf(ctx context.Context, sc authz.Scope, turf id.ID) ([]Door, error)
	// Ground draws what lies under a program's turfs: their outlines, and streets around them.
	Ground(ctx context.Context, sc authz.Scope, program id.ID) (Ground, error)
	// CutRoute takes doors out of their turfs and makes a turf of their own of them. It returns errs.Conflict where somebody cut meanwhile.
	CutRoute(ctx context.Context, sc authz.Scope, program id.ID, revision int, name string, households []id.ID) (turf id.ID, number int, err error)
}

// Program is one outreach effort with its turfs.
type Program struct {
	ID       id.ID
	Name     string
	Pass     int
	Revision int // of the cut
	Turfs    []Turf
}

// Ground is what lies under a program's turfs.
type Ground struct {
	Outlines map[id.ID]geo.MultiPolygon
	Streets  []geo.Line
}

// Turf is what a shift knows of a turf.
type Turf struct {
	ID            id.ID
	Number        int
	Name          string
	Doors, People int
	Languages     map[string]int // people by preferred language, "" = not known
	Metres        float64
	Minutes       float64
	Center        Spot
}

// Door is a household of a turf.
type Door struct {
	Household id.ID
	At        geo.Point
	Located   bool
	Floor     int      // above the ground, as far as it is known
	Languages []string // that people there prefer; none = not known
}

// ErrNothingLeft says that a turf has no door left that is not done.
var ErrNothingLeft = errors.New("shift: nothing is left of the turf")

// Packets is what the canvass feature does with turfs that are out.
type Packets interface {
	// Publish hands turfs of one program out in one transaction, in which then notes that they are; an error of then takes it all back. A turf that cannot go out keeps
	// none of the others. The errors are those of canvass.PublishAll, and a Problem may be ErrNothingLeft.
	Publish(ctx context.Context, sc authz.Scope, turfs []id.ID, until time.Time, then func(tx *db.WriteTx, out []Published) error) ([]Published, error)
	// Code gives what opens a packet. It returns errs.Expired where nobody can join it any more.
	Code(ctx context.Context, sc authz.Scope, packet id.ID, origin string) (Code, error)
	// Standing tells how far a program is, and what came since a moment.
	Standing(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (Standing, error)
	// Seq is the newest entry of a program; it grows with every change.
	Seq(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (int64, error)
	// Barriers gives the doors to which somebody should go again who speaks a language, of the languages that are needed.
	Barriers(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[string][]id.ID, error)
	// Asking gives who asks for help on packets of a program now.
	Asking(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]Asking, error)
	// FirstTries gives the doors of a program on which somebody was tried since a moment, in the order of the day.
	FirstTries(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) ([]FirstTry, error)
	// LastDoors gives the newest door of each packet with an entry since a moment: of the list, never of a phone.
	LastDoors(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) ([]LastDoor, error)
}

// Published is what came of a turf that was to go out: its packet, or why there is none.
type Published struct {
	Turf, Packet id.ID
	Problem      error
}

// Asking is somebody who asks for help.
type Asking struct {
	Packet, Turf id.ID
	Worker       string
	At           time.Time
	Door         string // of their last entry; "" for none yet
}

// LastDoor is the door of a packet's newest entry.
type LastDoor struct {
	Packet id.ID
	Worker string
	At     time.Time
	Door   string
	Place  Spot
}

// Code is what a volunteer scans, opens or types to join a packet.
type Code struct {
	ListNumber string
	URL        string
	QRSize     int    // of the square view box
	QRPath     string // SVG path of the dark modules
}

// Standing is how far a program is.
type Standing struct {
	Tried     map[id.ID]int  // doors of each turf on which somebody was tried in this pass
	Off       map[id.ID]int  // doors of each turf on which nobody was, and to which nobody goes any more
	Doors     map[id.ID]bool // the same doors, by household
	Packets   map[id.ID]PacketStanding
	Languages map[string]int // conversations since the moment, by language
	Attempts  int            // since then
	Contacts  int
}

// PacketStanding is how far one packet is.
type PacketStanding struct {
	Turf   id.ID
	LastAt time.Time // newest sign of life: a sync or an entry; zero where nobody joined
	Held   int       // entries that phones said they still hold
	Ended  bool
	HomeAt time.Time // when all of its volunteers had said by the app that they go home; zero while one has not

	ListNumber string
}

// People finds who may be signed up.
type People interface {
	// Find gives people whose names, in whatever script, are near to what was typed.
	Find(ctx context.Context, sc authz.Scope, typed string) ([]Found, error)
	// Volunteer gives what is known of a person who signs up. Of somebody under 18 neither phone nor home.
	Volunteer(ctx context.Context, sc authz.Scope, person id.ID) (Volunteer, error)
}

// Found is somebody who could be signed up.
type Found struct {
	Person  id.ID
	Name    i18n.Name
	Address string
}

// Volunteer is what is known of somebody.
type Volunteer struct {
	Name      i18n.Name
	Languages []string
	Phone     string
	Address   string
}

// Places knows where addresses are.
type Places interface {
	// Find tells where an address is that somebody wrote; ok is false where it is not known.
	Find(ctx context.Context, q db.Querier, sc authz.Scope, written string) (at geo.Point, ok bool, err error)
}
