package db_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

const putPerson = `INSERT INTO person (org_id, id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at)
	VALUES ($1, $2, $3, '', '', '', '', '', '', '', '', '', $4, 'hand', 1, 1) ON CONFLICT (org_id, id) DO UPDATE SET given = $3`

func putPeople(tx *db.WriteTx, org id.ID, given string, people ...id.ID) error {
	for _, p := range people {
		if _, err := tx.Exec(ctx, putPerson, org, p, given, false); err != nil {
			return err
		}
	}
	return tx.Touch(ctx, org, people...)
}

// memory keeps everybody's given name, by the feed alone.
type memory struct {
	mark   db.Mark
	given  map[id.ID]string
	loads  int
	caught int
}

func readGiven(tx *db.ReadTx, where string, args ...any) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var p id.ID
		var given string
		err := r.Scan(&p, &given)
		out[p] = given
		return err
	}, `SELECT id, given FROM person WHERE org_id = $1`+where, args...)
	return out, err
}

// follow takes over what changed and tells whether the memory answers for this snapshot.
func (m *memory) follow(tx *db.ReadTx, org id.ID) (bool, error) {
	if m.given == nil {
		return true, m.load(tx, org)
	}
	c, err := tx.ChangesSince(ctx, org, m.mark)
	if err != nil || c.Ahead {
		return false, err
	}
	if c.All {
		return true, m.load(tx, org)
	}
	some, err := readGiven(tx, ` AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(c.People))
	for _, p := range c.People {
		delete(m.given, p)
	}
	maps.Copy(m.given, some)
	m.mark = c.Now
	m.caught++
	return true, err
}

func (m *memory) load(tx *db.ReadTx, org id.ID) (err error) {
	m.loads++
	if m.mark, err = tx.Mark(ctx, org); err == nil {
		m.given, err = readGiven(tx, "", org)
	}
	return err
}

// TestFeed_aMemoryEqualsTheTable lets writers write at once, over and over, each in transactions of its own length, while several
// memories follow.
func TestFeed_aMemoryEqualsTheTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const org1 id.ID = 1
		var writers, readers sync.WaitGroup
		stop := make(chan struct{})
		for w := range 4 {
			writers.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 1))
				for n := range 60 {
					err := d.Write(ctx, org(org1), "test", func(tx *db.WriteTx) error {
						var people []id.ID
						for range 1 + r.IntN(4) {
							people = append(people, id.ID(1+r.IntN(40)*4+w)) // each writer its own people: nobody waits for a row
						}
						return putPeople(tx, org1, fmt.Sprint(w, " ", n), people...)
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		var shared sync.Mutex
		one := &memory{}
		for range 3 {
			readers.Go(func() {
				own := &memory{}
				for last := false; !last; {
					select {
					case <-stop:
						last = true
					default:
					}
					err := d.Read(ctx, org(org1), func(tx *db.ReadTx) error {
						want, err := readGiven(tx, "", org1)
						if err != nil {
							return err
						}
						shared.Lock()
						defer shared.Unlock()
						for _, m := range []*memory{own, one} { // the one is shared: it may be ahead of this reader
							answers, err := m.follow(tx, org1)
							if err != nil {
								return err
							}
							if answers && !maps.Equal(m.given, want) {
								t.Errorf("a memory of %d people differs from the table of %d", len(m.given), len(want))
							}
							if !answers && m == own {
								t.Error("a memory that only this reader moves is ahead of it")
							}
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
				if own.loads != 1 || own.caught == 0 {
					t.Errorf("loaded %d times, followed %d times", own.loads, own.caught)
				}
			})
		}
		writers.Wait()
		close(stop)
		readers.Wait()
		if d.Unsaid() != 0 {
			t.Errorf("%d writes have not said whom they change", d.Unsaid())
		}
	})
}

func TestFeed_anOlderReaderIsNotAnsweredByANewerMemory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := &memory{}
		follow := func(tx *db.ReadTx) bool {
			ok, err := m.follow(tx, 1)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		write := func(given string) {
			if err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error { return putPeople(tx, 1, given, 5) }); err != nil {
				t.Fatal(err)
			}
		}
		write("a")
		d.Read(ctx, org(1), func(old *db.ReadTx) error {
			if !follow(old) {
				t.Error("the first reader is not answered")
			}
			write("b")
			d.Read(ctx, org(1), func(tx *db.ReadTx) error {
				if !follow(tx) || m.given[5] != "b" {
					t.Errorf("the newer reader sees %q", m.given[5])
				}
				return nil
			})
			if follow(old) {
				t.Error("the older reader is answered with what it cannot see")
			}
			return nil
		})
	})
}

func TestFeed_whoSaysNothingChangesEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := &memory{}
		look := func() {
			if err := d.Read(ctx, org(1), func(tx *db.ReadTx) error {
				want, err := readGiven(tx, "", id.ID(1))
				if err != nil {
					return err
				}
				if ok, err := m.follow(tx, 1); err != nil || !ok || !maps.Equal(m.given, want) {
					t.Errorf("%v %v %v", ok, m.given, err)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		write := func(fn func(tx *db.WriteTx) error) {
			t.Helper()
			if err := d.Write(ctx, org(1), "test", fn); err != nil {
				t.Fatal(err)
			}
			look()
		}
		look()
		write(func(tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, putPerson, id.ID(1), id.ID(1), "x", false)
			return err
		})
		if d.Unsaid() != 1 || m.loads != 2 {
			t.Errorf("%d unsaid, %d loads", d.Unsaid(), m.loads)
		}
		write(func(tx *db.WriteTx) error { return tx.TouchAll(ctx, 1) })
		if m.loads != 3 {
			t.Errorf("everybody changed: %d loads", m.loads)
		}
		write(func(tx *db.WriteTx) error {
			var many []id.ID
			for n := range 25000 {
				many = append(many, id.ID(n+1))
			}
			return tx.Touch(ctx, 1, many...)
		})
		if m.loads != 4 {
			t.Errorf("25,000 changed: %d loads", m.loads)
		}
		write(func(tx *db.WriteTx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES ($1, 9, '', '', '', '', '', '', '', '', 1)`, id.ID(1)); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE person SET household_id = 9, given = 'y' WHERE org_id = $1 AND id = 1`, id.ID(1)); err != nil {
				return err
			}
			return tx.TouchHouseholds(ctx, 1, 9)
		})
		if m.loads != 4 || m.given[1] != "y" || d.Unsaid() != 1 {
			t.Errorf("a household: %d loads, %q, %d unsaid", m.loads, m.given[1], d.Unsaid())
		}
	})
}

func TestTrimFeed_makesAnOldMemoryReadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old, fresh := &memory{}, &memory{}
		follow := func(m *memory) {
			t.Helper()
			if err := d.Read(ctx, org(1), func(tx *db.ReadTx) error { _, err := m.follow(tx, 1); return err }); err != nil {
				t.Fatal(err)
			}
		}
		follow(old)
		var crowd []id.ID
		for n := range 18000 {
			crowd = append(crowd, id.ID(n+1))
		}
		for range 7 {
			if err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error { return tx.Touch(ctx, 1, crowd...) }); err != nil {
				t.Fatal(err)
			}
			follow(fresh)
		}
		rows := func() int {
			return count(t, d, org(1), `SELECT count(*) FROM person_change WHERE org_id = $1`, id.ID(1))
		}
		before := rows()
		if err := d.TrimFeed(context.Background(), org(1)); err != nil {
			t.Fatal(err)
		}
		if after := rows(); before != 126000 || after != 108001 {
			t.Errorf("%d rows, then %d", before, after)
		}
		if fresh.loads != 1 {
			t.Errorf("%d loads before anything was cut", fresh.loads)
		}
		follow(fresh)
		follow(old)
		most := 1
		if d.Dialect() == db.Postgres {
			most = 2 // a transaction of another test's database in the same cluster that was open at the last look and has ended since
		}
		if fresh.loads > most || old.loads != 2 {
			t.Errorf("loads: %d of the one that looked, %d of the one that did not", fresh.loads, old.loads)
		}
		if !slices.Equal(slices.Sorted(maps.Keys(fresh.given)), slices.Sorted(maps.Keys(old.given))) {
			t.Error("they differ")
		}
	})
}
