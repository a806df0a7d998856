package people

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"banyan/internal/features/people/finder"
	"banyan/internal/kernels/names"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

const (
	offered  = 8 // people offered while somebody types
	reserved = 4 // times as many are looked up, since some may be hidden from who asks
)

// Found is somebody who was found, and why.
type Found struct {
	Row
	By     string // FoundByName, FoundByPhone, FoundByEmail, FoundByVoter
	Reason names.Reason
}

// What somebody was found by.
const (
	FoundByName  = "name"
	FoundByPhone = "phone"
	FoundByEmail = "email"
	FoundByVoter = "voter"
)

// Searchable tells whether a search would find anything yet: two letters, or one of a script that writes syllables or words.
func Searchable(typed string) bool {
	n := 0
	for _, r := range typed {
		if r >= 0x2e80 && unicode.IsLetter(r) {
			return true
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n > 1
}

// Find gives the people who have exactly the typed phone number, email address or voter number, and then those whose names are nearest,
// in whatever script or spelling they are. It returns errs.Forbidden without ReadPeople.
func (s *Service) Find(ctx context.Context, sc authz.Scope, typed string) (found []Found, err error) {
	defer errs.Wrap(&err, "people.Find")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	if typed = clean(typed); !Searchable(typed) {
		return nil, nil
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		hits, err := s.nearest(ctx, tx, sc, typed, offered)
		if err != nil {
			return err
		}
		found, err = s.visible(ctx, tx, sc, hits, offered)
		if err != nil {
			return err
		}
		return s.presentable(ctx, tx, sc, found)
	})
	return found, err
}

// hit is a person who was found, before it is known whether who asks may see them.
type hit struct {
	person id.ID
	by     string
	reason names.Reason
}

// nearest finds people by exact numbers and by names. Where the names are not in memory yet, the database is asked for every word.
func (s *Service) nearest(ctx context.Context, tx *db.ReadTx, sc authz.Scope, typed string, limit int) ([]hit, error) {
	hits, err := s.exactly(ctx, tx, sc.Organization(), typed)
	if err != nil {
		return nil, err
	}
	answered, err := s.names.With(ctx, tx, sc, func(f *finder.Finder) error {
		for _, h := range f.Search(typed, limit*reserved) {
			hits = append(hits, hit{h.Person, FoundByName, h.Reason})
		}
		return nil
	})
	if err != nil || answered {
		return hits, err
	}
	return s.worded(ctx, tx, sc, typed, hits, limit*reserved)
}

// worded finds people each of whose typed words stands in one of their names.
func (s *Service) worded(ctx context.Context, tx *db.ReadTx, sc authz.Scope, typed string, hits []hit, limit int) ([]hit, error) {
	words := names.Words(typed)
	if len(words) == 0 {
		return hits, nil
	}
	text, args := "", []any{sc.Organization()}
	for _, word := range words {
		args = append(args, db.Contains(word))
		text += fmt.Sprintf(" AND search LIKE $%d", len(args))
	}
	people, err := db.All(ctx, tx, db.Value[id.ID], fmt.Sprintf(`SELECT COALESCE(merged_into, id) FROM person WHERE org_id = $1%s ORDER BY length(search), id LIMIT %d`, text, limit), args...)
	for _, p := range people {
		hits = append(hits, hit{person: p, by: FoundByName})
	}
	return hits, err
}

// exactly finds who has this very phone number, email address or voter number.
func (s *Service) exactly(ctx context.Context, tx *db.ReadTx, org id.ID, typed string) (hits []hit, err error) {
	const who = `SELECT COALESCE(p.merged_into, p.id) FROM person p WHERE p.org_id = $1 AND p.%[1]s = $2
		UNION SELECT COALESCE(p.merged_into, p.id) FROM person_contact c JOIN person p ON p.org_id = c.org_id AND p.id = c.person_id
			WHERE c.org_id = $1 AND c.value = $2 AND c.kind = '%[1]s' AND c.wrong_at IS NULL ORDER BY 1 LIMIT 20`
	ask := func(by, text, value string) error {
		people, err := db.All(ctx, tx, db.Value[id.ID], text, org, value)
		for _, p := range people {
			hits = append(hits, hit{person: p, by: by})
		}
		return err
	}
	if strings.Contains(typed, "@") {
		return hits, ask(FoundByEmail, fmt.Sprintf(who, Email), strings.ToLower(typed))
	}
	if !strings.ContainsFunc(typed, unicode.IsDigit) {
		return nil, nil
	}
	if number := phone(typed); number != "" && !strings.ContainsFunc(typed, unicode.IsLetter) {
		err = ask(FoundByPhone, fmt.Sprintf(who, Phone), number)
	}
	if err == nil && !strings.ContainsAny(typed, " ()") {
		err = ask(FoundByVoter, `SELECT COALESCE(p.merged_into, p.id) FROM voter_registration r JOIN person p ON p.org_id = r.org_id AND p.id = r.person_id
			WHERE r.org_id = $1 AND r.voter_id = $2 ORDER BY p.id LIMIT 20`, strings.ToUpper(typed))
	}
	return hits, err
}

// visible are the first of the hits whom the actor may see, as rows of a list.
func (s *Service) visible(ctx context.Context, tx *db.ReadTx, sc authz.Scope, hits []hit, limit int) ([]Found, error) {
	rows, err := s.known(ctx, tx, sc.Organization(), people(hits))
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, h := range hits {
		row, there := rows[h.person]
		if !there || row.Young && !sc.Can(authz.ReadYouth) {
			continue
		}
		if len(out) == limit {
			break
		}
		delete(rows, h.person) // each once
		out = append(out, Found{row, h.by, h.reason})
	}
	return out, nil
}

// known are rows of the people who stand for themselves, and whether any part of them is young. It looks each of them up: a search
// that is asked at every key may not read the organization.
func (s *Service) known(ctx context.Context, tx *db.ReadTx, org id.ID, who []id.ID) (map[id.ID]Row, error) {
	out := map[id.ID]Row{}
	rows, err := db.All(ctx, tx, scanRow, `SELECT `+rowColumns+`p.org_id = $1 AND p.merged_into IS NULL AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(who))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		r.Young = isUnderAge(r.BirthDate, r.source, s.now())
		out[r.ID] = r
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var root id.ID
		var birth, source string
		err := r.Scan(&root, &birth, &source)
		if row, there := out[root]; there && isUnderAge(birth, source, s.now()) {
			row.Young = true
			out[root] = row
		}
		return err
	}, `SELECT merged_into, birth_date, source FROM person WHERE org_id = $1 AND merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(who))
	return out, err
}

// people are the persons of the hits.
func people(hits []hit) []id.ID {
	out := make([]id.ID, len(hits))
	for i, h := range hits {
		out[i] = h.person
	}
	return out
}

// presentable takes away the reasons that nobody may read in a list: a former name finds its person, and is shown on their page alone.
func (s *Service) presentable(ctx context.Context, tx *db.ReadTx, sc authz.Scope, found []Found) error {
	var asked []id.ID
	for _, f := range found {
		if f.Reason.Matched != "" {
			asked = append(asked, f.ID)
		}
	}
	type named struct {
		person id.ID
		text   string
	}
	former := map[named]bool{}
	for _, statement := range []string{
		`SELECT person_id, text FROM person_name WHERE org_id = $1 AND kind = 'former' AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
		`SELECT p.merged_into, n.text FROM person p JOIN person_name n ON n.org_id = p.org_id AND n.person_id = p.id
			WHERE p.org_id = $1 AND n.kind = 'former' AND p.merged_into IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`,
	} {
		err := db.Each(ctx, tx, func(r db.Row) error {
			var n named
			err := r.Scan(&n.person, &n.text)
			former[n] = true
			return err
		}, statement, sc.Organization(), db.List(asked))
		if err != nil {
			return err
		}
	}
	for i := range found {
		if f := &found[i]; former[named{f.ID, f.Reason.Matched}] {
			f.Reason = names.Reason{}
		}
	}
	return nil
}
