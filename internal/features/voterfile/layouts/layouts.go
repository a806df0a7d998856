// Package layouts knows how states and vendors write their files: the columns, what each holds, the forms of days, the codes.
// One text file a layout: a head of 'key value' lines, an empty line, then a column a line in the file's order: its name, what
// it holds, and other names that it has had, divided by tabs. '~' after a field marks a column that may be missing, '!' one
// that is never taken: race, birthplace and licence numbers are nobody's business here.
package layouts

import (
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.txt
var files embed.FS

// Layout is how one file is written.
type Layout struct {
	Key      string // 'ga', 'ga-2013', 'ca-history', 'l2'
	Title    string
	State    string // postal code; "" where a column tells it
	Kind     string // 'voters', 'ballots' (who voted, a row each), 'members', 'places', or 'report': no list of people
	Source   string // the name under which the facts were collected
	Headless bool   // usually sent without a header
	Dates    []string
	Status   []string // codes that may stand there
	Party    []string
	Counties map[string]string // code, without leading zeros → name
	Widths   []int             // of columns without marks between them; nil for others
	Columns  []Column
}

// Column is one column of a layout.
type Column struct {
	Name     string
	Field    string // "" = holds nothing that is taken
	Never    bool   // must not be taken, whatever somebody asks for
	Optional bool
	Aliases  []string
}

var all = sync.OnceValue(func() []Layout {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // embedded
	}
	out := make([]Layout, 0, len(entries))
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		l, err := parse(strings.TrimSuffix(e.Name(), path.Ext(e.Name())), string(text))
		if err != nil {
			panic(err) // a test reads them all
		}
		out = append(out, l)
	}
	return out
})

// All gives every layout, by key. It is shared: nobody changes it.
func All() []Layout { return all() }

// Find gives one layout by its key.
func Find(key string) (Layout, bool) {
	for _, l := range all() {
		if l.Key == key {
			return l, true
		}
	}
	return Layout{}, false
}

func parse(key, text string) (Layout, error) {
	l := Layout{Key: key}
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return l, fmt.Errorf("layouts: %s: no columns", key)
	}
	for _, line := range strings.Split(head, "\n") {
		name, value, _ := strings.Cut(line, " ")
		if err := l.set(name, value); err != nil {
			return l, fmt.Errorf("layouts: %s: %w", key, err)
		}
	}
	for _, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		cells := append(strings.Split(line, "\t"), "", "")
		c := Column{Name: cells[0], Never: cells[1] == "!"}
		c.Field, c.Optional = strings.CutSuffix(strings.TrimPrefix(cells[1], "!"), "~")
		if cells[2] != "" {
			c.Aliases = strings.Split(cells[2], "|")
		}
		l.Columns = append(l.Columns, c)
	}
	return l, nil
}

func (l *Layout) set(name, value string) error {
	switch name {
	case "title":
		l.Title = value
	case "state":
		l.State = value
	case "kind":
		l.Kind = value
	case "source":
		l.Source = value
	case "headless":
		l.Headless = true
	case "dates":
		l.Dates = strings.Split(value, "|")
	case "status":
		l.Status = strings.Split(value, "|")
	case "party":
		l.Party = strings.Split(value, "|")
	case "county":
		l.Counties = map[string]string{}
		for _, pair := range strings.Split(value, ";") {
			code, county, _ := strings.Cut(pair, "=")
			l.Counties[strings.TrimLeft(code, "0")] = county
		}
	case "widths":
		for _, w := range strings.Fields(value) {
			n, err := strconv.Atoi(w)
			if err != nil {
				return err
			}
			l.Widths = append(l.Widths, n)
		}
	default:
		return fmt.Errorf("an unknown line %q", name)
	}
	return nil
}
