package voterfile

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/jobs"
)

// members is a list of n members, with a bad row in each hundred.
func members(n int) string {
	var b strings.Builder
	b.WriteString("Given name,Family name,Email\n")
	for i := range n {
		mail := fmt.Sprintf("m%d@example.org", i)
		if i%100 == 99 {
			mail = "nonsense"
		}
		fmt.Fprintf(&b, "Kou %d,Lee,%s\n", i, mail)
	}
	return b.String()
}

// begin uploads a file and begins its import as the page does.
func (w *world) begin(t *testing.T, content string) Import {
	t.Helper()
	i, sure, err := w.Upload(context.Background(), w.sc, `C:\Users\ana\../members.csv`, strings.NewReader(content))
	if err != nil || !sure || i.Name != "members.csv" {
		t.Fatalf("%+v, sure %v: %v", i, sure, err)
	}
	return must(w.Begin(context.Background(), w.sc, i.ID, i.Plan, "/o/x/imports/"+i.ID.String()))(t)
}

// work runs the queue until the import's job is over.
func (w *world) work(t *testing.T, i Import) jobs.Job {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); w.queue.Run(ctx, 1) }()
	defer func() { stop(); <-done }()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if j := must(w.queue.Get(context.Background(), w.sc, i.Job))(t); j.State.Over() {
			return j
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the job does not end")
	return jobs.Job{}
}

func TestImport_runsAsAJobAndTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.begin(t, members(2500))
		if j := w.work(t, i); j.State != jobs.Done || j.Done != 2500 || j.Total != 2500 {
			t.Fatalf("job: %+v", j)
		}
		i = must(w.Get(context.Background(), w.sc, i.ID))(t)
		if want := (record.Counts{New: 2475, Refused: 25}); i.Counts != want || i.State != Done || i.FinishedAt.IsZero() {
			t.Errorf("%+v, want counts %+v", i, want)
		}
		if left := w.files(t); len(left) != 0 {
			t.Errorf("files stay behind: %v", left)
		}
		again := w.begin(t, members(2500))
		w.work(t, again)
		if got := must(w.Get(context.Background(), w.sc, again.ID))(t).Counts; got != (record.Counts{Same: 2475, Refused: 25}) {
			t.Errorf("the second time: %+v", got)
		}
	})
}

func TestImport_goesOnAfterAKill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.begin(t, members(3500))
		w.kept.failAt, w.kept.failing = 3, errors.New("the power went out")
		if err := w.run(context.Background(), w.sc, i.ID, tell{}); err == nil {
			t.Fatal("the third chunk did not fail")
		}
		half := must(w.Get(context.Background(), w.sc, i.ID))(t)
		if half.NextRow != 2000 || half.Counts.New != 1980 || half.Counts.Refused != 20 {
			t.Fatalf("after the kill: %+v", half)
		}
		var told []int64
		if err := w.run(context.Background(), w.sc, i.ID, tell{func(done, _ int64) { told = append(told, done) }}); err != nil {
			t.Fatal(err)
		}
		whole := must(w.Get(context.Background(), w.sc, i.ID))(t)
		if want := (record.Counts{New: 3465, Refused: 35}); whole.Counts != want || whole.NextRow != 3500 || whole.State != Done {
			t.Errorf("%+v, want counts %+v", whole, want)
		}
		if told[0] != 2000 || told[len(told)-1] != 3500 {
			t.Errorf("progress was told as %v", told)
		}
		if bad := must(w.BadRows(context.Background(), w.sc, i.ID, 0, 1000))(t); len(bad) != 35 || bad[34].Row != 3500 {
			t.Errorf("%d bad rows", len(bad))
		}
	})
}

func TestImport_twoWorkersCountNothingTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.begin(t, members(3000))
		var both sync.WaitGroup
		outcome := make([]error, 2)
		for n := range outcome {
			both.Go(func() { outcome[n] = w.run(context.Background(), w.sc, i.ID, tell{}) })
		}
		both.Wait()
		// The loser of a race for a chunk gives up; the winner may have been overtaken for another chunk. Either way the next run ends it.
		if err := w.run(context.Background(), w.sc, i.ID, tell{}); err != nil {
			t.Fatalf("%v, after %v", err, outcome)
		}
		got := must(w.Get(context.Background(), w.sc, i.ID))(t)
		if sum := got.Counts.New + got.Counts.Changed + got.Counts.Same + got.Counts.Refused; sum != 3000 || got.State != Done || got.Counts.Refused != 30 {
			t.Errorf("counted %+v", got.Counts)
		}
	})
}

func TestCancel_keepsWhatWasTakenAndGoesOn(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := context.Background()
	i := w.begin(t, members(1500))
	if err := w.queue.Cancel(ctx, w.sc, i.Job); err != nil {
		t.Fatal(err)
	}
	if j := w.work(t, i); j.State != jobs.Cancelled {
		t.Fatalf("the job is %s", j.State)
	}
	if _, err := w.Begin(ctx, w.sc, i.ID, Plan{}, ""); err != nil {
		t.Fatalf("going on: %v", err)
	}
	i = must(w.Get(ctx, w.sc, i.ID))(t)
	if _, err := w.Begin(ctx, w.sc, i.ID, i.Plan, ""); errs.KindOf(err) != errs.Conflict {
		t.Errorf("beginning while it waits: %v", err)
	}
	w.work(t, i)
	if got := must(w.Get(ctx, w.sc, i.ID))(t); got.State != Done || got.Counts.New != 1485 {
		t.Errorf("%+v", got)
	}
	if _, err := w.Begin(ctx, w.sc, i.ID, i.Plan, ""); errs.KindOf(err) != errs.Conflict {
		t.Errorf("beginning again: %v", err)
	}
}

func TestUpload_keepsNothingOfWhatFails(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, body := range map[string]broken{
		"a connection that breaks": {strings.NewReader(members(50)), errors.New("reset by peer")},
		"a full disk":              {strings.NewReader(members(50)), syscall.ENOSPC},
	} {
		_, _, err := w.Upload(context.Background(), w.sc, "x.csv", body)
		if err == nil || len(w.files(t)) != 0 || len(w.newest(t)) != 0 {
			t.Errorf("%s: %v, files %v", name, err, w.files(t))
		}
		if name == "a full disk" && errs.KindOf(err) != errs.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestImport_ofADamagedFileTakesNothing(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	if _, err := zw.Write([]byte(members(20000))); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	i := w.begin(t, b.String()[:b.Len()-100])
	if j := w.work(t, i); j.State != jobs.Failed || j.Note.Key != "import.is_damaged" {
		t.Errorf("job %s: %+v", j.State, j.Note)
	}
	if len(w.kept.rows) != 0 {
		t.Errorf("%d rows were taken", len(w.kept.rows))
	}
}

func TestImports_ofAnotherOrganizationDoNotExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, other := newWorld(t, d), organizer(12)
		i := w.begin(t, members(100))
		w.work(t, i)
		ctx := context.Background()
		if _, err := w.Get(ctx, other, i.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("Get: %v", err)
		}
		if _, err := w.Begin(ctx, other, i.ID, i.Plan, ""); errs.KindOf(err) != errs.NotFound {
			t.Errorf("Begin: %v", err)
		}
		if list, _, err := w.List(ctx, other, 0); err != nil || len(list) != 0 {
			t.Errorf("List: %v, %v", list, err)
		}
		if err := w.Discard(ctx, other, i.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("Discard: %v", err)
		}
		if bad := must(w.BadRows(ctx, other, i.ID, 0, 10))(t); len(bad) != 0 {
			t.Errorf("BadRows: %v", bad)
		}
		entry := authz.Member(11, authz.Actor{Account: 9}, authz.DataEntry)
		if _, _, err := w.Upload(ctx, entry, "x.csv", strings.NewReader(members(1))); entry.Can(authz.ImportPeople) == (errs.KindOf(err) == errs.Forbidden) {
			t.Errorf("Upload by data entry: %v", err)
		}
	})
}

func TestWriteBad_comesBackMended(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := context.Background()
	file := "Given name,Family name,Phone,Email\nKou,Lee,+1 414 555 0100,=mail\nMai,\"Vang, Sr.\",,m@example.org\n"
	i := must(w.Import(ctx, w.sc, "list.csv", strings.NewReader(file), Options{}))(t)
	var out bytes.Buffer
	if err := w.WriteBad(ctx, w.sc, i, &out, i18n.Match("en")); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffGiven name,Family name,Phone,Email,What to mend,Row in the file sent\nKou,Lee,'+1 414 555 0100,'=mail,Email: “=mail” is no email address. Mend it or leave it empty.,1\n"
	if out.String() != want {
		t.Errorf("got %q", out.String())
	}
	mended := strings.Replace(out.String(), "'=mail", "k@example.org", 1)
	again := must(w.Import(ctx, w.sc, "list-bad.csv", strings.NewReader(mended), Options{}))(t)
	if again.Counts != (record.Counts{New: 1}) {
		t.Errorf("mended: %+v", again.Counts)
	}
	if !strings.Contains(fmt.Sprint(w.kept.rows), "+14145550100") {
		t.Errorf("the phone was not read back: %v", w.kept.rows)
	}
}

func TestRun_stopsAtTheWrongFile(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	var b strings.Builder
	b.WriteString("voter_id,language\n")
	for range maxBadRows + 5*chunkRows {
		b.WriteString("1,Klingonese\n")
	}
	_, err := w.Import(context.Background(), w.sc, "x.csv", strings.NewReader(b.String()), Options{})
	if e := errs.Of(err); e.Key != "import.too_many_bad" {
		t.Errorf("got %v", err)
	}
}

func TestSweep_removesWhatNobodyCameBackTo(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	i, _, err := w.Upload(context.Background(), w.sc, "x.csv", strings.NewReader("a,b\n1,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	w.Now = func() time.Time { return time.Now().Add(keepFile - time.Hour) }
	if err := w.Sweep(); err != nil || len(w.files(t)) != 1 {
		t.Fatalf("swept too early: %v, %v", err, w.files(t))
	}
	w.Now = func() time.Time { return time.Now().Add(keepFile + time.Hour) }
	if err := w.Sweep(); err != nil || len(w.files(t)) != 0 {
		t.Fatalf("not swept: %v, %v", err, w.files(t))
	}
	plan := PlanFor(Members, i.Header)
	plan.Columns["given"] = "a"
	if _, err := w.Begin(context.Background(), w.sc, i.ID, plan, ""); errs.KindOf(err) != errs.Expired {
		t.Errorf("Begin without the file: %v", err)
	}
}
