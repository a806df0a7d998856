package app

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"banyan/internal/app/importbench"
	"banyan/internal/features/organization"
	"banyan/internal/features/people"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/simulate"
)

// importBench is one run: a file that is made, brought in twice, and loaded by the engine itself.
type importBench struct {
	*cli
	dir, url string
	postgres bool
	rows     int64
	app      *App
	sc       authz.Scope
}

// runBenchImport brings in an invented voter file and lets the engine load the same rows.
func runBenchImport(ctx context.Context, c *cli, args []string) (err error) {
	rows := c.flags.Int64("rows", 1_000_000, "how many voters to invent")
	engine := c.flags.String("engine", "sqlite", "sqlite (in a folder of its own) or postgres")
	address := c.flags.String("postgres", os.Getenv("BANYAN_TEST_POSTGRES"), "for --engine postgres: a login that may make databases; scripts/with-postgres starts a server and sets BANYAN_TEST_POSTGRES")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	if *engine != "sqlite" && *engine != "postgres" || *engine == "postgres" && *address == "" {
		return fmt.Errorf("--engine is sqlite or postgres, and postgres needs --postgres or scripts/with-postgres")
	}
	b := &importBench{cli: c, rows: *rows, postgres: *engine == "postgres"}
	if b.dir, err = os.MkdirTemp("", "banyan-bench-import-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.url = "sqlite:" + filepath.Join(b.dir, "banyan.db")
	if b.postgres {
		var drop func() error
		if b.url, drop, err = benchDatabase(ctx, *address); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, drop()) }()
	}
	return b.run(ctx)
}

// memberLayout is an organization's own list, of whom some are in the voter file.
var memberLayout = simulate.Layout{Columns: []simulate.Column{{Header: "Given name", Field: "given"}, {Header: "Family name", Field: "family"}, {Header: "Address", Field: "street"},
	{Header: "City", Field: "city"}, {Header: "ZIP", Field: "zip"}, {Header: "Phone", Field: "phone"}, {Header: "Email", Field: "email"}}}

const benchSeed = 20261122

func (b *importBench) run(ctx context.Context) error {
	file, members := filepath.Join(b.dir, "voters.csv"), filepath.Join(b.dir, "members.csv")
	if err := cmp.Or(writeRows(file, simulate.VoterFile, simulate.Voters(benchSeed, b.rows)), writeRows(members, memberLayout, every(simulate.Voters(benchSeed, b.rows), b.rows/2000+1))); err != nil {
		return err
	}
	if err := b.open(ctx); err != nil {
		return err
	}
	if _, err := b.bring(ctx, members, "a list of members, so that there is whom to recognize"); err != nil {
		return errors.Join(err, b.app.Close())
	}
	took, err := b.bring(ctx, file, "the voter file")
	if err == nil {
		var again time.Duration
		again, err = b.bring(ctx, file, "the same file again")
		fmt.Fprintf(b.out, "second import: %.1f s\n", again.Seconds())
	}
	if err := errors.Join(err, b.app.Close()); err != nil {
		return err
	}
	return b.peer(ctx, took)
}

// every n-th row.
func every(rows iter.Seq[simulate.Row], n int64) iter.Seq[simulate.Row] {
	return func(yield func(simulate.Row) bool) {
		at := int64(0)
		for r := range rows {
			if at++; at%n == 0 && !yield(r) {
				return
			}
		}
	}
}

func writeRows(path string, l simulate.Layout, rows iter.Seq[simulate.Row]) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, err = simulate.Write(w, l, rows)
	return errors.Join(err, w.Flush(), f.Close())
}

func (b *importBench) open(ctx context.Context) (err error) {
	cfg := b.cfg
	cfg.Data, cfg.Database, cfg.Log = b.dir, b.url, slog.New(slog.DiscardHandler)
	if b.app, err = Open(ctx, cfg); err != nil {
		return err
	}
	org, err := b.app.Organizations.Create(ctx, organization.Organization{Slug: "bench", Name: "Bench", State: "WI", TimeZone: "America/Chicago"})
	b.sc = authz.System(org, "bench import")
	return err
}

// bring takes a file in by the way of every import, while somebody reads.
func (b *importBench) bring(ctx context.Context, path, what string) (took time.Duration, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	meter := importbench.Watch(ctx, b.reads())
	server := importbench.WatchServer(ctx, b.server())
	importbench.ForgetPeak()
	began, cpu := time.Now(), importbench.CPU()
	o := voterfile.Options{State: "WI"}
	if strings.Contains(path, "voters") {
		o.Kind = voterfile.Voters
	}
	i, err := b.app.Imports.Import(ctx, b.sc, filepath.Base(path), f, o)
	took = time.Since(began)
	used := importbench.CPU() - cpu
	serverPeak := server.Stop()
	lines, rerr := meter.Stop()
	if err := errors.Join(err, rerr); err != nil {
		return 0, err
	}
	fmt.Fprintf(b.out, "%s: %d rows in %v (%.0f rows/s), %v of processors, at most %d MB\n  %d new, %d matched, %d unclear, %d changed, %d as known, %d bad\n", what, i.NextRow,
		took.Round(time.Millisecond), float64(i.NextRow)/took.Seconds(), used.Round(time.Millisecond), importbench.Peak(), i.Counts.New, i.Counts.Matched, i.Counts.Unclear, i.Counts.Changed, i.Counts.Same, i.Counts.Refused)
	if b.postgres {
		fmt.Fprintf(b.out, "  the server's processes: at most %d MB of their own memory\n", serverPeak)
	}
	for _, l := range lines {
		fmt.Fprintln(b.out, "  meanwhile", l)
	}
	return took, nil
}

// server is the address of the server whose memory is watched; "" where there is none.
func (b *importBench) server() string {
	if b.postgres {
		return b.url
	}
	return ""
}

// reads are what people look at meanwhile: the list, the list of a name, a name that somebody types, somebody's page, the size of a universe.
func (b *importBench) reads() []importbench.Read {
	var somebody id.ID
	a := b.app
	return []importbench.Read{
		{Name: "list", Do: func(ctx context.Context) error {
			page, err := a.People.List(ctx, b.sc, people.Filter{}, people.Shape{}, 0, 0)
			if len(page.Rows) > 0 {
				somebody = page.Rows[len(page.Rows)/2].ID
			}
			return err
		}},
		{Name: "find", Do: func(ctx context.Context) error {
			_, err := a.People.Find(ctx, b.sc, "nguyen")
			return err
		}},
		{Name: "universe", Do: func(ctx context.Context) error {
			return a.DB.Read(ctx, b.sc, func(tx *db.ReadTx) error {
				_, err := a.People.Count(ctx, tx, b.sc, segment.Query{})
				return err
			})
		}},
		{Name: "filter", Do: func(ctx context.Context) error {
			_, err := a.People.List(ctx, b.sc, people.Filter{Search: "nguyen"}, people.Shape{}, 0, 0)
			return err
		}},
		{Name: "person", Do: func(ctx context.Context) error {
			if somebody == 0 {
				return nil
			}
			_, err := a.People.Profile(ctx, b.sc, somebody)
			return err
		}},
	}
}

// peer lets the engine load the same rows and compares.
func (b *importBench) peer(ctx context.Context, took time.Duration) (err error) {
	var own time.Duration
	var version, name string
	if b.postgres {
		name = "PostgreSQL's COPY and the same keys"
		own, version, err = importbench.PostgresPeer(ctx, b.url, b.dir)
	} else {
		name = "the sqlite3 shell's .import and the same keys"
		own, version, err = importbench.SQLitePeer(ctx, strings.TrimPrefix(b.url, "sqlite:"), b.dir)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%s (%s): the same rows in %v\nratio %.2f\n", name, version, own.Round(time.Millisecond), took.Seconds()/own.Seconds())
	return nil
}
