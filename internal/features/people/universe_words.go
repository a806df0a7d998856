package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"banyan/internal/features/people/crowd"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
)

// Word is a value that a universe can ask for.
type Word struct {
	Value  string
	Name   string // what it is called, "" = by its value
	People int    // who has it; 0 where that is not known
}

// Words are what universes can ask for in an organization's data: only what somebody has. Kinds of one condition are apart:
// of a district 'district/congressional', of a place 'place/county', of a custom field 'field/ID'.
type Words map[string][]Word

// maxWords is how many values of one kind are offered.
const maxWords = 500

// Words tells what there is to ask for.
func (s *Service) Words(ctx context.Context, q db.Querier, sc authz.Scope) (out Words, err error) {
	defer errs.Wrap(&err, "people.Words")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return nil, err
	}
	out = Words{}
	answered, err := s.crowd.With(ctx, q, sc, func(m *crowd.Crowd) error {
		out.remembered(m)
		return nil
	})
	if err == nil && !answered {
		err = out.read(ctx, q, sc)
	}
	if err == nil {
		err = out.named(ctx, q, sc)
	}
	for kind, list := range out {
		out[kind] = list[:min(len(list), maxWords)]
	}
	return out, err
}

// remembered takes the values from memory, with how many people have each.
func (w Words) remembered(m *crowd.Crowd) {
	for index, kind := range map[columns.Index]string{columns.Ward: "ward", columns.Zip: "zip", columns.City: "city", columns.Tag: "tag", columns.Source: "source", columns.Import: "import",
		columns.Is: "relation", columns.Has: "relation_has", columns.Newest: "result"} {
		for _, v := range m.Values(index, 0) {
			w.add(kind, v.Parts[0], v.People)
		}
	}
	for _, v := range m.Values(columns.Speaks, 1) {
		w.add("language", v.Parts[0], v.People)
	}
	for _, v := range m.Values(columns.Votes, 0) {
		w.add("election", v.Parts[0][:min(len(v.Parts[0]), len("2022-11"))], v.People)
		w.add("method", v.Parts[1], v.People)
	}
	for _, v := range m.Values(columns.Ballot, 1) {
		w.add("ballot", v.Parts[0], v.People)
	}
	for _, v := range m.Values(columns.Consent, 0) {
		w.add("consent", v.Parts[0], v.People)
		w.add("purpose", v.Parts[1], v.People)
	}
	for _, v := range m.Values(columns.District, 0) {
		w.add("district/"+v.Parts[0], v.Parts[1], v.People)
	}
	for _, v := range m.Values(columns.Place, 0) {
		w.add("place/"+v.Parts[0], v.Parts[1], v.People)
	}
	for i, kind := range []string{"state", "status", "party", "county"} {
		w.texts(kind, m.Texts(columns.Registration, i))
	}
	w.texts("event", m.Texts(columns.Event, 0))
	w.texts("model", m.Texts(columns.Thinks, 0))
	for _, text := range m.Texts(columns.Custom, 0) {
		field, value, _ := strings.Cut(text, columns.FieldValue("", ""))
		w.add("field/"+field, value, 0)
	}
	if len(m.Texts(columns.Born, 0)) > 0 {
		w.add("age", "age", 0)
	}
	for kind := range w {
		w.order(kind)
	}
}

func (w Words) texts(kind string, values []string) {
	for _, v := range values {
		w.add(kind, v, 0)
	}
}

func (w Words) add(kind, value string, people int) {
	if value == "" {
		return
	}
	i := slices.IndexFunc(w[kind], func(x Word) bool { return x.Value == value })
	if i < 0 {
		w[kind] = append(w[kind], Word{Value: value, People: people})
	} else {
		w[kind][i].People += people
	}
}

// order is by name, elections from the newest, languages from the most spoken.
func (w Words) order(kind string) {
	slices.SortFunc(w[kind], func(a, b Word) int {
		switch kind {
		case "election", "ballot":
			return -cmp.Compare(a.Value, b.Value)
		case "language":
			return cmp.Or(-cmp.Compare(a.People, b.People), cmp.Compare(a.Value, b.Value))
		}
		return cmp.Or(cmp.Compare(len(digitsOf(a.Value)), len(digitsOf(b.Value))), cmp.Compare(a.Value, b.Value))
	})
}

// digitsOf is the number with which a value begins or ends, so that ward 9 goes before ward 10.
func digitsOf(v string) string {
	return strings.TrimLeft(v[len(strings.TrimRight(v, "0123456789")):], "0")
}

// read asks the database while the memory is being loaded. What has no index is read from a part of the rows.
func (w Words) read(ctx context.Context, q db.Querier, sc authz.Scope) error {
	for kind, text := range map[string]string{
		"language": distinct("language", "person_language"), "election": distinct("election", "vote_code"), "ballot": distinct("election", "ballot"), "ward": distinct("ward", "household"), "status": distinct("status", "voter_registration"),
		"tag": distinct("tag", "person_tag"), "city": distinct("city", "household"), "zip": distinct("zip", "household"),
		"method": `SELECT DISTINCT method FROM vote_code WHERE org_id = $1`,
		"party":  `SELECT DISTINCT party FROM (SELECT party FROM voter_registration WHERE org_id = $1 LIMIT 20000) AS sample`,
		"county": `SELECT DISTINCT county FROM (SELECT county FROM voter_registration WHERE org_id = $1 LIMIT 20000) AS sample`,
		"state":  `SELECT DISTINCT state FROM (SELECT state FROM voter_registration WHERE org_id = $1 LIMIT 20000) AS sample`,
		"source": `SELECT DISTINCT source FROM (SELECT source FROM person WHERE org_id = $1 LIMIT 20000) AS sample`,
		"event":  `SELECT DISTINCT kind FROM (SELECT kind FROM person_event WHERE org_id = $1 LIMIT 20000) AS sample`,
		"age":    `SELECT 'age' FROM person WHERE org_id = $1 AND birth_date <> '' LIMIT 1`,
	} {
		values, err := db.All(ctx, q, db.Value[string], text, sc.Organization())
		if err != nil {
			return err
		}
		for _, v := range values {
			if kind == "election" {
				v = v[:min(len(v), len("2022-11"))]
			}
			w.add(kind, v, 0)
		}
		w.order(kind)
	}
	places, err := db.All(ctx, q, func(r db.Row) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) },
		`SELECT DISTINCT kind, name FROM household_district WHERE org_id = $1 ORDER BY kind, name LIMIT 2000`, sc.Organization())
	for _, p := range places {
		w.add("place/"+p[0], p[1], 0)
	}
	return err
}

// Called gives what fields and imports are called that queries name by their ids.
func (s *Service) Called(ctx context.Context, q db.Querier, sc authz.Scope) (out Words, err error) {
	defer errs.Wrap(&err, "people.Called")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return nil, err
	}
	out = Words{}
	return out, out.called(ctx, q, sc)
}

func (w Words) called(ctx context.Context, q db.Querier, sc authz.Scope) error {
	for kind, text := range map[string]string{
		"field":  `SELECT CAST(id AS TEXT) || '/' || kind, name FROM custom_field WHERE org_id = $1 AND archived_at IS NULL ORDER BY position, id`,
		"import": `SELECT CAST(id AS TEXT), name FROM import WHERE org_id = $1 ORDER BY id DESC LIMIT 200`,
	} {
		list, err := db.All(ctx, q, func(r db.Row) (x Word, err error) { return x, r.Scan(&x.Value, &x.Name) }, text, sc.Organization())
		if err != nil {
			return err
		}
		w[kind] = list
	}
	return nil
}

// named adds what has names of its own: every custom field, and the imports that somebody came with.
func (w Words) named(ctx context.Context, q db.Querier, sc authz.Scope) error {
	had := w["import"]
	if err := w.called(ctx, q, sc); err != nil {
		return err
	}
	w["import"] = slices.DeleteFunc(w["import"], func(i Word) bool {
		return !slices.ContainsFunc(had, func(h Word) bool { return h.Value == i.Value })
	})
	return nil
}
