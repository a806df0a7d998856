package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
)

// saying is what a row of a member list tells beyond the row of person.
func (b *memberBatch) saying(p *personRow, row int, contacts []Contact, again bool) saying {
	m := b.rows[row]
	s := saying{person: p.id, row: row, source: SourceMemberList, repeated: again, young: isUnderAge(p.birth, p.source, b.now()), contacts: contacts, consents: m.Consents}
	for _, n := range []Name{{Kind: NameGiven, Text: m.Name.Whole}, {Kind: NameRomanized, Text: m.Name.Romanized}, {Kind: NameChosen, Text: m.Name.Chosen}, {Kind: NameFormer, Text: m.Name.Former}} {
		if n.Text != "" {
			n.Lang = p.nameLang(n.Text)
			s.names = append(s.names, n)
		}
	}
	if !m.Mailing.Empty() && elsewhere(m.Mailing, m.Address) {
		s.mailing = &m.Mailing
	}
	s.values, _ = b.typed(m.Custom) // check has seen them
	return s
}

// voterSaying is what a row of a voter file tells beyond the row of person and the registration. A file that names no other place for the post
// says that it goes home, which is no news of somebody new.
func voterSaying(p *personRow, row int, v *record.Voter, fresh bool) saying {
	s := saying{person: p.id, row: row, source: SourceVoterFile}
	if !fresh {
		s.mailing = &record.Mailing{}
	}
	if elsewhere(v.Mailing, v.Address) {
		s.mailing = new(cleanMailing(v.Mailing))
	}
	if former := clean(v.Name.Former); former != "" {
		s.names = []Name{{Kind: NameFormer, Text: former, Lang: p.nameLang(former)}}
	}
	return s
}

// nameLang is the language of a name in another script, as far as the person's languages and the script tell it.
func (p *personRow) nameLang(text string) string {
	if isLatin(text) {
		return ""
	}
	return names.Lang(text, p.languages...)
}

// elsewhere tells whether post goes to another place than where somebody lives.
func elsewhere(m record.Mailing, home address.Address) bool {
	first, _, _ := strings.Cut(m.Lines, "\n")
	if m.Lines == "" {
		return false // a city alone is no address
	}
	if strings.EqualFold(strings.TrimSpace(first), strings.TrimSpace(home.Number+" "+home.Street)) && (m.Zip == "" || samePost(m.Zip, home.Zip)) {
		return home.Unit == "" && strings.Contains(m.Lines, "\n")
	}
	number, street, unit := address.Line(strings.ReplaceAll(m.Lines, "\n", " "))
	there := address.Address{Number: number, Street: street, Unit: unit, City: cmp.Or(m.City, home.City), State: cmp.Or(m.State, home.State), Zip: cmp.Or(m.Zip, home.Zip)}
	return there.Key() == "" || there.Key() != home.Key()
}

// samePost compares ZIP codes by what both have of them.
func samePost(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] == b[:n]
}

// tagFault refuses tags that a form refuses.
func tagFault(tags []string) *record.Outcome {
	for _, t := range tags {
		if clean(t) == "" {
			continue
		}
		if _, err := cleanTag(t); err != nil {
			e := errs.Fields(err)["tag"]
			o := refused("tags", e.Key, e.Args...)
			return &o
		}
	}
	return nil
}

// ownFields reads the organization's own fields, by their ids, where rows have values of such.
func (b *memberBatch) ownFields(ctx context.Context) (map[string]Field, error) {
	if !slices.ContainsFunc(b.rows, func(m record.Member) bool { return len(m.Custom) > 0 }) {
		return nil, nil
	}
	// A field that was archived since is read, or an import that is told again would lose what it said.
	list, err := db.All(ctx, b.q(), scanField, `SELECT `+fieldColumns+` FROM custom_field f WHERE f.org_id = $1`, b.org)
	out := map[string]Field{}
	for _, f := range list {
		out[f.ID.String()] = f
	}
	return out, err
}

// typed reads a row's values of the organization's own fields, as the person's page reads what is typed there.
func (b *memberBatch) typed(list []record.Custom) (out []typedValue, fault *record.Outcome) {
	for _, c := range list {
		f, known := b.fields[c.Field]
		if !known {
			continue // the importer has asked whether they are all there
		}
		value, number, err := f.read(f.nearest(c.Value))
		if e := errs.Fields(err)["value"]; e != nil {
			o := refused("custom", "people.field.import."+f.Kind, "name", f.Name, "value", cutText(clean(c.Value), maxFieldName))
			if !strings.HasPrefix(e.Key, "people.field.value_wrong") {
				o = refused("custom", e.Key, e.Args...)
			}
			return nil, &o
		}
		out = append(out, typedValue{f.ID, value, number})
	}
	return out, nil
}

// nearest is the choice that a cell means, however it is written.
func (f Field) nearest(typed string) string {
	if f.Kind == FieldChoice && !slices.Contains(f.Choices, clean(typed)) {
		for _, c := range f.Choices {
			if names.Fold(c) == names.Fold(typed) {
				return c
			}
		}
	}
	return typed
}
