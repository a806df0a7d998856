package people

import (
	"context"
	"slices"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// furtherTables hold what files tell of a person beyond the row of person, the languages, tags and registrations.
var furtherTables = []string{"person_name", "person_contact", "person_consent", "custom_value", "person_mailing", "person_model"}

// saying is what one row of a file tells for those tables.
type saying struct {
	person   id.ID
	row      int
	source   string
	repeated bool // an earlier row of the file was about the person: this one only adds
	young    bool // may be under 18, whose yes is their guardian's to give
	names    []Name
	contacts []Contact
	mailing  *record.Mailing // nil: nothing is said; empty: the post goes home
	consents []record.Consent
	values   []typedValue
}

func (s saying) nothing() bool {
	return len(s.names)+len(s.contacts)+len(s.consents)+len(s.values) == 0 && s.mailing == nil
}

// typedValue is a value of one of the organization's own fields, as it is kept.
type typedValue struct {
	field  id.ID
	value  string
	number *float64
}

// further is what a chunk's sayings change: the rows to write, and which of the file's rows said something new.
type further struct {
	chunk
	known                                       furtherKnown
	names, contacts, consents, values, mailings [][]any
	home                                        []id.ID // whose post goes home again
	called                                      map[id.ID][]string
	changed                                     map[int]bool
}

// Columns of the rows to write.
var (
	nameInsert    = []string{"org_id", "id", "person_id", "kind", "text", "lang", "name_order", "given", "middle", "family", "suffix", "source", "at"}
	contactInsert = []string{"org_id", "id", "person_id", "kind", "value", "label", "source", "at"}
	consentInsert = []string{"org_id", "id", "person_id", "channel", "purpose", "granted", "source", "wording", "by_name", "at", "noted_at"}
	valueInsert   = []string{"org_id", "person_id", "field_id", "value", "number", "at", "import_id"}
	mailingInsert = []string{"org_id", "person_id", "lines", "city", "state", "zip", "country", "source", "at"}
)

// weigh holds what rows say against what is known, and writes nothing: a look asks the same.
func (c chunk) weigh(ctx context.Context, said []saying) (*further, error) {
	f := &further{chunk: c, called: map[id.ID][]string{}, changed: map[int]bool{}}
	said = slices.DeleteFunc(said, saying.nothing)
	if len(said) == 0 {
		return f, nil
	}
	var err error
	if f.known, err = c.furtherKnown(ctx, said); err != nil {
		return nil, err
	}
	for _, s := range said {
		fresh := []bool{f.weighNames(s), f.weighContacts(s), f.weighConsents(s), f.weighValues(s), f.weighMailing(s)}
		if slices.Contains(fresh, true) {
			f.changed[s.row] = true
		}
	}
	return f, nil
}

// weighNames keeps a name beside those that there are.
func (f *further) weighNames(s saying) (fresh bool) {
	for _, n := range s.names {
		key := ownKey{f.known.root(s.person), n.Kind, n.Text}
		if n.Text == "" || f.known.names[key] {
			continue
		}
		f.known.names[key], fresh = true, true
		f.called[s.person] = append(f.called[s.person], n.Text)
		f.names = append(f.names, []any{int64(f.org), int64(f.ids.Next()), int64(s.person), n.Kind, n.Text, names.Lang(n.Text, n.Lang), "", "", "", "", "", s.source, f.at.UnixMilli()})
	}
	return fresh
}

// weighContacts keeps a further number or address; one that is known to be wrong is known.
func (f *further) weighContacts(s saying) (fresh bool) {
	for _, w := range s.contacts {
		key := ownKey{f.known.root(s.person), w.Kind, w.Value}
		if w.Value == "" || f.known.contacts[key].known {
			continue
		}
		f.known.contacts[key], fresh = contactFact{known: true}, true
		f.contacts = append(f.contacts, []any{int64(f.org), int64(f.ids.Next()), int64(s.person), w.Kind, w.Value, "", s.source, f.at.UnixMilli()})
	}
	return fresh
}

// weighValues writes a value over one that a file told, never over one that somebody typed in here.
func (f *further) weighValues(s saying) (fresh bool) {
	for _, v := range s.values {
		key := valueKey{f.known.root(s.person), v.field}
		had := f.known.values[key]
		if v.value == "" || had.value == v.value || had.value != "" && (had.byHand || s.repeated) {
			continue
		}
		f.known.values[key], fresh = valueFact{value: v.value}, true
		var number any
		if v.number != nil {
			number = *v.number
		}
		f.values = append(f.values, []any{int64(f.org), int64(s.person), int64(v.field), v.value, number, f.at.UnixMilli(), ref(f.imp)})
	}
	return fresh
}

// mailingRank is how much a source's word on where the post goes counts.
var mailingRank = []string{SourceVoterFile, SourceDoor, SourceMemberList, SourceHand}

// weighMailing writes where the post goes; what somebody closer to the person said stays.
func (f *further) weighMailing(s saying) bool {
	if s.mailing == nil {
		return false
	}
	had, ok := f.known.mailings[s.person]
	closer := slices.Index(mailingRank, had.source) > slices.Index(mailingRank, s.source)
	if ok && (closer || had.Mailing == *s.mailing || s.repeated) || !ok && s.mailing.Empty() {
		return false
	}
	f.known.mailings[s.person] = mailingFact{*s.mailing, s.source}
	if s.mailing.Empty() {
		delete(f.known.mailings, s.person)
		f.home = append(f.home, s.person)
		return true
	}
	f.mailings = append(f.mailings, f.mailingRow(s.person, *s.mailing, s.source))
	return true
}

func (c chunk) mailingRow(person id.ID, m record.Mailing, source string) []any {
	return []any{int64(c.org), int64(person), m.Lines, m.City, m.State, m.Zip, m.Country, source, c.at.UnixMilli()}
}

const (
	valueUpdate   = `ON CONFLICT (org_id, person_id, field_id) DO UPDATE SET value = excluded.value, number = excluded.number, at = excluded.at, import_id = excluded.import_id`
	mailingUpdate = `ON CONFLICT (org_id, person_id) DO UPDATE SET lines = excluded.lines, city = excluded.city, state = excluded.state, zip = excluded.zip, country = excluded.country,
		source = excluded.source, at = excluded.at`
)

// write brings the rows in. Of two for one place the last counts, as it was weighed last.
func (f *further) write(ctx context.Context) error {
	if len(f.home) > 0 {
		if _, err := f.tx.Exec(ctx, `DELETE FROM person_mailing WHERE`+ofParts, f.org, db.List(f.home)); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
		end     string
	}{
		{"person_name", nameInsert, f.names, ""},
		{"person_contact", contactInsert, f.contacts, ""},
		{"person_consent", consentInsert, f.consents, ""},
		{"custom_value", valueInsert, lastOf(f.values, 3), valueUpdate},
		{"person_mailing", mailingInsert, lastOf(f.mailings, 2), mailingUpdate},
	} {
		if len(t.rows) == 0 {
			continue
		}
		if _, err := f.tx.InsertMany(ctx, t.table, t.columns, t.rows, t.end); err != nil {
			return err
		}
	}
	return nil
}

// lastOf keeps the last of the rows that are equal in their first columns: no statement may write one place twice.
func lastOf(rows [][]any, key int) [][]any {
	at := map[[3]any]int{}
	var out [][]any
	for _, r := range rows {
		var k [3]any
		copy(k[:], r[:key])
		if i, ok := at[k]; ok {
			out[i] = r
			continue
		}
		at[k] = len(out)
		out = append(out, r)
	}
	return out
}
