package people

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Filter is what the list of people is narrowed by; all of it must hold. The zero Filter is everybody.
type Filter struct {
	Search   string `json:",omitempty"`
	Who      string `json:",omitempty"` // one of Whos
	Language string `json:",omitempty"`
	Source   string `json:",omitempty"` // how the language is known: self-reported, observed, modelled
	Tag      string `json:",omitempty"`
	Ward     string `json:",omitempty"`
	City     string `json:",omitempty"`
	Election string `json:",omitempty"` // voted in, '2022-11'
	Ballot   string `json:",omitempty"` // where a ballot stands, '2026-11-03/rejected'
	Age      string `json:",omitempty"` // '25-34', '65-'
	Consent  string `json:",omitempty"` // a channel; with '!' before it: withdrawn
	Has      string `json:",omitempty"` // phone, email, no_phone, no_email
	Since    string `json:",omitempty"` // added since '2026-08-01', or '-30d'
	Field    string `json:",omitempty"` // id of a custom field
	Value    string `json:",omitempty"` // and what it says; "" is anything

	// The districts on the map in which somebody lives: by the outlines, not by what a voter file says.
	Congress, StateUpper, StateLower, County, School string `json:",omitempty"`
}

// district is a part of the filter that asks for a district of the map; kind is the outline's and its name in an address. The ward is a column of
// the household.
type district struct {
	kind string
	part func(*Filter) *string
}

var districts = []district{
	{"congress", func(f *Filter) *string { return &f.Congress }},
	{"state_upper", func(f *Filter) *string { return &f.StateUpper }},
	{"state_lower", func(f *Filter) *string { return &f.StateLower }},
	{"county", func(f *Filter) *string { return &f.County }},
	{"school", func(f *Filter) *string { return &f.School }},
}

// Choices of a filter.
var (
	Whos     = []string{"member", "registered", "unregistered", "suppressed", "young"}
	AgeBands = []string{"18-24", "25-34", "35-49", "50-64", "65-"}
	Hases    = []string{"phone", "email", "no_phone", "no_email"}
	Sinces   = []string{"-7d", "-30d", "-90d", "-365d"}
)

const whoYoung = "young"

// filterNames are the names that the parts of a filter have in an address.
func (f *Filter) parts() map[string]*string {
	parts := map[string]*string{"q": &f.Search, "who": &f.Who, "language": &f.Language, "source": &f.Source, "tag": &f.Tag, "ward": &f.Ward, "city": &f.City, "election": &f.Election, "ballot": &f.Ballot,
		"age": &f.Age, "consent": &f.Consent, "has": &f.Has, "since": &f.Since, "field": &f.Field, "value": &f.Value}
	for _, d := range districts {
		parts[d.kind] = d.part(f)
	}
	return parts
}

func filterOf(v url.Values) (f Filter) {
	for name, part := range f.parts() {
		*part = clean(v.Get(name))
	}
	if f.Language == "" {
		f.Source = ""
	}
	if f.Field == "" {
		f.Value = ""
	}
	return f
}

// values is the filter as the query of an address.
func (f Filter) values() url.Values {
	v := url.Values{}
	for name, part := range f.parts() {
		if *part != "" {
			v.Set(name, *part)
		}
	}
	return v
}

// query is the filter, without what is searched for, as a segment.
func (f Filter) query() segment.Query {
	all := []segment.Node{{Everyone: true}}
	add := func(set bool, n segment.Node) {
		if set {
			all = append(all, n)
		}
	}
	oneOf := func(v string) *segment.OneOf { return &segment.OneOf{In: []string{v}} }
	language := &segment.Language{In: []string{f.Language}}
	if f.Source != "" {
		language.Source = []string{f.Source}
	}
	add(f.Language != "", segment.Node{Language: language})
	add(f.Tag != "", segment.Node{Tag: oneOf(f.Tag)})
	add(f.Ward != "", segment.Node{Ward: oneOf(f.Ward)})
	add(f.City != "", segment.Node{City: oneOf(f.City)})
	for _, d := range districts {
		name := *d.part(&f)
		add(name != "", segment.Node{Place: &segment.District{Kind: d.kind, In: []string{name}}})
	}
	add(f.Election != "", segment.Node{Voted: &segment.Voted{Election: f.Election}})
	add(f.Ballot != "", segment.Node{Ballot: f.ballot()})
	add(f.Age != "", segment.Node{Age: f.ages()})
	add(f.Since != "", segment.Node{Added: &segment.Dates{Since: f.Since}})
	add(f.Consent != "", segment.Node{Consent: &segment.Consent{Channel: strings.TrimPrefix(f.Consent, "!"), Refused: strings.HasPrefix(f.Consent, "!")}})
	custom := &segment.Custom{Field: f.field()}
	if f.Value != "" {
		custom.In = []string{f.Value}
	}
	add(f.Field != "", segment.Node{Custom: custom})
	add(f.Has != "", f.has())
	add(f.Who != "" && f.Who != whoYoung, f.who())
	return segment.New(segment.Node{All: all})
}

// field is the id of the custom field as a query names it.
func (f Filter) field() string {
	field, err := id.Parse(f.Field)
	if err != nil {
		return f.Field // the query's own check refuses it
	}
	return strconv.FormatInt(int64(field), 10)
}

// ballot reads '2026-11-03/rejected'; what is none the query's own check refuses.
func (f Filter) ballot() *segment.Ballot {
	election, status, _ := strings.Cut(f.Ballot, "/")
	return &segment.Ballot{Election: election, In: []string{status}}
}

// ages reads '25-34' and '65-'; what is no band is one that nobody is in, which the query's own check refuses.
func (f Filter) ages() *segment.Range {
	least, most, _ := strings.Cut(f.Age, "-")
	var out segment.Range
	if n, err := strconv.Atoi(least); err == nil {
		out.Min = &n
	}
	if n, err := strconv.Atoi(most); err == nil {
		out.Max = &n
	}
	return &out
}

func (f Filter) has() segment.Node {
	kind, lacks := strings.CutPrefix(f.Has, "no_")
	n := segment.Node{Phone: kind == Phone, Email: kind == Email}
	if lacks {
		return segment.Node{Not: &n}
	}
	return n
}

func (f Filter) who() segment.Node {
	switch f.Who {
	case "member":
		return segment.Node{Member: true}
	case "registered":
		return segment.Node{Registered: &segment.Registered{}}
	case "unregistered":
		return segment.Node{Not: &segment.Node{Registered: &segment.Registered{}}}
	case "suppressed":
		return segment.Node{Suppressed: true}
	}
	return segment.Node{}
}

// where is the filter as the condition of a statement, after the caller's own arguments; $1 is the organization. It returns errs.Invalid for
// a filter that nobody could have chosen. young says that whoever asks may see people under 18.
func (s *Service) whereFilter(ctx context.Context, q db.Querier, sc authz.Scope, f Filter, young bool, own ...any) (string, []any, error) {
	query := f.query()
	if err := query.Validate(); err != nil {
		return "", nil, errs.Because(err, errs.Invalid, "people.filter_wrong")
	}
	if f.Who == whoYoung && !young {
		return "", nil, errs.New(errs.Forbidden, "")
	}
	ask, err := s.ask(ctx, q, sc, segment.None)
	if err != nil {
		return "", nil, err
	}
	ask.Base = func(alias string) string {
		if f.Who == whoYoung {
			return stands(alias, true, ask.Today) + " AND NOT " + stands(alias, false, ask.Today)
		}
		return stands(alias, young, ask.Today)
	}
	p := query.Compile(ask.Ask, len(own)+2)
	text, args := "p.org_id = $1 AND "+p.SQL, append(append([]any{sc.Organization()}, own...), p.Args...)
	for _, word := range names.Words(f.Search) {
		args = append(args, db.Contains(word))
		text += fmt.Sprintf(" AND (p.search LIKE $%[1]d OR p.id IN (SELECT m.merged_into FROM person m WHERE m.org_id = $1 AND m.merged_into IS NOT NULL AND m.search LIKE $%[1]d))", len(args))
	}
	return text, args, nil
}
