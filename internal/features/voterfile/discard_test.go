package voterfile

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/jobs"
)

// newest is the first page of the imports.
func (w *world) newest(t *testing.T) []Import {
	t.Helper()
	list, _, err := w.List(context.Background(), w.sc, 0)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestUndo_takesBackAnImportThatWasStopped(t *testing.T) {
	s := newSite(t, "director")
	ctx := context.Background()
	i := s.begin(t, members(2500))
	s.kept.failAt, s.kept.failing = 2, errs.New(errs.Invalid, "import.disk_full")
	if j := s.work(t, i); j.State == jobs.Done {
		t.Fatal("the job came to its end")
	}
	if got := must(s.Get(ctx, s.sc, i.ID))(t); got.State != Running || got.Counts.New == 0 || len(s.files(t)) != 1 {
		t.Fatalf("%+v with %v", got, s.files(t))
	}
	for key := range s.kept.rows { // the keeper takes back one row a step
		if len(s.kept.rows) > 3 {
			delete(s.kept.rows, key)
		}
	}
	here := "/o/a/imports/" + i.ID.String()
	wants(t, s.get(here), http.StatusOK, "Go on from there", "Take this import back")
	if out := s.post(here+"/do/undo", url.Values{}); out.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	if _, err := s.Run(ctx, s.sc, i.ID, false, ""); errs.KindOf(err) != errs.Conflict {
		t.Errorf("going on with what is taken back: %v", err)
	}
	s.work(t, must(s.Get(ctx, s.sc, i.ID))(t))
	got := must(s.Get(ctx, s.sc, i.ID))(t)
	if got.State != Undone || len(s.kept.rows) != 0 || len(s.files(t)) != 0 || got.FinishedAt.IsZero() {
		t.Errorf("%+v keeps %d rows and %v", got, len(s.kept.rows), s.files(t))
	}
}

func TestUndo_waitsForWhoeverWorks(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	i := w.begin(t, members(200))
	if _, err := w.Undo(context.Background(), w.sc, i.ID, ""); errs.KindOf(err) != errs.Conflict {
		t.Errorf("taking back what waits to begin: %v", err)
	}
}

func TestDiscard_throwsAwayWhatIsNotIn(t *testing.T) {
	s := newSite(t, "director")
	ctx := context.Background()
	for what, content := range map[string]string{"asks": "a,b\nx,y\n", "ready": members(20)} {
		here := s.send(t, what+".csv", content).Header().Get("Location")
		i := s.newest(t)[0]
		if what == "ready" {
			if err := s.Discard(ctx, s.sc, i.ID); errs.KindOf(err) != errs.Conflict {
				t.Errorf("while it is looked through: %v", err)
			}
			s.work(t, i)
		}
		wants(t, s.get(here), http.StatusOK, "Throw this file away")
		if out := s.post(here+"/do/discard", url.Values{}); out.Code != http.StatusSeeOther || !strings.HasSuffix(out.Header().Get("Location"), "/imports") {
			t.Fatalf("status %d: %s", out.Code, out.Body)
		}
		if len(s.newest(t)) != 0 || len(s.files(t)) != 0 {
			t.Errorf("%s: %v and %v are left", what, s.newest(t), s.files(t))
		}
		wants(t, s.get(here), http.StatusNotFound)
	}
	i := s.begin(t, members(20))
	s.work(t, i)
	if err := s.Discard(ctx, s.sc, i.ID); errs.KindOf(err) != errs.Conflict {
		t.Errorf("what was brought in: %v", err)
	}
}

func TestList_hasPages(t *testing.T) {
	s := newSite(t, "director")
	for n := range listed + 2 {
		s.send(t, fmt.Sprintf("file-%02d.csv", n), "a,b\nx,y\n")
	}
	first := s.get("/o/a/imports")
	wants(t, first, http.StatusOK, "file-51.csv", "file-02.csv", "Earlier files")
	if strings.Contains(first.Body.String(), "file-01.csv") {
		t.Error("the first page is too long")
	}
	list := s.newest(t)
	second := s.get("/o/a/imports?before=" + list[len(list)-1].ID.String())
	wants(t, second, http.StatusOK, "file-01.csv", "file-00.csv")
	if strings.Contains(second.Body.String(), "file-02.csv") || strings.Contains(second.Body.String(), "Earlier files") {
		t.Error("the second page says more than the rest")
	}
	wants(t, s.get("/o/a/imports?before=%27"), http.StatusNotFound)
}
