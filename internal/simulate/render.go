package simulate

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
)

// Column is one column of a file: its header and what it tells. Field is one of those that Row.Field knows; a Field that begins with '='
// is a constant.
type Column struct{ Header, Field string }

// Layout is how a file is written.
type Layout struct {
	Columns  []Column
	Comma    rune // ',' where 0
	NoHeader bool
	CRLF     bool
}

// fields tells each field of a row as text.
var fields = map[string]func(*Row) string{
	"id": func(r *Row) string { return r.VoterID }, "truth": func(r *Row) string { return strconv.FormatInt(r.Truth, 10) },
	"home":  func(r *Row) string { return strconv.FormatInt(r.Home, 10) },
	"given": func(r *Row) string { return r.Given }, "middle": func(r *Row) string { return r.Middle },
	"family": func(r *Row) string { return r.Family }, "suffix": func(r *Row) string { return r.Suffix }, "name": func(r *Row) string { return r.Name },
	"family, given": func(r *Row) string { return r.Family + ", " + strings.TrimSpace(r.Given+" "+r.Middle) },
	"birth_date":    func(r *Row) string { return r.BirthDate }, "birth_year": func(r *Row) string { return r.BirthDate[:min(4, len(r.BirthDate))] },
	"birth_us": func(r *Row) string { return american(r.BirthDate) }, "birth_8": func(r *Row) string { return strings.ReplaceAll(r.BirthDate, "-", "") },
	"number": func(r *Row) string { return r.Number }, "street_name": func(r *Row) string { return r.Street }, "street": func(r *Row) string { return strings.TrimSpace(r.Number + " " + r.Street) },
	"unit": func(r *Row) string { return r.Unit }, "city": func(r *Row) string { return r.City }, "state": func(r *Row) string { return r.State },
	"zip": func(r *Row) string { return r.Zip }, "zip5": func(r *Row) string { return r.Zip[:min(5, len(r.Zip))] },
	"phone": func(r *Row) string { return r.Phone }, "email": func(r *Row) string { return r.Email },
	"registered": func(r *Row) string { return r.Registered }, "registered_us": func(r *Row) string { return american(r.Registered) },
	"status": func(r *Row) string { return r.Status }, "party": func(r *Row) string { return r.Party }, "county": func(r *Row) string { return r.County },
	"precinct": func(r *Row) string { return r.Precinct }, "congress": func(r *Row) string { return r.Congress }, "senate": func(r *Row) string { return r.Senate }, "house": func(r *Row) string { return r.House },
	"empty": func(*Row) string { return "" },
}

// voted tells whether somebody voted in the election that a field 'vote3' names.
func voted(r *Row, field string) string {
	i, err := strconv.Atoi(field)
	if err == nil && i < 32 && r.Votes>>i&1 == 1 {
		return "Y"
	}
	return ""
}

// american turns 2001-02-03 into 02/03/2001.
func american(iso string) string {
	if len(iso) != 10 {
		return iso
	}
	return iso[5:7] + "/" + iso[8:] + "/" + iso[:4]
}

// Field tells one field as text; "" for a field that the row does not know.
func (r *Row) Field(name string) string {
	if f := fields[name]; f != nil {
		return f(r)
	}
	if election, ok := strings.CutPrefix(name, "vote"); ok {
		return voted(r, election)
	}
	if constant, ok := strings.CutPrefix(name, "="); ok {
		return constant
	}
	return ""
}

// Write writes rows as a file of the layout and tells how many.
func Write(w io.Writer, layout Layout, rows iter.Seq[Row]) (n int64, err error) {
	out := csv.NewWriter(w)
	out.UseCRLF = layout.CRLF
	if layout.Comma != 0 {
		out.Comma = layout.Comma
	}
	cells := make([]string, len(layout.Columns))
	if !layout.NoHeader {
		for i, c := range layout.Columns {
			cells[i] = c.Header
		}
		if err := out.Write(cells); err != nil {
			return 0, err
		}
	}
	for r := range rows {
		for i, c := range layout.Columns {
			cells[i] = r.Field(c.Field)
		}
		if err := out.Write(cells); err != nil {
			return n, err
		}
		n++
	}
	out.Flush()
	return n, out.Error()
}

// Matching is the layout that `banyan match` reads without a map, with the truth in its last column.
var Matching = Layout{Columns: []Column{{"id", "id"}, {"given", "given"}, {"middle", "middle"}, {"family", "family"}, {"suffix", "suffix"}, {"birth_date", "birth_date"},
	{"street", "street"}, {"unit", "unit"}, {"city", "city"}, {"zip", "zip"}, {"phone", "phone"}, {"email", "email"}, {"truth", "truth"}}}

// VoterFile is a layout with everything that a registry tells, in the manner of the states.
var VoterFile = func() Layout {
	l := Layout{Columns: []Column{{"VOTER_ID", "id"}, {"LAST_NAME", "family"}, {"FIRST_NAME", "given"}, {"MIDDLE_NAME", "middle"}, {"NAME_SUFFIX", "suffix"},
		{"HOUSE_NUMBER", "number"}, {"STREET_NAME", "street_name"}, {"UNIT", "unit"}, {"CITY", "city"}, {"STATE", "state"}, {"ZIP", "zip"}, {"BIRTH_DATE", "birth_us"},
		{"REGISTRATION_DATE", "registered_us"}, {"STATUS", "status"}, {"PARTY", "party"}, {"PHONE", "phone"}, {"EMAIL", "email"}, {"COUNTY", "county"}, {"PRECINCT", "precinct"},
		{"CONGRESSIONAL_DISTRICT", "congress"}, {"SENATE_DISTRICT", "senate"}, {"HOUSE_DISTRICT", "house"}}}
	for i, election := range []string{"NOV2024", "AUG2024", "NOV2022", "AUG2022", "NOV2020", "NOV2018"} {
		l.Columns = append(l.Columns, Column{election, "vote" + strconv.Itoa(i)})
	}
	return l
}()
