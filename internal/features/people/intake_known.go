package people

import (
	"context"
	"slices"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// furtherKnown is what is known of the people of a chunk. What is known of any part of somebody is known of all: keys name whoever stands
// for the person.
type furtherKnown struct {
	roots      map[id.ID]id.ID
	names      map[ownKey]bool
	contacts   map[ownKey]contactFact
	consents   map[consentKey]consentFact
	suppressed map[id.ID][]string // how far
	young      map[id.ID]bool     // any part is under 18
	values     map[valueKey]valueFact
	mailings   map[id.ID]mailingFact // by row of person: a merge moves nothing
}

type ownKey struct {
	person     id.ID
	kind, text string
}

type consentKey struct {
	person           id.ID
	channel, purpose string
}

type valueKey struct{ person, field id.ID }

// contactFact is what is known of a number or an address of somebody.
type contactFact struct{ known, wrong, byHand bool }

// consentFact is the newest word on a channel and purpose.
type consentFact struct {
	known, granted bool
	fromFile       bool
	at, noted      db.Time
}

type valueFact struct {
	value  string
	byHand bool
}

type mailingFact struct {
	record.Mailing
	source string
}

func (k furtherKnown) root(person id.ID) id.ID {
	if r := k.roots[person]; r != 0 {
		return r
	}
	return person
}

// rootsOf gives, for people and all other parts of each of them, the row that stands for the person.
func (c chunk) rootsOf(ctx context.Context, people []id.ID) (map[id.ID]id.ID, error) {
	roots := map[id.ID]id.ID{}
	read := func(r db.Row) error {
		var part, root id.ID
		err := r.Scan(&part, &root)
		roots[part] = root
		return err
	}
	err := db.Each(ctx, c.q(), read, `SELECT id, COALESCE(merged_into, id) FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(people))
	if err != nil || len(roots) == 0 {
		return roots, err
	}
	var whole []id.ID
	for _, root := range roots {
		whole = append(whole, root)
	}
	slices.Sort(whole)
	whole = slices.Compact(whole)
	for _, root := range whole {
		roots[root] = root
	}
	return roots, db.Each(ctx, c.q(), read, `SELECT id, merged_into FROM person WHERE org_id = $1 AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, db.List(whole))
}

// furtherKnown reads what is known where rows say something.
func (c chunk) furtherKnown(ctx context.Context, said []saying) (k furtherKnown, err error) {
	k = furtherKnown{names: map[ownKey]bool{}, consents: map[consentKey]consentFact{}, suppressed: map[id.ID][]string{}, young: map[id.ID]bool{}, values: map[valueKey]valueFact{}, mailings: map[id.ID]mailingFact{}}
	var people []id.ID
	for _, s := range said {
		people = append(people, s.person)
	}
	says := func(what func(saying) bool) bool { return slices.ContainsFunc(said, what) }
	if says(func(s saying) bool { return len(s.names)+len(s.contacts)+len(s.consents)+len(s.values) > 0 }) {
		if k.roots, err = c.rootsOf(ctx, people); err != nil {
			return k, err
		}
	}
	parts := db.List(keysOf(k.roots))
	if k.contacts, err = c.contactFacts(ctx, k.roots, says(func(s saying) bool { return len(s.contacts) > 0 })); err != nil {
		return k, err
	}
	if says(func(s saying) bool { return len(s.names) > 0 }) {
		err = db.Each(ctx, c.q(), func(r db.Row) error {
			var n ownKey
			err := r.Scan(&n.person, &n.kind, &n.text)
			n.person = k.root(n.person)
			k.names[n] = true
			return err
		}, `SELECT person_id, kind, text FROM person_name WHERE`+ofParts, c.org, parts)
		if err != nil {
			return k, err
		}
	}
	if says(func(s saying) bool { return len(s.consents) > 0 }) {
		if err = c.consentFacts(ctx, &k, parts); err != nil {
			return k, err
		}
	}
	if says(func(s saying) bool { return len(s.values) > 0 }) {
		err = db.Each(ctx, c.q(), func(r db.Row) error {
			var v valueKey
			var f valueFact
			err := r.Scan(&v.person, &v.field, &f.value, &f.byHand)
			v.person = k.root(v.person)
			if k.values[v].value == "" {
				k.values[v] = f
			}
			return err
		}, `SELECT person_id, field_id, value, import_id IS NULL FROM custom_value WHERE`+ofParts+`ORDER BY at DESC`, c.org, parts)
		if err != nil {
			return k, err
		}
	}
	if says(func(s saying) bool { return s.mailing != nil }) {
		err = db.Each(ctx, c.q(), func(r db.Row) error {
			var p id.ID
			var m mailingFact
			err := r.Scan(&p, &m.Lines, &m.City, &m.State, &m.Zip, &m.Country, &m.source)
			k.mailings[p] = m
			return err
		}, `SELECT person_id, lines, city, state, zip, country, source FROM person_mailing WHERE`+ofParts, c.org, db.List(people))
	}
	return k, err
}

// keysOf are the keys of a map, sorted, so that a list of them is always the same text.
func keysOf[V any](m map[id.ID]V) []id.ID {
	out := make([]id.ID, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// contactFacts reads how people are reached, by whoever stands for them.
func (c chunk) contactFacts(ctx context.Context, roots map[id.ID]id.ID, wanted bool) (map[ownKey]contactFact, error) {
	out := map[ownKey]contactFact{}
	if !wanted || len(roots) == 0 {
		return out, nil
	}
	return out, db.Each(ctx, c.q(), func(r db.Row) error {
		var w ownKey
		var source string
		f := contactFact{known: true}
		err := r.Scan(&w.person, &w.kind, &w.text, &source, &f.wrong)
		w.person, f.byHand = roots[w.person], source == SourceHand
		had := out[w]
		out[w] = contactFact{true, f.wrong || had.wrong, f.byHand || had.byHand}
		return err
	}, `SELECT person_id, kind, value, source, wrong_at IS NOT NULL FROM person_contact WHERE`+ofParts, c.org, db.List(keysOf(roots)))
}
