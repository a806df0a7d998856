package app_test

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"banyan/internal/features/organization"
	"banyan/internal/features/people"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/simulate"
)

// While a first large file comes in, people are added by hand, each by the very goroutine that brings the file in: a write that had to wait for the
// import would wait for ever. The first lives at an address that is in the file too: the load gives way, begins anew, and they share a household.
func TestImport_nobodyWaitsForAFirstLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "voters.csv")
	const voters = 20200 // a little more than is worth a load of its own
	shared := writeVoters(t, file, voters)
	for engine, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "banyan.db"), "postgres": dbtest.PostgresURL(t)} {
		t.Run(engine, func(t *testing.T) {
			ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
			defer stop()
			a, err := openApp(t.TempDir(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			org, err := a.Organizations.Create(ctx, organization.Organization{Slug: "fields", Name: "Fields", State: "WI", TimeZone: "America/Chicago"})
			if err != nil {
				t.Fatal(err)
			}
			sc := authz.System(org, "test")
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var added int64
			var failed error
			add := func(int64, int64) {
				in := people.NewByHand{Details: people.Details{Name: record.Name{Given: "Zyx", Family: "Qvist"}}, Anyway: true}
				if added == 0 {
					in.Address = shared
				}
				_, _, err := a.People.Add(ctx, sc, in)
				added, failed = added+1, errors.Join(failed, err)
			}
			i, err := a.Imports.Import(ctx, sc, "voters.csv", f, voterfile.Options{Kind: voterfile.Voters, State: "WI", Progress: add})
			if err := errors.Join(err, failed); err != nil {
				t.Fatal(err)
			}
			if want := (record.Counts{New: voters}); i.Counts != want || added < 10 {
				t.Errorf("counts %+v, want %+v; %d were added", i.Counts, want, added)
			}
			for text, want := range map[string]int64{
				`SELECT count(*) FROM person WHERE org_id = $1`:                      voters + added,
				`SELECT count(*) FROM person WHERE org_id = $1 AND family = 'Qvist'`: added,
				`SELECT count(*) FROM voter_registration WHERE org_id = $1`:          voters,
				`SELECT count(DISTINCT household_id) FROM person WHERE org_id = $1 AND household_id IN (SELECT household_id FROM person WHERE family = 'Qvist')
					AND family <> 'Qvist'`: 1,
			} {
				err := a.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
					n, err := db.One(ctx, tx, db.Value[int64], text, org)
					if err == nil && n != want {
						t.Errorf("%s: %d, want %d", text, n, want)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// writeVoters writes a voter file and gives an address out of it.
func writeVoters(t *testing.T, file string, voters int64) (somewhere address.Address) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := simulate.Write(f, simulate.VoterFile, simulate.Voters(7, voters)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(f)
	head, err := r.Read()
	for n := 0; n < 15000 && err == nil; n++ {
		var row []string
		row, err = r.Read()
		cell := map[string]string{}
		for i, name := range head {
			cell[name] = row[i]
		}
		somewhere = address.Address{Number: cell["HOUSE_NUMBER"], Street: cell["STREET_NAME"], Unit: cell["UNIT"], City: cell["CITY"], State: cell["STATE"], Zip: cell["ZIP"]}
	}
	if err != nil || somewhere.Number == "" {
		t.Fatalf("no address: %v", err)
	}
	return somewhere
}
