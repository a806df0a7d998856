package people

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// portrait is everything about one person that an import may change, as it stands in the tables: what is written down before
// a change, so that it can be put back byte for byte.
type portrait struct {
	Person *personImage        `json:"person,omitempty"` // nil: there is no such row
	Regs   map[id.ID]*regImage `json:"regs,omitempty"`
	Langs  []langImage         `json:"langs,omitempty"`
	Tags   []tagImage          `json:"tags,omitempty"`
	furtherImage
}

type personImage struct {
	Household  id.ID `json:"h,omitempty"`
	Given      string
	Middle     string `json:",omitempty"`
	Family     string
	Suffix     string `json:",omitempty"`
	Native     string `json:",omitempty"`
	NativeLang string `json:",omitempty"`
	Search     string
	Phone      string `json:",omitempty"`
	Email      string `json:",omitempty"`
	Language   string `json:",omitempty"`
	Birth      string `json:",omitempty"`
	Member     bool   `json:",omitempty"`
	Source     string
	Created    int64
	Updated    int64
	Import     id.ID `json:",omitempty"`
}

type regImage struct {
	State, Number, Status, RegisteredOn, Districts, Hash string
	Party, Gender, County, Precinct, Votes, DroppedOn    string `json:",omitempty"`
	Updated                                              int64
	Import                                               id.ID `json:",omitempty"`
}

type langImage struct {
	Language, Kind, Source string
	At                     int64
}

type tagImage struct {
	Tag string
	At  int64
}

// sum is short for what an portrait says. Whether a complete file lacks a voter is not asked: no row says it.
func (i *portrait) sum() string {
	plain := portrait{Person: i.Person, Langs: i.Langs, Tags: i.Tags, Regs: map[id.ID]*regImage{}, furtherImage: i.furtherImage}
	for reg, g := range i.Regs {
		listed := *g
		listed.DroppedOn = ""
		plain.Regs[reg] = &listed
	}
	b, err := json.Marshal(plain) // maps are written in the order of their keys
	if err != nil {               // texts and numbers alone
		panic(err)
	}
	h := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(h[:12])
}

const (
	personColumns = `household_id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, birth_date, is_member, source, created_at, updated_at, import_id`
	regColumns    = `person_id, state, voter_id, status, registered_on, CAST(districts AS TEXT), row_hash, party, gender, county, precinct, votes, dropped_on, updated_at, import_id`
)

// images reads people as they stand. Somebody who is not there has an portrait without a person.
func (c chunk) images(ctx context.Context, ids []id.ID) (map[id.ID]*portrait, error) {
	out := map[id.ID]*portrait{}
	for _, p := range ids {
		out[p] = &portrait{}
	}
	if len(out) == 0 {
		return out, nil
	}
	const whose = ` WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY `
	list := db.List(slices.Sorted(maps.Keys(out)))
	err := db.Each(ctx, c.q(), func(r db.Row) error {
		var who id.ID
		var p personImage
		err := r.Scan(&who, &p.Household, &p.Given, &p.Middle, &p.Family, &p.Suffix, &p.Native, &p.NativeLang, &p.Search, &p.Phone, &p.Email, &p.Language, &p.Birth, &p.Member,
			&p.Source, &p.Created, &p.Updated, &p.Import)
		out[who].Person = &p
		return err
	}, `SELECT id, `+personColumns+` FROM person WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, c.org, list)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var reg, who id.ID
		var g regImage
		err := r.Scan(&reg, &who, &g.State, &g.Number, &g.Status, &g.RegisteredOn, &g.Districts, &g.Hash, &g.Party, &g.Gender, &g.County, &g.Precinct, &g.Votes, &g.DroppedOn, &g.Updated, &g.Import)
		if out[who].Regs == nil {
			out[who].Regs = map[id.ID]*regImage{}
		}
		out[who].Regs[reg] = &g
		return err
	}, `SELECT id, `+regColumns+` FROM voter_registration`+whose+`id`, c.org, list)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var who id.ID
		var l langImage
		err := r.Scan(&who, &l.Language, &l.Kind, &l.Source, &l.At)
		out[who].Langs = append(out[who].Langs, l)
		return err
	}, `SELECT person_id, language, kind, source, at FROM person_language`+whose+`person_id, language, kind, source`, c.org, list)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var who id.ID
		var t tagImage
		err := r.Scan(&who, &t.Tag, &t.At)
		out[who].Tags = append(out[who].Tags, t)
		return err
	}, `SELECT person_id, tag, at FROM person_tag`+whose+`person_id, tag`, c.org, list)
	if err != nil {
		return nil, err
	}
	return out, c.furtherImages(ctx, out, list)
}

// restore makes the tables say of one person what an portrait says. A person who was not there is taken out; whoever calls has made
// sure that nothing else points at them.
func (c chunk) restore(ctx context.Context, who id.ID, to *portrait) error {
	tables := append([]string{"person_language", "person_tag"}, furtherTables...)
	if to.Person == nil {
		tables = append(tables, "person_event")
	}
	for _, table := range tables {
		if _, err := c.tx.Exec(ctx, `DELETE FROM `+table+` WHERE org_id = $1 AND person_id = $2`, c.org, who); err != nil {
			return err
		}
	}
	if to.Person != nil {
		if err := c.restorePerson(ctx, who, to.Person); err != nil {
			return err
		}
	}
	keep := slices.Sorted(maps.Keys(to.Regs))
	_, err := c.tx.Exec(ctx, `DELETE FROM voter_registration WHERE org_id = $1 AND person_id = $2 AND id NOT IN (SELECT CAST(value AS BIGINT) FROM json_each($3))`, c.org, who, db.List(keep))
	if err != nil {
		return err
	}
	if to.Person == nil {
		_, err := c.tx.Exec(ctx, `DELETE FROM person WHERE org_id = $1 AND id = $2`, c.org, who)
		return err
	}
	return c.restoreRows(ctx, who, to, keep)
}

func (c chunk) restorePerson(ctx context.Context, who id.ID, p *personImage) error {
	_, err := c.tx.Exec(ctx, `INSERT INTO person (org_id, id, `+personColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (org_id, id) DO UPDATE SET household_id = excluded.household_id, given = excluded.given, middle = excluded.middle, family = excluded.family, suffix = excluded.suffix,
		native_name = excluded.native_name, native_lang = excluded.native_lang, search = excluded.search, phone = excluded.phone, email = excluded.email, language = excluded.language,
		birth_date = excluded.birth_date, is_member = excluded.is_member, source = excluded.source, created_at = excluded.created_at, updated_at = excluded.updated_at, import_id = excluded.import_id`,
		c.org, who, ref(p.Household), p.Given, p.Middle, p.Family, p.Suffix, p.Native, p.NativeLang, p.Search, p.Phone, p.Email, p.Language, p.Birth, p.Member, p.Source, p.Created, p.Updated, ref(p.Import))
	return err
}

func (c chunk) restoreRows(ctx context.Context, who id.ID, to *portrait, regs []id.ID) error {
	for _, reg := range regs {
		g := to.Regs[reg]
		if err := c.saveRegs(ctx, []regRow{{id: reg, person: who, regImage: *g}}); err != nil {
			return err
		}
	}
	var langs, tags [][]any
	for _, l := range to.Langs {
		langs = append(langs, []any{c.org, who, l.Language, l.Kind, l.Source, l.At})
	}
	for _, t := range to.Tags {
		tags = append(tags, []any{c.org, who, t.Tag, t.At})
	}
	if _, err := c.tx.Insert(ctx, "person_language", []string{"org_id", "person_id", "language", "kind", "source", "at"}, langs, ""); err != nil {
		return err
	}
	if _, err := c.tx.Insert(ctx, "person_tag", []string{"org_id", "person_id", "tag", "at"}, tags, ""); err != nil {
		return err
	}
	return c.restoreFurther(ctx, who, to.furtherImage)
}

// regRow is a registration to be written.
type regRow struct {
	id, person id.ID
	regImage
}

var regNames = []string{"id", "person_id", "state", "voter_id", "status", "registered_on", "districts", "row_hash", "party", "gender", "county", "precinct", "votes", "dropped_on", "updated_at", "import_id"}

func (r regRow) values() []any {
	return []any{int64(r.id), int64(r.person), r.State, r.Number, r.Status, r.RegisteredOn, r.Districts, r.Hash, r.Party, r.Gender, r.County, r.Precinct, r.Votes, r.DroppedOn, r.Updated, ref(r.Import)}
}

// saveRegs writes registrations, new ones and known ones.
func (c chunk) saveRegs(ctx context.Context, regs []regRow) error {
	rows := make([][]any, len(regs))
	for i, r := range regs {
		rows[i] = append([]any{int64(c.org)}, r.values()...)
	}
	_, err := c.tx.InsertMany(ctx, "voter_registration", append([]string{"org_id"}, regNames...), rows,
		`ON CONFLICT (org_id, id) DO UPDATE SET person_id = excluded.person_id, status = excluded.status, registered_on = excluded.registered_on, districts = excluded.districts, row_hash = excluded.row_hash,
		 party = excluded.party, gender = excluded.gender, county = excluded.county, precinct = excluded.precinct, votes = excluded.votes, dropped_on = excluded.dropped_on,
		 updated_at = excluded.updated_at, import_id = excluded.import_id`)
	return err
}
