// Package record holds the shapes in which the rows of a file travel from whoever reads the file to whoever keeps people.
// It lies between the two so that neither needs to know the other.
package record

import "banyan/internal/kernels/address"

// Name is a name as the file gives it.
type Name struct {
	Given, Middle, Family, Suffix string
	Native                        string // in the person's own writing, "" where the file has none
	Chosen                        string // by which the person wants to be called, where it is another
	Former                        string // an earlier name
	Romanized                     string `json:",omitempty"` // a native name in Latin letters
	Whole                         string `json:",omitempty"` // as it stands in one cell: the parts are then what the name itself tells
	FamilyFirst                   bool   `json:",omitempty"` // the whole name begins with the family name
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
	BirthDate    string // '1980-03-14', '1980-03' or '1980': as much as the state tells
	Gender       string // F, M, X, or as the state writes it
	Party        string // as the state writes it
	County       string // its name where the layout knows the code, else as the state writes it
	Precinct     string
	Address      address.Address
	Mailing      Mailing
	Phone, Email string
	Districts    []District // by kind, no kind twice
	Votes        []Vote
	Languages    []Language
	Hash         string // of everything above that is kept: an equal hash changes nothing
	Building     string // Address.BuildingKey and Address.Key, once they were computed
	Door         string
}

// District is one district of a voter and what the state calls it.
type District struct{ Kind, Name string }

// DistrictNames gives the districts by kind, as they are stored.
func (v Voter) DistrictNames() map[string]string {
	out := make(map[string]string, len(v.Districts))
	for _, d := range v.Districts {
		out[d.Kind] = d.Name
	}
	return out
}

// Mailing is where somebody gets post, where it is not where they live.
type Mailing struct {
	Lines                     string // street, box, apartment: divided by line breaks
	City, State, Zip, Country string
}

// Empty tells that nothing is said.
func (m Mailing) Empty() bool { return m == Mailing{} }

// Ballot is one row of a file that tells who voted, apart from the file of voters.
type Ballot struct {
	Row            int64
	State, VoterID string
	Vote           Vote
}

// Member is one row of an organization's own list.
type Member struct {
	Row          int64
	Name         Name
	Address      address.Address
	Phone, Email string
	MorePhones   []string `json:",omitempty"` // beside the first
	MoreEmails   []string `json:",omitempty"`
	Mailing      Mailing  `json:",omitzero"`
	BirthDate    string   // as with Voter
	Languages    []Language
	Tags         []string
	Consents     []Consent
	Custom       []Custom // values of the organization's own fields
}

// Consent is what a list says about one channel and purpose: a yes or a no. Of what it leaves open it says nothing.
type Consent struct {
	Channel, Purpose string // as people keep them
	Given            bool
	On               string // the day on which it was said, as an ISO date; "" = the list does not tell
	Wording          string // which file, column and cell say so
}

// Custom is a value of one of the organization's own fields, by the field's id.
type Custom struct{ Field, Value string }

// Speaker is one row of a list of languages by voter number.
type Speaker struct {
	Row      int64
	State    string
	VoterID  string
	Language Language
	Guess    Guess `json:",omitzero"`
}

// Guess is what else a file says of a language that a model guessed.
type Guess struct {
	Model       string   `json:",omitempty"` // its name, "" where the file has none
	Probability *float64 `json:",omitempty"` // nil where the file gives none
	Until       string   `json:",omitempty"` // the day on which it expires, "" where the file has none
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

// A row made somebody new, changed somebody, told nothing new, or could not be taken. Matched: a voter who was known from
// elsewhere, without a voter's number. Unclear: somebody new who may be somebody known; a person decides.
const (
	New What = iota + 1
	Changed
	Same
	Refused
	Matched
	Unclear
)

// Counts sums outcomes.
type Counts struct{ New, Changed, Same, Refused, Matched, Unclear int64 }

// Plus adds two counts.
func (c Counts) Plus(d Counts) Counts {
	return Counts{c.New + d.New, c.Changed + d.Changed, c.Same + d.Same, c.Refused + d.Refused, c.Matched + d.Matched, c.Unclear + d.Unclear}
}

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
		case Matched:
			c.Matched++
		case Unclear:
			c.Unclear++
		}
	}
	return c
}
