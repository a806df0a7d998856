package people

import (
	"context"
	"testing"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// world is a database with a clock that moves only when the test says so.
type world struct {
	*testing.T
	d   *db.DB
	ids *id.Source
	at  time.Time
	sc  authz.Scope
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{T: t, d: d, at: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)}
	w.ids = id.NewSource(w.now)
	w.sc = authz.System(w.ids.Next(), "test")
	return w
}

func (w *world) now() time.Time { return w.at }

func (w *world) write(fn func(context.Context, *db.WriteTx) error) {
	w.Helper()
	if err := w.d.Write(context.Background(), w.sc, "test", func(tx *db.WriteTx) error { return fn(context.Background(), tx) }); err != nil {
		w.Fatal(err)
	}
}

// take runs one file through a new Intake in chunks, a minute later than whatever came before.
func take[R any](w *world, rows []R, step func(*Intake, context.Context, *db.WriteTx, authz.Scope, []R) ([]record.Outcome, error)) []record.Outcome {
	w.Helper()
	w.at = w.at.Add(time.Minute)
	in := NewIntake(w.ids, w.now)
	var all []record.Outcome
	for len(rows) > 0 {
		n := min(1000, len(rows))
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			out, err := step(in, ctx, tx, w.sc, rows[:n])
			if err == nil {
				all = append(all, out...)
			}
			return err
		})
		if len(all) == n { // as the importer does after its first chunk
			if err := w.d.Analyze(context.Background()); err != nil {
				w.Fatal(err)
			}
		}
		rows = rows[n:]
	}
	return all
}

func (w *world) voters(rows ...record.Voter) []record.Outcome {
	w.Helper()
	return take(w, rows, (*Intake).Voters)
}

func (w *world) members(rows ...record.Member) []record.Outcome {
	w.Helper()
	return take(w, rows, (*Intake).Members)
}

func (w *world) speakers(rows ...record.Speaker) []record.Outcome {
	w.Helper()
	return take(w, rows, (*Intake).Speakers)
}

// texts asks for one column of texts in the order of the statement. $1 is the organization.
func (w *world) texts(sql string, args ...any) []string {
	w.Helper()
	var out []string
	err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) (err error) {
		out, err = db.All(context.Background(), tx, db.Value[string], sql, append([]any{w.sc.Organization()}, args...)...)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) count(table string) int {
	w.Helper()
	var n int
	err := w.d.Read(context.Background(), w.sc, func(tx *db.ReadTx) (err error) {
		n, err = db.One(context.Background(), tx, db.Value[int], "SELECT count(*) FROM "+table+" WHERE org_id = $1", w.sc.Organization())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func voter(number, given, family, line string) record.Voter {
	a := at(line)
	return record.Voter{State: "WI", ID: number, Status: "Active", Name: record.Name{Given: given, Family: family}, Address: a, Hash: number + given + family + line}
}

func member(given, family, line string) record.Member {
	return record.Member{Name: record.Name{Given: given, Family: family}, Address: at(line)}
}

func at(line string) address.Address {
	number, street, unit := address.Line(line)
	return address.Address{Number: number, Street: street, Unit: unit, City: "Milwaukee", State: "WI", Zip: "53218"}
}

func spoken(code, source string) record.Language {
	return record.Language{Code: code, Kind: record.Spoken, Source: source}
}
