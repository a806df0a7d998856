package people

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// voterKey is how a state knows a voter.
type voterKey struct{ state, number string }

// registration is what a new row of a voter file is compared with.
type registration struct {
	id, person, imp id.ID
	hash            string
	updated         db.Time
	dropped         bool // a complete file lacked it
}

// voterBatch takes one chunk of a voter file, step by step.
type voterBatch struct {
	chunk
	rows []record.Voter
	out  []record.Outcome

	todo       []int // rows that are new or changed
	seen       []id.ID
	known      map[voterKey]registration
	before     map[id.ID]*portrait // of the people whom the rows change
	people     map[id.ID]*personRow
	households map[string]id.ID
	matched    map[int]*personRow  // row -> who it is about
	votes      map[record.Vote]int // the dictionary
	nobody     bool                // the organization has no voter yet
}

func keyOf(v *record.Voter) voterKey { return voterKey{v.State, v.ID} }

// Prepare cleans rows and computes what they are compared by, in place. It needs nothing but the rows, so that it may run beside
// whoever writes.
func (in *Intake) Prepare(rows []record.Voter) {
	for i := range rows {
		v := &rows[i]
		if v.Door != "" || v.Building != "" {
			continue
		}
		if !tidyVoter(v) {
			*v = cleanVoter(*v)
		}
		v.Votes = uniqueVotes(v.Votes)
		v.Phone, v.Email = phone(v.Phone), email(v.Email)
		v.Hash = cmp.Or(v.Hash, v.Sum())
		v.Building, v.Door = v.Address.Keys()
	}
}

// Voters takes rows of a state's voter file. Refused: no number, no name, one number with two different rows in this chunk (across
// chunks the importer has to tell), a name of more than 400 letters, a date of birth that cannot be.
func (in *Intake) Voters(ctx context.Context, tx *db.WriteTx, sc authz.Scope, rows []record.Voter) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.Voters(%d rows)", len(rows))
	c, err := in.chunk(tx, sc)
	if err != nil {
		return nil, err
	}
	b := c.voters(rows)
	for _, step := range []func(context.Context) error{b.check, b.match, b.load, b.locate, b.write} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// LookAtVoters tells what would become of rows.
func (in *Intake) LookAtVoters(ctx context.Context, q db.Querier, sc authz.Scope, rows []record.Voter) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.Intake.LookAtVoters(%d rows)", len(rows))
	c, err := in.watching(q, sc)
	if err != nil {
		return nil, err
	}
	b := c.voters(rows)
	if err := cmp.Or(b.check(ctx), b.match(ctx)); err != nil {
		return nil, err
	}
	return b.out, nil
}

func (c chunk) voters(rows []record.Voter) *voterBatch {
	rows = slices.Clone(rows)
	c.Prepare(rows)
	return &voterBatch{chunk: c, rows: rows, out: make([]record.Outcome, len(rows)), matched: map[int]*personRow{}}
}

// check refuses what cannot be taken and finds the rows that say something new.
func (b *voterBatch) check(ctx context.Context) (err error) {
	keys := make([]voterKey, len(b.rows))
	for i := range b.rows {
		keys[i] = keyOf(&b.rows[i])
	}
	if !b.nobody {
		if b.known, err = b.registrations(ctx, keys); err != nil {
			return err
		}
	}
	first := make(map[voterKey]int, len(b.rows))
	for i := range b.rows {
		v := &b.rows[i]
		earlier, again := first[keys[i]]
		switch o := b.refusal(v); {
		case o.What == record.Refused:
			b.out[i] = o
		case again && b.rows[earlier].Hash == v.Hash:
			b.out[i].What = record.Same
		case again:
			b.out[i] = refused("voter_id", "people.voter_twice", "id", v.ID, "row", b.rows[earlier].Row)
		default:
			first[keys[i]] = i
			b.compare(i, v)
		}
	}
	return nil
}

func (b *voterBatch) refusal(v *record.Voter) record.Outcome {
	if v.ID == "" {
		return refused("voter_id", "people.voter_id_missing")
	}
	if field, reason := voterNameFault(v.Name); reason != "" {
		return refused(field, reason, "n", maxName)
	}
	if reason := birthFault(v.BirthDate, b.now()); reason != "" {
		return refused("birth_date", reason)
	}
	return record.Outcome{}
}

// compare holds a row against what is known of its voter.
func (b *voterBatch) compare(i int, v *record.Voter) {
	reg, known := b.known[keyOf(v)]
	switch {
	case known && reg.hash == v.Hash && !reg.dropped:
		b.seen = append(b.seen, reg.id)
		b.out[i].What = record.Same
		if b.imp != 0 && reg.imp == b.imp {
			b.out[i].What = record.New // by this very import, before it was stopped
		}
		return
	case known:
		b.out[i].What = record.Changed
	default:
		b.out[i].What = record.New
	}
	b.todo = append(b.todo, i)
}

// load reads the people whom the rows change.
func (b *voterBatch) load(ctx context.Context) (err error) {
	var ids []id.ID
	for _, i := range b.todo {
		if reg, ok := b.known[keyOf(&b.rows[i])]; ok {
			ids = append(ids, reg.person)
		} else if p := b.matched[i]; p != nil {
			ids = append(ids, p.id)
		}
	}
	if b.people, err = b.peopleByID(ctx, ids); err != nil {
		return err
	}
	b.before, err = b.images(ctx, ids)
	for who, p := range b.people {
		p.regs = b.before[who].Regs
	}
	return err
}

func (b *voterBatch) locate(ctx context.Context) (err error) {
	b.households, err = b.chunk.homes(ctx, b.rows, b.todo)
	return err
}

// match finds out whom each new row is about: somebody already known from another list, or somebody new.
func (b *voterBatch) match(ctx context.Context) error {
	if b.replay != nil {
		for _, i := range b.todo {
			b.matched[i] = &personRow{id: b.replay.person}
		}
		return nil
	}
	pool, err := b.looseOnes(ctx)
	if err != nil || pool == nil {
		return err
	}
	pool.begin(b.rows)
	for _, i := range b.todo {
		if b.out[i].What != record.New {
			continue
		}
		p, doubt := pool.judge(&b.rows[i])
		switch {
		case p != nil:
			b.matched[i], b.out[i].What = p, record.Matched
		case doubt:
			b.out[i].What = record.Unclear // somebody new; the review that follows an import asks
		}
	}
	return nil
}

// write saves people, registrations, what the file said of languages, what is news, and how it was before.
func (b *voterBatch) write(ctx context.Context) error {
	codes, err := b.voteCodes(ctx, b.rows, b.todo)
	if err != nil {
		return err
	}
	b.votes = codes
	var fresh, known []*personRow
	var regs []regRow
	var news []event
	var told []saying
	who := map[int]id.ID{}
	said := spokenRows{}
	for _, i := range b.todo {
		v := &b.rows[i]
		reg := b.known[keyOf(v)]
		p := b.people[reg.person]
		if m := b.matched[i]; p == nil && m != nil {
			p = b.people[m.id]
		}
		row, had := b.registered(v, reg, p, codes)
		made := p == nil
		if made {
			p = &personRow{id: b.nextPerson(), source: SourceVoterFile, created: b.at, imp: b.imp}
			fresh = append(fresh, p)
		} else {
			known = append(known, p)
		}
		row.person, who[i] = p.id, p.id
		later, err := b.hadState(ctx, v.State)
		if err != nil {
			return err
		}
		was := *p
		b.merge(p, v, reg)
		news = append(news, b.news(v, &was, p, had, &row, later)...)
		regs = append(regs, row)
		for _, l := range v.Languages {
			said.add(p.id, i, l)
		}
		told = append(told, voterSaying(p, i, v, made))
	}
	more, err := b.weigh(ctx, told)
	if err != nil {
		return err
	}
	for _, p := range slices.Concat(fresh, known) {
		p.called = more.called[p.id]
	}
	if err := b.save(ctx, fresh, known, regs, said, more); err != nil {
		return err
	}
	if b.replay != nil && len(known) == 0 {
		b.before[b.replay.person] = &portrait{}
	}
	return b.remember(ctx, known, who, news)
}

func (b *voterBatch) save(ctx context.Context, fresh, known []*personRow, regs []regRow, said spokenRows, more *further) error {
	if err := b.insertPeople(ctx, fresh); err != nil {
		return err
	}
	if err := b.savePeople(ctx, known); err != nil {
		return err
	}
	if err := more.write(ctx); err != nil {
		return err
	}
	if err := b.saveRegs(ctx, regs); err != nil {
		return err
	}
	_, err := b.speak(ctx, said)
	return err
}

// remember writes down what changed and tells everybody who keeps people in memory.
func (b *voterBatch) remember(ctx context.Context, known []*personRow, who map[int]id.ID, news []event) error {
	touched := make([]id.ID, 0, len(who))
	said := map[id.ID]statement{}
	for i, p := range who {
		touched = append(touched, p)
		said[p] = said[p].and(statement{Voter: &b.rows[i]})
	}
	if b.imp != 0 {
		if err := b.journal(ctx, b.before, said); err != nil {
			return err
		}
		if err := b.saveEvents(ctx, news); err != nil {
			return err
		}
		if err := b.saveSeen(ctx); err != nil {
			return err
		}
	}
	return b.tx.Touch(ctx, b.org, touched...)
}

// registered is the registration as the row says it, and as it was; the votes that were known stay.
func (b *voterBatch) registered(v *record.Voter, reg registration, p *personRow, codes map[record.Vote]int) (row regRow, had *regImage) {
	row = regRow{id: reg.id, regImage: regImage{State: v.State, Number: v.ID, Status: v.Status, RegisteredOn: v.RegisteredOn, Districts: districtsText(v.Districts), Hash: v.Hash,
		Party: v.Party, Gender: v.Gender, County: v.County, Precinct: v.Precinct, Updated: b.at.UnixMilli(), Import: b.imp}}
	var kept string
	if p != nil && p.regs != nil {
		if had = p.regs[reg.id]; had != nil {
			kept, row.Import = had.Votes, had.Import
		}
	}
	row.Votes = votesText(kept, v.Votes, codes)
	if row.id == 0 {
		row.id = b.nextRegistration()
	}
	return row, had
}

// merge writes a row of the file over the person. Where somebody has edited the person here since the last file, or knows them
// from the organization's own list, the file only fills gaps; the address is the file's, because people who move tell the state first.
func (b *voterBatch) merge(p *personRow, v *record.Voter, reg registration) {
	ours := p.updated.IsZero() || p.source == SourceVoterFile && !p.updated.After(reg.updated.Time)
	given := v.Name
	if ours {
		p.name = record.Name{Given: given.Given, Middle: given.Middle, Family: given.Family, Suffix: given.Suffix, Native: fill(given.Native, p.name.Native)}
		p.phone, p.email, p.birth = fill(v.Phone, p.phone), fill(v.Email, p.email), fill(v.BirthDate, p.birth)
	} else {
		p.name = fuller(p.name, given)
		p.phone, p.email, p.birth = fill(p.phone, v.Phone), fill(p.email, v.Email), fill(p.birth, v.BirthDate)
	}
	if h := b.households[v.Door]; h != 0 {
		p.household = h
	}
	p.addressKey, p.updated = cmp.Or(v.Door, p.addressKey), b.at
	if !ours {
		p.updated = db.At(b.at.Add(time.Millisecond)) // later than the registration's: still not the file's to overwrite
	}
}

// uniqueVotes keeps one vote of each election.
func uniqueVotes(votes []record.Vote) []record.Vote {
	for i := 1; i < len(votes); i++ {
		if slices.ContainsFunc(votes[:i], func(v record.Vote) bool { return v.Election == votes[i].Election }) {
			seen := map[string]bool{}
			return slices.DeleteFunc(slices.Clone(votes), func(v record.Vote) bool {
				again := seen[v.Election]
				seen[v.Election] = true
				return again
			})
		}
	}
	return votes
}

// districtsText writes districts as the JSON object that the column holds.
func districtsText(list []record.District) string {
	if len(list) == 0 {
		return "{}"
	}
	b := append(make([]byte, 0, 128), '{')
	for i, d := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendJSON(b, d.Kind), ':')
		b = appendJSON(b, d.Name)
	}
	return string(append(b, '}'))
}
