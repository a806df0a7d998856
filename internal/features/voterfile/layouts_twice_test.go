package voterfile

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"banyan/internal/features/people"
	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// peopleIntake takes rows into the people feature, as the program does.
type peopleIntake struct{ *people.Intake }

func (peopleIntake) BeginLoad(context.Context, *db.DB, authz.Scope, int64) (Loader, error) {
	return nil, nil
}

// TestLayouts_comeInTwice brings a file of each of the 40 layouts into people, twice: the second time nothing changes. A second layout of one
// state belongs to another organization, as its numbers are the first one's.
func TestLayouts_comeInTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		organize(t, d)
		ids, quiet := id.NewSource(time.Now), slog.New(slog.DiscardHandler)
		s, err := NewService(Config{DB: d, IDs: ids, Now: time.Now, Queue: jobs.New(d, ids, time.Now, quiet), Audit: audit.New(time.Now), Dir: t.TempDir(), Log: quiet,
			Intake: func(imp id.ID, day string) Intake { return peopleIntake{people.NewIntake(ids, time.Now).For(imp, day)} },
			Home:   func(context.Context, authz.Scope) (string, error) { return "ZZ", nil }})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		had := map[string]bool{}
		for n, l := range stateLayouts(t) {
			var o Options
			state := ""
			for _, ours := range layouts.All() {
				if ours.Source == l.Name && ours.Kind == "voters" {
					state = ours.State
				}
			}
			org := id.ID(11)
			if had[state] {
				org = 12
			}
			had[state] = true
			if l.Name == "dc" { // no voter numbers: it is asked what the list is
				org, o.Kind = 12, Members
			}
			content := write(t, ',', append([][]string{l.Columns}, files{rand.New(rand.NewPCG(uint64(n), 3)), l, state}.make(testRows)...)...)
			for _, want := range []func(record.Counts) bool{
				func(c record.Counts) bool { return c.New == testRows && c.Refused+c.Changed+c.Same == 0 },
				func(c record.Counts) bool { return c == record.Counts{Same: testRows} },
			} {
				i, err := s.Import(context.Background(), authz.System(org, "test"), l.Name+".csv", bytes.NewReader(content), o)
				if err != nil || !want(i.Counts) {
					t.Errorf("%s: %+v, %v", l.Name, i.Counts, err)
				}
			}
		}
	})
}
