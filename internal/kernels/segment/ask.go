package segment

import (
	"strconv"
	"strings"
	"time"

	"banyan/internal/kernels/language"
)

// Channel is how people are to be reached. Whoever is suppressed on it is left out, whatever the query says.
type Channel string

// The channels. None leaves nobody out: it is for lists that nobody is contacted by.
const (
	None  Channel = ""
	Door  Channel = "door"
	Phone Channel = "phone"
	Text  Channel = "text"
	Email Channel = "email"
)

// Ask is what a question is asked with besides the query.
type Ask struct {
	Channel Channel
	Today   time.Time // the day of the question, in the zone in which the days of moments are told
	// Base is a condition that everybody must meet, as SQL over the table person under an alias; nil is none.
	Base func(alias string) string
}

// Range gives the days of a condition as ISO dates; "" is open. What is relative counts from the day of the question.
func (a Ask) Range(d Dates) (since, before string) { return a.day(d.Since), a.day(d.Before) }

func (a Ask) day(text string) string {
	days, relative := strings.CutPrefix(text, "-")
	if !relative {
		return text
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(days, "d"))
	return a.Today.AddDate(0, 0, -n).Format(time.DateOnly)
}

// Midnight is the first moment of a day, in milliseconds since 1970.
func (a Ask) Midnight(day string) int64 {
	at, _ := time.ParseInLocation(time.DateOnly, day, a.Today.Location())
	return at.UnixMilli()
}

// BornBetween gives the days of birth, after the first and up to the last, of whoever has an age now; "" is open.
func (a Ask) BornBetween(age Range) (after, upTo string) {
	if age.Max != nil {
		after = a.Today.AddDate(-*age.Max-1, 0, 0).Format(time.DateOnly)
	}
	if age.Min != nil {
		upTo = a.Today.AddDate(-*age.Min, 0, 0).Format(time.DateOnly)
	}
	return after, upTo
}

// BirthDay is the day that a date of birth counts as: of '1980' and '1980-03' one in their middle; "" where it is not known.
func BirthDay(birth string) string {
	switch len(birth) {
	case len("1980"):
		return birth + "-07-01"
	case len("1980-03"):
		return birth + "-15"
	}
	return birth
}

// Families are the codes of languages with everything that they mean.
func Families(codes []string) []string {
	var out []string
	for _, code := range codes {
		out = append(out, language.Family(code)...)
	}
	return out
}

// Known splits a condition on languages into what is known of somebody and what a model thinks; nil where it does not ask for one.
func (l Language) Known() (known *Language, model *Model) {
	var sources []string
	for _, s := range l.Source {
		if s == modelled {
			model = &Model{In: l.In}
		} else {
			sources = append(sources, s)
		}
	}
	if len(sources) > 0 || model == nil {
		known = &Language{In: l.In, Kind: l.Kind, Source: sources}
	}
	return known, model
}

// Bounds of a count: at least once where nothing else is said. max is -1 where it is open.
func (c Contacts) Bounds() (least, most int) { return bounds(c.Range, 1) }

// Bounds of the number of elections. max is -1 where it is open.
func (h History) Bounds() (least, most int) { return bounds(h.Range, 1) }

func bounds(r Range, otherwise int) (least, most int) {
	most = -1
	if r.Max != nil {
		most, otherwise = *r.Max, 0
	}
	if r.Min != nil {
		otherwise = *r.Min
	}
	return otherwise, most
}
