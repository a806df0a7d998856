package segment

import (
	"slices"
	"strings"
)

// Person is somebody as a query sees them. Match over it is what a query means; the compiled SQL is held against it in tests.
type Person struct {
	Member, Phone, Email bool
	Source               string
	Registrations        []Registration
	Languages            []Spoken
	Tags                 []string
	Household            *Household
	Attempts             []string // the results that count, oldest first
	Suppressions         []Suppression
}

// Registration is one registration with the elections voted.
type Registration struct {
	State, Status string
	Districts     map[string]string
	Votes         []Vote
}

// Vote is one election voted.
type Vote struct{ Election, Method string }

// Spoken is a language and how it is known.
type Spoken struct{ Language, Source string }

// Household is where the person lives.
type Household struct {
	Ward, Zip, City, AddressKey string
	Located                     bool
}

// Suppression is a reason not to reach somebody.
type Suppression struct {
	Scope, Reason, AddressKey string
	Lifted                    bool
}

// Match tells whether the query, asked for a channel, means the person.
func (q Query) Match(p Person, channel Channel) bool {
	return p.is(q.Where) && (channel == None || !p.suppressed(channel))
}

func (p Person) is(n Node) bool {
	switch {
	case n.All != nil:
		return !slices.ContainsFunc(n.All, func(n Node) bool { return !p.is(n) })
	case n.Any != nil:
		return slices.ContainsFunc(n.Any, p.is)
	case n.Not != nil:
		return !p.is(*n.Not)
	case n.Everyone:
		return true
	case n.Member:
		return p.Member
	case n.Phone:
		return p.Phone
	case n.Email:
		return p.Email
	case n.Source != nil:
		return slices.Contains(n.Source.In, p.Source)
	case n.Suppressed:
		return p.suppressed(None)
	case n.Attempt != nil:
		return p.attempted(*n.Attempt)
	case n.Tag != nil:
		return slices.ContainsFunc(p.Tags, func(t string) bool { return slices.Contains(n.Tag.In, t) })
	case n.Language != nil:
		meant := families(n.Language.In)
		return slices.ContainsFunc(p.Languages, func(s Spoken) bool {
			return slices.Contains(meant, s.Language) && allows(n.Language.Source, s.Source)
		})
	case n.Located, n.Ward != nil, n.Zip != nil, n.City != nil:
		return p.Household != nil && p.Household.is(n)
	}
	return slices.ContainsFunc(p.Registrations, func(r Registration) bool { return r.is(n) })
}

func (h Household) is(n Node) bool {
	switch {
	case n.Located:
		return h.Located
	case n.Ward != nil:
		return slices.Contains(n.Ward.In, h.Ward)
	case n.Zip != nil:
		return slices.Contains(n.Zip.In, h.Zip)
	}
	return slices.Contains(n.City.In, h.City)
}

func (r Registration) is(n Node) bool {
	switch {
	case n.Registered != nil:
		return allows(n.Registered.State, r.State) && allows(n.Registered.Status, r.Status)
	case n.District != nil:
		name, ok := r.Districts[n.District.Kind]
		return ok && slices.Contains(n.District.In, name)
	}
	return slices.ContainsFunc(r.Votes, func(v Vote) bool {
		day := v.Election == n.Voted.Election || len(n.Voted.Election) == len("2022-11") && strings.HasPrefix(v.Election, n.Voted.Election+"-")
		return day && allows(n.Voted.Method, v.Method)
	})
}

func (p Person) attempted(a Attempt) bool {
	if a.Never {
		return len(p.Attempts) == 0
	}
	return len(p.Attempts) > 0 && slices.Contains(a.Result, p.Attempts[len(p.Attempts)-1])
}

func (p Person) suppressed(channel Channel) bool {
	here := ""
	if p.Household != nil {
		here = p.Household.AddressKey
	}
	return slices.ContainsFunc(p.Suppressions, func(s Suppression) bool {
		gone := s.Reason == "moved" && s.AddressKey != "" && s.AddressKey != here
		return !s.Lifted && !gone && (channel == None || s.Scope == "everywhere" || s.Scope == string(channel))
	})
}

// allows tells whether the value is in the list; an empty list allows everything.
func allows(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
