package voterfile

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

var noon = time.Date(2026, 10, 3, 12, 0, 0, 0, time.UTC)

func still() time.Time { return noon }

func organizer(org id.ID) authz.Scope {
	return authz.Member(org, authz.Actor{Account: 7, Name: "Ana"}, authz.Director)
}

// keeper keeps rows in memory as the people feature keeps them in tables: by key, new, changed or the same.
type keeper struct {
	mu      sync.Mutex
	rows    map[string]string
	calls   int
	failAt  int // the call that fails once; 0 for none
	failing error
}

func (k *keeper) put(key string, v any) record.Outcome {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	have, ok := k.rows[key]
	k.rows[key] = string(b)
	switch {
	case !ok:
		return record.Outcome{What: record.New}
	case have != string(b):
		return record.Outcome{What: record.Changed}
	}
	return record.Outcome{What: record.Same}
}

// taken puts each row unless this call is to fail.
func taken[T any](k *keeper, rows []T, key func(T) (string, any)) ([]record.Outcome, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.calls++; k.calls == k.failAt {
		return nil, k.failing
	}
	out := make([]record.Outcome, len(rows))
	for i, r := range rows {
		id, v := key(r)
		out[i] = k.put(id, v)
	}
	return out, nil
}

func (k *keeper) Prepare(rows []record.Voter) {
	for i := range rows {
		rows[i].Hash = rows[i].Sum()
	}
}

func (k *keeper) PlaceLater() {}

func (k *keeper) BeginLoad(context.Context, *db.DB, authz.Scope, int64) (Loader, error) {
	return nil, nil
}

func (k *keeper) Dropped(_ context.Context, _ *db.WriteTx, _ authz.Scope, _ string, after id.ID, _ func(string, string, string) bool) (id.ID, error) {
	return max(2-after, 0), nil
}

// lookedAt tells what taken would say, and keeps nothing.
func lookedAt[T any](k *keeper, rows []T, key func(T) (string, any)) ([]record.Outcome, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before := maps.Clone(k.rows)
	defer func() { k.rows = before }()
	out := make([]record.Outcome, len(rows))
	for i, r := range rows {
		id, v := key(r)
		out[i] = k.put(id, v)
	}
	return out, nil
}

func (k *keeper) LookAtVoters(_ context.Context, _ db.Querier, _ authz.Scope, rows []record.Voter) ([]record.Outcome, error) {
	return lookedAt(k, rows, func(v record.Voter) (string, any) { v.Row = 0; return v.State + v.ID, v })
}

func (k *keeper) LookAtMembers(_ context.Context, _ db.Querier, _ authz.Scope, rows []record.Member) ([]record.Outcome, error) {
	return lookedAt(k, rows, func(m record.Member) (string, any) {
		m.Row = 0
		return m.Name.Given + m.Name.Family + m.Address.Key(), m
	})
}

func (k *keeper) LookAtSpeakers(_ context.Context, _ db.Querier, _ authz.Scope, rows []record.Speaker) ([]record.Outcome, error) {
	return lookedAt(k, rows, func(s record.Speaker) (string, any) { s.Row = 0; return s.State + s.VoterID, s })
}

func (k *keeper) LookAtBallots(_ context.Context, _ db.Querier, _ authz.Scope, rows []record.Ballot) ([]record.Outcome, error) {
	return lookedAt(k, rows, func(b record.Ballot) (string, any) { return b.State + b.VoterID + b.Vote.Election, b.Vote })
}

func (k *keeper) Ballots(_ context.Context, _ *db.WriteTx, _ authz.Scope, rows []record.Ballot) ([]record.Outcome, error) {
	return taken(k, rows, func(b record.Ballot) (string, any) { return b.State + b.VoterID + b.Vote.Election, b.Vote })
}

// Step forgets one page of rows: what taking back does.
func (k *keeper) Step(_ context.Context, _ *db.WriteTx, _ authz.Scope, after id.ID, _ int) (id.ID, Undid, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.calls++; k.calls == k.failAt {
		return 0, Undid{}, k.failing
	}
	if len(k.rows) == 0 {
		return 0, Undid{}, nil
	}
	for key := range k.rows {
		delete(k.rows, key)
		break
	}
	return after + 1, Undid{Removed: 1, Kept: 1, People: []id.ID{after + 1}}, nil
}

func (k *keeper) Tidy(context.Context, *db.WriteTx, authz.Scope) (bool, error) { return false, nil }

func (k *keeper) Count(context.Context, db.Querier, authz.Scope, id.ID) ([]KindOfNews, error) {
	return []KindOfNews{{"moved", 2}}, nil
}

func (k *keeper) List(_ context.Context, _ db.Querier, _ authz.Scope, _ id.ID, kind string, after id.ID, _ int) ([]Item, error) {
	if after > 0 {
		return nil, nil
	}
	return []Item{{ID: 5, Person: 6, Name: "Mai Vang", On: "2026-10-03", From: "Polk", To: "Dane"}}, nil
}

func (k *keeper) Names(_ context.Context, _ db.Querier, _ authz.Scope, people []id.ID) (out []Item, err error) {
	for _, p := range people {
		out = append(out, Item{Person: p, Name: fmt.Sprint("Kou ", int(p))})
	}
	return out, nil
}

func (k *keeper) Voters(_ context.Context, _ *db.WriteTx, _ authz.Scope, rows []record.Voter) ([]record.Outcome, error) {
	return taken(k, rows, func(v record.Voter) (string, any) { v.Row = 0; return v.State + v.ID, v })
}

func (k *keeper) Members(_ context.Context, _ *db.WriteTx, _ authz.Scope, rows []record.Member) ([]record.Outcome, error) {
	return taken(k, rows, func(m record.Member) (string, any) {
		m.Row = 0
		return m.Name.Given + m.Name.Family + m.Address.Key(), m
	})
}

func (k *keeper) Speakers(_ context.Context, _ *db.WriteTx, _ authz.Scope, rows []record.Speaker) ([]record.Outcome, error) {
	out, err := taken(k, rows, func(s record.Speaker) (string, any) { s.Row = 0; return s.State + s.VoterID, s })
	for i, s := range rows {
		if err == nil && s.VoterID == "404" {
			out[i] = record.Outcome{What: record.Refused, Field: "voter_id", Reason: "import.bad.empty"}
		}
	}
	return out, err
}

func (k *keeper) Points(_ context.Context, _ *db.WriteTx, _ authz.Scope, rows []record.Point) ([]record.Outcome, error) {
	return taken(k, rows, func(p record.Point) (string, any) { p.Row = 0; return p.Address.Key(), p })
}

// world is a service on a database, with its queue and with what it keeps.
type world struct {
	*Service
	queue *jobs.Queue
	kept  *keeper
	sc    authz.Scope
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ids, quiet := id.NewSource(time.Now), slog.New(slog.DiscardHandler)
	organize(t, d)
	w := &world{queue: jobs.New(d, ids, time.Now, quiet), kept: &keeper{rows: map[string]string{}}, sc: organizer(11)}
	s, err := NewService(Config{DB: d, IDs: ids, Now: still, Queue: w.queue, Audit: audit.New(still), Intake: func(id.ID, string) Intake { return w.kept }, Undo: func(Later, []Later) Undoer { return w.kept }, News: w.kept, Places: w.kept,
		Dir: t.TempDir(), Home: func(context.Context, authz.Scope) (string, error) { return "WI", nil }, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Service = s
	return w
}

// organize makes the organizations 11 and 12, to which jobs belong.
func organize(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(context.Background(), authz.Platform("test"), "organizations", func(tx *db.WriteTx) error {
		_, err := tx.Exec(context.Background(), `INSERT INTO organization (id, slug, name, state, time_zone, locale, created_at)
			VALUES (11, 'a', 'A', 'WI', 'America/Chicago', 'en', 0), (12, 'b', 'B', 'GA', 'America/New_York', 'en', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// files lists what lies in the folder of uploads.
func (w *world) files(t *testing.T) []string {
	t.Helper()
	dir, err := w.root.Open(".")
	if err != nil {
		t.Fatal(err)
	}
	names, err := dir.Readdirnames(-1)
	if err := cmp.Or(err, dir.Close()); err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// broken is a body that ends before its end.
type broken struct {
	io.Reader
	err error
}

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = b.err
	}
	return n, err
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
