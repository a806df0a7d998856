package people

import (
	"context"
	"slices"

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
	told       []saying // beyond the rows of person, languages and tags
	further    *further
	fields     map[string]Field // the organization's own, by their ids
	roots      map[id.ID]id.ID  // of everybody whom a row may be about
	contacts   map[ownKey]contactFact
	who        map[id.ID]statement // what the rows say, by person
	fresh      map[id.ID]bool
	was        map[id.ID]*portrait
}

type tagRow struct {
	row int
	tag string
}

func (b *memberBatch) check(ctx context.Context) (err error) {
	if b.fields, err = b.ownFields(ctx); err != nil {
		return err
	}
	for i, m := range b.rows {
		if field, reason := nameFault(m.Name); reason != "" {
			b.out[i] = refused(field, reason, "n", maxName)
		} else if reason := birthFault(m.BirthDate, b.now()); reason != "" {
			b.out[i] = refused("birth_date", reason)
		} else if reason := consentFault(m.Consents, b.now()); reason != "" {
			b.out[i] = refused("consent_on", reason)
		} else if tag := tagFault(m.Tags); tag != nil {
			b.out[i] = *tag
		} else if _, fault := b.typed(m.Custom); fault != nil {
			b.out[i] = *fault
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
	} else {
		b.pool = newPool()
		var people map[id.ID]*personRow
		people, err = b.peopleByID(ctx, []id.ID{b.replay.person})
		for _, p := range people {
			b.pool.add(p)
		}
	}
	if err != nil {
		return err
	}
	if b.roots, err = b.rootsOf(ctx, keysOf(b.pool.byID)); err != nil {
		return err
	}
	b.contacts, err = b.contactFacts(ctx, b.roots, true)
	return err
}

// decide finds whom each row is about and what it changes.
func (b *memberBatch) decide(context.Context) error {
	b.said, b.tags, b.told, b.who, b.fresh = spokenRows{}, map[id.ID][]tagRow{}, nil, map[id.ID]statement{}, map[id.ID]bool{}
	saving := map[id.ID]bool{}
	for i, m := range b.rows {
		if b.out[i].What == record.Refused {
			continue
		}
		building := m.Address.BuildingKey()
		p := b.pool.find(wanted{name: m.Name, building: building, address: m.Address.Key(), phone: m.Phone, email: m.Email, birth: m.BirthDate, member: true})
		if b.replay != nil {
			p = b.pool.byID[b.replay.person]
		}
		if p == nil {
			p = &personRow{id: b.nextPerson(), source: SourceMemberList, created: b.at, imp: b.imp, familyFirst: m.Name.FamilyFirst}
			b.fresh[p.id] = true
			b.out[i].What = record.New
		} else {
			b.out[i].What = record.Same
		}
		again := b.repeated(p.id, m.Row)
		changed, contacts := b.merge(p, m, again)
		b.told = append(b.told, b.saying(p, i, contacts, again))
		if changed {
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

// merge writes a row of the list over the person and tells whether that changed anything, and which numbers and addresses have no place in
// the row. The person's own list knows the name with its marks ('Nguyễn'), the number and the email better than a voter file; the address of
// the voter file stays.
func (b *memberBatch) merge(p *personRow, m record.Member, gapsOnly bool) (changed bool, contacts []Contact) {
	before := *p
	given := m.Name
	p.name = fuller(p.name, given)
	if !gapsOnly {
		p.name = marked(p.name, given)
	}
	var more [2]string
	p.phone, more[0] = b.first(p, Phone, p.phone, m.Phone, gapsOnly)
	p.email, more[1] = b.first(p, Email, p.email, m.Email, gapsOnly)
	contacts = []Contact{{Kind: Phone, Value: more[0]}, {Kind: Email, Value: more[1]}}
	for _, v := range m.MorePhones {
		contacts = append(contacts, Contact{Kind: Phone, Value: v})
	}
	for _, v := range m.MoreEmails {
		contacts = append(contacts, Contact{Kind: Email, Value: v})
	}
	contacts = slices.DeleteFunc(contacts, func(c Contact) bool { return c.Value == "" || c.Value == p.phone || c.Value == p.email })
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
		return true, contacts
	}
	return false, contacts
}

// first tells which number or address is the one to use, and which other one is worth keeping: what is known to be wrong is not used, and
// what somebody typed in here stays in its place.
func (b *memberBatch) first(p *personRow, kind, have, given string, gapsOnly bool) (use, more string) {
	root := b.roots[p.id]
	switch {
	case given == "" || given == have || b.contacts[ownKey{root, kind, given}].wrong:
		return have, ""
	case have == "":
		return given, ""
	case gapsOnly || b.contacts[ownKey{root, kind, have}].byHand:
		return have, given
	}
	return given, ""
}

// before reads how the people whom the rows mean stand.
func (b *memberBatch) before(ctx context.Context) (err error) {
	b.was, err = b.standing(ctx, b.who, b.fresh)
	return err
}

// after writes down how they stood, and tells everybody who keeps people in memory.
func (b *memberBatch) after(ctx context.Context) error { return b.tell(ctx, b.was, b.who) }

// weigh holds what the rows say beyond the row of person against what is known, and counts the rows that say something new.
func (b *memberBatch) weigh(ctx context.Context) (err error) {
	if b.further, err = b.chunk.weigh(ctx, b.told); err != nil {
		return err
	}
	for i := range b.further.changed {
		b.isNews(i)
	}
	for person, called := range b.further.called {
		if p := b.pool.byID[person]; p != nil {
			p.called = called
			if !slices.Contains(b.save, p) {
				b.save = append(b.save, p)
			}
		}
	}
	return nil
}

// isNews counts a row that changes somebody who is known.
func (b *memberBatch) isNews(row int) {
	if b.out[row].What == record.Same {
		b.out[row].What = record.Changed
	}
}

// note tells, in a look, which rows say a language or give a tag that is new.
func (b *memberBatch) note(ctx context.Context) error {
	languages, err := b.unheard(ctx, b.said)
	if err != nil {
		return err
	}
	_, tagged, err := b.newTags(ctx)
	for _, l := range languages {
		tagged = append(tagged, l.row)
	}
	for _, i := range tagged {
		b.isNews(i)
	}
	return err
}

func (b *memberBatch) write(ctx context.Context) error {
	if err := b.savePeople(ctx, b.save); err != nil {
		return err
	}
	if err := b.further.write(ctx); err != nil {
		return err
	}
	changed, err := b.speak(ctx, b.said)
	if err != nil {
		return err
	}
	rows, tagged, err := b.newTags(ctx)
	if err != nil {
		return err
	}
	if _, err := b.tx.InsertMany(ctx, "person_tag", []string{"org_id", "person_id", "tag", "at"}, rows, ""); err != nil {
		return err
	}
	for _, i := range append(changed, tagged...) {
		b.isNews(i)
	}
	return nil
}

// newTags gives the rows of tags that people lack, and which rows of the file give them.
func (b *memberBatch) newTags(ctx context.Context) (rows [][]any, by []int, err error) {
	if len(b.tags) == 0 {
		return nil, nil, nil
	}
	type personTag struct {
		person id.ID
		tag    string
	}
	have := map[personTag]bool{}
	people := keysOf(b.tags)
	err = db.Each(ctx, b.q(), func(r db.Row) error {
		var t personTag
		err := r.Scan(&t.person, &t.tag)
		have[t] = true
		return err
	}, `SELECT person_id, tag FROM person_tag WHERE`+ofParts, b.org, db.List(people))
	for _, p := range people {
		for _, t := range b.tags[p] {
			text := clean(t.tag)
			if text == "" || have[personTag{p, text}] {
				continue
			}
			have[personTag{p, text}] = true
			rows = append(rows, []any{int64(b.org), int64(p), text, b.at.UnixMilli()})
			by = append(by, t.row)
		}
	}
	return rows, by, err
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
