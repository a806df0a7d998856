package db_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"

	"filippo.io/age"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// fillAllKinds writes every kind of column, with the values that are easily lost.
func fillAllKinds(t *testing.T, d *db.DB) {
	t.Helper()
	twoOrganizations(t, d)
	big := int64(1)<<62 + 12345
	err := d.Write(ctx, org(1), "test", func(tx *db.WriteTx) error {
		for _, x := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO household (org_id, id, number, street, unit, floor, city, state, zip, building_key, address_key, lat, lon, created_at)
				VALUES (1, $1, '8600', 'Đường "Nguyễn" \ ''s', '', NULL, 'مدينة', 'WI', '53224', 'a', 'b', $2, NULL, 0)`, []any{big, 43.17200000000001}},
			{`INSERT INTO road_network (org_id, id, name, nodes, edges, metres, min_lat, min_lon, max_lat, max_lon, graph, created_by, created_at)
				VALUES (1, 1, 'ថ្ងៃ', 1, 2, 0.1, -90, -180, 90, 180, $1, 0, 0)`, []any{[]byte{0, 1, 2, 0xff, 0xfe, '"', '\n'}}},
			{`INSERT INTO voter_registration (org_id, id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at)
				VALUES (1, 1, 100, 'WI', '1', '', '', $1, '', 0)`, []any{db.JSON[map[string]any]{V: map[string]any{"ward": "Ward 23", "名": []int{1, 2}}}}},
			{`UPDATE person SET is_member = $1, native_name = $2 WHERE org_id = 1 AND id = 101`, []any{false, "line\nbreak\ttab \u2028 <b>&"}},
		} {
			if _, err := tx.Exec(ctx, x.sql, x.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// content is what a backup holds, by table, with JSON texts parsed, since PostgreSQL writes them its own way.
func content(t *testing.T, backup []byte) map[string][]any {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]any{}
	table := ""
	for line := range strings.Lines(string(text)) {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		switch v := v.(type) {
		case map[string]any:
			table, _ = v["table"].(string)
		case []any:
			for i, x := range v {
				if s, ok := x.(string); ok && strings.HasPrefix(s, "{") {
					json.Unmarshal([]byte(s), &v[i])
				}
			}
			if table != "meta" {
				out[table] = append(out[table], v)
			}
		}
	}
	return out
}

func backup(t *testing.T, d *db.DB, to ...age.Recipient) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := d.Backup(ctx, &b, noon, to...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRestore_givesBackEverythingOnEitherEngine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		fillAllKinds(t, from)
		saved := backup(t, from)
		want := content(t, saved)
		delete(want, "person_change") // nobody who could read the feed lives on
		if len(want["person"]) != 8 || len(want["universe"]) != 8 {
			t.Fatalf("the backup holds %d people and %d universes of all organizations, want 8 and 8", len(want["person"]), len(want["universe"]))
		}
		for name, url := range map[string]string{"to sqlite": "sqlite:" + filepath.Join(t.TempDir(), "restored.db"), "to postgres": dbtest.EmptyPostgresURL(t)} {
			t.Run(name, func(t *testing.T) {
				s, err := db.Restore(ctx, db.Config{URL: url}, bytes.NewReader(saved))
				if err != nil {
					t.Fatal(err)
				}
				if s.Rows["person"] != 8 || !s.Created.Equal(noon) {
					t.Errorf("the summary says %+v", s)
				}
				to := dbtest.Open(t, url)
				if got := content(t, backup(t, to)); !reflect.DeepEqual(got, want) {
					t.Errorf("restored\n%v\nwant\n%v", got, want)
				}
				if n := count(t, to, org(1), `SELECT count(*) FROM person WHERE is_member`); n != 2 {
					t.Errorf("%d members, want 2", n)
				}
				if n := count(t, to, org(2), `SELECT count(*) FROM person WHERE org_id = 2 AND search LIKE $1`, db.Contains("vang 4")); n != 1 {
					t.Errorf("the search finds %d people, want 1", n)
				}
				before, _ := from.Epoch(ctx)
				if after, err := to.Epoch(ctx); err != nil || after == before || after == "" {
					t.Errorf("the epoch is %q after %q, %v", after, before, err)
				}
				if _, err := db.Restore(ctx, db.Config{URL: url}, bytes.NewReader(saved)); errs.KindOf(err) != errs.Conflict {
					t.Errorf("restoring over it gives %v", err)
				}
			})
		}
	})
}

func TestRestore_refusesWhatIsNotWholeAndLeavesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	fillAllKinds(t, d)
	whole := backup(t, d)
	zip, _ := gzip.NewReader(bytes.NewReader(whole))
	text, _ := io.ReadAll(zip)
	packed := func(text []byte) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(text)
		w.Close()
		return b.Bytes()
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for name, bad := range map[string][]byte{
		"empty":          {},
		"no gzip":        []byte("hello"),
		"cut":            whole[:len(whole)-20],
		"one bit":        flip(whole, len(whole)/2),
		"no end":         packed(bytes.Join(lines[:len(lines)-2], nil)),
		"a row less":     packed(bytes.Replace(text, lines[bytes.Count(text, []byte("\n"))/2], nil, 1)),
		"a name changed": packed(bytes.Replace(text, []byte("mai vang 3"), []byte("mai vang 9"), 1)),
		"more behind":    packed(append(bytes.Clone(text), "[1]\n"...)),
		"other format":   packed([]byte(`{"banyan_backup":9,"version":1}` + "\n")),
	} {
		path := filepath.Join(t.TempDir(), "restored.db")
		if _, err := db.Restore(ctx, db.Config{URL: "sqlite:" + path}, bytes.NewReader(bad)); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 0 {
			t.Errorf("%s: leaves %v", name, left)
		}
	}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestBackupFile_encryptedOpensWithItsKeyOnly(t *testing.T) {
	d := dbtest.SQLite(t)
	fillAllKinds(t, d)
	dir := t.TempDir()
	mine := newKey(t, dir, "mine")
	newKey(t, dir, "other")
	path := filepath.Join(dir, "backup.age")
	s, err := d.BackupFile(ctx, path, noon, mine.Recipient().String())
	if err != nil || !s.Encrypted {
		t.Fatal(s, err)
	}
	raw, _ := os.ReadFile(path)
	if bytes.Contains(raw, []byte("mai vang")) {
		t.Error("it can be read without a key")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
	for _, key := range []string{"", filepath.Join(dir, "other")} {
		if _, err := db.RestoreFile(ctx, db.Config{URL: "sqlite:" + filepath.Join(dir, "restored.db")}, path, key); errs.KindOf(err) != errs.Invalid {
			t.Errorf("with the key %q: %v", key, err)
		}
	}
	if _, err := db.RestoreFile(ctx, db.Config{URL: "sqlite:" + filepath.Join(dir, "restored.db")}, path, filepath.Join(dir, "mine")); err != nil {
		t.Error(err)
	}
	if _, err := d.BackupFile(ctx, path, noon, "age1nonsense"); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a wrong recipient gives %v", err)
	}
}

func newKey(t *testing.T, dir, name string) *age.X25519Identity {
	t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(k.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}

// A backup is one moment: a transaction is in it whole or not at all, while writing goes on.
func TestBackup_isConsistentWhileWritingGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		stop, stopped := make(chan struct{}), make(chan error)
		go func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					stopped <- nil
					return
				default:
				}
				err := d.Write(ctx, org(1), "pair", func(tx *db.WriteTx) error {
					_, err := tx.Exec(ctx, addTag, 1, 2*n+1, fmt.Sprint("left ", n))
					if err == nil {
						_, err = tx.Exec(ctx, `INSERT INTO form (org_id, id, kind, name, created_by, created_at) VALUES (1, $1, '', '', 0, 0)`, n+1)
					}
					return err
				})
				if err != nil {
					stopped <- err
					return
				}
			}
		}()
		for range 5 {
			c := content(t, backup(t, d))
			if len(c["universe"]) != len(c["form"]) {
				t.Errorf("%d and %d of a pair", len(c["universe"]), len(c["form"]))
			}
			time.Sleep(5 * time.Millisecond)
		}
		close(stop)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if n := count(t, d, authz.System(1, "test"), `SELECT count(*) FROM form`); n == 0 {
			t.Error(errors.New("nothing was written meanwhile"))
		}
	})
}
