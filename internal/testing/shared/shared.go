// Package shared finds the real data that tests read. It lies beside the repository, in ../shared, because it is too large
// and too foreign to be committed; the environment variable BANYAN_SHARED names another place.
package shared

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Path returns where the shared file rel (for example "data/osm/portland-or-central.osm.pbf") lies.
// It fails the test where the file is not there, so that a missing file can never look like a passing test.
func Path(t testing.TB, rel string) string {
	t.Helper()
	path := filepath.Join(root(), filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("shared test data: %v (set BANYAN_SHARED to the folder that holds %q)", err, rel)
	}
	return path
}

// Open opens the shared file rel and closes it when the test ends.
func Open(t testing.TB, rel string) *os.File {
	t.Helper()
	f, err := os.Open(Path(t, rel))
	if err != nil {
		t.Fatalf("shared test data: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func root() string {
	if dir := os.Getenv("BANYAN_SHARED"); dir != "" {
		return dir
	}
	_, here, _, _ := runtime.Caller(0) // internal/testing/shared/shared.go
	return filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "shared")
}
