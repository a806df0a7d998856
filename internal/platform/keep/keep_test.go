package keep

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

var ctx = context.Background()

func org(n id.ID) authz.Scope { return authz.System(n, "test") }

// heavy keeps how many people there are, and is heavy.
type heavy struct {
	people, loads, refreshed int
	broken                   bool
}

func (h *heavy) Load(ctx context.Context, tx *db.ReadTx, org id.ID) (err error) {
	h.loads++
	h.people, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM person WHERE org_id = $1`, org)
	return err
}

func (h *heavy) Refresh(ctx context.Context, tx *db.ReadTx, org id.ID, people []id.ID) error {
	h.refreshed += len(people)
	if h.broken {
		return errors.New("half of it")
	}
	return h.Load(ctx, tx, org)
}

func (h *heavy) Bytes() int { return 600 }

func put(t *testing.T, d *db.DB, o id.ID, people ...id.ID) {
	t.Helper()
	err := d.Write(ctx, org(o), "test", func(tx *db.WriteTx) error {
		for _, p := range people {
			if _, err := tx.Exec(ctx, `INSERT INTO person (org_id, id, given, middle, family, suffix, native_name, native_lang, search, phone, email, language, is_member, source, created_at, updated_at)
				VALUES ($1, $2, '', '', '', '', '', '', '', '', '', '', $3, '', 1, 1)`, o, p, false); err != nil {
				return err
			}
		}
		return tx.Touch(ctx, o, people...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ask gives what is kept, nil where the database must be asked.
func ask(t *testing.T, d *db.DB, k *Keeper[*heavy], o id.ID) (kept *heavy) {
	t.Helper()
	err := d.Read(ctx, org(o), func(tx *db.ReadTx) error {
		_, err := k.With(ctx, tx, org(o), func(h *heavy) error { kept = h; return nil })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestWith_followsAndLetsTheLeastRecentlyUsedGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := New(Config[*heavy]{DB: d, New: func() *heavy { return &heavy{} }, Limit: 1500})
		for o := id.ID(1); o <= 3; o++ {
			put(t, d, o, 1, 2)
		}
		one, two := ask(t, d, k, 1), ask(t, d, k, 2)
		put(t, d, 1, 3)
		if again := ask(t, d, k, 1); again != one || one.people != 3 || one.refreshed != 1 || two.people != 2 {
			t.Errorf("after a change: %+v, the other %+v", again, two)
		}
		ask(t, d, k, 3) // three are too heavy: the second was used longest ago
		if ask(t, d, k, 1) != one {
			t.Error("the one that was used last is gone")
		}
		if ask(t, d, k, 2) == two {
			t.Error("the one that was used longest ago is still there")
		}
	})
}

func TestWith_leavesToTheDatabaseWhatItCannotAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := New(Config[*heavy]{DB: d, New: func() *heavy { return &heavy{} }, Small: 2, Quiet: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
		put(t, d, 1, 1, 2, 3)
		if ask(t, d, k, 1) != nil {
			t.Error("a large organization is answered for before it is loaded")
		}
		var kept *heavy
		for range 200 {
			if kept = ask(t, d, k, 1); kept != nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if kept == nil || kept.people != 3 {
			t.Fatalf("not loaded: %+v", kept)
		}
		err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
			answered, err := k.With(ctx, tx, org(1), func(*heavy) error { return nil })
			if answered {
				t.Error("a write transaction, with rows of its own, is answered from memory")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		kept.broken = true
		put(t, d, 1, 4)
		err = d.Read(ctx, org(1), func(tx *db.ReadTx) error {
			_, err := k.With(ctx, tx, org(1), func(*heavy) error { t.Error("half of a change is used"); return nil })
			return err
		})
		if err == nil {
			t.Error("a failure to follow is hidden")
		}
		if again := ask(t, d, k, 1); again == kept {
			t.Error("what has failed is used again")
		}
	})
}
