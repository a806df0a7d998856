// Package shift runs a day of canvassing: who comes, who walks which turf and why, who is out, who has gone silent, and that
// everybody is home again.
//
// Where volunteers start from is often where they live. Only who may run shifts sees it, nothing exports it, and it is deleted with their
// phone numbers 30 days after the shift.
package shift

import (
	"slices"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Shift is one outing of a program's volunteers.
type Shift struct {
	ID, Program id.ID
	Starts      db.Time
	Ends        db.Time
	Place       string // where everybody meets
	At          Spot
	Wishes      Wishes
	Quotas      map[string]int // conversations wanted, by language
	Version     int64          // grows with every change of the board
	Trimmed     db.Time        // since when the volunteers' places and numbers are gone

	Workers, In, Safe int // who signed up, who came, who is home again
}

// Spot is a place on the map that may not be known.
type Spot struct {
	geo.Point
	Known bool
}

// Worker is somebody who signed up.
type Worker struct {
	ID, Person, Account id.ID
	Name, NameLang      string
	Phone               string
	Languages           []string
	Start               string // where they start from, as written
	At                  Spot
	Minutes             int // that they can walk
	Pace                int // in percent of the usual one
	NoStairs            bool
	Bike                bool
	Partner             bool // would rather not go alone
	First               bool // has never done it
	Team                id.ID
	In, Out, Back       db.Time // checked in, went out, said that they are home
	Left                db.Time // said by the app that they go home, which nobody has confirmed; it is read with a board and kept nowhere
}

// State is where a worker stands in the day.
type State string

// The states, in the order of the day.
const (
	Expected State = "expected"
	Here     State = "here"
	Out      State = "out"
	Left     State = "left" // went home by the app; nobody has confirmed that they are safe
	Safe     State = "safe"
)

// State tells where a worker stands.
func (w Worker) State() State {
	switch {
	case !w.Back.IsZero():
		return Safe
	case !w.Out.IsZero() && !w.Left.IsZero():
		return Left
	case !w.Out.IsZero():
		return Out
	case !w.In.IsZero():
		return Here
	}
	return Expected
}

// Speaks tells whether the worker speaks a language in which somebody is kept.
func (w Worker) Speaks(language string) bool {
	return slices.ContainsFunc(w.Languages, func(mine string) bool { return understands(mine, language) })
}

// Given is a turf that a worker has.
type Given struct {
	Turf, Worker id.ID
	Seq          int
	Reasons      []Reason
	ByHand       bool
	Packet       id.ID // zero until it was handed out
	Handed       db.Time
}

// Paces are the speeds to choose from, in percent.
var Paces = []int{70, 100, 130}

const (
	usualPace  = 100
	maxWorkers = 1000
	maxTurfs   = 4 // that one worker has at a time
)

// Silent is how long nobody may hear from somebody who is out.
const Silent = 40 * time.Minute

// Service does the work of the feature; every method authorizes first.
type Service struct {
	Config
}

// Config is what the service stands on.
type Config struct {
	DB      *db.DB
	IDs     *id.Source
	Now     func() time.Time
	Audit   *audit.Log
	Queue   *jobs.Queue
	Turfs   Turfs
	Packets Packets
	People  People
	Places  Places
}

// NewService makes the service and teaches the queue to forget where volunteers live.
func NewService(c Config) *Service {
	s := &Service{c}
	c.Queue.Handle(trimJob, s.runTrim)
	return s
}

// written is how a worker's name is shown.
func (w Worker) written() i18n.NamePart { return i18n.NamePart{Text: w.Name, Lang: w.NameLang} }
