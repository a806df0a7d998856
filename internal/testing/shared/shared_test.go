package shared_test

import (
	"os"
	"path/filepath"
	"testing"

	"banyan/internal/testing/shared"
)

func TestPath_readsWhereTheEnvironmentSays(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("BANYAN_SHARED", dir)
	want := filepath.Join(dir, "data", "a.txt")
	if err := os.MkdirAll(filepath.Dir(want), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(want, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := shared.Path(t, "data/a.txt"); got != want {
		t.Errorf("Path = %q, want %q", got, want)
	}
}

func TestOpen_findsTheFolderBesideTheRepository(t *testing.T) {
	buf := make([]byte, 11)
	if _, err := shared.Open(t, "data/milwaukee/address-points.csv").Read(buf); err != nil {
		t.Fatal(err)
	}
	if string(buf) != "housenumber" {
		t.Errorf("the file begins with %q", buf)
	}
}
