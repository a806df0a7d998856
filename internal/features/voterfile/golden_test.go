package voterfile

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestImport_golden brings in each collection of testdata: the files file… one after the other, each with the answer that its
// sender gets (want…). A first line "kind=voters state=GA given=Vorname" of the comment gives options.
func TestImport_golden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) < 8 {
		t.Fatalf("%d golden files: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			w, got := newWorld(t, dbtest.SQLite(t)), *archive
			got.Files = nil
			for _, f := range archive.Files {
				if !strings.HasPrefix(f.Name, "file") {
					continue
				}
				answer := w.answer(t, options1(string(archive.Comment)), f)
				got.Files = append(got.Files, f, txtar.File{Name: "want" + strings.TrimPrefix(f.Name, "file"), Data: []byte(answer)})
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(&got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := txtar.Format(archive); !*update && !bytes.Equal(txtar.Format(&got), want) {
				t.Errorf("got:\n%s\nwant:\n%s", txtar.Format(&got), want)
			}
		})
	}
}

func options1(comment string) (o Options) {
	line, _, _ := strings.Cut(comment, "\n")
	for _, word := range strings.Fields(line) {
		switch key, value, ok := strings.Cut(word, "="); {
		case !ok:
		case key == "kind":
			o.Kind = Kind(value)
		case key == "state":
			o.State = value
		default:
			if o.Columns == nil {
				o.Columns = map[string]string{}
			}
			o.Columns[key] = value
		}
	}
	return o
}

// answer is what the sender of a file learns, in English, and what was kept of it.
func (w *world) answer(t *testing.T, o Options, f txtar.File) string {
	t.Helper()
	var b strings.Builder
	l := i18n.Match("en")
	i, err := w.Import(context.Background(), w.sc, f.Name, bytes.NewReader(f.Data), o)
	if err != nil {
		e := errs.Of(err)
		for _, field := range errs.Fields(err) {
			fmt.Fprintf(&b, "refused: %s: %s\n", field.Field, l.T(field.Key, field.Args...))
		}
		if e.Field == "" {
			fmt.Fprintf(&b, "refused: %s: %s\n", e.Kind, l.T(e.Key, e.Args...))
		}
		return b.String()
	}
	fmt.Fprintf(&b, "%s %s: new %d, changed %d, same %d, bad %d of %d rows\n", i.Plan.Kind, i.Plan.State, i.Counts.New, i.Counts.Changed, i.Counts.Same, i.Counts.Refused, i.NextRow)
	for _, field := range slices.Sorted(maps.Keys(i.Plan.Columns)) {
		fmt.Fprintf(&b, "  %s <- %s\n", field, i.Plan.Columns[field])
	}
	bad, err := w.BadRows(context.Background(), w.sc, i.ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range bad {
		fmt.Fprintf(&b, "row %d: %s\n", r.Row, r.Message(l))
	}
	for _, key := range slices.Sorted(maps.Keys(w.kept.rows)) {
		fmt.Fprintf(&b, "kept %s\n", w.kept.rows[key])
	}
	if strings.Contains(b.String(), "import.") {
		t.Errorf("a message is missing in the catalog:\n%s", b.String())
	}
	return b.String()
}
