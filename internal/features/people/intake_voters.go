package people

import (
	"context"
	"slices"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// voterKey is how a state knows a voter.
type voterKey struct{ state, number string }

// registration is what a new row of a voter file is compared with.
type registration struct {
	id, person id.ID
	hash       string
	updated    db.Time
}

// voterBatch takes one chunk of a voter file, step by step.
type voterBatch struct {
	chunk
	rows []record.Voter
	out  []record.Outcome

	todo       []int // rows that are new or changed
	known      map[voterKey]registration
	people     map[id.ID]*personRow
	households map[string]id.ID
	matched    map[int]*personRow // row -> who it is about
}

func keyOf(v record.Voter) voterKey { return voterKey{v.State, v.ID} }

// check refuses what cannot be taken and finds the rows that say something new.
func (b *voterBatch) check(ctx context.Context) (err error) {
	keys := make([]voterKey, len(b.rows))
	for i, v := range b.rows {
		keys[i] = keyOf(v)
	}
	if b.known, err = b.registrations(ctx, keys); err != nil {
		return err
	}
	first := map[voterKey]int{}
	for i, v := range b.rows {
		earlier, again := first[keys[i]]
		field, reason := nameFault(v.Name)
		reg, known := b.known[keys[i]]
		switch {
		case v.ID == "":
			b.out[i] = refused("voter_id", "people.voter_id_missing")
		case reason != "":
			b.out[i] = refused(field, reason, "n", maxName)
		case again && b.rows[earlier].Hash == v.Hash:
			b.out[i].What = record.Same
		case again:
			b.out[i] = refused("voter_id", "people.voter_twice", "id", v.ID, "row", b.rows[earlier].Row)
		default:
			first[keys[i]] = i
			switch {
			case known && reg.hash == v.Hash:
				b.out[i].What = record.Same
			case known:
				b.out[i].What, b.todo = record.Changed, append(b.todo, i)
			default:
				b.out[i].What, b.todo = record.New, append(b.todo, i)
			}
		}
	}
	return nil
}

// load reads the people whose rows have changed.
func (b *voterBatch) load(ctx context.Context) (err error) {
	var ids []id.ID
	for _, i := range b.todo {
		if reg, ok := b.known[keyOf(b.rows[i])]; ok {
			ids = append(ids, reg.person)
		}
	}
	b.people, err = b.peopleByID(ctx, ids)
	return err
}

func (b *voterBatch) locate(ctx context.Context) (err error) {
	var addresses []address.Address
	for _, i := range b.todo {
		addresses = append(addresses, b.rows[i].Address)
	}
	b.households, err = b.chunk.households(ctx, addresses)
	return err
}

// match finds out whom each row is about: the person of the registration, somebody already known from another list at the same
// door who has no registration yet, or somebody new.
func (b *voterBatch) match(ctx context.Context) error {
	var buildings []string
	for _, i := range b.todo {
		if b.out[i].What == record.New {
			buildings = append(buildings, b.rows[i].Address.BuildingKey())
		}
	}
	pool, err := b.unregistered(ctx, buildings)
	if err != nil {
		return err
	}
	b.matched = map[int]*personRow{}
	for _, i := range b.todo {
		v := b.rows[i]
		if reg, ok := b.known[keyOf(v)]; ok {
			b.matched[i] = b.people[reg.person]
			continue
		}
		p := pool.find(wanted{name: v.Name, building: v.Address.BuildingKey(), address: v.Address.Key(), phone: phone(v.Phone), email: email(v.Email)})
		if p != nil {
			pool.take(p) // two voter numbers of one file are never one person
		}
		b.matched[i] = p
	}
	return nil
}

func (b *voterBatch) write(ctx context.Context) error {
	var people []*personRow
	var regs, votes [][]any
	said := spokenRows{}
	for _, i := range b.todo {
		v := b.rows[i]
		p, reg := b.matched[i], b.known[keyOf(v)]
		if p == nil {
			p = &personRow{id: b.ids.Next(), source: SourceVoterFile, created: b.at}
		}
		b.merge(p, v, reg)
		people = append(people, p)
		if reg.id == 0 {
			reg.id = b.ids.Next()
		}
		districts, err := jsonText(v.DistrictNames())
		if err != nil {
			return err
		}
		regs = append(regs, []any{b.org, reg.id, p.id, v.State, v.ID, v.Status, v.RegisteredOn, districts, v.Hash, b.at})
		for _, vote := range uniqueVotes(v.Votes) {
			votes = append(votes, []any{b.org, reg.id, vote.Election, vote.Method})
		}
		for _, l := range v.Languages {
			said.add(p.id, i, l)
		}
	}
	if err := b.savePeople(ctx, people); err != nil {
		return err
	}
	err := insertRows(ctx, b.tx, `INSERT INTO voter_registration (org_id, id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at) VALUES `, regs,
		`ON CONFLICT (org_id, id) DO UPDATE SET status = excluded.status, registered_on = excluded.registered_on, districts = excluded.districts,
		 row_hash = excluded.row_hash, updated_at = excluded.updated_at`)
	if err != nil {
		return err
	}
	err = insertRows(ctx, b.tx, `INSERT INTO election_vote (org_id, registration_id, election, method) VALUES `, votes,
		`ON CONFLICT (org_id, registration_id, election) DO UPDATE SET method = excluded.method`)
	if err != nil {
		return err
	}
	_, err = b.speak(ctx, said)
	return err
}

// merge writes a row of the file over the person. Where somebody has edited the person here since the last file, or knows them
// from the organization's own list, the file only fills gaps; the address is the file's, because people who move tell the state first.
func (b *voterBatch) merge(p *personRow, v record.Voter, reg registration) {
	ours := p.updated.IsZero() || p.source == SourceVoterFile && !p.updated.After(reg.updated.Time)
	given := v.Name
	if ours {
		p.name = record.Name{Given: given.Given, Middle: given.Middle, Family: given.Family, Suffix: given.Suffix, Native: fill(given.Native, p.name.Native)}
		p.phone, p.email = fill(phone(v.Phone), p.phone), fill(email(v.Email), p.email)
	} else {
		p.name = fuller(p.name, given)
		p.phone, p.email = fill(p.phone, phone(v.Phone)), fill(p.email, email(v.Email))
	}
	if h := b.households[v.Address.Key()]; h != 0 {
		p.household = h
	}
	p.updated = b.at
	if !ours {
		p.updated = db.At(b.at.Add(time.Millisecond)) // later than the registration's: still not the file's to overwrite
	}
}

func uniqueVotes(votes []record.Vote) []record.Vote {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(votes), func(v record.Vote) bool {
		again := seen[v.Election]
		seen[v.Election] = true
		return again
	})
}
