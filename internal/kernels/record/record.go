// Package record holds the shapes in which the rows of a file travel from whoever reads the file to whoever keeps people.
// It lies between the two so that neither needs to know the other.
package record

import "banyan/internal/kernels/address"

// Name is a name as the file gives it.
type Name struct {
	Given, Middle, Family, Suffix string
	Native                        string // in the person's own writing, "" where the file has none
}

// Language is one language of a person and how it is known.
type Language struct {
	Code   string // as kernels/language keeps it
	Kind   string // Spoken, Read or Preferred
	Source string // SelfReported, Observed or Modelled
}

// How a language is used, and how it is known. Of two sources the earlier here is believed.
const (
	Spoken    = "spoken"
	Read      = "read"
	Preferred = "preferred"

	SelfReported = "self-reported"
	Observed     = "observed"
	Modelled     = "modelled"
)

// Vote is one election in which a person voted.
type Vote struct {
	Election string // '2022-11', or '2022-11-08' where the file gives the day
	Method   string // as the state writes it
}

// Voter is one row of a state's voter file.
type Voter struct {
	Row          int64 // in the file, 1 = the first below the header
	State        string
	ID           string // the state's number
	Status       string
	RegisteredOn string // ISO date, "" where not given
	Name         Name
	Address      address.Address
	Phone, Email string
	Districts    map[string]string // kind -> name as the state writes it
	Votes        []Vote
	Languages    []Language
	Hash         string // of everything above that is kept: an equal hash changes nothing
}

// Member is one row of an organization's own list.
type Member struct {
	Row          int64
	Name         Name
	Address      address.Address
	Phone, Email string
	Languages    []Language
	Tags         []string
}

// Speaker is one row of a list of languages by voter number.
type Speaker struct {
	Row      int64
	State    string
	VoterID  string
	Language Language
}

// Point is one row of a list of address points.
type Point struct {
	Row      int64
	Address  address.Address
	Lat, Lon float64 // WGS 84
	Ward     string
}

// Outcome is what became of one row.
type Outcome struct {
	What   What
	Field  string // where What is Refused: the field at fault
	Reason string // and a message key
	Args   []any  // pairs of name and value
}

// What became of a row.
type What uint8

// A row made somebody new, changed somebody, told nothing new, or could not be taken.
const (
	New What = iota + 1
	Changed
	Same
	Refused
)

// Counts sums outcomes.
type Counts struct{ New, Changed, Same, Refused int64 }

// Count sums outcomes.
func Count(outcomes []Outcome) (c Counts) {
	for _, o := range outcomes {
		switch o.What {
		case New:
			c.New++
		case Changed:
			c.Changed++
		case Same:
			c.Same++
		case Refused:
			c.Refused++
		}
	}
	return c
}
