package people

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func TestUnderAge_countsWhoMayBeUnderAge(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		birth, source string
		young         bool
	}{
		{"", SourceHand, false}, {"2008-11-22", SourceHand, false}, {"2008-11-23", SourceHand, true}, {"2009", SourceHand, true}, {"2008", SourceHand, true}, {"2008-11", SourceHand, true},
		{"2008-10", SourceHand, false}, {"2008-12", SourceHand, true}, {"2007", SourceHand, false}, {"2008", SourceVoterFile, false}, {"2009", SourceVoterFile, true}, {"1949-04-13", SourceHand, false},
	} {
		if got := isUnderAge(c.birth, c.source, now); got != c.young {
			t.Errorf("born %q, from the %s: %v", c.birth, c.source, got)
		}
	}
	for birth, want := range map[string]string{"": "", "2013-11-22": "", "2013-11-23": "people.birth_under_13", "2013": "people.birth_under_13", "2012": "", "2020": "people.birth_under_13",
		"1949-02-30": "people.birth_wrong", "13.4.1949": "people.birth_wrong", "2027-01-01": "people.birth_wrong", "1700": "people.birth_wrong", "1949-13": "people.birth_wrong"} {
		if got := birthFault(birth, now); got != want {
			t.Errorf("born %q: %q, want %q", birth, got, want)
		}
	}
}

// TestUnderAge_saysTheSameInSQL holds the condition of statements against the one of the program.
func TestUnderAge_saysTheSameInSQL(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		births := []string{"", "2008", "2008-06", "2008-06-01", "2008-06-02", "2008-05-31", "2008-07", "2009", "1950", "2013-01-01"}
		for i, birth := range births {
			for j, source := range []string{SourceHand, SourceVoterFile} {
				w.write(func(ctx context.Context, tx *db.WriteTx) error {
					_, err := tx.Insert(ctx, "person", []string{"org_id", "id", "given", "middle", "family", "suffix", "native_name", "native_lang", "search", "phone", "email", "language", "is_member", "source", "birth_date", "created_at", "updated_at"},
						[][]any{{w.sc.Organization(), 100 + 2*i + j, birth, "", source, "", "", "", "", "", "", "", false, source, birth, db.At(w.at), db.At(w.at)}}, "")
					if err != nil {
						return err
					}
					return tx.Touch(ctx, w.sc.Organization())
				})
			}
		}
		young := w.texts(`SELECT p.given || ' ' || p.family FROM person p WHERE p.org_id = $1 AND ` + underAge("p", w.at) + ` ORDER BY p.id`)
		var want []string
		for _, birth := range births {
			for _, source := range []string{SourceHand, SourceVoterFile} {
				if isUnderAge(birth, source, w.at) {
					want = append(want, birth+" "+source)
				}
			}
		}
		if fmt.Sprint(young) != fmt.Sprint(want) || len(want) < 5 {
			t.Errorf("SQL %q\nGo  %q", young, want)
		}
	})
}

// youthWorld has a mother, her sixteen-year-old daughter with a phone, and a merged row that tells that somebody else is sixteen too.
func TestYouth_areHiddenFromWhoMayNotSeeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		home := at("12 Oak St")
		mother := w.add(NewByHand{Details: called("Ros Bopha"), Address: home})
		daughter := w.add(NewByHand{Details: Details{Whole: "Ros Dara", BirthDate: "2010-03-01"}, Address: home, Phone: "414-555-0101", RelatedTo: mother, Relation: "child"})
		root, part := w.add(NewByHand{Details: called("Lee Xiong"), Address: home}), w.add(NewByHand{Details: Details{Whole: "L Xiong", BirthDate: "2010"}})
		w.merge(part, root)
		organizer, director := w.as(authz.Organizer), w.as(authz.Director)

		for _, sc := range []authz.Scope{organizer, director} { // it says that somebody is her child, and not who
			if told, err := s.Timeline(ctx, sc, mother, "family", Cursor{}); err != nil || len(told.Events) != 1 || told.Events[0].Value != "child" || strings.Contains(fmt.Sprintf("%+v", told), "Dara") {
				t.Errorf("the mother's story tells %+v, %v", told.Events, err)
			}
		}

		page, err := s.List(ctx, organizer, Filter{}, Shape{}, 0, 0)
		w.must(err)
		if page.Total != 1 || page.Rows[0].ID != mother {
			t.Errorf("an organizer lists %+v", page.Rows)
		}
		if page, err = s.List(ctx, organizer, Filter{Search: "dara"}, Shape{}, 0, 0); err != nil || page.Total != 0 {
			t.Errorf("an organizer finds her: %d, %v", page.Total, err)
		}
		if _, err = s.List(ctx, organizer, Filter{Who: whoYoung}, Shape{}, 0, 0); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an organizer asks for the young: %v", err)
		}
		for what, err := range map[string]error{"tag": s.Tag(ctx, organizer, daughter, "x"), "note": s.AddNote(ctx, organizer, daughter, "x", false), "contact": s.AddContact(ctx, organizer, daughter, "414-555-0102", ""),
			"edit": s.Edit(ctx, organizer, daughter, called("X")), "relate": s.Relate(ctx, organizer, mother, daughter, "friend")} {
			if errs.KindOf(err) != errs.NotFound {
				t.Errorf("an organizer's %s: %v", what, err)
			}
		}
		if _, err := s.Profile(ctx, organizer, daughter); errs.KindOf(err) != errs.NotFound {
			t.Errorf("an organizer opens her page: %v", err)
		}
		seen, err := s.Profile(ctx, organizer, mother)
		w.must(err)
		if len(seen.Relations) != 1 || !seen.Relations[0].Hidden || seen.Relations[0].Other.ID != 0 || len(seen.Household.Residents) != 1 {
			t.Errorf("the mother's page names her: %+v, %+v", seen.Relations, seen.Household.Residents)
		}

		if page, err = s.List(ctx, director, Filter{Who: whoYoung}, Shape{Columns: []string{"phone"}}, 0, 0); err != nil || page.Total != 2 || page.Rows[0].Phone != "" || !page.Rows[0].Young {
			t.Errorf("a director lists %+v, %v", page.Rows, err)
		}
		var out bytes.Buffer
		w.must(s.Export(ctx, director, Filter{}, Purpose{Kind: "mailing"}, &out))
		if strings.Contains(out.String(), "Dara") || strings.Contains(out.String(), "Xiong") || !strings.Contains(out.String(), "Bopha") {
			t.Errorf("a general export has %q", out.String())
		}
		out.Reset()
		w.must(s.Export(ctx, director, Filter{Who: whoYoung}, Purpose{Kind: "own_data"}, &out))
		if !strings.Contains(out.String(), "Dara") || strings.Contains(out.String(), "5550101") {
			t.Errorf("an export of the young has %q", out.String())
		}
		w.read(func(ctx context.Context, tx *db.ReadTx) error {
			doors, err := s.Doors(ctx, tx, director, segment.New(segment.Node{Everyone: true}), nil)
			if len(doors) != 1 || len(doors[0].People) != 1 || doors[0].People[0].ID != mother {
				t.Errorf("the walk list has %+v", doors)
			}
			return err
		})
	})
}

// Whoever decides which rows are one person sees of the young what lists show: nothing, or no way to reach them.
func TestYouth_areNobodysDuplicateForWhoMayNotSeeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		mother := w.add(NewByHand{Details: called("Ros Bopha"), Phone: "414-555-0100"})
		daughter := w.add(NewByHand{Details: Details{Whole: "Ros Dara", BirthDate: "2010-03-01"}, Phone: "414-555-0101"})
		root, part := w.add(NewByHand{Details: called("Lee Xiong"), Phone: "414-555-0103"}), w.add(NewByHand{Details: Details{Whole: "L Xiong", BirthDate: "2010"}})
		w.merge(part, root)
		views := func(role authz.Role) (out map[id.ID]MergeView) {
			w.read(func(ctx context.Context, tx *db.ReadTx) (err error) {
				out, err = w.service().MergeViews(ctx, tx, w.as(role), []id.ID{mother, daughter, root, part})
				return err
			})
			return out
		}
		if seen := views(authz.Organizer); len(seen) != 1 || seen[mother].Phone == "" {
			t.Errorf("an organizer compares %+v", seen)
		}
		seen := views(authz.Director)
		if len(seen) != 4 || !seen[root].Young || !seen[part].Young || seen[mother].Young {
			t.Errorf("a director compares %+v", seen)
		}
		for _, v := range []MergeView{seen[daughter], seen[root]} {
			if v.Phone != "" || v.Email != "" {
				t.Errorf("the way to reach somebody under 18 is shown: %+v", v)
			}
		}
	})
}

func TestYouth_areReachedOnlyWithAGuardiansConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		s, ctx := w.service(), context.Background()
		mother := w.add(NewByHand{Details: called("Ros Bopha")})
		daughter := w.add(NewByHand{Details: Details{Whole: "Ros Dara", BirthDate: "2010-03-01"}, Phone: "414-555-0101"})
		shown := func() int { return len(w.profile(daughter).Contacts) }
		say := func(granted bool) error {
			w.at = w.at.Add(time.Minute)
			return s.GuardianAgrees(ctx, w.sc, daughter, NewGuardianConsent{Guardian: mother, Granted: granted, Version: "youth form 2"})
		}
		if err := say(true); errs.Fields(err)["guardian"] == nil {
			t.Errorf("somebody who is not linked agreed: %v", err)
		}
		w.must(s.Relate(ctx, w.sc, daughter, mother, "parent"))
		if shown() != 0 || w.profile(daughter).Withheld != 1 {
			t.Error("her phone is shown before anybody agreed")
		}
		w.must(say(true))
		if shown() != 1 {
			t.Error("her phone is not shown after her mother agreed")
		}
		w.must(say(false))
		if shown() != 0 {
			t.Error("a withdrawal does not hold at once")
		}
		if n := w.count("guardian_consent"); n != 2 {
			t.Errorf("%d rows of two words", n)
		}
		w.must(say(true))
		father := w.add(NewByHand{Details: called("Ros Vuthy")})
		w.must(s.Relate(ctx, w.sc, daughter, father, "guardian"))
		w.at = w.at.Add(time.Minute)
		w.must(s.GuardianAgrees(ctx, w.sc, daughter, NewGuardianConsent{Guardian: father, Granted: false}))
		if shown() != 0 {
			t.Error("one guardian's no does not count beside the other's yes")
		}
		organizer := w.as(authz.Organizer)
		if err := s.GuardianAgrees(ctx, organizer, daughter, NewGuardianConsent{Guardian: mother, Granted: true, Version: "x"}); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an organizer wrote a guardian's consent: %v", err)
		}
	})
}
