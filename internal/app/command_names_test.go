package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banyan/internal/app"
)

func TestNamesSearch_printsLinesOfPeopleBestFirst(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	people := write("people.txt", "Maria Garcia\r\nCHAN Tai Man\n김경진\n\nNguyễn Thị Mai\n")
	queries := write("queries.txt", "\ufeff陳大文\nKIM KYUNGJIN\n\nmai nguyen thi\n")
	var out, errOut bytes.Buffer
	if code := app.Run(context.Background(), []string{"names", "search", "--people", people, "--queries", queries, "--top", "1"}, nil, &out, &errOut); code != 0 {
		t.Fatalf("code %d: %s", code, errOut.String())
	}
	if want := "1\t2\n2\t3\n3\n4\t5\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

func TestNamesSearch_saysWhatIsMissing(t *testing.T) {
	for _, args := range [][]string{{}, {"--people", "x"}, {"--people", "x", "--queries", "y", "--top", "0"}} {
		var out, errOut bytes.Buffer
		if code := app.Run(context.Background(), append([]string{"names", "search"}, args...), nil, &out, &errOut); code != 2 || !strings.Contains(errOut.String(), "usage") {
			t.Errorf("%v: code %d, %q", args, code, errOut.String())
		}
	}
}
