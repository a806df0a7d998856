package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

type pkg struct {
	ImportPath string
	Imports    []string
}

// floors orders the house from the ground. A package may import its own floor and those below.
var floors = []struct {
	prefix string
	level  int
}{
	{"banyan/internal/kernels/", 0},
	{"banyan/internal/platform/", 1},
	{"banyan/internal/demo", 1},
	{"banyan/internal/simulate", 1},
	{"banyan/web", 1},
	{"banyan/internal/features/", 2},
	{"banyan/internal/app", 3},
	{"banyan/cmd/", 4},
	{"banyan/internal/testing/", 5},
}

func levelOf(path string) int {
	for _, f := range floors {
		if path == strings.TrimSuffix(f.prefix, "/") || strings.HasPrefix(path, f.prefix) {
			return f.level
		}
	}
	return -1
}

// feature is the feature that a package belongs to; "" for none.
func feature(path string) string {
	rest, ok := strings.CutPrefix(path, "banyan/internal/features/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "banyan/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 15 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

func TestHouse_nothingImportsUpwardAndNoFeatureAnother(t *testing.T) {
	for _, p := range packages(t) {
		if levelOf(p.ImportPath) < 0 {
			t.Errorf("%s stands on no floor: docs/architecture.md says where things live", p.ImportPath)
		}
		for _, to := range p.Imports {
			if !strings.HasPrefix(to, "banyan/") {
				continue
			}
			if levelOf(to) > levelOf(p.ImportPath) {
				t.Errorf("%s imports upward: %s", p.ImportPath, to)
			}
			if a, b := feature(p.ImportPath), feature(to); a != "" && b != "" && a != b {
				t.Errorf("feature %s imports feature %s: declare the interface you need, and let app hand it over", a, b)
			}
		}
	}
}

// forbidden in kernels: they compute, and somebody else reads, asks the time and remembers.
var forbidden = []string{"os", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "os/exec", "syscall"}

func TestKernels_haveNoInputOutputOrClock(t *testing.T) {
	for _, p := range packages(t) {
		if levelOf(p.ImportPath) != 0 {
			continue
		}
		for _, to := range p.Imports {
			for _, f := range forbidden {
				if to == f {
					t.Errorf("kernel %s imports %s", p.ImportPath, to)
				}
			}
			if strings.HasPrefix(to, "banyan/") && levelOf(to) > 0 {
				t.Errorf("kernel %s imports %s", p.ImportPath, to)
			}
		}
	}
}

// scopeMakers are the files that may make a Scope: whoever makes one decides what somebody may see.
var scopeMakers = map[string][]string{
	`authz\.(Member|Device)\(`: {"features/organization/organization.go", "features/organization/team.go", "features/canvass/join.go"},
	// Work that nobody asked for just now, in one organization.
	`authz\.System\(`: {"app/command_bench_import.go", "app/command_bench_saturday.go", "app/command_bench_segment.go", "app/commands_data.go", "app/demo.go", "app/seed.go", "features/canvass/join.go", "features/canvass/service.go", "platform/jobs/queue.go"},
	// The control tables and one's own account; no organization's rows.
	`authz\.(Platform|Account)\(`: {"app/command_bench_saturday.go", "app/seed.go", "features/account/account.go", "features/canvass/join.go", "features/organization/organization.go", "platform/db/epoch.go",
		"platform/jobs/queue.go", "platform/web/route.go"},
}

func TestScopes_areMadeInFewPlaces(t *testing.T) {
	for makers, allowed := range scopeMakers {
		out, err := exec.Command("grep", "-rlE", "--include=*.go", "--exclude=*_test.go", "--exclude-dir=testing", makers, "..").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range strings.Fields(string(out)) {
			if !slices.Contains(allowed, strings.TrimPrefix(f, "../")) {
				t.Errorf("%s makes a Scope of its own: %s", f, makers)
			}
		}
	}
}
