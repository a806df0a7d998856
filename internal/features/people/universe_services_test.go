package people

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"banyan/internal/kernels/record"
	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// TestUniverses_followEveryService changes people by every method that changes them, in a random order, and asks after each change
// from memory and by SQL. It fails where a method does not say whom it changes, or says too few.
func TestUniverses_followEveryService(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &changer{world: newWorld(t, d), r: rand.New(rand.NewPCG(5, 6))}
		c.s = c.service()
		c.begin()
		for round := range 100 {
			c.change()
			if round%2 == 0 {
				c.compare()
			}
		}
		for name, did := range c.did {
			if did <= 0 {
				t.Errorf("%s never changed anything", name)
			}
		}
		if d.Unsaid() != 0 {
			t.Errorf("%d writes have not said whom they change", d.Unsaid())
		}
	})
}

// changer changes people at random.
type changer struct {
	*world
	s      *Service
	r      *rand.Rand
	people []id.ID
	numb   []id.ID // fields of numbers
	did    map[string]int
	voted  int
}

func (c *changer) begin() {
	c.did = map[string]int{}
	c.file()
	for range 20 {
		c.people = append(c.people, c.add(NewByHand{Details: called(fmt.Sprint("Person ", len(c.people))), Address: at(fmt.Sprint(1+c.r.IntN(12), " Oak St")), Anyway: true}))
	}
	field, err := c.s.DefineField(context.Background(), c.sc, NewField{Name: "Shoes", Kind: FieldNumber})
	c.must(err)
	c.numb = append(c.numb, field)
}

// file brings a month's voter file: some registrations change, some people are new.
func (c *changer) file() {
	var rows []record.Voter
	c.voted++
	for n := range 25 {
		v := voter(fmt.Sprint(n+c.r.IntN(3)*25), fmt.Sprint("Voter", n), "Tran", fmt.Sprint(1+c.r.IntN(12), " Oak St"))
		v.Status = []string{"Active", "Inactive"}[c.r.IntN(2)]
		v.Hash = fmt.Sprint(v.Hash, v.Status, c.voted)
		v.Votes = []record.Vote{{Election: []string{"2022-11", "2024-11"}[c.r.IntN(2)], Method: "At Polls"}}
		rows = append(rows, v)
	}
	seen := map[string]bool{}
	var once []record.Voter
	for _, v := range rows {
		if !seen[v.ID] {
			once, seen[v.ID] = append(once, v), true
		}
	}
	c.voters(once...)
	c.members(member("Voter3", "Tran", "3 Oak St"))
	c.refresh()
}

func (c *changer) refresh() {
	c.read(func(ctx context.Context, tx *db.ReadTx) (err error) {
		c.people, err = db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND merged_into IS NULL ORDER BY id`, c.sc.Organization())
		return err
	})
}

func (c *changer) one() id.ID { return c.people[c.r.IntN(len(c.people))] }

// change does one thing to somebody. What a service refuses changes nothing, and is no failure here.
func (c *changer) change() {
	ctx, sc, s := context.Background(), c.sc, c.s
	who := c.one()
	spoken := record.Language{Code: []string{"vi", "hmn"}[c.r.IntN(2)], Kind: record.Spoken, Source: record.SelfReported}
	tag := []string{"leader", "driver"}[c.r.IntN(2)]
	ways := []struct {
		name string
		do   func() error
	}{
		{"tag", func() error { return s.Tag(ctx, sc, who, tag) }},
		{"untag", func() error { return s.Untag(ctx, sc, c.who("person_tag", "tag = 'leader'"), "leader") }},
		{"speak", func() error { return s.Speak(ctx, sc, who, spoken) }},
		{"unspeak", func() error {
			return s.Unspeak(ctx, sc, c.who("person_language", "language = 'vi' AND source = 'self-reported'"), record.Language{Code: "vi", Kind: record.Spoken, Source: record.SelfReported})
		}},
		{"join", func() error { return s.Join(ctx, sc, who, c.r.IntN(2) == 0) }},
		{"move", func() error { return s.MoveTo(ctx, sc, who, at(fmt.Sprint(1+c.r.IntN(15), " Oak St"))) }},
		{"hold", func() error { return s.Hold(ctx, sc, who, Scopes[c.r.IntN(len(Scopes))]) }},
		{"contact", func() error { return s.AddContact(ctx, sc, who, fmt.Sprintf("414-555-%04d", c.r.IntN(9999)), "mobile") }},
		{"field", func() error { return s.SetFields(ctx, sc, who, map[id.ID]string{c.numb[0]: fmt.Sprint(c.r.IntN(9))}) }},
		{"agree", func() error {
			return s.Agree(ctx, sc, who, NewConsent{Channel: "text", Purpose: "events", Source: "paper", Wording: "form 3", Granted: c.r.IntN(2) == 0})
		}},
		{"relate", func() error { return s.Relate(ctx, sc, who, c.one(), "friend") }},
		{"edit", func() error {
			return s.Edit(ctx, sc, who, Details{Whole: fmt.Sprint("Somebody ", c.r.IntN(99)), BirthDate: fmt.Sprint(1940+c.r.IntN(60), "-05-06")})
		}},
		{"merge", func() error {
			if into := c.one(); into != who {
				c.merge(who, into)
				c.refresh()
			}
			return nil
		}},
		{"file", func() error { c.file(); return nil }},
		{"door", func() error {
			c.write(func(ctx context.Context, tx *db.WriteTx) error {
				return s.AddAtDoor(ctx, tx, sc, NewPerson{ID: c.ids.Next(), Name: "Pa Houa", Language: "hmn", At: c.at})
			})
			c.refresh()
			return nil
		}},
		{"suppress and lift", func() error {
			attempt := c.ids.Next()
			c.write(func(ctx context.Context, tx *db.WriteTx) error {
				return s.Suppress(ctx, tx, sc, Suppression{Person: who, Scope: "door", Reason: "refused", Attempt: attempt, At: c.at})
			})
			c.compare()
			c.write(func(ctx context.Context, tx *db.WriteTx) error { return s.Lift(ctx, tx, sc, attempt, c.at) })
			return nil
		}},
	}
	way := ways[c.r.IntN(len(ways))]
	before := c.changes()
	if err := way.do(); err != nil {
		c.Logf("%s: %v", way.name, err)
	}
	c.did[way.name] += c.changes() - before
}

// who is somebody with a row of a table.
func (c *changer) who(table, where string) id.ID {
	found := c.one()
	c.read(func(ctx context.Context, tx *db.ReadTx) error {
		some, err := db.All(ctx, tx, db.Value[id.ID], `SELECT person_id FROM `+table+` WHERE org_id = $1 AND `+where+` ORDER BY person_id`, c.sc.Organization())
		if len(some) > 0 {
			found = some[c.r.IntN(len(some))]
		}
		return err
	})
	return found
}

// changes counts what the feed has been told.
func (c *changer) changes() int { return c.world.count("person_change") }

// compare asks some universes both ways.
func (c *changer) compare() {
	words := chance.Words{Languages: []string{"vi", "hmn"}, Cities: []string{"Milwaukee"}, Zips: []string{"53218"}, Tags: []string{"leader", "driver"}, Sources: []string{SourceHand, SourceVoterFile, SourceDoor, SourceMemberList},
		States: []string{"WI"}, Statuses: []string{"Active", "Inactive"}, Elections: []string{"2022-11", "2024-11"}, Methods: []string{"At Polls"}, Fields: []string{fmt.Sprint(int64(c.numb[0]))}, Values: []string{"1", "2", "3"},
		Purposes: []string{"events"}, Years: [2]int{1940, 2026}}
	c.read(func(ctx context.Context, tx *db.ReadTx) error {
		for range 3 {
			q := chance.Query(c.r, words, 2)
			want, err := c.s.countBySQL(ctx, tx, c.sc, q)
			if err != nil {
				return err
			}
			got, err := c.s.Count(ctx, tx, c.sc, q)
			if !reflect.DeepEqual(got, want) {
				text, _ := json.Marshal(q)
				c.Fatalf("%s\nmemory %+v\nSQL    %+v", text, got, want)
			}
			if err != nil {
				return err
			}
		}
		sample, err := c.s.Sample(ctx, tx, c.sc, segment.New(segment.Node{Everyone: true}), 3, 1)
		if len(sample) != 3 {
			c.Errorf("a sample of %d", len(sample))
		}
		return err
	})
}
