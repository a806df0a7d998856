package voterfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/sheet"
	"banyan/internal/testing/shared"
)

// stateLayout is one layout as the collected facts tell it: they, and not our own table, make the test's files.
type stateLayout struct {
	Name       string            `json:"name"`
	Columns    []string          `json:"columns"`
	Types      map[string]any    `json:"column_types"`
	DateFormat any               `json:"date_format"`
	Active     any               `json:"status_active"`
	Inactive   any               `json:"status_inactive"`
	Parties    map[string]any    `json:"party_codes"`
	Counties   map[string]any    `json:"county_codes"`
	Aliases    map[string]string `json:"header_aliases"`
	History    []string          `json:"history_columns"`
	Roles      map[string]any    `json:"roles"`
	FixedWidth map[string]any    `json:"fixed_width"`
}

func stateLayouts(t *testing.T) []stateLayout { return stateLayoutsOf(t) }

func stateLayoutsOf(t testing.TB) []stateLayout {
	t.Helper()
	b, err := os.ReadFile(shared.Path(t, "data/layouts/state-voter-file-layouts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Layouts []stateLayout }
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Layouts) != 40 {
		t.Fatalf("%d layouts", len(all.Layouts))
	}
	return all.Layouts
}

func strs(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, s := range v {
			if s, ok := s.(string); ok && s != "None" {
				out = append(out, s)
			}
		}
	}
	return out
}

// files writes small files in a layout. What stands in a column is told by its name and by the collected types and codes.
type files struct {
	rng    *rand.Rand
	layout stateLayout
	state  string
}

var (
	someGiven  = []string{"Mai", "Kou", "John", "Maria", "Thi Hoa", "Ji-woo", "Wei", "Priya", "Sok", "Anne"}
	someFamily = []string{"Vang", "Nguyen", "O'Brien", "Garcia", "Kim", "Chen", "Patel", "Chea", "Smith", "de la Cruz"}
	someStreet = []string{"Oak", "Martin Luther King", "Main", "5th", "Villard", "Peachtree"}
	someCity   = []string{"Springfield", "Franklin", "Clinton", "Salem"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (f files) date(format string, from, to int) string {
	y, m, d := from+f.rng.IntN(to-from), 1+f.rng.IntN(12), 1+f.rng.IntN(28)
	return strings.NewReplacer("%Y", fmt.Sprint(y), "%y", fmt.Sprintf("%02d", y%100), "%m", fmt.Sprintf("%02d", m), "%d", fmt.Sprintf("%02d", d), "%H:%M:%S", "00:00:00", "hh:mm:ss", "00:00:00").Replace(format)
}

// cell invents what stands in a column.
func (f files) cell(column string, row int) string {
	name := strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(column))
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	formats := strs(f.layout.DateFormat)
	full, role := formats[0], func(r string) bool { s, _ := f.layout.Roles[r].(string); return s == column }
	for _, s := range formats {
		if s != "%Y" {
			full = s
		}
	}
	if full == "%Y" {
		full = "%m/%d/%Y"
	}
	isDate := f.layout.Types[column] == "date" || f.layout.Types[column] == "timestamp" || role("registered") || role("birth")
	switch {
	case role("voter_id") || layoutField(f.layout.Name, column) == "voter_id":
		return fmt.Sprintf("%d", 1000000+row*7919)
	case layoutField(f.layout.Name, column) == "county_voter_id":
		return fmt.Sprint(5000 + row)
	case isDate && (has("yearofbirth", "birthyear", "dobyear", "yob") || role("birth") && slices.Contains(formats, "%Y") && has("year")):
		return f.date("%Y", 1930, 2005)
	case isDate && (has("birth", "dob") || role("birth")):
		return f.date(full, 1930, 2005)
	case isDate || has("regdate", "registrdt", "registrationdate"):
		return f.date(full, 2006, 2025)
	case has("gender") || name == "sex":
		return pick(f.rng, []string{"M", "F", "U"})
	case role("status"):
		return pick(f.rng, append(slices.Clone(strs(f.layout.Active)), strs(f.layout.Inactive)...))
	case role("party"):
		return pick(f.rng, parties(f.layout))
	case role("county") || layoutField(f.layout.Name, column) == "county":
		return f.county()
	}
	return f.address(name, column)
}

func (f files) county() string {
	if len(f.layout.Counties) == 0 {
		return pick(f.rng, []string{"Adams", "Clay", "Lincoln"})
	}
	keys := make([]string, 0, len(f.layout.Counties))
	for k := range f.layout.Counties {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Trim(fmt.Sprint(f.layout.Counties[pick(f.rng, keys)]), ", ")
}

func parties(l stateLayout) (out []string) {
	for _, k := range []string{"democratic", "republican", "no_party_affiliation", "libertarian"} {
		if s, ok := l.Parties[k].(string); ok && s != "None" && s != "NULL" && s != "npa" {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

var fieldsOf = map[string]string{}

func layoutField(source, column string) string {
	if len(fieldsOf) == 0 {
		for _, l := range layouts.All() {
			for _, c := range l.Columns {
				if l.Source != "" && l.Kind != "ballots" {
					fieldsOf[l.Source+"\x00"+c.Name] = c.Field
				}
			}
		}
	}
	return fieldsOf[source+"\x00"+column]
}

// address invents the rest: names, places, phones, elections.
func (f files) address(name, column string) string {
	switch field := layoutField(f.layout.Name, column); {
	case field == "family":
		return pick(f.rng, someFamily)
	case field == "given":
		return pick(f.rng, someGiven)
	case field == "middle":
		return pick(f.rng, []string{"", "A", "Marie"})
	case field == "number":
		return fmt.Sprint(1 + f.rng.IntN(9000))
	case field == "pre_dir":
		return pick(f.rng, []string{"", "N", "W"})
	case field == "street", field == "mail_street":
		return pick(f.rng, someStreet)
	case field == "street_type":
		return pick(f.rng, []string{"St", "Ave", "Rd"})
	case field == "unit":
		return pick(f.rng, []string{"", "", "2B", "12"})
	case field == "address":
		return fmt.Sprintf("%d %s St", 1+f.rng.IntN(9000), pick(f.rng, someStreet))
	case field == "city_line":
		return pick(f.rng, someCity) + " " + f.state + " 53218"
	case field == "city":
		return pick(f.rng, someCity)
	case field == "state":
		return f.state
	case field == "zip":
		return fmt.Sprintf("%05d", 10000+f.rng.IntN(80000))
	case field == "phone":
		return fmt.Sprintf("(414) 555-0%03d", f.rng.IntN(1000))
	case field == "phone_area":
		return pick(f.rng, []string{"", "414"})
	case field == "email":
		return pick(f.rng, []string{"", "someone@example.org"})
	case field == "votes":
		return pick(f.rng, []string{"", "20221108 GE;20201103 GE"})
	case strings.HasPrefix(field, "vote."):
		return pick(f.rng, []string{"", "GN2022", "PR2024"})
	case strings.HasPrefix(field, "district."), field == "precinct":
		return fmt.Sprint(1 + f.rng.IntN(30))
	case strings.HasPrefix(field, "mail_zip"):
		return pick(f.rng, []string{"", "53218"})
	}
	return ""
}

// make writes a table of n rows; phone parts that don't belong together stay empty.
func (f files) make(n int) (rows [][]string) {
	for i := range n {
		row := make([]string, len(f.layout.Columns))
		for c, column := range f.layout.Columns {
			row[c] = f.cell(column, i)
		}
		for c, column := range f.layout.Columns {
			if strings.HasPrefix(layoutField(f.layout.Name, column), "phone") {
				row[c] = ""
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func write(t *testing.T, comma rune, rows ...[]string) []byte { return writeOf(t, comma, rows...) }

func writeOf(t testing.TB, comma rune, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read takes a file as an upload would and converts it. It gives the plan and what was taken.
func read(t *testing.T, content []byte) (Plan, bool, batch, []*Fault) {
	t.Helper()
	src := bytes.NewReader(content)
	tables, _, err := sheet.Look(src, src.Size(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p, header, sure := join(proposals(tables, "ZZ", nil), 0)
	r, err := sheet.Open(src, src.Size(), t.TempDir(), p.formats()...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	c := newConverter(p, header)
	var b batch
	var faults []*Fault
	for {
		row, err := r.Next()
		if err != nil {
			return p, sure, b, faults
		}
		if f := c.convert(row, &b); f != nil {
			faults = append(faults, f)
		}
	}
}

const testRows = 12

// TestLayouts_everyStateIsRecognized makes a file in each of the 40 layouts, reads it with its header in three orders and without
// one, and prints what was taken for what.
func TestLayouts_everyStateIsRecognized(t *testing.T) {
	delimiters := []rune{',', '\t', '|', ';'}
	for n, l := range stateLayouts(t) {
		ours := layouts.Layout{}
		for _, o := range layouts.All() {
			if o.Source == l.Name && o.Kind == "voters" {
				ours = o
			}
		}
		if ours.Key == "" {
			t.Fatalf("no layout for %s", l.Name)
		}
		f := files{rand.New(rand.NewPCG(uint64(n), 3)), l, ours.State}
		rows := f.make(testRows)
		comma := delimiters[n%4]
		with, sure, whole, faults := read(t, write(t, comma, append([][]string{l.Columns}, rows...)...))
		needs := l.Name != "dc" // whose file has no voter numbers
		if with.Layout != ours.Key || sure != needs || needs && (len(faults) > 0 || len(whole.voters) != testRows) {
			t.Errorf("%s with its header: taken for %s, sure %v, %d voters, faults %v", l.Name, with.Layout, sure, len(whole.voters), faults)
		}
		without, _, bare, faults := read(t, write(t, comma, rows...))
		if without.Layout != ours.Key || !without.Format.NoHeader {
			t.Errorf("%s without its header: taken for %q (%s)", l.Name, without.Layout, without.Kind)
		} else if needs && (len(faults) > 0 || !reflect.DeepEqual(bare.voters, whole.voters)) {
			t.Errorf("%s without its header reads otherwise: %v", l.Name, faults)
		}
		t.Logf("%-15s with header %-8s %3d %% (then %-8s %3d %%)   without %-8s %3d %% (then %-8s %3d %%)", l.Name, with.Layout, with.Found.Percent, with.Found.Second, with.Found.SecondScore,
			without.Layout, without.Found.Percent, without.Found.Second, without.Found.SecondScore)
	}
}

// TestLayouts_areFoundInAnyOrderAndSpelling shuffles each header, drops a fifth of its columns, adds others, and writes it in
// another way.
func TestLayouts_areFoundInAnyOrderAndSpelling(t *testing.T) {
	for n, l := range stateLayouts(t) {
		want := ""
		for _, o := range layouts.All() {
			if o.Source == l.Name && o.Kind == "voters" {
				want = o.Key
			}
		}
		rng := rand.New(rand.NewPCG(uint64(n), 7))
		for range 5 {
			header := slices.Clone(l.Columns)
			rng.Shuffle(len(header), func(i, j int) { header[i], header[j] = header[j], header[i] })
			header = append(header[len(header)/5:], "Our note", "General 2022-11-08", "Row", "Score")
			for i, h := range header {
				header[i] = pick(rng, []func(string) string{strings.ToUpper, strings.ToLower, func(s string) string { return strings.ReplaceAll(s, "_", " ") }, func(s string) string { return " " + s }})(h)
			}
			p, _, _ := Recognize(sheet.Table{Rows: [][]string{header}}, "ZZ")
			if p.Layout != want {
				t.Errorf("%s: taken for %q: %v", l.Name, p.Layout, p.Found)
			}
		}
	}
}
