// Command town writes the files that a field director brings to Banyan, of a part of the demo's invented city, into a
// directory, and prints what is in them as JSON:
//
//	go run ./internal/testing/town DIR
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"banyan/internal/demo"
)

const (
	seed  = 20261103
	wards = 3 // of the city's, which are enough for a dozen turfs
)

// contents is what a correct import finds.
type contents struct {
	Files     []string    `json:"files"`
	Addresses int         `json:"addresses"`
	Voters    int         `json:"voters"`
	Members   int         `json:"members"`
	Languages int         `json:"languages"`
	Wards     int         `json:"wards"`
	Wanted    int         `json:"wanted"` // people of the universe: members, and the voters that its rule names
	Script    demo.Script `json:"script"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: town DIR")
		os.Exit(2)
	}
	c, err := write(os.Args[1])
	if err = errors.Join(err, json.NewEncoder(os.Stdout).Encode(c)); err != nil {
		fmt.Fprintln(os.Stderr, "town:", err)
		os.Exit(1)
	}
}

func write(dir string) (c contents, err error) {
	w := demo.New(seed)
	o := &w.Organizations[0]
	o.People = slices.DeleteFunc(o.People, func(p demo.Person) bool { return o.Town.Addresses[o.Households[p.Household].Address].Ward > wards })
	c = contents{Addresses: len(o.Town.Addresses), Wards: len(o.Town.Wards), Script: w.Program.Script}
	for _, p := range o.People {
		c.count(p, w.Program.Universe)
	}
	for _, f := range o.Files() {
		c.Files = append(c.Files, f.Name)
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600))
	}
	return c, err
}

func (c *contents) count(p demo.Person, u demo.Universe) {
	if p.Member != nil {
		c.Members++
	}
	if p.Voter != nil {
		c.Voters++
		if p.Source != "" {
			c.Languages++
		}
	}
	// What a model guesses is no fact: a universe that asks for a language means what people said or we heard.
	voted := func(year string) bool { return p.Voter != nil && p.Voter.Voted["November"+year] != "" }
	speaks := p.Source != "" && p.Source != "modelled" && slices.Contains(u.Languages, p.Language)
	if p.Member != nil || speaks && voted(u.Voted) && !voted(u.NotVoted) {
		c.Wanted++
	}
}
