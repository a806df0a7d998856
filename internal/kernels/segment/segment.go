// Package segment is the language in which universes and segments are asked for: a small tree of conditions that is stored as JSON,
// checked, described in words, and compiled to SQL for both engines. The SQL is what a query means; package columns answers the same
// from memory.
//
// 'Members, and voters who speak Hmong or Chinese and voted in 2022, not in 2024' is
//
//	{"v":2,"where":{"any":[
//	  {"member":true},
//	  {"all":[{"registered":{}},{"language":{"in":["hmn","zh"]}},{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}}
//
// A person may stand in several rows that were merged: a condition looks at the rows of all parts. Where the person lives is where the
// row that stands for them lives.
package segment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Version is the version of the language that this package writes. It reads version 1 too, which has fewer conditions.
const Version = 2

// Query is a stored question.
type Query struct {
	V     int  `json:"v"`
	Where Node `json:"where"`
}

// Node is a condition or a combination of conditions. Exactly one of its fields is set.
type Node struct {
	All []Node `json:"all,omitempty"`
	Any []Node `json:"any,omitempty"`
	Not *Node  `json:"not,omitempty"`

	Everyone   bool        `json:"everyone,omitempty"`
	Member     bool        `json:"member,omitempty"` // on the organization's own list
	Age        *Range      `json:"age,omitempty"`    // in full years
	Born       *Dates      `json:"born,omitempty"`
	Language   *Language   `json:"language,omitempty"`
	Model      *Model      `json:"model,omitempty"`
	Registered *Registered `json:"registered,omitempty"`
	Voted      *Voted      `json:"voted,omitempty"`
	History    *History    `json:"history,omitempty"`
	Event      *Event      `json:"event,omitempty"`
	District   *District   `json:"district,omitempty"` // of the registration, by the names that the state's file gives
	Place      *District   `json:"place,omitempty"`    // in which the household lies on the map
	Ward       *OneOf      `json:"ward,omitempty"`     // of the household's place on the map
	Zip        *OneOf      `json:"zip,omitempty"`
	City       *OneOf      `json:"city,omitempty"`
	Located    bool        `json:"located,omitempty"`    // the household has a place on the map
	Household  *Range      `json:"household,omitempty"`  // how many live there
	LivesWith  *Node       `json:"lives_with,omitempty"` // somebody else who lives there is meant by the condition
	Relation   *Relation   `json:"relation,omitempty"`
	Tag        *OneOf      `json:"tag,omitempty"`
	Custom     *Custom     `json:"custom,omitempty"`
	Source     *OneOf      `json:"source,omitempty"` // where the person was first known from
	Import     *OneOf      `json:"import,omitempty"` // the import that made the person, by its id
	Added      *Dates      `json:"added,omitempty"`
	Phone      bool        `json:"phone,omitempty"`
	Email      bool        `json:"email,omitempty"`
	Consent    *Consent    `json:"consent,omitempty"`
	Suppressed bool        `json:"suppressed,omitempty"` // on any channel
	Held       *OneOf      `json:"held,omitempty"`       // suppressed on one of the channels
	Attempt    *Attempt    `json:"attempt,omitempty"`
	Contacts   *Contacts   `json:"contacts,omitempty"`
	Answer     *Answer     `json:"answer,omitempty"`
	Ballot     *Ballot     `json:"ballot,omitempty"`
}

// OneOf asks for one of the values.
type OneOf struct {
	In []string `json:"in"`
}

// Range is from the smaller to the larger number, both included; nil is open.
type Range struct {
	Min *int `json:"min,omitempty"`
	Max *int `json:"max,omitempty"`
}

// Dates is from a day on, and before another; "" is open. A day is '2026-08-01', or '-90d': so many days before the day of the question.
type Dates struct {
	Since  string `json:"since,omitempty"`
	Before string `json:"before,omitempty"`
}

// Language asks for somebody who is known to use one of the languages; a code means its family ('zh' is Cantonese too). An empty
// kind or source asks for any. The source 'modelled' asks for what a model thinks.
type Language struct {
	In     []string `json:"in"`
	Kind   []string `json:"kind,omitempty"`   // spoken, read, preferred
	Source []string `json:"source,omitempty"` // self-reported, observed, modelled
}

// Model asks for somebody of whom a model thinks, with at least this probability, that they use one of the languages, and who has not
// told their language.
type Model struct {
	In      []string `json:"in"`
	AtLeast float64  `json:"at_least"`
}

// Registered asks for a voter registration in the state's file. What is empty asks nothing.
type Registered struct {
	State  []string `json:"state,omitempty"`
	Status []string `json:"status,omitempty"` // as the state writes it
	Party  []string `json:"party,omitempty"`
	County []string `json:"county,omitempty"`
	Dates
}

// Voted asks for a vote: '2022-11' is any election day of that month, '2022-11-08' that day.
type Voted struct {
	Election string   `json:"election"`
	Method   []string `json:"method,omitempty"` // as the state writes it
}

// History counts in how many of these elections somebody voted; none given means all that are known. 'Three of the last four' is
// {"of":[…],"min":3}, 'never' {"max":0}, 'for the first time' {"min":1,"max":1}.
type History struct {
	Of     []string `json:"of,omitempty"`
	Method []string `json:"method,omitempty"`
	Range
}

// Event asks for something that a new voter file told: registered, moved, moved_county, dropped, returned, status, name, voted, party.
type Event struct {
	Kind   []string `json:"kind"`
	County []string `json:"county,omitempty"` // into which they moved
	Dates
}

// District asks for a district of one kind.
type District struct {
	Kind string   `json:"kind"`
	In   []string `json:"in"`
}

// Relation asks for somebody who is one of these to another person, or for whom another person is.
type Relation struct {
	Is  []string `json:"is,omitempty"`
	Has []string `json:"has,omitempty"`
}

// Custom asks for a value of a custom field: one of some, a number between two, a date, or any value.
type Custom struct {
	Field string   `json:"field"` // its id
	In    []string `json:"in,omitempty"`
	Min   *float64 `json:"min,omitempty"`
	Max   *float64 `json:"max,omitempty"`
	Dates
}

// Consent asks what somebody last said about being reached on a channel, for one of the purposes or any.
type Consent struct {
	Channel string   `json:"channel"`
	Purpose []string `json:"purpose,omitempty"`
	Refused bool     `json:"refused,omitempty"` // withdrawn or refused, instead of given
}

// Attempt asks what became of earlier attempts at the person or, where nobody was met, at the door: that there never was one, or
// that the newest one had one of the results.
type Attempt struct {
	Never  bool     `json:"never,omitempty"`
	Result []string `json:"result,omitempty"`
}

// Contacts counts the attempts at somebody: at least once where no range says otherwise. What is empty asks nothing.
type Contacts struct {
	What    string   `json:"what,omitempty"` // attempt, contact, conversation; "" is attempt
	Program []string `json:"program,omitempty"`
	Channel []string `json:"channel,omitempty"`
	Result  []string `json:"result,omitempty"`
	Dates
	Range
}

// Answer asks what somebody last answered to a question of a form.
type Answer struct {
	Form     string   `json:"form"`
	Question string   `json:"question"`
	In       []string `json:"in"`
}

// Ballot asks where somebody's ballot for an election stands, by the newest word of the election office: one of Ballots. 'none' is
// everybody of whom the office has told nothing.
type Ballot struct {
	Election string   `json:"election"` // its day
	In       []string `json:"in"`
}

// New is a query that this version of the language asks.
func New(where Node) Query { return Query{V: Version, Where: where} }

// Parse reads a stored or posted query and validates it. Its error is a [*Problem].
func Parse(data []byte) (Query, error) {
	var q Query
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return Query{}, &Problem{Path: "", Key: "segment.error.syntax", cause: err}
	}
	if _, err := d.Token(); err != io.EOF {
		return Query{}, &Problem{Path: "", Key: "segment.error.syntax", cause: fmt.Errorf("text after the query")}
	}
	return q, q.Validate()
}

// Problem says what is wrong with a query, and where.
type Problem struct {
	Path  string // 'where.any[1].language.in[0]'
	Key   string // of the message catalogs
	Args  []any  // pairs of name and value
	cause error
}

// Error writes the problem for the log.
func (p *Problem) Error() string {
	s := "segment: " + p.Key
	if p.Path != "" {
		s += " at " + p.Path
	}
	if p.cause != nil {
		s += ": " + p.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.cause }
