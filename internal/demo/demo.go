// Package demo invents a network of organizations, a city and its people, to try Banyan with and to test it with.
//
// Everything is made from a seed and from the small tables of this package: no outside data, no real person. Phone
// numbers are 555-01xx, addresses for mail are at example.org, and the places do not exist. The same seed gives the
// same world, byte for byte. The package does no I/O: [Organization.Files] writes the world down in the layouts that
// a user would bring, so that demo data enters Banyan through the same import as anybody's.
package demo

import (
	"embed"
	"math/rand/v2"
	"strconv"
	"strings"
)

//go:embed tables
var tables embed.FS

// World is everything that one seed gives.
type World struct {
	Seed          uint64
	Network       Network
	Organizations []Organization // six, in six states; the first owns the city of 6,000 people
	Program       Program        // the first organization's, ready to run
}

// Network is the coalition in which the organizations sit.
type Network struct{ Slug, Name string }

// Organization is one organization of the network, its staff, its town and the people it knows.
type Organization struct {
	Slug, Name string
	Zone       string // IANA time zone
	Staff      []Account
	Town       *Town
	Households []Household
	People     []Person
}

// Account is a person who signs in.
type Account struct {
	Role      string // owner, director, organizer, analyst, data entry
	Given     string
	Family    string
	Native    string
	Email     string
	Language  string   // of the pages
	Languages []string // that the person speaks
}

// Name is the account's name as shown.
func (a Account) Name() string { return a.Given + " " + a.Family }

// Household is the people behind one door.
type Household struct {
	Address int // index into Town.Addresses
	People  []int
}

// Person is an invented adult.
type Person struct {
	Household     int
	Given, Middle string
	Family        string
	Native        string // the name in its own script or spelling; empty where that is the Latin one
	Language      string // the first language at home, as a tag of the catalogs
	Phone, Email  string
	Voter         *Voter  // nil: not on the voter list
	Member        *Member // nil: not on the organization's list
	Source        string  // how the language is known: self-reported, observed, modelled; empty: not known
}

// Voter is a person's row in the state's voter list.
type Voter struct {
	ID      string
	Applied string            // MM/DD/YYYY, as the list has it
	Active  bool              //
	Voted   map[string]string // election, such as November2024, to At Polls or Absentee
}

// Member is a person's row in the organization's own list.
type Member struct {
	Given      string // as the person gave it, which may be an initial
	Address    string // as written by hand; may be empty
	KnowsPhone bool
}

// Elections are the columns of history in the voter list, oldest first.
var Elections = []string{"November2020", "November2022", "August2024", "November2024", "April2025"}

// New invents the world of a seed.
func New(seed uint64) *World {
	w := &World{Seed: seed, Network: Network{Slug: "lantern-table", Name: "The Lantern Table"}, Program: newProgram()}
	names := newNames()
	for i, row := range rows("tables/network.tsv") {
		rng := rand.New(rand.NewPCG(seed, uint64(i)+1))
		people := atoi(row["people"])
		o := Organization{Slug: row["slug"], Name: row["name"], Zone: row["zone"]}
		o.Town = newTown(rng, row, people)
		o.Staff = newStaff(rng, names, o, i == 0)
		o.settle(rng, names, people)
		if i == 0 { // the other five bring a member list alone
			o.register(rng)
		}
		o.enroll(rng, row["area"])
		w.Organizations = append(w.Organizations, o)
	}
	return w
}

// newStaff gives the first organization all five roles from the table and the others a director and an organizer.
func newStaff(rng *rand.Rand, names *names, o Organization, full bool) []Account {
	host := strings.ToLower(strings.ReplaceAll(o.Slug, " ", "-")) + ".example.org"
	var staff []Account
	for _, row := range rows("tables/staff.tsv") {
		if !full && row["role"] != "director" && row["role"] != "organizer" {
			continue
		}
		a := Account{Role: row["role"], Given: row["given"], Family: row["family"], Native: row["native"],
			Language: row["language"], Languages: strings.Split(row["tongues"], ",")}
		if !full {
			n := names.invent(rng, row["language"], false)
			a.Given, a.Family, a.Native = n.given, n.family, n.native
		}
		a.Email = strings.ReplaceAll(a.Role, " ", "-") + "@" + host
		staff = append(staff, a)
	}
	return staff
}

// rows reads a table whose first line names its columns. The tables are part of the program, so that a broken one is
// a broken build, found by any test.
func rows(path string) []map[string]string {
	text, err := tables.ReadFile(path)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	columns := strings.Split(lines[0], "\t")
	out := make([]map[string]string, 0, len(lines)-1)
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(columns) {
			panic("demo: " + path + ": " + line)
		}
		row := make(map[string]string, len(columns))
		for i, c := range columns {
			row[c] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func atof(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return f
}
