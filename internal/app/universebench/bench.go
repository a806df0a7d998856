package universebench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"banyan/internal/features/people/crowd"
	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/chance"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/simulate"
)

// Config is what is measured.
type Config struct {
	People   int
	Random   int // random universes beside the typical ones
	Seed     uint64
	Database *db.DB // empty, of either engine; PostgreSQL for the comparison
	DuckDB   string // the script that asks DuckDB; "" leaves it out
	Scope    authz.Scope
	Slow     time.Duration // after which a database's answer is not waited for; 0 asks none
	Each     int           // the databases are asked the typical universes, and every so manieth random one
	Out      io.Writer
}

// Run fills the database, asks everybody every universe, prints the figures, and fails where two counts differ.
func Run(ctx context.Context, cfg Config) error {
	dir, err := os.MkdirTemp("", "banyan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{Config: cfg, dir: dir}
	if err := b.fill(ctx); err != nil {
		return err
	}
	if err := b.remember(ctx); err != nil {
		return err
	}
	if cfg.DuckDB != "" {
		if b.duck, err = startDuckDB(cfg.DuckDB, dir, cfg.Slow); err != nil {
			return err
		}
		defer b.duck.stop()
		b.say("DuckDB %s: loaded %d rows of CSV in %.1f s, %d MB", b.duck.Ready.Version, b.duck.Ready.Rows, b.duck.Ready.Load, b.duck.Ready.Memory)
	}
	return b.compare(ctx)
}

type bench struct {
	Config
	dir   string
	words chance.Words
	crowd *crowd.Crowd
	duck  *duckdb
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.Out, format+"\n", args...) }

// fill writes the population into the database, and into files for DuckDB.
func (b *bench) fill(ctx context.Context) error {
	began := time.Now()
	s, err := newSink(ctx, b.Database, b.Scope, b.dir, int64(b.People))
	if err != nil {
		return err
	}
	defer s.load.Close()
	p := newPopulation(b.Seed, s.add)
	n := 0
	for v := range simulate.Voters(b.Seed, int64(b.People)) {
		p.take(v)
		n++
	}
	if err := s.close(ctx); err != nil {
		return err
	}
	b.words = p.words
	if err := b.Database.Analyze(ctx); err != nil {
		return err
	}
	b.say("%d people and %d rows in all are in %s after %.0f s", n, s.rows, b.Database.Dialect(), time.Since(began).Seconds())
	return nil
}

// remember loads the crowd and weighs it.
func (b *bench) remember(ctx context.Context) error {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	b.crowd = crowd.New(func(context.Context, db.Querier, id.ID) (*time.Location, error) { return time.UTC, nil })
	err := b.Database.Read(ctx, b.Scope, func(tx *db.ReadTx) error { return b.crowd.Load(ctx, tx, b.Scope.Organization()) })
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.say("Banyan: %d people loaded from %s in %.1f s; %d MB on the heap, %d MB by its own count", b.crowd.Len(), b.Database.Dialect(), took.Seconds(),
		(after.HeapAlloc-before.HeapAlloc)>>20, b.crowd.Bytes()>>20)
	return err
}

// universes are the typical ones and the random ones.
func (b *bench) universes() (out []segment.Query, err error) {
	for _, text := range typical {
		q, err := segment.Parse([]byte(`{"v":2,"where":` + strings.ReplaceAll(text, "FORM", b.words.Forms[0]) + `}`))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		out = append(out, q)
	}
	r := rand.New(rand.NewPCG(b.Seed, 5))
	for range b.Random {
		out = append(out, chance.Query(r, b.words, 3))
	}
	return out, nil
}

// figures are the milliseconds of one way to count.
type figures struct {
	name string
	ms   []float64
	late int // not waited for
}

func (f *figures) add(ms float64) { f.ms = append(f.ms, ms) }

// at gives a quantile; what was not waited for is slower than all else.
func (f *figures) at(q float64) string {
	sorted := slices.Sorted(slices.Values(f.ms))
	i := min(int(q*float64(len(sorted)+f.late)), len(sorted)+f.late-1)
	if i >= len(sorted) {
		return "not waited for"
	}
	return strconv.FormatFloat(sorted[i], 'f', 2, 64) + " ms"
}

func (b *bench) compare(ctx context.Context) error {
	universes, err := b.universes()
	if err != nil {
		return err
	}
	typicalOnly := &figures{name: "of them, the typical ones"}
	ways := []*figures{{name: "Banyan, count"}, {name: "Banyan, count, processors"}, {name: "Banyan, the page's figures"}, {name: "the page's figures, processors"}, {name: "Banyan, asked again"},
		{name: b.Database.Dialect().String()}, {name: "duckdb"}}
	differ, asked := 0, 0
	for i, q := range universes {
		ask := columns.Ask{Ask: segment.Ask{Channel: segment.Door, Today: time.UnixMilli(today).UTC(), Base: func(alias string) string { return alias + ".merged_into IS NULL" }}}
		n := b.memory(q, ask, ways)
		if i < len(typical) {
			typicalOnly.add(ways[0].ms[i])
		}
		text, _ := json.Marshal(q.Where)
		var others map[string]int
		if i < len(typical) || (i-len(typical))%max(1, b.Each) == 0 {
			if others, err = b.others(ctx, q, ask, ways); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
		}
		for name, other := range others {
			asked++
			if other != n {
				differ++
				b.say("DIFFERENT: %d in memory, %d by %s: %s", n, other, name, text)
			}
		}
		if i < len(typical) {
			b.say("%9d people  %7.2f ms  %s", n, ways[0].ms[i], text)
		}
	}
	b.say("\n%d universes; %d counts compared, %d differ", len(universes), asked, differ)
	for _, w := range slices.Insert(ways, 1, typicalOnly) {
		if len(w.ms) > 0 {
			b.say("%-30s p50 %-14s p99 %-14s max %-14s %d of %d finished", w.name, w.at(.5), w.at(.99), w.at(1), len(w.ms), len(w.ms)+w.late)
		}
	}
	if differ > 0 {
		return fmt.Errorf("%d counts differ", differ)
	}
	return nil
}

// The places of the databases among the ways to count.
const (
	bySQL  = 5
	byDuck = 6
)

// memory counts from memory, and once more. The clock on the wall tells what somebody waits on this machine now, the processors' what
// it costs on all of them.
func (b *bench) memory(q segment.Query, ask columns.Ask, ways []*figures) int {
	measure := func(way, processor int, do func()) {
		began, before := time.Now(), worked()
		do()
		ways[way].add(float64(time.Since(began).Microseconds()) / 1000)
		if processor > 0 {
			ways[processor].add(float64((worked() - before).Microseconds()) / 1000)
		}
	}
	var n int
	measure(0, 1, func() { n = b.crowd.Set(q, ask).Count() })
	measure(2, 3, func() { b.crowd.Count(q, ask) })
	measure(4, 0, func() { b.crowd.Set(q, ask).Count() })
	return n
}

// worked is the processors' time for this process.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// others asks the two databases.
func (b *bench) others(ctx context.Context, q segment.Query, ask columns.Ask, ways []*figures) (map[string]int, error) {
	out := map[string]int{}
	where := q.Compile(ask.Ask, 2)
	if b.Slow == 0 {
		return out, nil
	}
	limited, cancel := context.WithTimeout(ctx, b.Slow)
	defer cancel()
	err := b.Database.Read(limited, b.Scope, func(tx *db.ReadTx) error {
		began := time.Now()
		n, err := db.One(limited, tx, db.Value[int], `SELECT count(*) FROM person p WHERE p.org_id = $1 AND `+where.SQL, append([]any{b.Scope.Organization()}, where.Args...)...)
		if err == nil {
			ways[bySQL].add(float64(time.Since(began).Microseconds()) / 1000)
			out[ways[bySQL].name] = n
		}
		return err
	})
	switch {
	case limited.Err() != nil && ctx.Err() == nil:
		ways[bySQL].late++
	case err != nil:
		return nil, err
	}
	if b.duck == nil {
		return out, nil
	}
	c, err := b.duck.count(`SELECT count(*) FROM person p WHERE p.org_id = 1 AND ` + forDuckDB(where, 2))
	if err != nil {
		return nil, err
	}
	if c.Late {
		ways[byDuck].late++
		return out, nil
	}
	if c.Error != "" {
		return nil, fmt.Errorf("DuckDB: %s", c.Error)
	}
	ways[byDuck].add(c.MS)
	out[ways[byDuck].name] = c.N
	return out, nil
}
