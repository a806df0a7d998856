package people

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// texting is a row about one person's texts for events.
func texting(given bool, on string) record.Member {
	m := member("Mai", "Vang", "12 Oak St")
	m.Consents = []record.Consent{{Channel: "text", Purpose: "events", Given: given, On: on, Wording: "list.csv: Texts = " + map[bool]string{true: "Yes", false: "No"}[given]}}
	return m
}

// agreed is the word that holds on texts for events: yes, no, or nothing.
func (w *world) agreed(p id.ID) string {
	w.Helper()
	for _, c := range w.profile(p).Consents {
		if c.Channel == "text" && c.Purpose == "events" {
			return map[bool]string{true: "yes", false: "no"}[c.Granted]
		}
	}
	return ""
}

func TestIntake_aFilesConsent(t *testing.T) {
	said := func(granted bool, on string) func(*world, id.ID) {
		return func(w *world, p id.ID) {
			w.must(w.service().Agree(context.Background(), w.sc, p, NewConsent{Channel: "text", Purpose: "events", Source: "in_person", Wording: "the card", On: on, Granted: granted}))
		}
	}
	listed := func(m record.Member) func(*world, id.ID) { return func(w *world, _ id.ID) { w.members(m) } }
	held := func(w *world, p id.ID) { w.must(w.service().Hold(context.Background(), w.sc, p, "text")) }
	young := func(w *world, _ id.ID) {
		m := member("Mai", "Vang", "12 Oak St")
		m.BirthDate = w.at.AddDate(-16, 0, 0).Format(time.DateOnly)
		w.members(m)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			what   string
			before []func(*world, id.ID)
			file   record.Member
			want   string
			news   bool
		}{
			{"the first word counts", nil, texting(true, ""), "yes", true},
			{"a no counts too", nil, texting(false, ""), "no", true},
			{"no yes over what was said to us", []func(*world, id.ID){said(false, "2026-01-05")}, texting(true, ""), "no", false},
			{"nor with a later day", []func(*world, id.ID){said(false, "2026-01-05")}, texting(true, "2026-03-01"), "no", false},
			{"nor over another file's no", []func(*world, id.ID){listed(texting(false, "2026-01-05"))}, texting(true, "2026-03-01"), "no", false},
			{"nor while nobody may text", []func(*world, id.ID){held}, texting(true, "2026-03-01"), "", false},
			{"nor for somebody under 18", []func(*world, id.ID){young}, texting(true, "2026-03-01"), "", false},
			{"a no without a day leaves what was said to us", []func(*world, id.ID){said(true, "2026-01-05")}, texting(false, ""), "yes", false},
			{"an older no does too", []func(*world, id.ID){said(true, "2026-01-05")}, texting(false, "2026-01-04"), "yes", false},
			{"of one day the no holds", []func(*world, id.ID){said(true, "2026-01-05")}, texting(false, "2026-01-05"), "no", true},
			{"a newer no counts", []func(*world, id.ID){said(true, "2026-01-05")}, texting(false, "2026-02-01"), "no", true},
			{"a no counts against a file's yes without a day", []func(*world, id.ID){listed(texting(true, ""))}, texting(false, "2025-02-01"), "no", true},
			{"a no without a day counts against a file's yes with one", []func(*world, id.ID){listed(texting(true, "2026-02-01"))}, texting(false, ""), "no", true},
			{"the same again is no news", []func(*world, id.ID){listed(texting(true, "2026-02-01"))}, texting(true, "2026-02-01"), "yes", false},
		} {
			w := newWorld(t, d)
			w.members(member("Mai", "Vang", "12 Oak St"))
			p := w.called("Mai")
			for _, step := range c.before {
				step(w, p)
			}
			var looked record.Counts
			err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) error {
				out, err := NewIntake(w.ids, w.now).LookAtMembers(context.Background(), tx, w.sc, []record.Member{c.file})
				looked = record.Count(out)
				return err
			})
			w.must(err)
			got := record.Count(w.members(c.file))
			if held := w.agreed(p); held != c.want || (got.Changed == 1) != c.news || got != looked {
				t.Errorf("%s: it holds %q, want %q; %+v, and a look said %+v", c.what, held, c.want, got, looked)
			}
			if again := record.Count(w.members(c.file)); again != (record.Counts{Same: 1}) {
				t.Errorf("%s: a second time it is %+v", c.what, again)
			}
		}
	})
}

func TestIntake_aRefusalOfAnotherPartHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Mai", "Vang", "12 Oak St"))
		part := w.called("Mai")
		root := w.add(NewByHand{Details: called("Mai Vang"), Anyway: true})
		w.merge(part, root)
		w.must(w.service().Agree(context.Background(), w.sc, root, NewConsent{Channel: "text", Purpose: "events", Source: "call", On: "2026-01-05"}))
		if got := record.Count(w.members(texting(true, "2026-04-01"))); got != (record.Counts{Same: 1}) || w.agreed(root) != "no" {
			t.Errorf("%+v, and it holds %q", got, w.agreed(root))
		}
	})
}

func TestIntake_aYesOfAnyPartUnder18IsTheirGuardians(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(member("Mai", "Vang", "12 Oak St"))
		part := w.called("Mai")
		young := called("Mai Vang")
		young.BirthDate = w.at.AddDate(-15, 0, 0).Format(time.DateOnly)
		root := w.add(NewByHand{Details: young, Anyway: true})
		w.merge(part, root)
		if w.members(texting(true, "2026-04-01")); w.agreed(root) != "" {
			t.Errorf("it holds %q", w.agreed(root))
		}
	})
}

func TestIntake_furtherNamesFindAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := member("Văn An", "Nguyễn", "12 Oak St")
		m.Name.Whole, m.Name.FamilyFirst, m.Name.Native, m.Name.Romanized, m.Name.Chosen, m.Name.Former = "Nguyễn Văn An", true, "阮文安", "Ruan Wen An", "Andy", "Trần Văn An"
		for turn, want := range []record.Counts{{New: 1}, {Same: 1}} {
			if got := record.Count(w.members(m)); got != want {
				t.Errorf("turn %d: %+v", turn+1, got)
			}
		}
		p := w.profile(w.called("Văn An"))
		if !p.Name.FamilyFirst || len(p.Names) != 4 {
			t.Errorf("the name is %+v, with %+v", p.Name, p.Names)
		}
		search := w.texts(`SELECT search FROM person WHERE org_id = $1`)[0]
		for _, word := range []string{"nguyen van an", "ruan wen an", "andy", "tran van an"} {
			if !strings.Contains(search, word) {
				t.Errorf("%q does not find them: %s", word, search)
			}
		}
	})
}

func TestIntake_aNameInOnePieceIsTheVoterWithItsPartsEitherWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		v := voter("1", "AN", "NGUYEN", "12 Oak St")
		v.Name.Middle = "VAN"
		w.voters(v, voter("2", "KOU", "LEE", "14 Oak St"))
		an, kou := member("Nguyễn Văn", "An", "12 Oak St"), member("Lee", "Kou", "14 Oak St")
		an.Name.Whole, kou.Name.Whole = "Nguyễn Văn An", "Lee Kou"
		if got := record.Count(w.members(an, kou)); got != (record.Counts{Changed: 2}) {
			t.Errorf("%+v", got)
		}
		w.members(member("Kou", "Lee", "14 Oak St"))
		son := member("Kou", "Lee", "14 Oak St")
		son.BirthDate = "2001-02-03"
		w.voters(func() record.Voter {
			v := voter("2", "KOU", "LEE", "14 Oak St")
			v.BirthDate, v.Hash = "1970-05-06", ""
			return v
		}())
		if got := record.Count(w.members(son)); got != (record.Counts{New: 1}) {
			t.Errorf("a son with his father's name is %+v", got)
		}
	})
}

func TestIntake_whatSomebodyTypedInStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		field, err := s.DefineField(ctx, w.sc, NewField{Name: "Shirt", Kind: FieldChoice, Choices: "M\nL"})
		w.must(err)
		m := member("Mai", "Vang", "12 Oak St")
		m.Phone, m.MorePhones, m.MoreEmails = "414-555-0101", []string{"414-555-0102", "(414) 555-0101"}, []string{"mai@example.org", "work@example.org"}
		m.Custom = []record.Custom{{Field: field.String(), Value: "m"}}
		m.Mailing = record.Mailing{Lines: "PO Box 9", City: "Milwaukee", State: "WI", Zip: "53201"}
		imp := id.ID(100)
		listed := func() record.Counts {
			imp++
			return record.Count(w.bring(historyFile{imp: imp, members: []record.Member{m}}))
		}
		if got := listed().Plus(listed()); got != (record.Counts{New: 1, Same: 1}) {
			t.Errorf("%+v", got)
		}
		p := w.called("Mai")
		contacts := func() (out []string) {
			for _, c := range w.profile(p).Contacts {
				out = append(out, c.Value)
			}
			return out
		}
		if got := contacts(); !slices.Equal(got, []string{"+14145550101", "+14145550102", "mai@example.org", "work@example.org"}) {
			t.Errorf("contacts %q", got)
		}
		value := func() string { return w.profile(p).Fields[0].Value }
		m.Custom, m.Phone, m.MorePhones = []record.Custom{{Field: field.String(), Value: "L"}}, "414-555-0103", []string{"414-555-0102"}
		if got := listed(); got.Changed != 1 || value() != "L" || contacts()[0] != "+14145550103" {
			t.Errorf("%+v: a later file's word is %q and %q", got, value(), contacts())
		}
		w.at = w.at.Add(time.Hour)
		w.must(s.SetFields(ctx, w.sc, p, map[id.ID]string{field: "M"}))
		w.must(s.MarkWrong(ctx, w.sc, p, Phone, "+14145550103", true))
		w.must(s.AddContact(ctx, w.sc, p, "414-555-0104", "mobile"))
		w.must(s.RemoveContact(ctx, w.sc, p, Phone, "+14145550102"))
		if got := listed(); value() != "M" || contacts()[0] != "+14145550104" {
			t.Errorf("%+v: what was typed in became %q and %q", got, value(), contacts())
		}
	})
}

func TestIntake_refusesWhatAFieldCannotHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		var rows []record.Member
		for _, c := range []struct{ kind, value string }{{FieldNumber, "many"}, {FieldDate, "soon"}, {FieldChoice, "XL"}, {FieldYesNo, "perhaps"}} {
			field, err := w.service().DefineField(context.Background(), w.sc, NewField{Name: c.kind, Kind: c.kind, Choices: "M\nL"})
			w.must(err)
			m := member("Mai", "Vang", "12 Oak St")
			m.Custom = []record.Custom{{Field: field.String(), Value: c.value}}
			rows = append(rows, m)
		}
		long := member("Mai", "Vang", "12 Oak St")
		long.Tags = []string{strings.Repeat("x", maxTag+1)}
		late := texting(true, "2036-01-01")
		for i, o := range w.members(append(rows, long, late)...) {
			if want := []string{"people.field.import.number", "people.field.import.date", "people.field.import.choice", "people.field.import.yes_no", "people.tag_wrong", "people.day_wrong"}[i]; o.What != record.Refused || o.Reason != want {
				t.Errorf("row %d: %+v, want %s", i, o, want)
			}
		}
		if n := w.count("person"); n != 0 {
			t.Errorf("%d people are there", n)
		}
	})
}

func TestIntake_postGoesWhereTheVoterFileSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		box := record.Mailing{Lines: "PO Box 9", City: "Milwaukee", State: "WI", Zip: "53201"}
		v := voter("1", "Mai", "Vang", "12 Oak St")
		v.Hash, v.Mailing = "", box
		same := voter("2", "Kou", "Lee", "14 Oak St Apt 2")
		same.Hash, same.Mailing = "", record.Mailing{Lines: "14 OAK ST APT 2", City: same.Address.City, State: "WI", Zip: same.Address.Zip}
		w.voters(v, same)
		if got := w.texts(`SELECT lines || ', ' || zip || ', ' || source FROM person_mailing WHERE org_id = $1`); !slices.Equal(got, []string{"PO Box 9, 53201, voter file"}) {
			t.Errorf("post goes to %q", got)
		}
		m := member("Kou", "Lee", "14 Oak St Apt 2")
		m.Mailing = box
		w.members(m)
		v.Mailing, v.Status, same.Status = record.Mailing{}, "Moved", "Moved"
		w.voters(v, same)
		if got := w.texts(`SELECT lines || ', ' || source FROM person_mailing WHERE org_id = $1`); !slices.Equal(got, []string{"PO Box 9, member list"}) {
			t.Errorf("a month later post goes to %q", got)
		}
	})
}

// called is the one person with a given name.
func (w *world) called(given string) (p id.ID) {
	w.Helper()
	w.read(func(ctx context.Context, tx *db.ReadTx) (err error) {
		p, err = db.One(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1 AND given = $2`, w.sc.Organization(), given)
		return err
	})
	return p
}
