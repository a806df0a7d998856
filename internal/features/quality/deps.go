package quality

import (
	"context"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// What quality needs of other features; the app hands them over.

// Shifts knows who walked what.
type Shifts interface {
	// Shift gives a shift with its crews and what they had. It returns errs.NotFound where there is none in the Scope.
	Shift(ctx context.Context, q db.Querier, sc authz.Scope, shift id.ID) (Shift, error)
}

// Shift is a day of canvassing.
type Shift struct {
	ID           id.ID
	Program      string
	Starts, Ends time.Time
	Crews        []Crew
}

// Log reads what was recorded.
type Log interface {
	// Entries gives the attempts that count on some packets, in the order in which they came, and who joined them.
	Entries(ctx context.Context, q db.Querier, sc authz.Scope, packets []id.ID) ([]Entry, []Joined, error)
	// Script gives the words of a packet's questions and choices in a language, where they are in it.
	Script(ctx context.Context, sc authz.Scope, packet id.ID, language string) (Script, error)
}

// Script is what questions and choices are called, by their ids.
type Script map[string]Question

// Question is what was asked, with its choices by their ids.
type Question struct {
	Text    string
	Choices map[string]string
}

// People knows who may be called.
type People interface {
	// Callable gives those of these people who may be called, each with the row that stands for them: of age, with a number, and neither suppressed nor unwilling.
	Callable(ctx context.Context, q db.Querier, sc authz.Scope, people []id.ID) (map[id.ID]id.ID, error)
	// Person gives a person's name and number.
	Person(ctx context.Context, sc authz.Scope, person id.ID) (Person, error)
}

// Person is somebody who is called.
type Person struct {
	Name  i18n.Name
	Phone string // "" where there is none any more
}
