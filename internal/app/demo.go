package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"banyan/internal/demo"
	"banyan/internal/features/account"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// demoSeed makes every demo the same city; another number makes another.
const demoSeed = 20261103

// demoMark is the file that tells a demo's directory from real data: only such a directory is made anew.
const demoMark = "this-is-a-demo"

// DemoGuide is what the demo prints: where it is and how to look around in it.
type DemoGuide struct {
	URL     string       `json:"url"`
	SignIns []DemoSignIn `json:"sign_ins"`
	TurfURL string       `json:"turf_url"` // what the QR code of a turf opens
}

// DemoSignIn is an address that signs the browser in as one of the demo's staff.
type DemoSignIn struct {
	Role         string `json:"role"`
	Organization string `json:"organization"`
	Name         string `json:"name"`
	URL          string `json:"url"`

	account id.ID
	token   string
	slug    string
}

func runDemo(ctx context.Context, c *cli, args []string) error {
	asJSON := c.flags.Bool("json", false, "the first line on standard output is one JSON object with url, sign_ins and turf_url")
	c.serving()
	if err := c.settings(args, 0); err != nil {
		return err
	}
	given := false
	c.flags.Visit(func(f *flag.Flag) { given = given || f.Name == "data" })
	remove, err := freshDemo(&c.cfg, given)
	if err != nil {
		return err
	}
	defer remove()
	if c.cfg.Listener, err = net.Listen("tcp", c.cfg.Listen); err != nil {
		return fmt.Errorf("cannot listen on %s: %w (another address: --listen 127.0.0.1:8081)", c.cfg.Listen, err)
	}
	if c.cfg.Origin == "" {
		_, port, _ := net.SplitHostPort(c.cfg.Listener.Addr().String())
		c.cfg.Origin = "http://localhost:" + port
	}
	c.cfg.demo = &demoLinks{}
	return c.with(ctx, func(a *App) error {
		guide, err := a.seed(ctx, demo.New(demoSeed))
		if err != nil {
			return err
		}
		return a.Serve(ctx, func(string) {
			if *asJSON {
				_ = json.NewEncoder(c.out).Encode(guide) // nobody reads it, nobody minds
				return
			}
			guide.print(c)
		})
	})
}

// freshDemo chooses an empty directory: a new one that is removed at the end, or the one that was named.
func freshDemo(cfg *Config, named bool) (remove func(), err error) {
	if !named {
		dir, err := os.MkdirTemp("", "banyan-demo-")
		cfg.Data = dir
		return func() { _ = os.RemoveAll(dir) }, errors.Join(err, os.WriteFile(filepath.Join(dir, demoMark), nil, 0o600))
	}
	entries, err := os.ReadDir(cfg.Data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, demoMark)); err != nil && len(entries) > 0 {
		return nil, fmt.Errorf("%s holds something that is no demo: name an empty directory", cfg.Data)
	}
	if err := os.RemoveAll(cfg.Data); err != nil {
		return nil, err
	}
	if err := makeData(cfg.Data); err != nil {
		return nil, err
	}
	return func() {}, os.WriteFile(filepath.Join(cfg.Data, demoMark), nil, 0o600)
}

func (g DemoGuide) print(c *cli) {
	fmt.Fprintf(c.out, "\nBanyan's demo is at %s\n\nA volunteer's phone opens (try a phone, or a narrow window):\n  %s\n\nSign in as:\n", g.URL, g.TurfURL)
	for _, s := range g.SignIns {
		fmt.Fprintf(c.out, "  %-11s %-34s %s\n", s.Role, s.Organization, s.URL)
	}
	fmt.Fprintln(c.out, "\nEverybody in it is invented. Stop with Ctrl+C.")
}

// demoLinks are the sign-in links of a running demo; they live in memory and open nothing elsewhere.
type demoLinks struct{ signIns []DemoSignIn }

// routes lists the one route that only a demo has.
func (d *demoLinks) routes(h *account.Handlers) []web.Route {
	return []web.Route{{Pattern: "GET /demo/sign-in/{token}", Needs: authz.Public, Handle: func(w http.ResponseWriter, r *http.Request) error {
		for _, s := range d.signIns {
			if s.token == r.PathValue("token") {
				if err := h.OpenSession(w, r, s.account); err != nil {
					return err
				}
				return web.SeeOther(w, r, "/o/"+s.slug)
			}
		}
		return errs.New(errs.NotFound, "")
	}}}
}

func (d *demoLinks) add(origin string, s DemoSignIn) {
	s.token = strings.ToLower(rand.Text())
	s.URL = origin + "/demo/sign-in/" + s.token
	d.signIns = append(d.signIns, s)
}

// seed fills an empty database with a demo's world, by the same ways that a user has.
func (a *App) seed(ctx context.Context, w *demo.World) (guide DemoGuide, err error) {
	defer errs.Wrap(&err, "demo")
	var all []id.ID
	for i := range w.Organizations {
		o := &w.Organizations[i]
		org, err := a.seedOrganization(ctx, o)
		if err != nil {
			return guide, err
		}
		all = append(all, org)
		if err := a.seedFiles(ctx, authz.System(org, "demo"), o); err != nil {
			return guide, err
		}
	}
	if err := a.Organizations.CreateCoalition(ctx, w.Network.Slug, w.Network.Name, all); err != nil {
		return guide, err
	}
	guide = DemoGuide{URL: a.cfg.Origin, SignIns: a.cfg.demo.signIns}
	if guide.TurfURL, err = a.seedProgram(ctx, authz.System(all[0], "demo"), w.Program); err != nil {
		return guide, err
	}
	return guide, a.seedShift(ctx, authz.System(all[0], "demo"))
}

// seedFiles brings an organization's files in and puts its people on the map.
func (a *App) seedFiles(ctx context.Context, sc authz.Scope, o *demo.Organization) error {
	for _, f := range o.Files() {
		var err error
		if strings.HasSuffix(f.Name, ".geojson") {
			_, err = a.Places.LoadOutlines(ctx, sc, f.Name, "", bytes.NewReader(f.Content))
		} else {
			_, err = a.Imports.Import(ctx, sc, f.Name, bytes.NewReader(f.Content), importOptions())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	_, err := a.Places.Locate(ctx, sc, func(int64, int64) {})
	return err
}

func roleOf(word string) authz.Role {
	r, _ := authz.ParseRole(strings.ReplaceAll(word, " ", "_"))
	return cmp.Or(r, authz.Analyst)
}
