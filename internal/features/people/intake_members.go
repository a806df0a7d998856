package people

import (
	"context"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// memberBatch takes one chunk of a member list, step by step.
type memberBatch struct {
	chunk
	rows []record.Member
	out  []record.Outcome

	households map[string]id.ID
	pool       *pool
	save       []*personRow
	said       spokenRows
	tags       map[id.ID][]tagRow
	who        map[id.ID]statement // what the rows say, by person
	fresh      map[id.ID]bool
	was        map[id.ID]*portrait
}

type tagRow struct {
	row int
	tag string
}

func (b *memberBatch) check(context.Context) error {
	for i, m := range b.rows {
		if field, reason := nameFault(m.Name); reason != "" {
			b.out[i] = refused(field, reason, "n", maxName)
		} else if reason := birthFault(m.BirthDate, b.now()); reason != "" {
			b.out[i] = refused("birth_date", reason)
		}
	}
	return nil
}

func (b *memberBatch) locate(ctx context.Context) (err error) {
	var addresses []address.Address
	for i, m := range b.rows {
		if b.out[i].What != record.Refused {
			addresses = append(addresses, m.Address)
		}
	}
	b.households, err = b.chunk.households(ctx, addresses)
	return err
}

// load reads everybody whom a row may be about: at the same building, with the same phone or email, or with the same family name
// and no address at all.
func (b *memberBatch) load(ctx context.Context) (err error) {
	var s sought
	for _, m := range b.rows {
		s.buildings = append(s.buildings, m.Address.BuildingKey())
		s.phones = append(s.phones, phone(m.Phone))
		s.emails = append(s.emails, email(m.Email))
		if m.Address.Empty() {
			s.families = append(s.families, m.Name.Family)
		}
	}
	if b.replay == nil {
		b.pool, err = b.candidates(ctx, s)
		return err
	}
	b.pool = newPool()
	people, err := b.peopleByID(ctx, []id.ID{b.replay.person})
	for _, p := range people {
		b.pool.add(p)
	}
	return err
}

// decide finds whom each row is about and what it changes.
func (b *memberBatch) decide(context.Context) error {
	b.said, b.tags, b.who, b.fresh = spokenRows{}, map[id.ID][]tagRow{}, map[id.ID]statement{}, map[id.ID]bool{}
	saving := map[id.ID]bool{}
	for i, m := range b.rows {
		if b.out[i].What == record.Refused {
			continue
		}
		building := m.Address.BuildingKey()
		p := b.pool.find(wanted{name: m.Name, building: building, address: m.Address.Key(), phone: phone(m.Phone), email: email(m.Email), member: true})
		if b.replay != nil {
			p = b.pool.byID[b.replay.person]
		}
		if p == nil {
			p = &personRow{id: b.nextPerson(), source: SourceMemberList, created: b.at, imp: b.imp}
			b.fresh[p.id] = true
			b.out[i].What = record.New
		} else {
			b.out[i].What = record.Same
		}
		if b.merge(p, m, b.repeated(p.id, m.Row)) {
			if !saving[p.id] {
				saving[p.id] = true
				b.save = append(b.save, p)
			}
			if b.out[i].What == record.Same {
				b.out[i].What = record.Changed
			}
		}
		if b.out[i].What == record.New {
			p.building, p.addressKey = building, m.Address.Key()
			b.pool.add(p)
		} else {
			b.pool.reach(p)
		}
		b.who[p.id] = b.who[p.id].and(statement{Member: &b.rows[i]})
		for _, l := range m.Languages {
			b.said.add(p.id, i, l)
		}
		for _, t := range m.Tags {
			b.tags[p.id] = append(b.tags[p.id], tagRow{i, t})
		}
	}
	return nil
}

// merge writes a row of the list over the person and tells whether that changed anything. The person's own list knows the name
// with its marks ('Nguyễn'), the number and the email better than a voter file; the address of the voter file stays.
func (b *memberBatch) merge(p *personRow, m record.Member, gapsOnly bool) bool {
	before := *p
	given := m.Name
	p.name = fuller(p.name, given)
	if gapsOnly {
		p.phone, p.email = fill(p.phone, phone(m.Phone)), fill(p.email, email(m.Email))
	} else {
		p.name = marked(p.name, given)
		p.phone, p.email = fill(phone(m.Phone), p.phone), fill(email(m.Email), p.email)
	}
	p.birth = fill(p.birth, m.BirthDate)
	p.member = true
	if h := b.households[m.Address.Key()]; h != 0 && (p.household == 0 || p.source != SourceVoterFile && !p.registered && !gapsOnly) {
		p.household = h
	}
	for _, l := range m.Languages {
		p.languages = append(p.languages, l.Code)
	}
	if !before.same(p) {
		p.updated = b.at
		return true
	}
	return false
}

// before reads how the people whom the rows mean stand.
func (b *memberBatch) before(ctx context.Context) (err error) {
	b.was, err = b.standing(ctx, b.who, b.fresh)
	return err
}

// after writes down how they stood, and tells everybody who keeps people in memory.
func (b *memberBatch) after(ctx context.Context) error { return b.tell(ctx, b.was, b.who) }

func (b *memberBatch) write(ctx context.Context) error {
	if err := b.savePeople(ctx, b.save); err != nil {
		return err
	}
	changed, err := b.speak(ctx, b.said)
	if err != nil {
		return err
	}
	tagged, err := b.tag(ctx)
	if err != nil {
		return err
	}
	for _, i := range append(changed, tagged...) {
		if b.out[i].What == record.Same {
			b.out[i].What = record.Changed
		}
	}
	return nil
}

// tag adds the rows' tags and gives the rows whose tag was new.
func (b *memberBatch) tag(ctx context.Context) (changed []int, err error) {
	var ids []id.ID
	for p := range b.tags {
		ids = append(ids, p)
	}
	type personTag struct {
		person id.ID
		tag    string
	}
	have := map[personTag]bool{}
	err = db.Each(ctx, b.tx, func(r db.Row) error {
		var t personTag
		err := r.Scan(&t.person, &t.tag)
		have[t] = true
		return err
	}, `SELECT person_id, tag FROM person_tag WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, b.org, db.List(ids))
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for p, tags := range b.tags {
		for _, t := range tags {
			text := clean(t.tag)
			if text == "" || have[personTag{p, text}] {
				continue
			}
			have[personTag{p, text}] = true
			rows = append(rows, []any{b.org, p, text, b.at})
			changed = append(changed, t.row)
		}
	}
	return changed, insertRows(ctx, b.tx, `INSERT INTO person_tag (org_id, person_id, tag, at) VALUES `, rows, "")
}

// fuller fills the gaps of a name: an initial gives way to the name that it begins.
func fuller(have, given record.Name) record.Name {
	out := record.Name{Given: fill(have.Given, given.Given), Middle: fill(have.Middle, given.Middle), Family: fill(have.Family, given.Family),
		Suffix: fill(have.Suffix, given.Suffix), Native: fill(have.Native, given.Native)}
	if len([]rune(names.Fold(have.Given))) == 1 && names.SameGiven(have.Given, given.Given) {
		out.Given = given.Given
	}
	return out
}

// marked takes the spelling with diacritics where two spellings are otherwise one: 'Nguyễn' instead of 'NGUYEN'.
func marked(have, given record.Name) record.Name {
	better := func(have, given string) string {
		if given != "" && given != have && names.Fold(have) == names.Fold(given) && names.Fold(given) != plain(given) {
			return given
		}
		return have
	}
	have.Given, have.Family = better(have.Given, given.Given), better(have.Family, given.Family)
	return have
}
