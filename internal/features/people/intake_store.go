package people

import (
	"context"
	"maps"
	"slices"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// registrations finds the voters of the keys.
func (c chunk) registrations(ctx context.Context, keys []voterKey) (map[voterKey]registration, error) {
	byState := map[string][]string{}
	for _, k := range keys {
		byState[k.state] = append(byState[k.state], k.number)
	}
	found := map[voterKey]registration{}
	for state, numbers := range byState {
		err := db.Each(ctx, c.q(), func(r db.Row) error {
			k, reg := voterKey{state: state}, registration{}
			err := r.Scan(&k.number, &reg.id, &reg.person, &reg.hash, &reg.updated, &reg.imp, &reg.dropped)
			found[k] = reg
			return err
		}, `SELECT voter_id, id, person_id, row_hash, updated_at, import_id, dropped_on <> '' FROM voter_registration
		    WHERE org_id = $1 AND state = $2 AND voter_id IN (SELECT value FROM json_each($3))`, c.org, state, db.List(numbers))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

const selectPeople = `SELECT p.id, p.household_id, p.given, p.middle, p.family, p.suffix, p.native_name, p.phone, p.email, p.language, p.is_member, p.source,
	p.created_at, p.updated_at, p.birth_date, COALESCE(h.building_key, ''), COALESCE(h.address_key, ''),
	COALESCE(h.number || ' ' || h.street, ''), COALESCE(h.unit, ''), COALESCE(h.zip, ''),
	EXISTS (SELECT 1 FROM voter_registration r WHERE r.org_id = p.org_id AND r.person_id = p.id)
	FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 AND `

func scanPerson(r db.Row) (*personRow, error) {
	var p personRow
	var language string
	err := r.Scan(&p.id, &p.household, &p.name.Given, &p.name.Middle, &p.name.Family, &p.name.Suffix, &p.name.Native, &p.phone, &p.email, &language, &p.member,
		&p.source, &p.created, &p.updated, &p.birth, &p.building, &p.addressKey, &p.line, &p.unit, &p.zip, &p.registered)
	if language != "" {
		p.languages = []string{language}
	}
	return &p, err
}

func (c chunk) peopleByID(ctx context.Context, ids []id.ID) (map[id.ID]*personRow, error) {
	found := map[id.ID]*personRow{}
	if len(ids) == 0 {
		return found, nil
	}
	list, err := db.All(ctx, c.q(), scanPerson, selectPeople+`p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(ids))
	for _, p := range list {
		found[p.id] = p
	}
	return found, err
}

// sought is where a chunk's people may be found.
type sought struct{ buildings, phones, emails, families []string }

func (c chunk) candidates(ctx context.Context, s sought) (*pool, error) {
	found := newPool()
	for where, values := range map[string][]string{
		`h.building_key IN (SELECT value FROM json_each($2))`:                      s.buildings,
		`p.phone IN (SELECT value FROM json_each($2))`:                             s.phones,
		`p.email IN (SELECT value FROM json_each($2))`:                             s.emails,
		`p.household_id IS NULL AND p.family IN (SELECT value FROM json_each($2))`: s.families,
	} {
		if err := c.collect(ctx, found, where, values); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (c chunk) collect(ctx context.Context, into *pool, where string, values []string) error {
	slices.Sort(values)
	values = slices.DeleteFunc(slices.Compact(values), func(v string) bool { return v == "" })
	if len(values) == 0 {
		return nil
	}
	list, err := db.All(ctx, c.q(), scanPerson, selectPeople+where, c.org, db.List(values))
	for _, p := range list {
		into.add(p)
	}
	return err
}

// personNames are the columns that a file tells of a person, in the order of personValues.
var personNames = []string{"id", "household_id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email", "language", "birth_date", "is_member", "source",
	"created_at", "updated_at", "import_id", "family_first"}

func (p *personRow) values() []any {
	n := p.name
	return []any{int64(p.id), ref(p.household), n.Given, n.Middle, n.Family, n.Suffix, n.Native, names.Lang(n.Native, p.languages...), searchFor(n, p.called...), p.phone, p.email, "", p.birth, p.member, p.source,
		p.created.UnixMilli(), p.updated.UnixMilli(), ref(p.imp), p.familyFirst}
}

// insertPeople writes people who were not there.
func (c chunk) insertPeople(ctx context.Context, people []*personRow) error {
	return c.putPeople(ctx, people, "")
}

// savePeople writes new people and the changes of known ones. Their further names, known and new, find them too.
func (c chunk) savePeople(ctx context.Context, people []*personRow) error {
	known := make(map[id.ID]*personRow, len(people))
	for _, p := range people {
		known[p.id] = p
	}
	called := map[id.ID][]string{}
	err := db.Each(ctx, c.tx, func(r db.Row) error {
		var person id.ID
		var text string
		err := r.Scan(&person, &text)
		called[person] = append(called[person], text)
		return err
	}, `SELECT person_id, text FROM person_name WHERE`+ofParts+`ORDER BY id + 0`, c.org, db.List(keysOf(known)))
	if err != nil {
		return err
	}
	for person, texts := range called {
		known[person].called = append(texts, known[person].called...)
	}
	return c.putPeople(ctx, people, `ON CONFLICT (org_id, id) DO UPDATE SET household_id = excluded.household_id, given = excluded.given, middle = excluded.middle, family = excluded.family,
		 suffix = excluded.suffix, native_name = excluded.native_name, native_lang = excluded.native_lang, search = excluded.search, phone = excluded.phone,
		 email = excluded.email, birth_date = excluded.birth_date, is_member = excluded.is_member, updated_at = excluded.updated_at`)
}

// searchFor is the text in which a name is looked for, with the person's further names.
func searchFor(n record.Name, called ...string) string {
	text := names.Search(n.Given, n.Middle, n.Family, n.Native)
	if len(called) == 0 {
		return text
	}
	return withNames(text, called)
}

func (c chunk) putPeople(ctx context.Context, people []*personRow, end string) error {
	rows := make([][]any, len(people))
	for i, p := range people {
		rows[i] = append([]any{int64(c.org)}, p.values()...)
	}
	_, err := c.tx.InsertMany(ctx, "person", append([]string{"org_id"}, personNames...), rows, end)
	return err
}

// spokenRows is what a chunk says about languages: who speaks what, and which row said so.
type spokenRows map[id.ID][]spokenRow

type spokenRow struct {
	row      int
	language record.Language
	guess    record.Guess // where a model says it
}

func (s spokenRows) add(person id.ID, row int, l record.Language) {
	s[person] = append(s[person], spokenRow{row: row, language: l})
}

// unheard are the rows that say of somebody a language that is not known of them, each language once.
type unheard struct {
	person id.ID
	spokenRow
}

func (c chunk) unheard(ctx context.Context, said spokenRows) (out []unheard, err error) {
	type spoken struct {
		person   id.ID
		language record.Language
	}
	have := map[spoken]bool{}
	ids := slices.Sorted(maps.Keys(said))
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var s spoken
		err := r.Scan(&s.person, &s.language.Code, &s.language.Kind, &s.language.Source)
		have[s] = true
		return err
	}, `SELECT person_id, language, kind, source FROM person_language WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(ids))
	for _, p := range ids {
		for _, s := range said[p] {
			if key := (spoken{p, s.language}); s.language.Code != "" && !have[key] {
				have[key] = true
				out = append(out, unheard{p, s})
			}
		}
	}
	return out, err
}

// speak adds languages, computes the preferred one of everybody to whom one was added, and gives the rows that said something new.
func (c chunk) speak(ctx context.Context, said spokenRows) (changed []int, err error) {
	if len(said) == 0 {
		return nil, nil
	}
	list, err := c.unheard(ctx, said)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	var whose []id.ID
	guessed, others := c.guessed(list)
	var told []id.ID // who has said it themselves
	for _, i := range others {
		s := list[i]
		if s.language.Source == record.SelfReported {
			told = append(told, s.person)
		}
		rows = append(rows, []any{c.org, s.person, s.language.Code, s.language.Kind, s.language.Source, c.at})
		changed, whose = append(changed, s.row), append(whose, s.person)
	}
	fresh, err := keepGuesses(ctx, c.tx, c.org, guessed)
	if err != nil {
		return nil, err
	}
	for _, g := range fresh {
		changed = append(changed, g.row)
	}
	if err = insertRows(ctx, c.tx, `INSERT INTO person_language (org_id, person_id, language, kind, source, at) VALUES `, rows, ""); err != nil {
		return nil, err
	}
	if len(told) > 0 {
		if err := dropGuesses(ctx, c.tx, c.org, told, TopicLanguage); err != nil {
			return nil, err
		}
	}
	return changed, prefer(ctx, c.tx, c.org, whose)
}

// prefer computes the preferred language of people: what they say themselves before what somebody observed.
func prefer(ctx context.Context, tx *db.WriteTx, org id.ID, people []id.ID) error {
	if len(people) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE person SET language = COALESCE((SELECT l.language FROM person_language l WHERE l.org_id = $1 AND l.person_id = person.id
		ORDER BY CASE l.source WHEN 'self-reported' THEN 0 ELSE 1 END, CASE l.kind WHEN 'preferred' THEN 0 WHEN 'spoken' THEN 1 ELSE 2 END,
		l.at DESC, l.language LIMIT 1), '') WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(people))
	return err
}
