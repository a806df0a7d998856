package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"banyan/internal/kernels/names"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// The kinds of names. A former one finds the person and is shown nowhere but on their own page, where it must be opened.
const (
	NameGiven     = "given" // as the person writes it
	NameNative    = "native"
	NameRomanized = "romanized"
	NameChosen    = "chosen"
	NameFormer    = "former"
)

// NameKinds in the order of a chooser.
var NameKinds = []string{NameGiven, NameNative, NameRomanized, NameChosen, NameFormer}

// Orders of a name's parts.
const (
	givenFirst  = "given first"
	familyFirst = "family first"
)

// Name is one name of a person as it was given.
type Name struct {
	ID                            id.ID
	Kind, Text, Lang, Order       string
	Given, Middle, Family, Suffix string // the parts, where they are known
	Source                        string
	At                            time.Time
}

// residentColumns are what a name in a list is made of; residentFields scans them.
const residentColumns = `p.id, p.given, p.middle, p.family, p.suffix, p.native_name, p.native_lang, p.family_first, p.language`

func residentFields(p *Resident) []any {
	n := &p.Name
	return []any{&p.ID, &n.Given, &n.Middle, &n.Family, &n.Suffix, &n.Native, &n.NativeLang, &n.FamilyFirst, &p.Language}
}

func scanResident(r db.Row) (p Resident, err error) {
	err = r.Scan(residentFields(&p)...)
	return p, err
}

const nameColumns = `id, kind, text, lang, name_order, given, middle, family, suffix, source, at FROM person_name `

func scanName(r db.Row) (n Name, err error) {
	var at db.Time
	err = r.Scan(&n.ID, &n.Kind, &n.Text, &n.Lang, &n.Order, &n.Given, &n.Middle, &n.Family, &n.Suffix, &n.Source, &at)
	n.At = at.Time
	return n, err
}

// check says what is wrong with a further name.
func (n Name) check() error {
	switch {
	case n.Text == "":
		return errs.Field("name_text", "people.name_missing")
	case len([]rune(n.Text)) > maxName:
		return errs.Field("name_text", "people.name_too_long", "n", maxName)
	case !slices.Contains(NameKinds, n.Kind):
		return errs.Field("name_kind", "people.choose_one")
	}
	return nil
}

// keepName writes a name beside those that there are; an equal one of its kind is not written twice.
func (s *Service) keepName(ctx context.Context, tx *db.WriteTx, org, person id.ID, n Name) (bool, error) {
	known, err := db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM person_name WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND text = $4`, org, person, n.Kind, n.Text)
	if err != nil || len(known) > 0 {
		return false, err
	}
	_, err = tx.Insert(ctx, "person_name", []string{"org_id", "id", "person_id", "kind", "text", "lang", "name_order", "given", "middle", "family", "suffix", "source", "at"},
		[][]any{{org, s.ids.Next(), person, n.Kind, n.Text, n.Lang, n.Order, n.Given, n.Middle, n.Family, n.Suffix, n.Source, db.At(s.now())}}, "")
	if err != nil {
		return false, err
	}
	return true, keepFindable(ctx, tx, org, []id.ID{person})
}

// keepFindable writes the text in which people are looked for, from their row and all their further names. Whoever writes names into
// rows of person calls it afterwards.
func keepFindable(ctx context.Context, tx *db.WriteTx, org id.ID, people []id.ID) error {
	list := db.List(people)
	more := map[id.ID][]string{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var p id.ID
		var text string
		err := r.Scan(&p, &text)
		more[p] = append(more[p], text)
		return err
	}, `SELECT person_id, text FROM person_name WHERE org_id = $1 AND person_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY id + 0`, org, list)
	if err != nil {
		return err
	}
	rows, err := db.All(ctx, tx, scanResident,
		`SELECT `+residentColumns+` FROM person p WHERE p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, list)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if _, err := tx.Exec(ctx, `UPDATE person SET search = $3 WHERE org_id = $1 AND id = $2`, org, p.ID, searchText(p.Name, more[p.ID])); err != nil {
			return err
		}
	}
	return nil
}

// searchText is every writing of a person's names, folded.
func searchText(n i18n.Name, more []string) string {
	return withNames(names.Search(n.Given, n.Middle, n.Family, n.Native), more)
}

// withNames adds further names, folded, to such a text.
func withNames(text string, more []string) string {
	for _, m := range more {
		for _, folded := range []string{names.Fold(m), strings.ReplaceAll(names.Fold(m), " ", "")} {
			if !strings.Contains(text, folded) {
				text += " | " + folded
			}
		}
	}
	return text
}
