// Package segment is the language in which universes and segments are asked for: a small tree of conditions that is stored as JSON,
// checked, described in words, compiled to SQL for both engines and, as the definition of what it means, evaluated in memory.
//
// 'Members, and voters who speak Hmong or Chinese and voted in 2022, not in 2024' is
//
//	{"v":1,"where":{"any":[
//	  {"member":true},
//	  {"all":[{"registered":{}},{"language":{"in":["hmn","zh"]}},{"voted":{"election":"2022-11"}},{"not":{"voted":{"election":"2024-11"}}}]}]}}
package segment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Version is the version of the language that this package writes.
const Version = 1

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
	Registered *Registered `json:"registered,omitempty"`
	Language   *Language   `json:"language,omitempty"`
	Voted      *Voted      `json:"voted,omitempty"`
	District   *District   `json:"district,omitempty"`
	Ward       *OneOf      `json:"ward,omitempty"` // of the household's place on the map
	Zip        *OneOf      `json:"zip,omitempty"`
	City       *OneOf      `json:"city,omitempty"`
	Tag        *OneOf      `json:"tag,omitempty"`
	Source     *OneOf      `json:"source,omitempty"`  // where the person was first known from
	Located    bool        `json:"located,omitempty"` // the household has a place on the map
	Phone      bool        `json:"phone,omitempty"`
	Email      bool        `json:"email,omitempty"`
	Attempt    *Attempt    `json:"attempt,omitempty"`
	Suppressed bool        `json:"suppressed,omitempty"` // on any channel
}

// Registered asks for a voter registration. What is empty asks nothing.
type Registered struct {
	State  []string `json:"state,omitempty"`
	Status []string `json:"status,omitempty"` // as the state writes it
}

// Language asks for somebody who uses one of the languages; a code means its family ('zh' is Cantonese too). An empty source
// asks for any.
type Language struct {
	In     []string `json:"in"`
	Source []string `json:"source,omitempty"` // self-reported, observed, modelled
}

// Voted asks for a vote: '2022-11' is any election day of that month, '2022-11-08' that day.
type Voted struct {
	Election string   `json:"election"`
	Method   []string `json:"method,omitempty"` // as the state writes it
}

// District asks for a district of the registration, by the names that the state's file gives.
type District struct {
	Kind string   `json:"kind"`
	In   []string `json:"in"`
}

// OneOf asks for one of the values.
type OneOf struct {
	In []string `json:"in"`
}

// Attempt asks what became of earlier attempts at the person or, where nobody was met, at the door: that there never was one, or
// that the newest one had one of the results.
type Attempt struct {
	Never  bool     `json:"never,omitempty"`
	Result []string `json:"result,omitempty"`
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
