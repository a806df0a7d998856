package people

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// history is a random course of things: files that come in and edits by hand, each at its own time.
type history struct {
	files []historyFile
	edits []int // voters who are edited by hand between the last two files
}

type historyFile struct {
	imp     id.ID
	voters  []record.Voter
	members []record.Member
}

const historyPeople = 12

// newHistory makes a first file, a member list, and two months' files in which people move, vote, change their name, come and go.
func newHistory(r *rand.Rand) history {
	var h history
	listed := map[int]bool{}
	for n := range historyPeople {
		listed[n] = r.IntN(3) == 0
	}
	for f := range 4 {
		file := historyFile{imp: id.ID(100 + f)}
		for n := range historyPeople {
			switch {
			case f == 1 && listed[n]:
				m := member(fmt.Sprint("Given", n), fmt.Sprint("Family", n), fmt.Sprint(n, " Oak St"))
				m.Row, m.Email, m.Tags = int64(n+1), fmt.Sprintf("m%d@example.org", n), []string{"leader"}
				m.Languages = []record.Language{spoken("hmn", record.SelfReported)}
				sayMore(r, &m)
				file.members = append(file.members, m)
			case f != 1 && r.IntN(4) > 0:
				file.voters = append(file.voters, historyVoter(r, n, listed[n]))
			}
		}
		h.files = append(h.files, file)
	}
	for n := range historyPeople {
		if r.IntN(5) == 0 {
			h.edits = append(h.edits, n)
		}
	}
	return h
}

// historyField is the field of the organization's own that histories fill.
const historyField id.ID = 77

// sayMore lets a row of a member list say something of everything that it can.
func sayMore(r *rand.Rand, m *record.Member) {
	one := func() bool { return r.IntN(2) == 0 }
	if one() {
		m.Name.Chosen, m.Name.Former = "Goes By "+m.Name.Given, "Was "+m.Name.Family
	}
	if one() {
		m.Phone, m.MorePhones = "414-555-0177", []string{"414-555-0178"}
	}
	if one() {
		m.Mailing = record.Mailing{Lines: "PO Box " + fmt.Sprint(r.IntN(3)), City: "Milwaukee", State: "WI", Zip: "53201"}
	}
	if one() {
		m.Consents = []record.Consent{{Channel: "text", Purpose: "events", Given: one(), On: []string{"", "2025-05-06"}[r.IntN(2)], Wording: "list.csv"}}
	}
	if one() {
		m.Custom = []record.Custom{{Field: historyField.String(), Value: []string{"M", "L"}[r.IntN(2)]}}
	}
}

func historyVoter(r *rand.Rand, n int, listed bool) record.Voter {
	family, street := fmt.Sprint("Family", n), "Oak St"
	if !listed && r.IntN(4) == 0 {
		family = "Other" + family
	}
	if !listed && r.IntN(4) == 0 {
		street = "Elm St"
	}
	v := voter(fmt.Sprint(n), fmt.Sprint("Given", n), family, fmt.Sprint(n, " ", street))
	v.Row, v.Hash = int64(n+1), ""
	v.Status, v.Party, v.County = []string{"Active", "Inactive"}[r.IntN(2)], []string{"", "D", "R"}[r.IntN(3)], []string{"Dane", "Polk"}[r.IntN(2)]
	v.RegisteredOn, v.BirthDate = "2020-01-02", "1980-01-02"
	if r.IntN(2) == 0 {
		v.Phone = fmt.Sprintf("414555%04d", 1000+r.IntN(3))
	}
	if r.IntN(2) == 0 {
		v.Mailing, v.Name.Former = record.Mailing{Lines: "PO Box " + fmt.Sprint(r.IntN(3)), City: "Milwaukee", State: "WI", Zip: "53201"}, []string{"", "Before"}[r.IntN(2)]
	}
	for e := range 3 {
		if r.IntN(2) == 0 {
			v.Votes = append(v.Votes, record.Vote{Election: fmt.Sprintf("202%d-11", e), Method: "At Polls"})
		}
	}
	return v
}

// play lets a history happen, without one file of it.
func (h history) play(w *world, without id.ID) {
	start := w.at
	w.ownField()
	w.write(func(ctx context.Context, tx *db.WriteTx) error { // the same codes in every world
		for code, e := range []string{"2020-11", "2021-11", "2022-11"} {
			if _, err := tx.Exec(ctx, `INSERT INTO vote_code (org_id, code, election, method) VALUES ($1, $2, $3, 'At Polls')`, w.sc.Organization(), code+1, e); err != nil {
				return err
			}
		}
		return nil
	})
	for n, f := range h.files {
		w.at = start.Add(time.Duration(n) * time.Hour)
		if n == len(h.files)-1 {
			h.edit(w)
		}
		w.at = start.Add(time.Duration(n)*time.Hour + time.Minute)
		if f.imp != without {
			w.bring(f)
		}
	}
	w.at = start.Add(24 * time.Hour)
}

// ownField is a field with the same id in every world.
func (w *world) ownField() {
	w.write(func(ctx context.Context, tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO custom_field (org_id, id, name, kind, choices, position, created_at) VALUES ($1, $2, 'Shirt', 'choice', '["M","L"]', 1, 0)`, w.sc.Organization(), historyField)
		return cmp.Or(err, tx.Touch(ctx, w.sc.Organization()))
	})
}

// edit changes people by hand, as the forms do.
func (h history) edit(w *world) {
	for _, n := range h.edits {
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `UPDATE person SET given = 'Edited', updated_at = $3 WHERE org_id = $1 AND id IN (SELECT person_id FROM voter_registration WHERE org_id = $1 AND voter_id = $2)`,
				w.sc.Organization(), fmt.Sprint(n), db.At(w.at))
			return cmp.Or(err, tx.TouchAll(ctx, w.sc.Organization()))
		})
	}
}

func fileDay(imp id.ID) string { return fmt.Sprintf("2026-%02d-01", imp-99) }

// bring takes one file in as the importer does.
func (w *world) bring(f historyFile) []record.Outcome {
	w.Helper()
	var out []record.Outcome
	w.write(func(ctx context.Context, tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO import (org_id, id, job_id, name, kind, mapping, header, sha256, size, stored_as, next_row, rows_new, rows_changed, rows_same, rows_bad, state, created_by, created_at)
			VALUES ($1, $2, 0, 'x', 'voters', '{}', '[]', '', 0, '', 0, 0, 0, 0, 0, 'done', 0, 0)`, w.sc.Organization(), f.imp)
		return err
	})
	in := NewIntake(w.ids, w.now).For(f.imp, fileDay(f.imp))
	for chunk := range slices.Chunk(f.voters, 5) {
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			o, err := in.Voters(ctx, tx, w.sc, chunk)
			out = append(out, o...)
			return err
		})
	}
	for chunk := range slices.Chunk(f.members, 5) {
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			o, err := in.Members(ctx, tx, w.sc, chunk)
			out = append(out, o...)
			return err
		})
	}
	return out
}

// takeBack takes one file of a history back, in steps.
func (h history) takeBack(w *world, imp id.ID) (did Undone) {
	w.Helper()
	var later []LaterImport
	for _, f := range h.files {
		if f.imp > imp {
			later = append(later, LaterImport{f.imp, fileDay(f.imp)})
		}
	}
	u := NewUndo(w.ids, w.now, LaterImport{imp, fileDay(imp)}, later, nil)
	var last id.ID
	for {
		var one Undone
		w.write(func(ctx context.Context, tx *db.WriteTx) (err error) {
			last, one, err = u.Step(ctx, tx, w.sc, last, 3)
			return err
		})
		if did = did.Plus(one); last == 0 {
			break
		}
	}
	for more := true; more; {
		w.write(func(ctx context.Context, tx *db.WriteTx) (err error) { more, err = u.Tidy(ctx, tx, w.sc); return err })
	}
	return did
}

// state is everything about everybody, told without the ids that differ from one world to another.
func (w *world) state() map[string]string {
	w.Helper()
	out := map[string]string{}
	err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) error {
		ctx := context.Background()
		homes := map[id.ID]string{}
		err := db.Each(ctx, tx, func(r db.Row) error {
			var h id.ID
			var key string
			err := r.Scan(&h, &key)
			homes[h] = key
			return err
		}, `SELECT id, address_key FROM household WHERE org_id = $1`, w.sc.Organization())
		if err != nil {
			return err
		}
		ids, err := db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM person WHERE org_id = $1`, w.sc.Organization())
		if err != nil {
			return err
		}
		people, err := chunk{Intake: NewIntake(w.ids, w.now), look: tx, sc: w.sc, org: w.sc.Organization()}.images(ctx, ids)
		if err != nil {
			return err
		}
		news := map[id.ID][]string{}
		err = db.Each(ctx, tx, func(r db.Row) error {
			var p, imp id.ID
			var kind, on, detail string
			err := r.Scan(&p, &kind, &on, &detail, &imp)
			news[p] = append(news[p], fmt.Sprint(kind, on, detail, int64(imp)))
			return err
		}, `SELECT person_id, kind, on_date, CAST(detail AS TEXT), import_id FROM person_event WHERE org_id = $1`, w.sc.Organization())
		for who, p := range people {
			var regs []string
			for _, g := range p.Regs {
				regs = append(regs, fmt.Sprintf("%+v", *g))
			}
			slices.Sort(regs)
			slices.Sort(news[who])
			home := homes[p.Person.Household]
			p.Person.Household = 0
			more, err := json.Marshal(p.furtherImage.withoutIDs())
			if err != nil {
				return err
			}
			key := p.Person.Given + " " + p.Person.Family
			for _, g := range p.Regs {
				key = g.Number
			}
			out[key] = fmt.Sprintf("%+v at %s, %v %v %v %s, news %v", *p.Person, home, regs, p.Langs, p.Tags, more, news[who])
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

// withoutIDs is a further image as every world tells it.
func (i furtherImage) withoutIDs() furtherImage {
	for n := range i.Names {
		i.Names[n].ID = 0
	}
	for n := range i.Contacts {
		i.Contacts[n].ID = 0
	}
	for n := range i.Consents {
		i.Consents[n].ID = 0
	}
	return i
}

// Whatever comes in and in whichever order: once a file is taken back, everybody whom nobody edited by hand is, byte for byte, as
// if the file had never come.
func TestUndo_isAsIfTheFileHadNeverCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(8) {
			r := rand.New(rand.NewPCG(seed, 7))
			h := newHistory(r)
			imp := h.files[r.IntN(len(h.files))].imp
			with, without := newWorld(t, d), newWorld(t, d)
			h.play(with, 0)
			h.takeBack(with, imp)
			h.play(without, imp)
			got, want := with.state(), without.state()
			for _, n := range h.edits {
				for _, key := range []string{fmt.Sprint(n), fmt.Sprintf("Given%d Family%[1]d", n)} {
					delete(got, key)
					delete(want, key)
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("seed %d, without file %d:", seed, imp)
				keys := map[string]bool{}
				for k := range got {
					keys[k] = true
				}
				for k := range want {
					keys[k] = true
				}
				for _, k := range slices.Sorted(maps.Keys(keys)) {
					if got[k] != want[k] {
						t.Errorf("%s is\n  %s\nwant\n  %s", k, got[k], want[k])
					}
				}
			}
		}
	})
}

// A model's guess comes with its name, its probability and its end; it goes with its file, and with the person's own word.
func TestUndo_ofGuesses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		likely, likelier := 0.61, 0.83
		guess := func(imp id.ID, p *float64, until string) record.Outcome {
			var out []record.Outcome
			w.at = w.at.Add(time.Hour)
			w.bring(historyFile{imp: imp})
			w.write(func(ctx context.Context, tx *db.WriteTx) (err error) {
				row := record.Speaker{State: "WI", VoterID: "1", Language: spoken("vi", record.Modelled), Guess: record.Guess{Model: "surnames 2.1", Probability: p, Until: until}}
				out, err = NewIntake(w.ids, w.now).For(imp, "2026-11-01").Speakers(ctx, tx, w.sc, []record.Speaker{row})
				return err
			})
			return out[0]
		}
		thinks := func() string {
			return fmt.Sprint(w.texts(`SELECT m.value || ' ' || m.model || ' ' || CAST(ROUND(m.probability * 100) AS INTEGER) FROM person_model m WHERE m.org_id = $1`))
		}
		w.bring(historyFile{imp: 100, voters: []record.Voter{voter("1", "Mai", "Vang", "1 Oak St")}})
		for _, c := range []struct {
			imp  id.ID
			p    *float64
			want record.What
			says string
		}{{101, &likely, record.Changed, "[vi surnames 2.1 61]"}, {102, &likely, record.Same, "[vi surnames 2.1 61]"}, {103, &likelier, record.Changed, "[vi surnames 2.1 83]"}} {
			if got := guess(c.imp, c.p, "2027-03-31"); got.What != c.want || thinks() != c.says {
				t.Errorf("file %d: %v, %s; want %v, %s", c.imp, got.What, thinks(), c.want, c.says)
			}
		}
		if ends := w.texts(`SELECT CAST(expires_at AS TEXT) FROM person_model WHERE org_id = $1`); fmt.Sprint(ends) != "["+fmt.Sprint(time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC).UnixMilli())+"]" {
			t.Errorf("it ends at %v", ends)
		}
		h := history{files: []historyFile{{imp: 100}, {imp: 101}, {imp: 102}, {imp: 103}}}
		h.takeBack(w, 103)
		if thinks() != "[vi surnames 2.1 61]" {
			t.Errorf("without the newer file it is %s", thinks())
		}
		w.speakers(record.Speaker{State: "WI", VoterID: "1", Language: spoken("vi", record.SelfReported)})
		if thinks() != "[]" {
			t.Errorf("after the person said it: %s", thinks())
		}
		if guess(104, &likelier, "").What != record.Same || thinks() != "[]" {
			t.Errorf("a model thinks what the person has said: %s", thinks())
		}
	})
}

func TestUndo_keepsWhomSomebodyEditedAndSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		h := history{files: []historyFile{{imp: 100, voters: []record.Voter{voter("1", "Mai", "Vang", "1 Oak St"), voter("2", "Kou", "Lee", "2 Oak St"), voter("3", "Pao", "Xiong", "2 Oak St")}}}}
		w.bring(h.files[0])
		w.at = w.at.Add(time.Hour)
		history{edits: []int{1}}.edit(w)
		w.write(func(ctx context.Context, tx *db.WriteTx) error { // a note hangs on the third
			_, err := tx.Exec(ctx, `INSERT INTO person_note (org_id, id, person_id, text, author, by_name, at) SELECT org_id, 9, person_id, 'x', 1, 'Ana', 0 FROM voter_registration WHERE org_id = $1 AND voter_id = '3'`, w.sc.Organization())
			return cmp.Or(err, tx.Touch(ctx, w.sc.Organization()))
		})
		did := h.takeBack(w, 100)
		if did.Removed != 1 || did.Kept != 2 || len(did.KeptPeople) != 2 {
			t.Errorf("%+v", did)
		}
		if got := slices.Sorted(maps.Keys(w.state())); !slices.Equal(got, []string{"1", "3"}) {
			t.Errorf("who is left: %v", got)
		}
		if n := w.count("household"); n != 2 {
			t.Errorf("%d households are left, want those of the two", n)
		}
	})
}

func TestIntake_tellsNews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		first := []record.Voter{voter("1", "Mai", "Vang", "1 Oak St"), voter("2", "Kou", "Lee", "2 Oak St"), voter("3", "Pao", "Xiong", "3 Oak St")}
		for i := range first {
			first[i].Hash, first[i].County, first[i].Party = "", "Dane", "D"
		}
		w.bring(historyFile{imp: 100, voters: first})
		if n := w.count("person_event"); n != 0 {
			t.Errorf("the first file of a state is news about %d people", n)
		}
		second := []record.Voter{first[0], first[1], voter("4", "Yer", "Moua", "4 Oak St")}
		second[0].Hash, second[1].Hash, second[2].Hash = "", "", ""
		second[0].Address, second[0].County, second[0].Votes = at("9 Elm St"), "Polk", []record.Vote{{Election: "2026-08-11", Method: "Absentee"}}
		second[1].Address, second[1].Status, second[1].Party, second[1].Name.Family = at("8 Elm St"), "Inactive", "R", "Lee-Vang"
		second[2].RegisteredOn = "2026-02-03"
		w.bring(historyFile{imp: 101, voters: second})
		w.drop(101, "1", "2", "4")
		third := []record.Voter{first[2]}
		third[0].Hash = ""
		w.bring(historyFile{imp: 102, voters: third})
		got := w.texts(`SELECT r.voter_id || ' ' || e.kind || ' ' || e.on_date FROM person_event e JOIN voter_registration r ON r.org_id = e.org_id AND r.person_id = e.person_id
			WHERE e.org_id = $1 ORDER BY r.voter_id, e.kind`)
		want := []string{"1 moved_county 2026-02-01", "1 voted 2026-02-01", "2 moved 2026-02-01", "2 name 2026-02-01", "2 party 2026-02-01", "2 status 2026-02-01",
			"3 dropped 2026-02-01", "3 returned 2026-03-01", "4 registered 2026-02-03"}
		if !slices.Equal(got, want) {
			t.Errorf("news %q,\nwant %q", got, want)
		}
		if got := w.texts(`SELECT dropped_on FROM voter_registration WHERE org_id = $1 AND voter_id = '3'`); got[0] != "" {
			t.Errorf("whoever is back is still dropped on %s", got[0])
		}
	})
}

// drop tells that a complete file had only these voters.
func (w *world) drop(imp id.ID, numbers ...string) {
	w.Helper()
	var last id.ID
	for {
		w.write(func(ctx context.Context, tx *db.WriteTx) (err error) {
			last, err = NewIntake(w.ids, w.now).For(imp, fileDay(imp)).Dropped(ctx, tx, w.sc, "WI", last, func(number, _, _ string) bool { return !slices.Contains(numbers, number) })
			return err
		})
		if last == 0 {
			return
		}
	}
}

// What a look says is what then happens, and a look writes nothing.
func TestLook_saysWhatWillHappen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(4) {
			w := newWorld(t, d)
			w.ownField()
			h := newHistory(rand.New(rand.NewPCG(seed, 8)))
			for _, f := range []historyFile{h.files[1], h.files[0], h.files[2], h.files[3]} {
				var looked []record.Outcome
				before := w.state()
				err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) error {
					in := NewIntake(w.ids, w.now)
					v, err := in.LookAtVoters(context.Background(), tx, w.sc, f.voters)
					if err != nil {
						return err
					}
					m, err := in.LookAtMembers(context.Background(), tx, w.sc, f.members)
					looked = append(v, m...)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(before, w.state()) {
					t.Fatal("a look changed something")
				}
				if did := w.bring(f); record.Count(did) != record.Count(looked) {
					t.Errorf("seed %d, file %d: a look said %+v, then it was %+v", seed, f.imp, record.Count(looked), record.Count(did))
				}
			}
		}
	})
}

// A first load and the usual way give the same.
func TestFirstLoad_isTheUsualWay(t *testing.T) {
	d := dbtest.SQLite(t)
	var voters []record.Voter
	r := rand.New(rand.NewPCG(1, 9))
	for n := range 400 {
		v := historyVoter(r, n, false)
		v.Row = int64(n + 1)
		voters = append(voters, v)
	}
	loaded, usual := newWorld(t, d), newWorld(t, d)
	at := usual.at
	usual.bring(historyFile{imp: 100, voters: voters})
	ctx := context.Background()
	loaded.at = at
	loaded.bring(historyFile{imp: 100}) // the import itself
	in := NewIntake(loaded.ids, loaded.now).For(100, fileDay(100))
	l, err := in.BeginLoad(ctx, d, loaded.sc, 4000)
	if err != nil || l == nil {
		t.Fatalf("no load: %v", err)
	}
	for chunk := range slices.Chunk(voters, 150) {
		if out, err := l.Take(ctx, chunk); err != nil || record.Count(out).New != int64(len(chunk)) {
			t.Fatalf("%+v, %v", record.Count(out), err)
		}
	}
	if n := loaded.count("person"); n != 0 {
		t.Errorf("%d people are there before the load is published", n)
	}
	if err := cmp.Or(l.Publish(ctx, func(int64, int64) {}), l.Close()); err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(loaded.state())
	if want, _ := json.Marshal(usual.state()); string(got) != string(want) {
		t.Errorf("loaded\n%s\nthe usual way\n%s", got, want)
	}
	again, err := NewIntake(loaded.ids, loaded.now).For(100, fileDay(100)).BeginLoad(ctx, d, loaded.sc, 400)
	if err != nil || again != nil {
		t.Errorf("a database with people in it counts as empty: %v", err)
	}
}
