package crowd

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// loader fills a Crowd from the database: with everybody, or with some.
type loader struct {
	ctx  context.Context
	tx   *db.ReadTx
	org  id.ID
	c    *Crowd
	only []id.ID // rows of people, of all parts; nil is everybody
	some bool

	fresh      map[uint32]bool // whose rows are read, where not everybody's are
	last       id.ID           // whose number was looked up last: rows come in the order of people
	lastNumber uint32
	lastKnown  bool
	codes      map[string]columns.Known   // a vote by its code
	districts  map[string][]columns.Known // by the text of all districts of a registration
	answers    map[string]map[string][]string
	days       map[int64]string // of moments, by quarters of an hour
}

func newLoader(ctx context.Context, tx *db.ReadTx, org id.ID, c *Crowd, only []id.ID) *loader {
	return &loader{ctx: ctx, tx: tx, org: org, c: c, only: only, some: only != nil, fresh: map[uint32]bool{}, codes: map[string]columns.Known{}, districts: map[string][]columns.Known{},
		answers: map[string]map[string][]string{}, days: map[int64]string{}}
}

// withParts lets the rows of all parts be read.
func (l *loader) withParts() error {
	parts, err := db.All(l.ctx, l.tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, l.org, db.List(l.only))
	l.only = append(l.only, parts...)
	return err
}

func (l *loader) run() error {
	for _, step := range []func() error{l.people, l.households, l.places, l.languages, l.models, l.tags, l.registrations, l.ballots, l.events, l.customs, l.relations, l.consents, l.suppressions, l.attempts} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// each runs a statement over the rows of everybody, or of some: column is what names the person in it, and {only} is where the
// statement asks for it.
func (l *loader) each(column string, fn func(db.Row) error, text string) error {
	args, only := []any{l.org}, ""
	if l.some {
		args, only = append(args, db.List(l.only)), " AND "+column+" IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
	}
	return db.Each(l.ctx, l.tx, fn, strings.ReplaceAll(text, "{only}", only), args...)
}

// number is the number of the person who stands for a row.
func (l *loader) number(person id.ID) (uint32, bool) {
	if person == l.last {
		return l.lastNumber, l.lastKnown
	}
	root := person
	if whole := l.c.parts[person]; whole != 0 {
		root = whole
	}
	l.last = person
	l.lastNumber, l.lastKnown = l.c.Number(int64(root))
	return l.lastNumber, l.lastKnown
}

// personRow is what stands in one row of person, and where it lives.
type personRow struct {
	id, whole, imported           id.ID
	member, phone, email, located bool
	source, birth, language       string
	ward, zip, city               string
	created                       db.Time
}

// people reads the rows of person. A part is taken after everybody who stands for themselves, who may have a larger id.
func (l *loader) people() error {
	if err := l.residents(); err != nil {
		return err
	}
	var parts []personRow
	err := l.each("p.id", func(r db.Row) error {
		var p personRow
		err := r.Scan(&p.id, &p.whole, &p.imported, &p.member, &p.phone, &p.email, &p.source, &p.birth, &p.language, &p.created)
		if p.whole != 0 {
			parts = append(parts, p)
			return err
		}
		number, _ := l.number(p.id)
		if p.language != "" {
			l.c.Put(columns.Prefers, number, p.language)
		}
		l.row(number, p)
		return err
	}, `SELECT p.id, COALESCE(p.merged_into, 0), COALESCE(p.import_id, 0), p.is_member, p.phone <> '', p.email <> '', p.source, p.birth_date, p.language, p.created_at
		FROM person p WHERE p.org_id = $1{only}`)
	for _, p := range parts {
		l.c.parts[p.id] = p.whole
		if number, known := l.number(p.whole); known {
			l.row(number, p)
		}
	}
	l.last = 0
	return err
}

// residents lets everybody stand in the crowd who stands for a person.
func (l *loader) residents() error {
	var people []columns.Resident
	err := l.each("p.id", func(r db.Row) error {
		var person, household id.ID
		err := r.Scan(&person, &household)
		people = append(people, columns.Resident{Person: int64(person), Household: int64(household)})
		return err
	}, `SELECT p.id, COALESCE(p.household_id, 0) FROM person p WHERE p.org_id = $1 AND p.merged_into IS NULL{only}`)
	if err != nil || !l.some {
		l.c.Begin(people)
		return err
	}
	for _, p := range people {
		l.fresh[l.c.Add(p.Person, p.Household)] = true
	}
	return nil
}

// at calls do with those who live in a household and whose rows are read.
func (l *loader) at(household id.ID, do func(number uint32)) {
	for _, number := range l.c.Residents(int64(household)) {
		if !l.some || l.fresh[number] {
			do(number)
		}
	}
}

// eachHousehold runs a statement over the rows of all households, or of those in which somebody lives whose rows are read.
func (l *loader) eachHousehold(column string, fn func(db.Row) error, text string) error {
	args, only := []any{l.org}, ""
	if l.some {
		args, only = append(args, db.List(l.only)), " AND "+column+" IN (SELECT p.household_id FROM person p WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)))"
	}
	return db.Each(l.ctx, l.tx, fn, strings.ReplaceAll(text, "{only}", only), args...)
}

// households are what is true of where people live.
func (l *loader) households() error {
	return l.eachHousehold("h.id", func(r db.Row) error {
		var household id.ID
		var ward, zip, city string
		var located bool
		err := r.Scan(&household, &ward, &zip, &city, &located)
		l.at(household, func(number uint32) {
			l.flag(number, located, "located")
			for _, v := range [...]struct {
				index columns.Index
				value string
			}{{columns.Ward, ward}, {columns.Zip, zip}, {columns.City, city}} {
				if v.value != "" {
					l.c.Put(v.index, number, v.value)
				}
			}
		})
		return err
	}, `SELECT h.id, h.ward, h.zip, h.city, h.lat IS NOT NULL FROM household h WHERE h.org_id = $1{only}`)
}

// row is what is true by any row of a person.
func (l *loader) row(number uint32, p personRow) {
	l.flag(number, p.member, "member")
	l.flag(number, p.phone, "phone")
	l.flag(number, p.email, "email")
	l.c.Put(columns.Source, number, p.source)
	if p.imported != 0 {
		l.c.Put(columns.Import, number, digits(p.imported))
	}
	if p.birth != "" {
		l.c.Row(columns.Born, number, p.birth, p.source, segment.BirthDay(p.birth))
	}
	l.c.Row(columns.Added, number, l.day(p.created))
}

func (l *loader) flag(number uint32, is bool, name string) {
	if is {
		l.c.Put(columns.Flag, number, name)
	}
}

func digits(i id.ID) string { return strconv.FormatInt(int64(i), 10) }

// put reads rows of a person and parts of a value of an index.
func (l *loader) put(index columns.Index, parts int, column, text string) error {
	values := make([]string, parts)
	var person id.ID
	into := []any{&person}
	for i := range values {
		into = append(into, &values[i])
	}
	return l.each(column, func(r db.Row) error {
		err := r.Scan(into...)
		if number, known := l.number(person); known {
			l.c.Put(index, number, values...)
		}
		return err
	}, text)
}

func (l *loader) places() error {
	return l.eachHousehold("d.household_id", func(r db.Row) error {
		var household id.ID
		var kind, name string
		err := r.Scan(&household, &kind, &name)
		if err == nil {
			l.at(household, func(number uint32) { l.c.Put(columns.Place, number, kind, name) })
		}
		return err
	}, `SELECT d.household_id, d.kind, d.name FROM household_district d WHERE d.org_id = $1{only}`)
}

func (l *loader) languages() error {
	return l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var language, kind, source string
		err := r.Scan(&person, &language, &kind, &source)
		if number, known := l.number(person); known {
			l.c.Put(columns.Speaks, number, language, kind, source)
			l.flag(number, source == "self-reported", "self-reported")
		}
		return err
	}, `SELECT x.person_id, x.language, x.kind, x.source FROM person_language x WHERE x.org_id = $1{only}`)
}

func (l *loader) models() error {
	return l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var language string
		var probability float64
		var expires db.Time
		err := r.Scan(&person, &language, &probability, &expires)
		if number, known := l.number(person); known {
			l.c.Row(columns.Thinks, number, language, strconv.FormatFloat(probability, 'g', -1, 64), l.day(expires))
		}
		return err
	}, `SELECT x.person_id, x.value, COALESCE(x.probability, 0), x.expires_at FROM person_model x WHERE x.org_id = $1 AND x.topic = 'language'{only}`)
}

func (l *loader) tags() error {
	return l.put(columns.Tag, 1, "x.person_id", `SELECT x.person_id, x.tag FROM person_tag x WHERE x.org_id = $1{only}`)
}

// ballots as the election office has told them last.
func (l *loader) ballots() error {
	return l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var election, status string
		err := r.Scan(&person, &election, &status)
		if number, known := l.number(person); known {
			l.c.Put(columns.Ballot, number, election, status)
		}
		return err
	}, `SELECT x.person_id, b.election, b.status FROM voter_registration x JOIN ballot b ON b.org_id = x.org_id AND b.registration_id = x.id WHERE x.org_id = $1{only}`)
}

// registrations with their districts and votes. One that the state's file has dropped still has its past.
func (l *loader) registrations() error {
	err := db.Each(l.ctx, l.tx, func(r db.Row) error {
		var code int64
		var election, method string
		err := r.Scan(&code, &election, &method)
		l.codes[strconv.FormatInt(code, 10)] = l.c.Value(columns.Votes, election, method)
		return err
	}, `SELECT code, election, method FROM vote_code WHERE org_id = $1`, l.org)
	if err != nil {
		return err
	}
	return l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var state, status, party, county, since, dropped, districts, votes string
		if err := r.Scan(&person, &state, &status, &party, &county, &since, &dropped, &districts, &votes); err != nil {
			return err
		}
		number, known := l.number(person)
		if !known {
			return nil
		}
		if dropped == "" {
			l.c.Row(columns.Registration, number, state, status, party, county, since)
		}
		named, err := l.districtsOf(districts)
		for _, d := range named {
			l.c.PutKnown(d, number)
		}
		for code := range strings.FieldsSeq(votes) {
			if vote, known := l.codes[code]; known {
				l.c.PutKnown(vote, number)
			}
		}
		return err
	}, `SELECT x.person_id, x.state, x.status, x.party, x.county, x.registered_on, x.dropped_on, CAST(x.districts AS TEXT), x.votes FROM voter_registration x WHERE x.org_id = $1{only}`)
}

// districtsOf reads {"ward": "Ward 23"}; neighbours have the same text.
func (l *loader) districtsOf(text string) ([]columns.Known, error) {
	if named, known := l.districts[text]; known {
		return named, nil
	}
	var of map[string]any
	if err := json.Unmarshal([]byte(text), &of); err != nil {
		return nil, fmt.Errorf("the districts %q: %w", text, err)
	}
	var out []columns.Known
	for kind, name := range of {
		if name, is := name.(string); is {
			out = append(out, l.c.Value(columns.District, kind, name))
		}
	}
	if len(l.districts) < 100000 {
		l.districts[text] = out
	}
	return out, nil
}

func (l *loader) events() error {
	return l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var kind, county, on string
		err := r.Scan(&person, &kind, &county, &on)
		if number, known := l.number(person); known {
			l.c.Row(columns.Event, number, kind, county, on)
		}
		return err
	}, `SELECT x.person_id, x.kind, COALESCE(x.detail ->> 'to_county', ''), x.on_date FROM person_event x WHERE x.org_id = $1{only}`)
}

func (l *loader) customs() error {
	return l.each("x.person_id", func(r db.Row) error {
		var person, field id.ID
		var value string
		var number *float64
		err := r.Scan(&person, &field, &value, &number)
		if n, known := l.number(person); known {
			amount := ""
			if number != nil {
				amount = strconv.FormatFloat(*number, 'g', -1, 64)
			}
			l.c.Row(columns.Custom, n, columns.FieldValue(digits(field), value), amount)
		}
		return err
	}, `SELECT x.person_id, x.field_id, x.value, x.number FROM custom_value x WHERE x.org_id = $1{only}`)
}

func (l *loader) relations() error {
	if err := l.put(columns.Is, 1, "x.person_id", `SELECT x.person_id, x.kind FROM person_relation x WHERE x.org_id = $1{only}`); err != nil {
		return err
	}
	return l.put(columns.Has, 1, "x.other_id", `SELECT x.other_id, x.kind FROM person_relation x WHERE x.org_id = $1{only}`)
}

// consents keeps the newest word about each channel and purpose.
func (l *loader) consents() error {
	type about struct {
		person           uint32
		channel, purpose string
	}
	newest := map[about]bool{}
	err := l.each("x.person_id", func(r db.Row) error {
		var person id.ID
		var a about
		var granted bool
		err := r.Scan(&person, &a.channel, &a.purpose, &granted)
		if number, known := l.number(person); known {
			a.person = number
			newest[a] = granted
		}
		return err
	}, `SELECT x.person_id, x.channel, x.purpose, x.granted FROM person_consent x WHERE x.org_id = $1{only} ORDER BY x.at, x.id`)
	for a, granted := range newest {
		l.c.Put(columns.Consent, a.person, a.channel, a.purpose, map[bool]string{true: "yes", false: "no"}[granted])
	}
	return err
}

// suppressions that hold: one for having moved, as long as the person is listed at the address that they left.
func (l *loader) suppressions() error {
	return l.put(columns.Held, 1, "s.person_id", `SELECT s.person_id, s.scope FROM suppression s JOIN person m ON m.org_id = s.org_id AND m.id = s.person_id
		JOIN person w ON w.org_id = m.org_id AND w.id = COALESCE(m.merged_into, m.id) LEFT JOIN household h ON h.org_id = w.org_id AND h.id = w.household_id
		WHERE s.org_id = $1 AND s.lifted_at IS NULL AND (s.reason <> 'moved' OR s.address_key = '' OR s.address_key = COALESCE(h.address_key, '')){only} ORDER BY s.person_id`)
}

// day writes a moment as a day.
func (l *loader) day(at db.Time) string {
	quarter := at.UnixMilli() / 900000 // no day begins within one, wherever
	text, known := l.days[quarter]
	if !known {
		text = l.c.day(at)
		l.days[quarter] = text
	}
	return text
}
