package db_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// childVariable makes the test binary a writer that says on standard output what was acknowledged, until it is killed.
const childVariable = "BANYAN_DB_TEST_CHILD"

func TestMain(m *testing.M) {
	if url := os.Getenv(childVariable); url != "" {
		if err := acknowledge(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// acknowledge writes rows from 20 goroutines and prints each id once its Write has returned nil.
func acknowledge(url string) error {
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		return err
	}
	failed := make(chan error)
	var print sync.Mutex
	for range 20 {
		go func() {
			for {
				n := id.ID(rand.Int64N(1 << 60))
				err := d.Write(ctx, org(1), "child", func(tx *db.WriteTx) error {
					_, err := tx.Exec(ctx, addTag, 1, n, "acknowledged")
					return err
				})
				if err != nil {
					failed <- err
					return
				}
				print.Lock()
				fmt.Println(int64(n))
				print.Unlock()
			}
		}()
	}
	return <-failed
}

func TestWrite_whatWasAcknowledgedSurvivesKill(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "banyan.db"), "postgres": dbtest.PostgresURL(t)} {
		t.Run(name, func(t *testing.T) {
			acknowledged := map[int64]bool{}
			for range 6 {
				killWhileItWrites(t, url, acknowledged)
				present := rowsAfterRestart(t, url)
				for n := range acknowledged {
					if !present[n] {
						t.Fatalf("%d was acknowledged and is lost (%d of %d there)", n, len(present), len(acknowledged))
					}
				}
			}
			if len(acknowledged) < 200 {
				t.Errorf("only %d writes in six rounds: too few to prove anything", len(acknowledged))
			}
			t.Logf("%d acknowledged, none lost", len(acknowledged))
		})
	}
}

func killWhileItWrites(t *testing.T, url string, acknowledged map[int64]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		if first {
			time.AfterFunc(time.Duration(50+rand.IntN(250))*time.Millisecond, func() { cmd.Process.Kill() })
		}
		if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			acknowledged[n] = true
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
}

func rowsAfterRestart(t *testing.T, url string) map[int64]bool {
	t.Helper()
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	present := map[int64]bool{}
	err = d.Read(ctx, org(1), func(tx *db.ReadTx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			n, err := db.Value[int64](r)
			present[n] = true
			return err
		}, `SELECT id FROM universe WHERE org_id = $1`, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	return present
}

func TestOpen_settlesTheLogBeforeAnythingIsAcknowledged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "banyan.db")
	killWhileItWrites(t, "sqlite:"+path, map[int64]bool{})
	if before, err := os.Stat(path + "-wal"); err != nil || before.Size() == 0 {
		t.Fatalf("the killed process left no log to settle: %v", err)
	}
	dbtest.Open(t, "sqlite:"+path)
	if after, err := os.Stat(path + "-wal"); err != nil || after.Size() != 0 {
		t.Errorf("the log still holds %d bytes, %v", after.Size(), err)
	}
}

func TestWrite_isSerial(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := addUniverse(t, d, org(1), 1, 1, "0"); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 25 {
					err := d.Write(ctx, org(1), "increment", func(tx *db.WriteTx) error {
						v, err := db.One(ctx, tx, db.Value[int], `SELECT CAST(name AS INTEGER) FROM universe WHERE org_id = $1 AND id = 1`, 1)
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, `UPDATE universe SET name = $2 WHERE org_id = $1 AND id = 1`, 1, strconv.Itoa(v+1))
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := count(t, d, org(1), `SELECT CAST(name AS INTEGER) FROM universe`); n != 200 {
			t.Errorf("%d of 200 increments are kept", n)
		}
	})
}

func TestWrite_theFirstFailureEndsTheTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
			tx.Exec(ctx, addTag, 1, 1, "a")
			tx.Exec(ctx, addTag, 1, 1, "the same key") // not looked at
			tx.Exec(ctx, addTag, 1, 2, "b")
			return nil
		})
		if errs.KindOf(err) != errs.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM universe`); n != 0 {
			t.Errorf("%d rows are left of it", n)
		}
	})
}

// t.FailNow inside a transaction ends its goroutine; nobody else may notice.
func TestWrite_survivesAnEndedGoroutine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		wg.Go(func() {
			d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
				tx.Exec(ctx, addTag, 1, 1, "x")
				runtime.Goexit()
				return nil
			})
		})
		wg.Wait()
		if err := addUniverse(t, d, org(1), 1, 1, "after"); err != nil {
			t.Error(err)
		}
	})
}

func TestWrite_cancelledBeforeItsTurnDoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		err := d.Write(gone, org(1), "test", func(tx *db.WriteTx) error {
			_, err := tx.Exec(gone, addTag, 1, 1, "x")
			return err
		})
		if err == nil {
			t.Error("it says that it was done")
		}
		if n := count(t, d, org(1), `SELECT count(*) FROM universe`); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// A group holds the first write's commit back until the last has run: whoever stops waiting then does not know.
func TestWrite_cancelledWhileTheCommitIsPendingIsUnknown(t *testing.T) {
	d := dbtest.SQLite(t)
	for n := range 100 {
		switch err := leaveWhileTheCommitIsPending(t, d, id.ID(n+1)); {
		case err == nil:
			continue // on a busy machine the group was old before the second write came: it was committed, and said so
		case errs.Of(err).Key != "error.unknown_outcome" || !errors.Is(err, context.Canceled):
			t.Errorf("the first write, whose commit is pending, got %v", err)
		}
		return
	}
	t.Error("no two writes of a hundred came into one group")
}

// leaveWhileTheCommitIsPending gives what the first of two writes got whose caller left while the second one ran.
func leaveWhileTheCommitIsPending(t *testing.T, d *db.DB, row id.ID) error {
	t.Helper()
	hold, held := make(chan struct{}), make(chan struct{})
	leaving, leave := context.WithCancel(ctx)
	defer leave()
	first, second := make(chan error, 1), make(chan error, 1)
	go func() {
		first <- d.Write(leaving, org(1), "first", func(tx *db.WriteTx) error {
			go func() {
				second <- d.Write(ctx, org(1), "second", func(*db.WriteTx) error { close(held); <-hold; return nil })
			}()
			for db.Waiting(d) == 0 {
				runtime.Gosched()
			}
			_, err := tx.Exec(ctx, addTag, 1, row, "x")
			return err
		})
	}()
	<-held
	leave()
	err := <-first
	close(hold)
	if err := <-second; err != nil {
		t.Error(err)
	}
	return err
}

func TestWrite_overloadIsRefusedAndLosesNothing(t *testing.T) {
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "banyan.db"), Queue: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	hold, held := make(chan struct{}), make(chan struct{})
	go d.Write(ctx, org(1), "slow", func(*db.WriteTx) error { close(held); <-hold; return nil })
	<-held
	answers := make(chan error, 10)
	for n := range 10 {
		go func() { answers <- addUniverse(t, d, org(1), 1, id.ID(n+1), "x") }()
	}
	for range 8 {
		if err := <-answers; errs.KindOf(err) != errs.Unavailable {
			t.Errorf("got %v, want unavailable", err)
		}
	}
	close(hold)
	for range 2 {
		if err := <-answers; err != nil {
			t.Errorf("one that could wait got %v", err)
		}
	}
	if n := count(t, d, org(1), `SELECT count(*) FROM universe`); n != 2 {
		t.Errorf("%d rows, want 2", n)
	}
}

func TestClose_refusesLaterWrites(t *testing.T) {
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "banyan.db")})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := addUniverse(t, d, org(1), 1, 1, "x"); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("got %v", err)
	}
}

// A query inside another's answer works on SQLite and breaks PostgreSQL's conversation, so both refuse it.
func TestEach_refusesAQueryInsideAnAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(ctx, authz.Platform("test"), func(tx *db.ReadTx) error {
			return db.Each(ctx, tx, func(db.Row) error {
				_, err := db.One(ctx, tx, db.Value[int], `SELECT 1`)
				return err
			}, `SELECT value FROM meta`)
		})
		if err == nil {
			t.Error("it was answered")
		}
	})
}

// A reader who goes away stops its query, and leaves a connection that the next one can use.
func TestRead_cancelledInTheMiddleStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 20 {
			short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			started := time.Now()
			err := d.Read(short, org(1), func(tx *db.ReadTx) error {
				_, err := db.One(short, tx, db.Value[int64], `WITH RECURSIVE n AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM n WHERE x < 500000000) SELECT count(*) FROM n`)
				return err
			})
			cancel()
			if err == nil || time.Since(started) > 5*time.Second {
				t.Fatalf("got %v after %v", err, time.Since(started))
			}
			if n := count(t, d, org(1), `SELECT count(*) FROM universe`); n != 0 {
				t.Fatal(n)
			}
		}
	})
}

// The same row from two deliveries at once: the later one is told of the key by PostgreSQL, looks again, and finds it.
func TestWrite_meetsItsTwin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tries := 0
		err := d.Write(ctx, org(1), "twin", func(tx *db.WriteTx) error {
			if tries++; tries > 1 {
				n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM universe WHERE org_id = $1 AND id = 7`, 1)
				if err != nil || n == 1 {
					return err
				}
			}
			if tries == 1 && d.Dialect() == db.Postgres { // SQLite has one writer: nobody comes between
				if _, err := tx.Exec(ctx, `UPDATE universe SET name = name WHERE org_id = $1 AND id = 99`, 1); err != nil {
					return err
				}
				if err := addUniverse(t, d, org(1), 1, 7, "first"); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, addTag, 1, 7, "second")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, org(1), `SELECT COUNT(*) FROM universe WHERE id = 7`); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}
