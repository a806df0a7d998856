package canvass

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Figures are the three that are counted apart, always.
type Figures struct{ Attempts, Contacts, Conversations int }

func (f Figures) plus(g Figures) Figures {
	return Figures{f.Attempts + g.Attempts, f.Contacts + g.Contacts, f.Conversations + g.Conversations}
}

// Totals are what a program has come to: computed from the effective entries of the log, each time.
type Totals struct {
	Program Program
	Figures
	Doors     int // on which somebody was tried
	Languages []LanguageFigures
	Results   []ResultFigures
	Turfs     []TurfFigures
	Passes    []PassFigures // the first pass first
	Workers   []WorkerFigures
	Hours     []HourFigures // without gaps, the newest last
	Newest    []NewestEntry
	FollowUps []LanguageCount // open language barriers by the language that is needed
	Asking    []Asking        // who asks for help now
	Seq       int64           // of the newest entry, effective or not: it grows with every change
}

// LanguageFigures are the figures of a language; "" where it is not known.
type LanguageFigures struct {
	Language string
	Figures
}

// ResultFigures count the attempts with a result.
type ResultFigures struct {
	Result   Result
	Attempts int
}

// TurfFigures are the figures of a turf.
type TurfFigures struct {
	Turf ProgramTurf
	Figures
	Tried int // doors
}

// WorkerFigures are the figures of a worker.
type WorkerFigures struct {
	Worker     id.ID
	Name       string
	LastSeenAt db.Time
	Queue      int
	Figures
}

// HourFigures are the figures of an hour.
type HourFigures struct {
	Begin time.Time
	Figures
}

// NewestEntry is a line of the newest attempts. It names no person: whoever may read totals may not read people.
type NewestEntry struct {
	At       db.Time
	Worker   string
	Turf     id.ID
	Result   Result
	Language string
}

const (
	newestEntries = 12
	maxHours      = 14
)

// languageOf is the language under which an entry is counted: the one that was spoken or is needed, else that of the
// person or the door.
const languageOf = `CASE WHEN a.language <> '' THEN a.language ELSE COALESCE(CAST(a.detail ->> 'of' AS TEXT), '') END`

// cell is the log counted by everything at once; every table of the page is a sum of cells.
type cell struct {
	language     string
	result       Result
	turf, worker id.ID
	hour         int64 // since 1970
	Figures
}

// Totals counts a program. It returns errs.Forbidden without ReadTotals and errs.NotFound outside the Scope.
func (s *Service) Totals(ctx context.Context, sc authz.Scope, program id.ID) (t Totals, err error) {
	defer errs.Wrap(&err, "canvass.Totals(%v)", program)
	if err := sc.Require(authz.ReadTotals); err != nil {
		return t, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		t, err = s.count(ctx, tx, sc, program)
		return err
	})
	return t, err
}

func (s *Service) count(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (t Totals, err error) {
	if t.Program, err = s.turfs.ProgramOf(ctx, q, sc, program); err != nil {
		return t, err
	}
	if err = s.leaveOutOff(ctx, q, sc, &t.Program); err != nil {
		return t, err
	}
	if t.Asking, err = loadAsking(ctx, q, sc, program, s.now()); err != nil {
		return t, err
	}
	cells, err := loadCells(ctx, q, sc, program)
	if err != nil {
		return t, err
	}
	tried, err := loadTried(ctx, q, sc, program)
	if err != nil {
		return t, err
	}
	workers, err := loadProgramWorkers(ctx, q, sc, program)
	if err != nil {
		return t, err
	}
	t.sum(cells, tried, workers)
	if t.Doors, err = db.One(ctx, q, db.Value[int], `SELECT COUNT(DISTINCT a.household_id) FROM attempt a
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_attempt AND `+effective, sc.Organization(), program); err != nil {
		return t, err
	}
	if t.Passes, err = loadPasses(ctx, q, sc, program); err != nil {
		return t, err
	}
	if t.Newest, err = loadNewest(ctx, q, sc, program); err != nil {
		return t, err
	}
	if t.FollowUps, err = loadFollowUpCounts(ctx, q, sc, program); err != nil {
		return t, err
	}
	t.Seq, err = newestSeq(ctx, q, sc, program)
	return t, err
}

func loadCells(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]cell, error) {
	return db.All(ctx, q, func(r db.Row) (c cell, err error) {
		err = r.Scan(&c.language, &c.result, &c.turf, &c.worker, &c.hour, &c.Attempts, &c.Contacts, &c.Conversations)
		return c, err
	}, `SELECT `+languageOf+`, a.result, a.turf_id, a.worker_id, a.at / 3600000, `+counted+` FROM attempt a
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_attempt AND `+effective+` GROUP BY 1, 2, 3, 4, 5`, sc.Organization(), program)
}

// loadTried counts the doors of each turf on which somebody was tried.
func loadTried(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[id.ID]int, error) {
	out := map[id.ID]int{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var turf id.ID
		var n int
		err := r.Scan(&turf, &n)
		out[turf] = n
		return err
	}, `SELECT a.turf_id, COUNT(DISTINCT a.household_id) FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_attempt AND `+effective+`
		GROUP BY a.turf_id`, sc.Organization(), program)
	return out, err
}

func loadProgramWorkers(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]WorkerFigures, error) {
	return db.All(ctx, q, func(r db.Row) (w WorkerFigures, err error) {
		err = r.Scan(&w.Worker, &w.Name, &w.LastSeenAt, &w.Queue)
		return w, err
	}, `SELECT w.id, w.name, w.last_seen_at, w.last_queue FROM worker w JOIN packet p ON p.org_id = w.org_id AND p.id = w.packet_id
		WHERE w.org_id = $1 AND p.program_id = $2 ORDER BY w.id`, sc.Organization(), program)
}

func loadNewest(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]NewestEntry, error) {
	return db.All(ctx, q, func(r db.Row) (e NewestEntry, err error) {
		err = r.Scan(&e.At, &e.Worker, &e.Turf, &e.Result, &e.Language)
		return e, err
	}, `SELECT a.at, w.name, a.turf_id, a.result, `+languageOf+` FROM attempt a JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.is_attempt AND `+effective+` ORDER BY a.seq DESC LIMIT $3`, sc.Organization(), program, newestEntries)
}

func newestSeq(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (int64, error) {
	return db.One(ctx, q, db.Value[int64], `SELECT COALESCE(MAX(seq), 0) FROM attempt WHERE org_id = $1 AND program_id = $2`, sc.Organization(), program)
}

// sum makes the tables of the page from the cells.
func (t *Totals) sum(cells []cell, tried map[id.ID]int, workers []WorkerFigures) {
	languages, turfs, of, hours := map[string]Figures{}, map[id.ID]Figures{}, map[id.ID]Figures{}, map[int64]Figures{}
	results := map[Result]int{}
	for _, c := range cells {
		t.Figures = t.Figures.plus(c.Figures)
		languages[c.language] = languages[c.language].plus(c.Figures)
		turfs[c.turf] = turfs[c.turf].plus(c.Figures)
		of[c.worker] = of[c.worker].plus(c.Figures)
		hours[c.hour] = hours[c.hour].plus(c.Figures)
		results[c.result] += c.Attempts
	}
	for l, f := range languages {
		t.Languages = append(t.Languages, LanguageFigures{l, f})
	}
	slices.SortFunc(t.Languages, func(a, b LanguageFigures) int {
		return cmp.Or(cmp.Compare(b.Attempts, a.Attempts), cmp.Compare(a.Language, b.Language))
	})
	for _, r := range rules {
		if n := results[r.Result]; n > 0 {
			t.Results = append(t.Results, ResultFigures{r.Result, n})
		}
	}
	for _, turf := range t.Program.Turfs {
		t.Turfs = append(t.Turfs, TurfFigures{turf, turfs[turf.ID], tried[turf.ID]})
	}
	for _, w := range workers {
		w.Figures = of[w.Worker]
		t.Workers = append(t.Workers, w)
	}
	slices.SortStableFunc(t.Workers, func(a, b WorkerFigures) int {
		return cmp.Or(cmp.Compare(b.Conversations, a.Conversations), cmp.Compare(b.Attempts, a.Attempts))
	})
	t.Hours = lastHours(hours)
}

// lastHours gives the hours up to the newest one with an entry, without gaps, beginning at the first entry or
// maxHours before the end.
func lastHours(hours map[int64]Figures) (out []HourFigures) {
	var first, last int64
	for h := range hours {
		if last == 0 || h > last {
			last = h
		}
	}
	first = last
	for h := range hours {
		if h < first && h > last-maxHours {
			first = h
		}
	}
	for h := first; h <= last && last > 0; h++ {
		out = append(out, HourFigures{time.Unix(h*3600, 0).UTC(), hours[h]})
	}
	return out
}
