package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"banyan/internal/app/saturday"
	"banyan/internal/demo"
	"banyan/internal/features/account"
	"banyan/internal/features/outreach"
	"banyan/internal/features/shift"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// saturdayBench is a run: a city, its shift, the day, and what came of it.
type saturdayBench struct {
	*cli
	workers, doors, spare int
	day                   time.Duration
	kills                 int
	seed                  uint64
	hold, json            bool
	listen                string

	dir  string
	app  *App
	sc   authz.Scope
	org  demo.Organization
	zone *time.Location
	made saturdayWorld
}

// saturdayWorld is what there is to try while the day goes on; with --json it is the first line.
type saturdayWorld struct {
	URL      string   `json:"url"`
	Board    string   `json:"board"`
	Totals   string   `json:"totals"`
	Email    string   `json:"email"`
	Password string   `json:"password"`
	Spare    []string `json:"spare"` // lists that no simulated phone walks

	lists []string
	log   string
	turfs int
}

// runBenchSaturday lets simulated phones walk a city's doors in one day, over HTTP, to a server of its own that is killed in between.
func runBenchSaturday(ctx context.Context, c *cli, args []string) (err error) {
	b := &saturdayBench{cli: c}
	c.flags.IntVar(&b.workers, "workers", 300, "volunteers, each with a phone; one list in twenty is opened by a second phone")
	c.flags.IntVar(&b.doors, "doors", 15000, "doors of the city's program")
	seconds := c.flags.Int("seconds", 180, "how long the day takes here")
	c.flags.IntVar(&b.kills, "kills", 2, "how often the server is killed (SIGKILL) during the day")
	c.flags.Uint64Var(&b.seed, "seed", 1, "of everything invented, and of what goes wrong on the way")
	c.flags.IntVar(&b.spare, "spare", 0, "lists that are left to whoever tries the app meanwhile")
	c.flags.BoolVar(&b.json, "json", false, "the first line on standard output says where everything is, the last what came of it, as JSON")
	c.flags.BoolVar(&b.hold, "hold", false, "serve on after the day, until standard input ends")
	engine := c.flags.String("engine", "sqlite", "sqlite (in a folder of its own) or postgres")
	address := c.flags.String("postgres", os.Getenv("BANYAN_TEST_POSTGRES"), "for --engine postgres: a login that may make databases; scripts/with-postgres gives one")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	b.day = time.Duration(*seconds) * time.Second
	if *engine != "sqlite" && *engine != "postgres" || *engine == "postgres" && *address == "" {
		return fmt.Errorf("--engine is sqlite or postgres, and postgres needs --postgres or scripts/with-postgres")
	}
	if b.workers < 1 || b.doors < 20*b.workers || b.spare >= b.workers {
		return fmt.Errorf("a day needs at least one worker, twenty doors for each, and more workers than --spare")
	}
	if b.dir, err = os.MkdirTemp("", "banyan-bench-saturday-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	b.cfg.demo = &demoLinks{} // where seeding notes its staff
	b.cfg.Data, b.cfg.Database = b.dir, "sqlite:"+filepath.Join(b.dir, "banyan.db")
	if *engine == "postgres" {
		var drop func() error
		if b.cfg.Database, drop, err = benchDatabase(ctx, *address); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, drop()) }()
	}
	if b.listen, err = freeAddress(); err != nil {
		return err
	}
	b.cfg.Origin = strings.Replace("http://"+b.listen, "127.0.0.1", "localhost", 1) // passkeys want a name
	if err := b.prepare(ctx); err != nil {
		return err
	}
	return b.run(ctx)
}

// freeAddress is one on this machine that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (b *saturdayBench) step(what string, fn func() error) error {
	start, worked := time.Now(), processorTime()
	err := fn()
	if err == nil {
		fmt.Fprintf(b.err, "%-58s %6.1f s, %5.1f s of processor time\n", what, time.Since(start).Seconds(), (processorTime() - worked).Seconds())
	}
	return err
}

// processorTime is what this process has used so far; 0 where the system does not tell.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// prepare makes the city, brings it in, cuts it, arranges the shift, proposes turfs and hands them out.
func (b *saturdayBench) prepare(ctx context.Context) (err error) {
	if b.app, err = Open(ctx, b.cfg); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.app.Close()) }()

	b.org = demo.City(b.seed, b.doors*51/50) // some doors have nobody on a list
	if b.zone, err = time.LoadLocation(b.org.Zone); err != nil {
		return err
	}
	var program, plan id.ID
	for _, s := range []struct {
		what string
		fn   func() error
	}{
		{"voters, members, languages and addresses brought in", func() error { return b.bringIn(ctx) }},
		{"universe, script, program, cut", func() error { program, err = b.cut(ctx); return err }},
		{"shift arranged, everybody signed up", func() error { plan, err = b.arrange(ctx, program); return err }},
		{"turfs proposed", func() error {
			_, err := b.app.Shifts.Propose(ctx, b.sc, plan, shift.Proposal{Wishes: shift.Wishes{shift.ByLanguage: 3, shift.ByDistance: 1, shift.ByHands: 3}})
			return err
		}},
		{"turfs handed out", func() error { return b.handOut(ctx, plan) }},
	} {
		if err := b.step(s.what, s.fn); err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
	}
	at := "/o/" + b.org.Slug
	b.made.URL, b.made.Board, b.made.Totals = b.cfg.Origin, at+"/shifts/"+plan.String(), at+"/programs/"+program.String()+"/totals"
	b.made.log = b.made.Totals + "/log.csv"
	return nil
}

// bringIn makes the organization with a director who has a password, and imports its files.
func (b *saturdayBench) bringIn(ctx context.Context) error {
	org, err := b.app.seedOrganization(ctx, &b.org)
	if err != nil {
		return err
	}
	b.sc = authz.System(org, "bench saturday")
	b.made.Email, b.made.Password = "saturday@example.org", "fifteen thousand doors"
	insert, err := b.app.Accounts.Prepare(ctx, account.New{Email: b.made.Email, Name: "Director", Password: b.made.Password})
	if err != nil {
		return err
	}
	err = b.app.DB.Write(ctx, authz.Platform("bench saturday"), "the director", func(tx *db.WriteTx) error {
		who, err := insert(ctx, tx)
		if err != nil {
			return err
		}
		return b.app.Organizations.Join(ctx, tx, org, who, authz.Director)
	})
	if err != nil {
		return err
	}
	return b.app.seedFiles(ctx, b.sc, &b.org)
}

// cut makes the program of everybody's door.
func (b *saturdayBench) cut(ctx context.Context) (id.ID, error) {
	everybody := segment.New(segment.Node{Any: []segment.Node{{Member: true}, {Registered: &segment.Registered{}}}})
	u, err := b.app.Outreach.CreateUniverse(ctx, b.sc, "Everybody", everybody)
	if err != nil {
		return 0, err
	}
	script := demo.New(demoSeed).Program.Script
	f, err := b.app.Forms.Create(ctx, b.sc, "Saturday", scriptDefinition(script))
	if err != nil {
		return 0, err
	}
	if _, err := b.app.Forms.Publish(ctx, b.sc, f.ID, f.Newest.UpdatedAt); err != nil {
		return 0, err
	}
	p, err := b.app.Outreach.CreateProgram(ctx, b.sc, "Saturday", u.ID, f.ID)
	if err != nil {
		return 0, err
	}
	cut, err := b.app.Outreach.Cut(ctx, b.sc, p.ID, outreach.CutOptions{Revision: p.Revision, Doors: b.doors / b.workers}, "")
	if err != nil || cut.Job == 0 {
		return p.ID, err
	}
	return p.ID, b.finish(ctx, cut.Job)
}

// finish works on jobs until one has ended.
func (b *saturdayBench) finish(ctx context.Context, job id.ID) error {
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); b.app.Queue.Run(working, 1) }()
	defer func() { stop(); <-ended }()
	for ctx.Err() == nil {
		j, err := b.app.Queue.Get(ctx, b.sc, job)
		if err != nil || j.State == jobs.Done {
			return err
		}
		if j.State == jobs.Failed || j.State == jobs.Cancelled {
			return fmt.Errorf("the job ended as %v: %v", j.State, j.Note)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}

// arrange makes the shift of the day and signs the workers up as somebody would paste them.
func (b *saturdayBench) arrange(ctx context.Context, program id.ID) (id.ID, error) {
	begins := b.app.cfg.Now().In(b.zone)
	// A shift that would go past midnight begins early: the day is as long as it is here.
	if latest := time.Date(begins.Year(), begins.Month(), begins.Day(), 20, 30, 0, 0, b.zone); begins.After(latest) {
		begins = latest
	}
	s, err := b.app.Shifts.Arrange(ctx, b.sc, b.zone, shift.Arranged{Program: program, Date: begins.Format("2006-01-02"), From: begins.Format("15:04"),
		To: begins.Add(3 * time.Hour).Format("15:04"), Place: b.org.Town.Addresses[0].Line(), Quotas: map[string]int{"hmn": 400, "vi": 200, "km": 60}})
	if err != nil {
		return 0, err
	}
	step := max(1, len(b.org.People)/b.workers)
	var lines strings.Builder
	for i := range b.workers {
		p := b.org.People[i*step]
		name := p.Given + " " + p.Family
		if p.Native != "" {
			name = p.Native
		}
		fmt.Fprintf(&lines, "%s, %s en, %s\n", name, p.Language, b.org.Town.Addresses[b.org.Households[p.Household].Address].Line())
	}
	for pasted := range batchesOfLines(lines.String(), 300) {
		if _, left, err := b.app.Shifts.SignUpMany(ctx, b.sc, s, pasted); err != nil || len(left) > 0 {
			return 0, fmt.Errorf("signing up: %w; not understood: %q", err, left)
		}
	}
	return s, nil
}

// batchesOfLines gives a text n lines at a time.
func batchesOfLines(text string, n int) func(func(string) bool) {
	return func(yield func(string) bool) {
		lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
		for len(lines) > 0 {
			m := min(n, len(lines))
			if !yield(strings.Join(lines[:m], "")) {
				return
			}
			lines = lines[m:]
		}
	}
}

// handOut hands every proposed turf out and notes what opens it.
func (b *saturdayBench) handOut(ctx context.Context, plan id.ID) error {
	board, err := b.app.Shifts.Board(ctx, b.sc, plan)
	if err != nil {
		return err
	}
	var who []id.ID
	for _, c := range board.Cards {
		for _, w := range c.Crew {
			who = append(who, w.ID)
		}
	}
	if _, err := b.app.Shifts.HandOut(ctx, b.sc, plan, who); err != nil {
		return err
	}
	if board, err = b.app.Shifts.Board(ctx, b.sc, plan); err != nil {
		return err
	}
	for _, c := range board.Cards {
		for _, t := range c.Turfs {
			code, err := b.app.Shifts.Code(ctx, b.sc, t.Given, b.cfg.Origin)
			if err != nil {
				return err
			}
			b.made.lists = append(b.made.lists, code.URL)
		}
	}
	b.made.Spare, b.made.lists = b.made.lists[:b.spare], b.made.lists[b.spare:]
	b.made.turfs = len(b.made.lists)
	for i := 0; i < b.made.turfs; i += 20 {
		b.made.lists = append(b.made.lists, b.made.lists[i])
	}
	return nil
}

// run serves, walks, kills, and compares.
func (b *saturdayBench) run(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	server, err := saturday.Serve(ctx, self, b.listen, b.cfg.Origin, "--data", b.cfg.Data, "--database", b.cfg.Database)
	defer server.Kill()
	if err != nil {
		return err
	}
	if b.json {
		if err := json.NewEncoder(b.out).Encode(b.made); err != nil {
			return err
		}
	}
	director, err := saturday.SignIn(ctx, b.cfg.Origin, b.made.Email, b.made.Password)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		director.Watch(watching, time.Second, map[string]string{"board": b.made.Board, "totals": b.made.Totals})
	}()
	ended := make(chan error, 2)
	go func() { ended <- b.killNowAndThen(watching, server) }()
	go func() { ended <- b.analyze(watching) }()
	start := time.Now()
	day, err := saturday.Walk(ctx, saturday.Plan{Base: b.cfg.Origin, Seed: b.seed, Lists: b.made.lists, Day: b.day, Meanings: saturday.StandardMeanings})
	took := time.Since(start)
	stop()
	<-watched
	if err := errors.Join(err, <-ended, <-ended); err != nil {
		return err
	}
	log, err := director.Get(ctx, b.made.log)
	if err != nil {
		return err
	}
	verdict, err := saturday.Judge(day.Phones, saturday.StandardMeanings, log)
	if err != nil {
		return err
	}
	if err := b.report(day, director, verdict, took); err != nil {
		return err
	}
	if b.hold {
		_, _ = io.Copy(io.Discard, b.in) // whatever ends it, it is the end
	}
	server.Kill()
	if cpu, mb := server.Cost(); !b.json {
		fmt.Fprintf(b.out, "server: %.1f s of processor time, %d MB at most\n", cpu.Seconds(), mb)
	}
	if !verdict.Fair() {
		return fmt.Errorf("the log is not what the phones recorded: %d lost, %d doubled, %d changed, %d strange; counts %d/%d/%d against %d/%d/%d", len(verdict.Lost), len(verdict.Doubled),
			len(verdict.Changed), len(verdict.Strange), verdict.Attempts, verdict.Contacts, verdict.Conversations, verdict.LogAttempts, verdict.LogContacts, verdict.LogTalks)
	}
	return nil
}

// analyze looks at how much is in the tables, as a PostgreSQL with its usual autovacuum does every minute of a longer day: the throw-away ones have none.
func (b *saturdayBench) analyze(ctx context.Context) error {
	if !strings.HasPrefix(b.cfg.Database, "postgres") {
		return nil
	}
	d, err := db.Open(ctx, db.Config{URL: b.cfg.Database, Log: b.cfg.Log})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(b.day / 30):
			err = errors.Join(err, d.Analyze(context.WithoutCancel(ctx)))
		}
	}
	return errors.Join(err, d.Close())
}

// killNowAndThen kills the server at even parts of the day and starts it again two seconds later.
func (b *saturdayBench) killNowAndThen(ctx context.Context, server *saturday.Server) error {
	for range b.kills {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(b.day / time.Duration(b.kills+1)):
		}
		server.Kill()
		time.Sleep(2 * time.Second)
		if err := server.Start(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		fmt.Fprintln(b.err, "the server was killed, and is back")
	}
	return nil
}

// report prints what came of the day.
func (b *saturdayBench) report(day *saturday.Day, director *saturday.Director, v saturday.Verdict, took time.Duration) error {
	if b.json {
		return json.NewEncoder(b.out).Encode(map[string]any{"recorded": v.Recorded, "lost": len(v.Lost), "doubled": len(v.Doubled), "changed": len(v.Changed), "strange": len(v.Strange),
			"attempts": v.Attempts, "contacts": v.Contacts, "conversations": v.Conversations, "fair": v.Fair(), "phones": len(day.Phones)})
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	line := func(what string, l *saturday.Latencies) {
		fmt.Fprintf(b.out, "%-28s %6d answers   p50 %7.1f ms   p95 %7.1f ms   p99 %7.1f ms\n", what, l.Len(), ms(l.Quantile(.5)), ms(l.Quantile(.95)), ms(l.Quantile(.99)))
	}
	fmt.Fprintf(b.out, "%d turfs, %d phones, %.0f s; %d entries recorded, %d lost, %d doubled, %d changed, %d strange\n", b.made.turfs, len(day.Phones), took.Seconds(), v.Recorded, len(v.Lost), len(v.Doubled), len(v.Changed), len(v.Strange))
	fmt.Fprintf(b.out, "attempts, contacts, conversations: %d, %d, %d by the phones; %d, %d, %d by the log\n", v.Attempts, v.Contacts, v.Conversations, v.LogAttempts, v.LogContacts, v.LogTalks)
	fmt.Fprintf(b.out, "went wrong on the way: %v; the server was killed %d times\n", day.Faults, b.kills)
	line("POST /api/sync", &day.Sync)
	line("code to list (3 requests)", &day.Page)
	for _, name := range []string{"board", "totals"} {
		line(fmt.Sprintf("%s (%d KB)", name, director.Size[name]>>10), director.Pages[name])
	}
	return nil
}
