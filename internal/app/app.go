// Package app is the wiring: the one package that knows every feature. It opens the database, builds the
// services, hands each feature what it needs of the others, and runs the server.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
	"banyan/internal/platform/web"
	browser "banyan/web"
)

// Config is the settings. The zero value of everything but Data works on one machine.
type Config struct {
	Data     string       // directory of everything that is kept: database, uploads, keys
	Database string       // sqlite:PATH or postgres://…; "" = banyan.db in Data
	Listen   string       // address of the pages; "" = 127.0.0.1:8080
	Listener net.Listener // an address that is open already; nil = Listen
	Operator string       // address of the metrics, for the operator alone; "" = none
	Origin   string       // public address, https://banyan.example.org; "" = http://localhost:PORT, for a try
	Proxied  bool         // a reverse proxy in front sets X-Forwarded-For
	Tiles    string       // address of the tiles that maps may use, {z}/{x}/{y} in it; "" = none: nothing leaves the house
	Workers  int          // jobs at once; 0 = 2
	Log      *slog.Logger
	Now      func() time.Time

	demo *demoLinks // of a running demo; nil everywhere else
}

func (c Config) withDefaults() Config {
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "banyan.db")
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if c.Origin == "" {
		if _, port, err := net.SplitHostPort(c.Listen); err == nil && port != "0" {
			c.Origin = "http://localhost:" + port
		}
	}
	if c.Workers <= 0 {
		c.Workers = 2
	}
	if c.Log == nil {
		c.Log = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// App is an open Banyan.
type App struct {
	cfg    Config
	DB     *db.DB
	IDs    *id.Source
	Queue  *jobs.Queue
	Audit  *audit.Log
	Server *web.Server
	features
}

// Open opens the database and builds everything but the listening server.
func Open(ctx context.Context, cfg Config) (*App, error) {
	cfg = cfg.withDefaults()
	if err := i18n.Load(); err != nil {
		return nil, err
	}
	if err := makeData(cfg.Data); err != nil {
		return nil, err
	}
	assets, err := browser.Load()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Config{URL: cfg.Database, Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, DB: d, IDs: id.NewSource(cfg.Now), Audit: audit.New(cfg.Now)}
	a.Queue = jobs.New(d, a.IDs, cfg.Now, cfg.Log)
	if err = a.build(assets); err == nil {
		a.Server, err = web.New(web.Config{Sessions: a.Accounts, Organizations: a.Organizations, Devices: a.Canvass, Assets: assets, Nav: navigation,
			Secure: strings.HasPrefix(cfg.Origin, "https:"), Proxied: cfg.Proxied, Origin: cfg.Origin, Tiles: originOf(cfg.Tiles), Log: cfg.Log, Now: cfg.Now}, a.tables...)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

// originOf is the part of an address that a content security policy names; "" for none.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Close ends the connections.
func (a *App) Close() error { return a.DB.Close() }

// navigation is the organization's menu, in the order of the work.
var navigation = []web.NavEntry{
	{Section: "home", Key: "nav.home", Icon: "home", Needs: authz.ReadTurfs},
	{Section: "people", Key: "nav.people", Icon: "people", Path: []string{"people"}, Needs: authz.ReadPeople},
	{Section: "matching", Key: "nav.matching", Icon: "people", Path: []string{"matching"}, Needs: authz.MergePeople},
	{Section: "import", Key: "nav.import", Icon: "import", Path: []string{"imports"}, Needs: authz.ImportPeople},
	{Section: "places", Key: "nav.places", Icon: "pin", Path: []string{"places"}, Needs: authz.ReadPlaces},
	{Section: "scripts", Key: "nav.scripts", Icon: "script", Path: []string{"scripts"}, Needs: authz.ReadScripts},
	{Section: "universes", Key: "nav.universes", Icon: "list", Path: []string{"universes"}, Needs: authz.ReadUniverses},
	{Section: "programs", Key: "nav.programs", Icon: "map", Path: []string{"programs"}, Needs: authz.ReadTurfs},
	{Section: "shifts", Key: "nav.shifts", Icon: "wait", Path: []string{"shifts"}, Needs: authz.RunShifts},
	{Section: "team", Key: "nav.team", Icon: "person", Path: []string{"team"}, Needs: authz.ManageMembers},
	{Section: "audit", Key: "nav.audit", Icon: "shield", Path: []string{"audit"}, Needs: authz.ReadAudit},
}

// shutdownPatience is how long a stopping server waits for requests that have begun.
const shutdownPatience = 20 * time.Second

// Serve answers requests and works on jobs until ctx ends, then lets what has begun finish. Ready is called
// with the address once it listens.
func (a *App) Serve(ctx context.Context, ready func(addr string)) error {
	l := a.cfg.Listener
	if l == nil {
		var err error
		if l, err = net.Listen("tcp", a.cfg.Listen); err != nil {
			return fmt.Errorf("cannot listen on %s: %w", a.cfg.Listen, err)
		}
	}
	// No write time-out on the whole answer: the live totals stream for hours. Each handler that streams sets its own.
	srv := &http.Server{Handler: a.Server, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(a.cfg.Log.Handler(), slog.LevelDebug)}
	working, stop := context.WithCancel(ctx)
	defer stop()
	srv.RegisterOnShutdown(a.Server.Drain)
	failed := make(chan error, 2)
	go func() { failed <- srv.Serve(l) }()
	if a.cfg.Operator != "" {
		go func() { failed <- a.serveOperator(working) }()
	}
	queue := make(chan struct{})
	go func() { defer close(queue); a.Queue.Run(working, a.cfg.Workers) }()
	ready(l.Addr().String())
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stop()
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownPatience)
	defer cancel()
	err = errors.Join(err, srv.Shutdown(patience))
	<-queue
	return err
}

// serveOperator answers metrics on an address of its own.
func (a *App) serveOperator(ctx context.Context) error {
	began := a.cfg.Now()
	a.Server.Metrics.Gauge("banyan_up_seconds", func() float64 { return a.cfg.Now().Sub(began).Seconds() })
	a.Server.Metrics.Gauge("banyan_jobs_backlog", func() float64 {
		n, err := a.Queue.Backlog(ctx)
		if err != nil {
			return math.NaN() // Prometheus's word for 'not known'
		}
		return float64(n)
	})
	a.Server.Metrics.Gauge("banyan_memory_bytes", func() float64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.Sys)
	})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.Server.Metrics)
	srv := &http.Server{Addr: a.cfg.Operator, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	return srv.ListenAndServe()
}
