package dbtest

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Variable names an existing cluster: the address of a login that may make databases and roles.
const Variable = "BANYAN_TEST_POSTGRES"

// owner is the login that the tests use. It is no superuser: the wall must hold for what an operator would use.
const owner = "banyan_owner"

// Cluster is a throw-away PostgreSQL of Debian's packages, on a socket in a folder of its own.
type Cluster struct {
	Dir string // everything of it, removed by Stop
	URL string // its login for the tests
}

// Start makes and starts a cluster. Nothing in it is worth an fsync unless durable is set.
func Start(durable bool) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "banyan-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Dir: dir, URL: (&url.URL{Scheme: "postgres", Path: "/postgres", RawQuery: url.Values{"host": {dir}, "user": {owner}}.Encode()}).String()}
	if err := c.start(bin, durable); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

func (c *Cluster) start(bin string, durable bool) error {
	if err := c.own(); err != nil {
		return err
	}
	data := filepath.Join(c.Dir, "data")
	if err := c.run(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return err
	}
	options := "-k " + c.Dir + " -c listen_addresses='' -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=256MB -c autovacuum=off -c jit=off"
	if !durable {
		options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
	}
	if err := c.run(filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", filepath.Join(c.Dir, "log"), "-o", options, "start"); err != nil {
		log, _ := os.ReadFile(filepath.Join(c.Dir, "log"))
		return fmt.Errorf("%w\n%s", err, log)
	}
	return c.run(filepath.Join(bin, "psql"), "-h", c.Dir, "-U", "postgres", "-q", "-c",
		"CREATE ROLE "+owner+" LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS")
}

// Stop ends the cluster and removes it.
func (c *Cluster) Stop() error {
	if pid := c.pid(); pid > 0 {
		syscall.Kill(pid, syscall.SIGQUIT) // nothing in it is worth an orderly end
		for range 100 {
			if syscall.Kill(pid, 0) != nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return os.RemoveAll(c.Dir)
}

func (c *Cluster) pid() int {
	f, err := os.Open(filepath.Join(c.Dir, "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	defer f.Close()
	line, _ := bufio.NewReader(f).ReadString('\n')
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return pid
}

// own gives the folder to the user postgres where we are root, since PostgreSQL refuses to run as root.
func (c *Cluster) own() error {
	if os.Getuid() != 0 {
		return nil
	}
	id, err := postgresUser()
	if err != nil {
		return err
	}
	return os.Chown(c.Dir, int(id.Uid), int(id.Gid))
}

func (c *Cluster) run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.Dir
	if os.Getuid() == 0 {
		id, err := postgresUser()
		if err != nil {
			return err
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: id}
	}
	// To a file and not a pipe: the server inherits it, and a pipe would be waited for until the server ends.
	out, err := os.CreateTemp("", "banyan-pg-out-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, text)
	}
	return nil
}

func postgresUser() (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL cannot run as root and there is no user postgres: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

// binaries finds the newest PostgreSQL of Debian's packages, or the one in PATH.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		version := func(path string) int { n, _ := strconv.Atoi(strings.Split(path, "/")[4]); return n }
		best := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
		return filepath.Dir(best), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is missing: apt-get install postgresql, or name a cluster in " + Variable)
	}
	return filepath.Dir(path), nil
}
