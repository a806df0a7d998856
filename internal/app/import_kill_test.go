package app_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/app"
	"banyan/internal/features/organization"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
	"banyan/internal/simulate"
)

// importChild makes the test binary an import that says on standard output how far it is: the data folder, the database, the organization,
// the file.
const importChild = "BANYAN_APP_TEST_IMPORT"

// programChild makes the test binary the program itself.
const programChild = "BANYAN_APP_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programChild) != "" {
		os.Exit(app.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	if text := os.Getenv(importChild); text != "" {
		if err := importAndTell(strings.Split(text, "|")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func openApp(data, database string) (*app.App, error) {
	return app.Open(context.Background(), app.Config{Data: data, Database: database, Log: slog.New(slog.DiscardHandler)})
}

func importAndTell(args []string) error {
	a, err := openApp(args[0], args[1])
	if err != nil {
		return err
	}
	defer a.Close()
	org, err := id.Parse(args[2])
	if err != nil {
		return err
	}
	f, err := os.Open(args[3])
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = a.Imports.Import(context.Background(), authz.System(org, "test"), "voters.csv", f,
		voterfile.Options{Kind: voterfile.Voters, State: "WI", Progress: func(done, total int64) { fmt.Println(done, total) }})
	return err
}

// A first large file that is killed in the middle, wherever that is, and resumed leaves what an uninterrupted one leaves.
func TestImport_firstLoadGoesOnAfterAKill(t *testing.T) {
	file := filepath.Join(t.TempDir(), "voters.csv")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	const voters = 20500 // a little more than is worth a load of its own
	if _, err := simulate.Write(f, simulate.VoterFile, simulate.Voters(7, voters)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, step := range []int{0, 2, 6} { // 0: to its end; else killed once it has said so often how far it is
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(fmt.Sprint(engine, step), func(t *testing.T) {
				data := t.TempDir()
				url := "sqlite:" + filepath.Join(data, "banyan.db")
				if engine == "postgres" {
					url = dbtest.PostgresURL(t)
				}
				org := importKilled(t, data, url, file, step)
				got := resumed(t, data, url, org, voters)
				if step == 0 {
					want[engine] = got
				} else if got != want[engine] {
					t.Errorf("the end is\n%s\nand was, without the kill,\n%s", got, want[engine])
				}
			})
		}
	}
	if want["sqlite"] != want["postgres"] || len(want["sqlite"]) < 1000 {
		t.Errorf("the engines end differently:\n%s\n%s", want["sqlite"], want["postgres"])
	}
}

// importKilled begins an import in another process, and kills it.
func importKilled(t *testing.T, data, url, file string, step int) id.ID {
	t.Helper()
	a, err := openApp(data, url)
	if err != nil {
		t.Fatal(err)
	}
	org, err := a.Organizations.Create(context.Background(), organization.Organization{Slug: "fields", Name: "Fields", State: "WI", TimeZone: "America/Chicago"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), importChild+"="+strings.Join([]string{data, url, org.String(), file}, "|")), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		if n == step {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); (err == nil) != (step == 0) {
		t.Fatalf("the other process ended with %v", err)
	}
	return org
}

// resumed opens the database again, lets an import that was begun go on to its end, and tells what is there.
func resumed(t *testing.T, data, url string, org id.ID, voters int64) string {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	a, err := openApp(data, url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	sc := authz.System(org, "test")
	list, _, err := a.Imports.List(ctx, sc, 0)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d imports: %v", len(list), err)
	}
	i := list[0]
	if i.State != voterfile.Done {
		if i, err = a.Imports.Begin(ctx, sc, i.ID, i.Plan, "/"); err != nil {
			t.Fatal(err)
		}
		working, enough := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() { defer close(ended); a.Queue.Run(working, 1) }()
		for i.State != voterfile.Done && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
			if i, err = a.Imports.Get(ctx, sc, i.ID); err != nil {
				t.Fatal(err)
			}
		}
		enough()
		<-ended
	}
	if want := (record.Counts{New: voters}); i.Counts != want {
		t.Errorf("counts %+v, want %+v", i.Counts, want)
	}
	return whatIsThere(t, ctx, a.DB, sc)
}

// whatIsThere is every voter with home and votes, without the numbers that each run makes anew.
func whatIsThere(t *testing.T, ctx context.Context, d *db.DB, sc authz.Scope) string {
	t.Helper()
	var lines []string
	err := d.Read(ctx, sc, func(tx *db.ReadTx) error {
		for _, q := range []string{
			`SELECT r.voter_id || ' ' || r.status || ' ' || r.votes || ' ' || r.row_hash || ' ' || p.given || ' ' || p.family || ' ' || COALESCE(h.address_key, '') FROM voter_registration r
				JOIN person p ON p.org_id = r.org_id AND p.id = r.person_id LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE r.org_id = $1`,
			`SELECT 'people ' || count(*) FROM person WHERE org_id = $1`,
			`SELECT 'households ' || count(*) FROM household WHERE org_id = $1`,
		} {
			some, err := db.All(ctx, tx, db.Value[string], q, sc.Organization())
			if err != nil {
				return err
			}
			lines = append(lines, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return fmt.Sprintf("%d lines %x\n%s", len(lines), hashOf(lines), strings.Join(lines[len(lines)-20:], "\n"))
}

func hashOf(lines []string) uint64 {
	var h uint64 = 14695981039346656037
	for _, l := range lines {
		for _, b := range []byte(l + "\n") {
			h = (h ^ uint64(b)) * 1099511628211
		}
	}
	return h
}
