package people

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// named is a member with a native name at an address of their own.
func named(given, family, native string, n int) record.Member {
	m := member(given, family, fmt.Sprintf("%d W Villard Ave", 4000+2*n))
	m.Name.Native = native
	return m
}

// searched gives the native names, or else the Latin ones, of whom a search finds.
func (w *world) searched(s *Service, sc authz.Scope, typed string) (out []string) {
	w.Helper()
	found, err := s.Find(context.Background(), sc, typed)
	if err != nil {
		w.Fatal(err)
	}
	for _, f := range found {
		name := f.Name.Native
		if name == "" {
			name = f.Name.Given + " " + f.Name.Family
		}
		out = append(out, name)
	}
	return out
}

func (w *world) fill() {
	w.members(named("Tai Man", "Chan", "陳大文", 1), named("Minjun", "Kim", "김민준", 2), named("Mai", "Nguyễn", "", 3), named("Pao", "Vang", "", 4), named("Sokha", "Chea", "ជា សុខា", 5),
		named("Anika", "Rahman", "অনিকা রহমান", 6), named("John", "Smith", "", 7))
}

func TestFind_whoeverIsTypedInAnyWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill()
		s := w.service()
		for typed, want := range map[string]string{
			"陳大文": "陳大文", "chan tai man": "陳大文", "chen dawen": "陳大文", "tai": "陳大文", "kim min": "김민준", "김민준": "김민준", "gim": "김민준", "nguyen": "Mai Nguyễn", "Mai Nguyễn": "Mai Nguyễn",
			"vaj": "Pao Vang", "សុខា": "ជា សុខា", "rehman": "অনিকা রহমান", "smith john": "John Smith",
		} {
			if got := w.searched(s, w.sc, typed); len(got) == 0 || got[0] != want {
				t.Errorf("%q finds %v, want %s first", typed, got, want)
			}
		}
		for _, typed := range []string{"", " ", "j", "!", "qqqqxzzw"} {
			if got := w.searched(s, w.sc, typed); len(got) > 0 {
				t.Errorf("%q finds %v", typed, got)
			}
		}
	})
}

func TestFind_saysHowANameWasRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.members(named("", "", "王秀英", 1), named("", "", "राम शर्मा", 2))
		s := w.service()
		for typed, want := range map[string]names.System{"wong sau ying": names.Cantonese, "wang xiuying": names.Mandarin, "wang": names.Mandarin, "ram sharma": names.Written} {
			found, err := s.Find(context.Background(), w.sc, typed)
			if err != nil || len(found) == 0 || found[0].Reason.Reading == "" || found[0].Reason.System != want {
				t.Errorf("%q finds %+v, %v, want it read by %s", typed, found, err, want.Key())
			}
		}
	})
}

func TestFind_bySomebodysNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill()
		w.voters(voter("WI0012345678", "Ada", "Lee", "3909 N 76th St"))
		s := w.service()
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			org := w.sc.Organization()
			if _, err := tx.Exec(ctx, `UPDATE person SET phone = '+14145550123', email = 'mai@example.org' WHERE org_id = $1 AND given = 'Mai'`, org); err != nil {
				return err
			}
			return tx.TouchAll(ctx, org)
		})
		for typed, by := range map[string]string{"(414) 555-0123": FoundByPhone, "+1 414 555 0123": FoundByPhone, "MAI@example.org": FoundByEmail, "wi0012345678": FoundByVoter} {
			found, err := s.Find(context.Background(), w.sc, typed)
			if err != nil || len(found) == 0 || found[0].By != by {
				t.Errorf("%q finds %+v, %v, want by %s", typed, found, err, by)
			}
		}
		if got := w.searched(s, w.sc, "414 555 0199"); len(got) > 0 {
			t.Errorf("a number of nobody finds %v", got)
		}
	})
}

// The same names are in two organizations, with the same and with other people: what each finds is its own, from memory and from the
// database, before and after changes.
func TestFind_neverLeavesTheOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newWorld(t, d)
		a.fill()
		b := newWorld(t, d)
		b.ids, b.sc = a.ids, authz.System(a.ids.Next(), "test")
		b.members(named("Wei", "Chan", "陳偉", 1))
		s := a.service()
		ours := func(w *world) []string {
			return w.texts(`SELECT CASE WHEN native_name = '' THEN given || ' ' || family ELSE native_name END FROM person WHERE org_id = $1`)
		}
		for round, typed := range []string{"chan", "陳", "nguyen", "kim", "414 555 0123", "chan", "陳"} {
			for _, w := range []*world{a, b} {
				for _, name := range w.searched(s, w.sc, typed) {
					if !slices.Contains(ours(w), name) {
						t.Errorf("round %d: %q finds %s of the other organization", round, typed, name)
					}
				}
			}
			b.members(named("Wei", "Chan", "陳偉", 10+round))
		}
		if got := b.searched(s, b.sc, "nguyen"); len(got) > 0 {
			t.Errorf("the other organization finds %v", got)
		}
	})
}

func TestFind_followsEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill()
		s := w.service()
		if got := w.searched(s, w.sc, "vang"); len(got) != 1 {
			t.Fatalf("vang finds %v", got)
		}
		org := w.sc.Organization()
		vang := w.oneID(`SELECT id FROM person WHERE org_id = $1 AND family = 'Vang'`)
		smith := w.oneID(`SELECT id FROM person WHERE org_id = $1 AND family = 'Smith'`)
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, `UPDATE person SET family = 'Xiong' WHERE org_id = $1 AND id = $2`, org, vang); err != nil {
				return err
			}
			return tx.Touch(ctx, org, vang)
		})
		if got := w.searched(s, w.sc, "xiong"); len(got) != 1 || got[0] != "Pao Xiong" {
			t.Errorf("the new name finds %v", got)
		}
		if got := w.searched(s, w.sc, "vang"); len(got) > 0 {
			t.Errorf("the old name still finds %v", got)
		}
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, `UPDATE person SET merged_into = $3 WHERE org_id = $1 AND id = $2`, org, vang, smith); err != nil {
				return err
			}
			return tx.Touch(ctx, org, vang, smith)
		})
		for _, typed := range []string{"xiong", "smith"} {
			if got := w.searched(s, w.sc, typed); len(got) != 1 || got[0] != "John Smith" {
				t.Errorf("after the merge %q finds %v, want one person", typed, got)
			}
		}
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, `UPDATE person SET merged_into = NULL WHERE org_id = $1 AND id = $2`, org, vang); err != nil {
				return err
			}
			return tx.Touch(ctx, org, vang, smith)
		})
		if got := w.searched(s, w.sc, "xiong"); len(got) != 1 || got[0] != "Pao Xiong" {
			t.Errorf("after the undo xiong finds %v", got)
		}
	})
}

func (w *world) oneID(text string) id.ID {
	w.Helper()
	var out id.ID
	err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) (err error) {
		out, err = db.One(context.Background(), tx, db.Value[id.ID], text, w.sc.Organization())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func TestFind_youthAreHiddenAndFormerNamesNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.fill()
		s, org := w.service(), w.sc.Organization()
		kim, smith := w.oneID(`SELECT id FROM person WHERE org_id = $1 AND family = 'Kim'`), w.oneID(`SELECT id FROM person WHERE org_id = $1 AND family = 'Smith'`)
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, `UPDATE person SET birth_date = '2010-03-04' WHERE org_id = $1 AND id = $2`, org, kim); err != nil {
				return err
			}
			if _, err := s.keepName(ctx, tx, org, smith, Name{Kind: NameFormer, Text: "Jane Miller", Source: "self-reported"}); err != nil {
				return err
			}
			return tx.Touch(ctx, org, kim, smith)
		})
		organizer := authz.Member(org, authz.Actor{}, authz.Organizer)
		if organizer.Can(authz.ReadYouth) {
			t.Fatal("the test needs a role that may not see people under 18")
		}
		if got := w.searched(s, organizer, "kim"); slices.Contains(got, "김민준") {
			t.Errorf("somebody under 18 is found by a role that may not see them: %v", got)
		}
		found, err := s.Find(context.Background(), w.sc, "jane miller")
		if err != nil || len(found) == 0 || found[0].ID != smith {
			t.Fatalf("the former name finds %+v, %v", found, err)
		}
		if found[0].Reason != (names.Reason{}) {
			t.Errorf("the former name is told: %+v", found[0].Reason)
		}
	})
}
