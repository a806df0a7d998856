package people

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"

	"pgregory.net/rapid"
)

// The values are few, so that random questions hit random people.
var (
	someLanguages = []string{"zh", "yue", "zh-Hant", "hmn", "vi", "ko", "es"}
	someElections = []string{"2022-11", "2022-11-08", "2024-11", "2024-11-05", "2024-08-13"}
	someTags      = []string{"leader", "sticker o'clock", "100%"}
	someWards     = []string{"", "1", "2"}
	someStatus    = []string{"Active", "Inactive"}
	someResults   = []string{"not_home", "refused", "conversation", "moved"}
	someChannels  = []segment.Channel{segment.None, segment.Door, segment.Phone}
)

// TestSegment_theSQLMeansWhatMatchMeans asks random questions about random people, of both engines and of the definition in memory.
func TestSegment_theSQLMeansWhatMatchMeans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		crowd := w.populate(150, rand.New(rand.NewPCG(1, 2)))
		asked, hits := 0, 0
		rapid.Check(t, func(t *rapid.T) {
			q := segment.New(anyNode(t, 3))
			if err := q.Validate(); err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			channel := rapid.SampledFrom(someChannels).Draw(t, "channel")
			want := []id.ID{}
			for who, p := range crowd {
				if q.Match(p, channel) {
					want = append(want, who)
				}
			}
			slices.Sort(want)
			where := q.Compile(channel, 2)
			got := []id.ID{}
			err := d.Read(context.Background(), w.sc, func(tx *db.ReadTx) (err error) {
				got, err = db.All(context.Background(), tx, db.Value[id.ID], `SELECT p.id FROM person p WHERE p.org_id = $1 AND `+where.SQL+` ORDER BY p.id`,
					append([]any{w.sc.Organization()}, where.Args...)...)
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", where.SQL, err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d people instead of %d for %s %v", len(got), len(want), where.SQL, where.Args)
			}
			asked++
			if n := len(want); n > 0 && n < len(crowd) {
				hits++
			}
		})
		if hits < asked/3 {
			t.Errorf("only %d of %d questions told people apart: this test proves little", hits, asked)
		}
	})
}

func anyNode(t *rapid.T, depth int) segment.Node {
	pick := func(from []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID[string]).Draw(t, "values")
	}
	maybe := func(from []string) []string {
		if rapid.Bool().Draw(t, "any") {
			return nil
		}
		return pick(from)
	}
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "combine") > 0 {
		switch rapid.IntRange(0, 2).Draw(t, "with") {
		case 0:
			n := anyNode(t, depth-1)
			return segment.Node{Not: &n}
		case 1:
			return segment.Node{All: []segment.Node{anyNode(t, depth-1), anyNode(t, depth-1)}}
		}
		return segment.Node{Any: []segment.Node{anyNode(t, depth-1), anyNode(t, depth-1), anyNode(t, depth-1)}}
	}
	conditions := []func() segment.Node{
		func() segment.Node { return segment.Node{Everyone: true} },
		func() segment.Node { return segment.Node{Member: true} },
		func() segment.Node { return segment.Node{Phone: true} },
		func() segment.Node { return segment.Node{Email: true} },
		func() segment.Node { return segment.Node{Located: true} },
		func() segment.Node { return segment.Node{Suppressed: true} },
		func() segment.Node {
			return segment.Node{Registered: &segment.Registered{Status: maybe(someStatus), State: maybe([]string{"WI", "MN"})}}
		},
		func() segment.Node {
			return segment.Node{Language: &segment.Language{In: pick(someLanguages), Source: maybe([]string{"self-reported", "observed", "modelled"})}}
		},
		func() segment.Node {
			return segment.Node{Voted: &segment.Voted{Election: rapid.SampledFrom(someElections).Draw(t, "election"), Method: maybe([]string{"At Polls", "Absentee"})}}
		},
		func() segment.Node {
			return segment.Node{District: &segment.District{Kind: "ward", In: pick([]string{"Ward 1", "Ward 2"})}}
		},
		func() segment.Node { return segment.Node{Ward: &segment.OneOf{In: pick(someWards[1:])}} },
		func() segment.Node { return segment.Node{Zip: &segment.OneOf{In: pick([]string{"53218", "53225"})}} },
		func() segment.Node {
			return segment.Node{City: &segment.OneOf{In: pick([]string{"Milwaukee", "Madison"})}}
		},
		func() segment.Node { return segment.Node{Tag: &segment.OneOf{In: pick(someTags)}} },
		func() segment.Node {
			return segment.Node{Source: &segment.OneOf{In: pick([]string{SourceHand, SourceVoterFile})}}
		},
		func() segment.Node { return segment.Node{Attempt: &segment.Attempt{Never: true}} },
		func() segment.Node { return segment.Node{Attempt: &segment.Attempt{Result: pick(someResults)}} },
	}
	return conditions[rapid.IntRange(0, len(conditions)-1).Draw(t, "condition")]()
}

// populate makes random people and gives what a query sees of each.
func (w *world) populate(n int, r *rand.Rand) map[id.ID]segment.Person {
	crowd := map[id.ID]segment.Person{}
	var houses []id.ID
	addresses := map[id.ID]*segment.Household{}
	w.write(func(ctx context.Context, tx *db.WriteTx) error {
		p := populator{w: w, ctx: ctx, tx: tx, r: r}
		clear(crowd)
		houses = nil
		for i := range n / 3 {
			h := &segment.Household{Ward: one(r, someWards), Zip: one(r, []string{"53218", "53225"}), City: one(r, []string{"Milwaukee", "Madison"}), AddressKey: fmt.Sprint("key ", i), Located: r.IntN(2) == 0}
			houses = append(houses, p.household(h))
			addresses[houses[i]] = h
		}
		p.outreach()
		for range n {
			who, person, home := p.person(houses, addresses)
			crowd[who] = person
			p.attempts(who, home)
		}
		for i := range houses {
			if r.IntN(3) == 0 {
				p.attempt(0, houses[i], one(r, someResults), r.IntN(3) == 0)
			}
		}
		for who, person := range crowd {
			person.Attempts = p.results(who, p.homes[who])
			crowd[who] = person
		}
		return p.err
	})
	return crowd
}

func one[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// populator writes random rows and remembers what it wrote.
type populator struct {
	w     *world
	ctx   context.Context
	tx    *db.WriteTx
	r     *rand.Rand
	err   error
	seq   int
	homes map[id.ID]id.ID

	program, form, version, turf, packet, worker id.ID
	log                                          []logged
}

type logged struct {
	person, household id.ID
	result            string
}

func (p *populator) insert(table, columns string, values ...any) {
	if p.err != nil {
		return
	}
	marks := make([]string, len(values)+1)
	for i := range marks {
		marks[i] = fmt.Sprint("$", i+1)
	}
	_, p.err = p.tx.Exec(p.ctx, "INSERT INTO "+table+" (org_id, "+columns+") VALUES ("+strings.Join(marks, ", ")+")", append([]any{p.w.sc.Organization()}, values...)...)
}

func (p *populator) household(h *segment.Household) id.ID {
	house := p.w.ids.Next()
	var lat, lon any
	if h.Located {
		lat, lon = 43.1, -88.0
	}
	p.insert("household", "id, number, street, unit, city, state, zip, building_key, address_key, lat, lon, ward, created_at", house, "1", "Oak St", "", h.City, "WI", h.Zip, h.AddressKey, h.AddressKey,
		lat, lon, h.Ward, 1)
	return house
}

func (p *populator) person(houses []id.ID, addresses map[id.ID]*segment.Household) (id.ID, segment.Person, id.ID) {
	r, who := p.r, p.w.ids.Next()
	s := segment.Person{Member: r.IntN(2) == 0, Phone: r.IntN(2) == 0, Email: r.IntN(3) == 0, Source: one(r, []string{SourceHand, SourceVoterFile})}
	var home id.ID
	if r.IntN(5) > 0 {
		home = one(r, houses)
		s.Household = addresses[home]
	}
	if p.homes == nil {
		p.homes = map[id.ID]id.ID{}
	}
	p.homes[who] = home
	text := map[bool]string{true: "x"}
	p.insert("person", "id, household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at", who, ref(home), "A", "", "B", "", "", "", "a b",
		text[s.Phone], text[s.Email], "", s.Member, s.Source, 1, 1)
	for _, code := range someLanguages {
		if r.IntN(6) == 0 {
			l := segment.Spoken{Language: code, Source: one(r, []string{"self-reported", "observed", "modelled"})}
			s.Languages = append(s.Languages, l)
			p.insert("person_language", "person_id, language, kind, source, at", who, l.Language, "spoken", l.Source, 1)
		}
	}
	for _, tag := range someTags {
		if r.IntN(4) == 0 {
			s.Tags = append(s.Tags, tag)
			p.insert("person_tag", "person_id, tag, at", who, tag, 1)
		}
	}
	for range r.IntN(3) {
		s.Registrations = append(s.Registrations, p.registration(who))
	}
	if r.IntN(3) == 0 {
		s.Suppressions = append(s.Suppressions, p.suppression(who, s.Household))
	}
	return who, s, home
}

func (p *populator) registration(who id.ID) segment.Registration {
	r, row := p.r, p.w.ids.Next()
	reg := segment.Registration{State: one(r, []string{"WI", "MN"}), Status: one(r, someStatus), Districts: map[string]string{}}
	if r.IntN(3) > 0 {
		reg.Districts["ward"] = one(r, []string{"Ward 1", "Ward 2", "Ward 3"})
	}
	districts, _ := jsonText(reg.Districts)
	p.insert("voter_registration", "id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at", row, who, reg.State, row.String(), reg.Status, "", districts, "", 1)
	for _, e := range someElections {
		if r.IntN(3) == 0 {
			v := segment.Vote{Election: e, Method: one(r, []string{"At Polls", "Absentee"})}
			reg.Votes = append(reg.Votes, v)
			p.insert("election_vote", "registration_id, election, method", row, v.Election, v.Method)
		}
	}
	return reg
}

func (p *populator) suppression(who id.ID, home *segment.Household) segment.Suppression {
	r := p.r
	s := segment.Suppression{Scope: one(r, []string{"everywhere", "door", "phone", "text"}), Reason: one(r, []string{"moved", "refused"}), AddressKey: one(r, []string{"", "elsewhere"}), Lifted: r.IntN(4) == 0}
	if home != nil && r.IntN(2) == 0 {
		s.AddressKey = home.AddressKey
	}
	var lifted any
	if s.Lifted {
		lifted = 2
	}
	p.insert("suppression", "id, person_id, scope, reason, address_key, at, lifted_at", p.w.ids.Next(), who, s.Scope, s.Reason, s.AddressKey, 1, lifted)
	return s
}

// outreach makes what an attempt belongs to.
func (p *populator) outreach() {
	for _, i := range []*id.ID{&p.program, &p.form, &p.version, &p.turf, &p.packet, &p.worker} {
		*i = p.w.ids.Next()
	}
	universe := p.w.ids.Next()
	p.insert("universe", "id, name, query, created_by, created_at, updated_at", universe, "", "{}", 0, 1, 1)
	p.insert("form", "id, kind, name, created_by, created_at", p.form, "script", "", 0, 1)
	p.insert("form_version", "id, form_id, version, definition, updated_at", p.version, p.form, 1, "{}", 1)
	p.insert("program", "id, name, universe_id, pass, revision, created_by, created_at", p.program, "", universe, 1, 1, 0, 1)
	p.insert("turf", "id, program_id, number, name, state, drawn, doors, people, languages, metres, minutes, outline, created_at", p.turf, p.program, 1, "", "published", false, 0, 0, "{}", 0.0, 0.0, "{}", 1)
	p.insert("packet", "id, turf_id, program_id, form_version_id, pass, list_number, token, snapshot, doors, people, created_by, published_at, expires_at", p.packet, p.turf, p.program, p.version, 1,
		"1", "", "{}", 0, 0, 0, 1, 1)
	p.insert("worker", "id, packet_id, name, languages, joined_at, last_seen_at", p.worker, p.packet, "Lan", "[]", 1, 1)
}

func (p *populator) attempts(who, home id.ID) {
	for range p.r.IntN(3) {
		p.attempt(who, home, one(p.r, someResults), p.r.IntN(3) == 0)
	}
}

func (p *populator) attempt(who, home id.ID, result string, undone bool) {
	event := func(kind, result string, undoes any) string {
		p.seq++
		name := fmt.Sprint("event ", p.seq)
		p.insert("attempt", `id, event_id, seq, packet_id, program_id, turf_id, pass, worker_id, household_id, person_id, kind, undoes, result, language, channel, answers, detail,
			is_attempt, is_contact, is_conversation, device_at, at, received_at, deliveries`, p.w.ids.Next(), name, p.seq, p.packet, p.program, p.turf, 1, p.worker, ref(home), ref(who), kind, undoes, result,
			"", "door", "{}", "{}", kind == "attempt", false, false, 1, 1, 1, 1)
		return name
	}
	name := event("attempt", result, nil)
	if undone {
		event("undo", "", name)
		return
	}
	p.log = append(p.log, logged{who, home, result})
}

// results are those about a person or their door, oldest first.
func (p *populator) results(who, home id.ID) (out []string) {
	for _, l := range p.log {
		if l.person == who || l.person == 0 && home != 0 && l.household == home {
			out = append(out, l.result)
		}
	}
	return out
}
