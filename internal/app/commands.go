package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"banyan/internal/features/places"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
)

// command is one word of the command line.
type command struct {
	name, args, help string
	run              func(ctx context.Context, c *cli, args []string) error
}

// cli is what a command works with.
type cli struct {
	in       io.Reader
	out, err io.Writer
	cfg      Config
	flags    *flag.FlagSet
	files    []string // what stands on the command line besides settings
	verbose  bool
}

// commands is the table of contents of the command line.
var commands = []command{
	{"demo", "[--listen ADDR] [--data DIR] [--json]", "make a fresh demo, serve it, print what to try", runDemo},
	{"serve", "--origin URL", "serve the pages and work on jobs", runServe},
	{"organization create", "--slug SLUG --name NAME --state WI --time-zone ZONE", "add an organization and print its owner's invitation link", runOrganizationCreate},
	{"import people", "--organization SLUG FILE", "bring in a voter file, a member list, languages by voter number, or address points", runImportPeople},
	{"import outlines", "--organization SLUG FILE", "load wards, districts or streets (GeoJSON, TopoJSON)", runImportLayer("")},
	{"import roads", "--organization SLUG FILE", "load the roads of an OpenStreetMap extract (.osm.pbf)", runImportLayer(places.KindRoads)},
	{"match", "[--map field=column,…] --out PAIRS.csv LEFT.csv [RIGHT.csv]", "find the rows of one file, or of two, that are one person (docs/matching.md)", runMatch},
	{"backup", "[--recipient AGE-KEY] FILE", "write everything to one file while serving goes on", runBackup},
	{"restore", "[--identity FILE] FILE", "read a backup into an empty database", runRestore},
	{"names search", "--people FILE --queries FILE [--top 10]", "find each name of a file in another, in any script: prints numbers of lines", runNamesSearch},
	{"bench import", "[--rows 1000000] [--engine sqlite|postgres]", "bring in an invented voter file, and let the engine load the same rows (docs/importing.md)", runBenchImport},
	{"bench segment", "[--people 1000000] [--postgres URL]", "count universes from memory, by PostgreSQL and by DuckDB, over the same people (docs/universes.md)", runBenchSegment},
	{"bench saturday", "[--workers 300] [--doors 15000] [--engine sqlite|postgres]", "let simulated phones walk a city's doors over HTTP, and compare what they recorded with the log (docs/sync.md)", runBenchSaturday},
	{"turf cut", "--doors FILE.csv --size 50 --out FILE.csv [--seed N] [--roads EXTRACT.osm.pbf]", "cut doors into turfs of one size, each in walking order (docs/turf.md)", runTurfCut},
	{"turf order", "--points FILE.csv --out FILE.csv [--closed] [--seed N] [--seconds S]", "put points into the order of a short walk (docs/turf.md)", runTurfOrder},
	{"bench turf", "[--quick] [--postgres URL] [--extracts FILE.osm.pbf,…] [--tsplib FILE.tsp,…]", "cut towns, order turfs and whole lists and give turfs to workers, beside methods with names (docs/turf.md)", runBenchTurf},
	{"i18n status", "[--json] [--language TAG]", "list drafts and what is missing, by language", runI18nStatus},
	{"version", "", "print the version", runVersion},
}

// Run runs the program with its arguments and returns the exit code: 0, 1 for a failure, 2 for wrong usage.
func Run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	c := &cli{in: in, out: out, err: errOut}
	cmd, rest, ok := find(args)
	if !ok {
		usage(errOut)
		if len(args) > 0 && (args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
			return 0
		}
		return 2
	}
	c.flags = flag.NewFlagSet("banyan "+cmd.name, flag.ContinueOnError)
	c.flags.SetOutput(errOut)
	c.flags.Usage = func() {
		fmt.Fprintf(errOut, "usage: banyan %s %s\n       %s\n", cmd.name, cmd.args, cmd.help)
		c.flags.PrintDefaults()
	}
	err := cmd.run(ctx, c, rest)
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(errOut, "banyan:", explain(err))
	return 1
}

var errUsage = errors.New("usage")

// find takes the longest command that the arguments begin with.
func find(args []string) (command, []string, bool) {
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		for _, c := range commands {
			if c.name == name {
				return c, args[n:], true
			}
		}
	}
	return command{}, nil, false
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Banyan: the organizing platform for networks of community organizations\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  banyan %s %s\n      %s\n", c.name, c.args, c.help)
	}
	fmt.Fprint(w, "\nEvery command takes --data DIR and --database URL; `banyan COMMAND --help` lists its settings.\n")
}

// explain writes an error as a person reads it: the message of the catalogs, or what the machine said.
func explain(err error) string {
	if errs.KindOf(err) != errs.Internal {
		e := errs.Of(err)
		return i18n.Default().T(e.Key, e.Args...)
	}
	return err.Error()
}

// settings declares the settings that every command has, and reads the command line. needed is the number of files; -1 leaves it to the command.
func (c *cli) settings(args []string, needed int) error {
	c.flags.StringVar(&c.cfg.Data, "data", env("BANYAN_DATA", "banyan-data"), "directory of everything that is kept (BANYAN_DATA)")
	c.flags.StringVar(&c.cfg.Database, "database", env("BANYAN_DATABASE", ""), "sqlite:PATH or postgres://…; empty: banyan.db in the data directory (BANYAN_DATABASE)")
	c.flags.BoolVar(&c.verbose, "verbose", false, "log each request")
	// Settings may stand before and after the file, as people type them.
	for rest := args; ; rest = c.flags.Args()[1:] {
		if err := c.flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return errUsage
		}
		if c.flags.NArg() == 0 {
			break
		}
		c.files = append(c.files, c.flags.Arg(0))
	}
	if needed >= 0 && len(c.files) != needed {
		c.flags.Usage()
		return errUsage
	}
	level := slog.LevelWarn
	if c.verbose {
		level = slog.LevelInfo
	}
	c.cfg.Log = slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: level}))
	abs, err := filepath.Abs(c.cfg.Data)
	c.cfg.Data = abs
	return err
}

// serving declares the settings of commands that listen.
func (c *cli) serving() {
	c.flags.StringVar(&c.cfg.Listen, "listen", env("BANYAN_LISTEN", "127.0.0.1:8080"), "address of the pages (BANYAN_LISTEN)")
	c.flags.StringVar(&c.cfg.Operator, "operator", env("BANYAN_OPERATOR", ""), "address of the metrics, for the operator alone (BANYAN_OPERATOR)")
	c.flags.StringVar(&c.cfg.Origin, "origin", env("BANYAN_ORIGIN", ""), "public address, https://banyan.example.org (BANYAN_ORIGIN)")
	c.flags.BoolVar(&c.cfg.Proxied, "proxied", env("BANYAN_PROXIED", "") != "", "a reverse proxy in front sets X-Forwarded-For (BANYAN_PROXIED)")
	c.flags.StringVar(&c.cfg.Tiles, "tiles", env("BANYAN_TILES", ""), "tiles that maps may use, https://tiles.example.org/{z}/{x}/{y}.png; empty: none (BANYAN_TILES)")
}

func env(name, otherwise string) string {
	if v, ok := os.LookupEnv(name); ok {
		return v
	}
	return otherwise
}

// with opens Banyan for one command and closes it.
func (c *cli) with(ctx context.Context, fn func(*App) error) error {
	a, err := Open(ctx, c.cfg)
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Close())
}

func runServe(ctx context.Context, c *cli, args []string) error {
	c.serving()
	if err := c.settings(args, 0); err != nil {
		return err
	}
	return c.with(ctx, func(a *App) error {
		return a.Serve(ctx, func(addr string) { fmt.Fprintf(c.out, "Banyan listens on http://%s\n", addr) })
	})
}

func runI18nStatus(_ context.Context, c *cli, args []string) error {
	asJSON := c.flags.Bool("json", false, "as JSON")
	language := c.flags.String("language", "", "only this one, with each message")
	if err := c.settings(args, 0); err != nil {
		return err
	}
	return i18n.WriteStatus(c.out, i18n.StatusOptions{JSON: *asJSON, Language: *language})
}

func runVersion(_ context.Context, c *cli, _ []string) error {
	v := "development"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v = s.Value
			}
		}
	}
	fmt.Fprintln(c.out, "banyan", v)
	return nil
}
