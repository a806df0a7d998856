package canvass

import (
	"context"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What canvass needs from other features; the app hands them over. Each method runs in the transaction that it is
// given, so that an entry and what follows from it become durable together.

// Turfs gives the cut of the outreach feature.
type Turfs interface {
	// TurfsForPackets gives turfs of one program in the order of their ids' list, each with its doors in walk order and, at each, the people of
	// the program's universe, which is asked once for all. It returns errs.NotFound where there is none in the Scope.
	TurfsForPackets(ctx context.Context, q db.Querier, sc authz.Scope, turfs []id.ID) ([]Turf, error)
	// TurfPublished notes that a turf is out with volunteers.
	TurfPublished(ctx context.Context, tx *db.WriteTx, sc authz.Scope, turf id.ID) error
	// ProgramOf gives a program's name and its turfs. It returns errs.NotFound where there is none in the Scope.
	ProgramOf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (Program, error)
}

// Ground gives the doors of a whole program, whatever turfs they are in: what a program's code gives out.
type Ground interface {
	// ProgramDoors gives the doors that the program's pass of now is about, each with the turf that it is in.
	ProgramDoors(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]TurfDoor, error)
	// DoorsAmong gives those of these households that the program's pass of now is about, and the turf in use of each household that has one.
	DoorsAmong(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, households []id.ID) (doors []TurfDoor, turfOf map[id.ID]id.ID, err error)
	// Outing gives some of these doors as a turf, in walk order, from a start where one is known.
	Outing(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, doors []id.ID, start *geo.Point) (Turf, error)
	// OutingTurf makes the turf under which a program keeps packets of doors from several turfs. It is in no cut and has no doors.
	OutingTurf(ctx context.Context, tx *db.WriteTx, sc authz.Scope, program id.ID) (id.ID, error)
	// Promised tells which turfs a shift is about to give out.
	Promised(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]bool, error)
	// Languages gives the languages that people prefer on the program's turfs, the most frequent first.
	Languages(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]string, error)
	// Find tells where an address is that somebody wrote; ok is false where it is not known.
	Find(ctx context.Context, q db.Querier, sc authz.Scope, written string) (at geo.Point, ok bool, err error)
}

// Turf is what a packet is published from.
type Turf struct {
	ID, Program, Form id.ID // Form is zero where the program has no script yet
	Name, ProgramName string
	Pass              int
	Metres, Minutes   float64
	Retired           bool // re-cut since: nothing new is published from it
	EveryDoor         bool // also doors behind which nobody is known are walked
	Doors             []TurfDoor
	Roads             []Road // around the doors, for the sketch map; may be empty
}

// TurfDoor is a household on the walk.
type TurfDoor struct {
	Household            id.ID
	Turf                 id.ID  // of the cut, where the doors come from several turfs; 0 = in none
	Building             string // doors of one building are one stop
	Number, Street, Unit string
	City                 string
	Floor                *int
	Lat, Lon             float64
	People               []Person
}

// Program is what the totals page shows of a program.
type Program struct {
	ID    id.ID
	Name  string
	Pass  int
	Turfs []ProgramTurf
}

// ProgramTurf is one turf of a program with what there is to do in it.
type ProgramTurf struct {
	ID            id.ID
	Number        int
	Name          string
	Doors, People int
}

// Scripts gives the published version of a program's form.
type Scripts interface {
	// ScriptForPacket returns errs.Conflict where the form has no published version.
	ScriptForPacket(ctx context.Context, q db.Querier, sc authz.Scope, form id.ID) (Script, error)
}

// People keeps who there is and who must not be contacted.
type People interface {
	// Suppressed tells which of these people must not be visited now.
	Suppressed(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (map[id.ID]bool, error)
	// Suppress keeps a person from being contacted because of an entry.
	Suppress(ctx context.Context, tx *db.WriteTx, sc authz.Scope, s Suppression) error
	// Lift ends every suppression that an entry made.
	Lift(ctx context.Context, tx *db.WriteTx, sc authz.Scope, attempt id.ID, at time.Time) error
	// AddAtDoor keeps a person whom a volunteer met and who was on no list.
	AddAtDoor(ctx context.Context, tx *db.WriteTx, sc authz.Scope, p NewPerson) error
}

// Suppression says whom not to contact, how far, why, and because of which entry.
type Suppression struct {
	Person    id.ID
	Household id.ID  // where the entry was made: a move holds for the address that the person left
	Scope     string // door, everywhere
	Reason    string // the canvass result
	Attempt   id.ID
	At        time.Time
}

// NewPerson is somebody added at a door.
type NewPerson struct {
	ID, Household  id.ID
	Name, Language string
	At             time.Time
}
