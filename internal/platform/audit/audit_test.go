package audit

import (
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func TestLog_chainsEntriesAndShowsTampering(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := New(time.Now)
		one, two := authz.System(11, "test"), authz.System(12, "test")
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				sc := one
				if i%4 == 0 {
					sc = two
				}
				err := d.Write(t.Context(), sc, "test", func(tx *db.WriteTx) error {
					return l.Record(t.Context(), tx, sc, "people.exported", id.ID(i+1), map[string]int{"rows": i})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n, broken, err := l.Verify(t.Context(), d, one); n != 15 || broken != 0 || err != nil {
			t.Errorf("one: %d entries, broken at %d, %v", n, broken, err)
		}
		page, err := l.Page(t.Context(), d, two, 0, 3)
		if err != nil || len(page) != 3 || page[0].Seq != 5 || page[2].Seq != 3 {
			t.Errorf("page %v %v", page, err)
		}
		err = d.Write(t.Context(), one, "tamper", func(tx *db.WriteTx) error {
			_, err := tx.Exec(t.Context(), `UPDATE audit SET detail = '{}' WHERE org_id = $1 AND seq = 9`, one.Organization())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, broken, err := l.Verify(t.Context(), d, one); broken != 9 || err != nil {
			t.Errorf("broken at %d, %v", broken, err)
		}
	})
}

func TestLog_readsOnlyWithThePermission(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sc := authz.Member(11, authz.Actor{Account: 1}, authz.Director)
		if _, err := New(time.Now).Page(t.Context(), d, sc, 0, 10); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("%v", err)
		}
	})
}
