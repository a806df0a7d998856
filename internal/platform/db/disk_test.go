package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

var bg = context.Background()

func insert(d *DB, n int64, text string) error {
	return d.Write(bg, authz.System(1, "test"), "test", func(tx *WriteTx) error {
		_, err := tx.Exec(bg, `INSERT INTO universe (org_id, id, name, query, created_by, created_at, updated_at) VALUES (1, $1, $2, '{}', 0, 0, 0)`, n, text)
		return err
	})
}

func open(t testing.TB, path string) *DB {
	t.Helper()
	d, err := Open(bg, Config{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// limit lets the file grow by a number of pages and no more; SQLite then answers as it does on a full disk.
func limit(t *testing.T, d *DB, more int) {
	t.Helper()
	err := d.Write(bg, authz.System(1, "test"), "limit", func(tx *WriteTx) error {
		tx.s.wall.open()
		defer tx.s.wall.locked()
		var pages int
		if err := tx.s.conn.QueryRowContext(bg, `PRAGMA page_count`).Scan(&pages); err != nil {
			return err
		}
		_, err := tx.s.conn.ExecContext(bg, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+more))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func present(t *testing.T, d *DB) map[int64]bool {
	t.Helper()
	out := map[int64]bool{}
	err := d.Read(bg, authz.System(1, "test"), func(tx *ReadTx) error {
		return Each(bg, tx, func(r Row) error {
			n, err := Value[int64](r)
			out[n] = true
			return err
		}, `SELECT id FROM universe WHERE org_id = 1`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fill writes from 20 goroutines until each has been refused, and gives what was acknowledged and what was refused.
func fill(t *testing.T, d *DB) (kept, refused map[int64]bool) {
	t.Helper()
	kept, refused = map[int64]bool{}, map[int64]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var next atomic.Int64
	text := strings.Repeat("x", 3000)
	for range 20 {
		wg.Go(func() {
			for {
				n := next.Add(1)
				err := insert(d, n, text)
				mu.Lock()
				if err == nil {
					kept[n] = true
				} else {
					refused[n] = true
				}
				mu.Unlock()
				if err != nil {
					if e := errs.Of(err); e.Kind != errs.Unavailable || e.Key != "error.disk_full" {
						t.Errorf("a full disk gives %v", err)
					}
					return
				}
				if n > 20000 {
					t.Error("the disk is never full")
					return
				}
			}
		})
	}
	wg.Wait()
	return kept, refused
}

func checkKept(t *testing.T, d *DB, kept, refused map[int64]bool) {
	t.Helper()
	there := present(t, d)
	for n := range kept {
		if !there[n] {
			t.Errorf("%d was acknowledged and is lost", n)
		}
	}
	for n := range refused {
		if there[n] {
			t.Errorf("%d was refused and is there", n)
		}
	}
	if len(kept) < 20 || len(refused) < 20 {
		t.Errorf("%d kept and %d refused: too few to prove anything", len(kept), len(refused))
	}
}

func TestWrite_fullFileRefusesWholeGroupsAndRecovers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "banyan.db")
	d := open(t, path)
	limit(t, d, 100)
	kept, refused := fill(t, d)
	checkKept(t, d, kept, refused)
	limit(t, d, 100)
	if err := insert(d, 1<<40, "room again"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	checkKept(t, d, kept, refused)
}

// The real thing, where the test may mount a small disk: the log, its index and the file itself run out of room.
func TestWrite_fullDiskRefusesWholeGroupsAndRecovers(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		if !errors.Is(err, syscall.EPERM) && !errors.Is(err, syscall.EACCES) {
			t.Fatal(err)
		}
		t.Log("no right to mount: the full disk is played by the test above alone")
		return
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 512<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, filepath.Join(dir, "banyan.db"))
	kept, refused := fill(t, d)
	checkKept(t, d, kept, refused)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := insert(d, 1<<40, "room again"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	checkKept(t, d, kept, refused)
}

// Every connection keeps the promises of its address: a PRAGMA elsewhere would reach one connection only.
func TestOpen_waitsForTheDiskAtEachCommit(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "banyan.db"))
	err := d.Write(bg, authz.System(1, "test"), "test", func(tx *WriteTx) error {
		tx.s.wall.open()
		defer tx.s.wall.locked()
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1", "trusted_schema": "0"} {
			var got string
			if err := tx.s.conn.QueryRowContext(bg, "PRAGMA "+pragma).Scan(&got); err != nil {
				return err
			}
			if got != want {
				t.Errorf("%s is %s, want %s", pragma, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkWrite: 300 clients who each wait for the disk, with commits shared and, for comparison, one each.
func BenchmarkWrite(b *testing.B) {
	for _, most := range []int{maxGroup, 1} {
		b.Run(fmt.Sprintf("group=%d", most), func(b *testing.B) {
			d := open(b, filepath.Join(b.TempDir(), "banyan.db"))
			d.engine.(*sqliteDB).writer.most = most
			var next atomic.Int64
			b.SetParallelism(150) // times GOMAXPROCS
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := insert(d, int64(id.ID(next.Add(1))), "a conversation at a door"); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
		})
	}
}

// BenchmarkRead: what a transaction inside the wall costs, with one small question.
func BenchmarkRead(b *testing.B) {
	d := open(b, filepath.Join(b.TempDir(), "banyan.db"))
	if err := insert(d, 1, "a conversation at a door"); err != nil {
		b.Fatal(err)
	}
	sc := authz.System(1, "test")
	for b.Loop() {
		err := d.Read(bg, sc, func(tx *ReadTx) error {
			_, err := One(bg, tx, Value[string], `SELECT name FROM universe WHERE org_id = $1 AND id = $2`, 1, 1)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
