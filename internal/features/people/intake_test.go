package people

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/language"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/testing/shared"
)

func TestIntake_twiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		one := voter("1", "Mai", "Vang", "12 N Oak St Apt 2")
		one.Votes = []record.Vote{{Election: "2022-11", Method: "At Polls"}}
		one.Languages = []record.Language{spoken("hmn", record.Observed)}
		list := member("Kou", "Xiong", "12 North Oak Street Apt 3")
		list.Languages, list.Tags = []record.Language{spoken("hmn", record.SelfReported)}, []string{"leader"}
		said := record.Speaker{State: "WI", VoterID: "1", Language: spoken("en", record.SelfReported)}
		for turn, want := range []record.Counts{{New: 2, Changed: 1}, {Same: 3}, {Same: 3}} {
			got := record.Count(slices.Concat(w.voters(one), w.members(list), w.speakers(said)))
			if got != want {
				t.Errorf("turn %d: %+v, want %+v", turn+1, got, want)
			}
		}
		for table, want := range map[string]int{"person": 2, "household": 2, "voter_registration": 1, "vote_code": 1, "person_language": 3, "person_tag": 1} {
			if got := w.count(table); got != want {
				t.Errorf("%s has %d rows, want %d", table, got, want)
			}
		}
		if got := w.texts(`SELECT language FROM person WHERE org_id = $1 ORDER BY family`); !slices.Equal(got, []string{"en", "hmn"}) {
			t.Errorf("preferred languages %q: what people say themselves goes before what somebody observed", got)
		}
	})
}

func TestIntake_aMemberIsTheVoterAtTheSameDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.voters(voter("1", "Duc", "Nguyen", "12 N Oak St Apt 2"), voter("2", "Mai", "Vang", "14 N Oak St"), voter("3", "John", "Smith", "16 N Oak St"), voter("4", "John", "Smith", "16 N Oak St"))
		given := member("Đức", "Nguyễn", "12 North Oak Street")
		given.Name.Native, given.Phone = "Nguyễn Đức", "(414) 555-0101"
		out := w.members(given, member("M.", "Vang", "14 N. Oak St."), member("John", "Smith", "16 N Oak St"), member("Mai", "Vang", "99 Elm St"))
		var what []record.What
		for _, o := range out {
			what = append(what, o.What)
		}
		if want := []record.What{record.Changed, record.Changed, record.New, record.New}; !slices.Equal(what, want) {
			t.Errorf("outcomes %v, want %v: two equal voters at one door are nobody's match", what, want)
		}
		got := w.texts(`SELECT p.given || ' ' || p.family || ' ' || p.native_lang || ' ' || p.phone || ' ' || h.unit FROM person p JOIN voter_registration r ON r.org_id = p.org_id AND r.person_id = p.id
			JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1 AND p.is_member ORDER BY r.voter_id`)
		if want := []string{"Đức Nguyễn vi +14145550101 Apt 2", "Mai Vang   "}; !slices.Equal(got, want) {
			t.Errorf("members among the voters: %q, want %q", got, want)
		}
	})
}

func TestIntake_aVoterIsTheMemberWhoWasThereFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		given := member("Đức", "Nguyễn", "12 North Oak Street")
		given.Phone = "414-555-0101"
		w.members(given)
		row := voter("1", "DUC", "NGUYEN", "12 N Oak St")
		row.Phone = "414-555-0199"
		w.voters(row, voter("2", "Duc", "Nguyen", "12 N Oak St"))
		row.Hash, row.Status = "next month", "Inactive"
		w.voters(row)
		row.Hash = "two months later"
		w.voters(row)
		got := w.texts(`SELECT p.given || ' ' || p.phone || ' ' || r.voter_id || ' ' || r.status FROM person p JOIN voter_registration r ON r.org_id = p.org_id AND r.person_id = p.id
			WHERE p.org_id = $1 ORDER BY r.voter_id`)
		if want := []string{"Đức +14145550101 1 Inactive", "Duc  2 Active"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestIntake_twoRowsOfOnePersonNeverFight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b, c := member("Mai", "Vang", "12 Oak St"), member("Mai", "Vang", "12 Oak St"), member("Mai", "Vang", "")
		a.Row, b.Row, c.Row = 1, 2, 3
		a.Phone, b.Phone, b.Email, c.Email = "414-555-0101", "414-555-0102", "mai@example.org", "mai@example.org"
		first := record.Count(w.members(a, b, c))
		second := record.Count(w.members(a, b, c))
		if first != (record.Counts{New: 1, Changed: 1, Same: 1}) || second != (record.Counts{Same: 3}) {
			t.Errorf("first %+v, then %+v", first, second)
		}
		if got := w.texts(`SELECT phone || ' ' || email FROM person WHERE org_id = $1`); !slices.Equal(got, []string{"+14145550101 mai@example.org"}) {
			t.Errorf("kept %q", got)
		}
	})
}

func TestIntake_refusesWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		long := voter("5", strings.Repeat("á", 500), "Vang", "12 Oak St")
		twin := voter("1", "Other", "Person", "14 Oak St")
		out := w.voters(voter("1", "Mai", "Vang", "12 Oak St"), voter("", "Mai", "Vang", "12 Oak St"), voter("2", " ", "", "12 Oak St"), long, twin, voter("6", strings.Repeat("á", 300), "Vang", ""),
			voter("7", "김", "Kim 陳 Nguyễn راؤ", "12 Oak St"), voter("8", "Nul\x00l", "By\xfftes", "12 Oak St"))
		out = append(out, w.speakers(record.Speaker{State: "WI", VoterID: "404", Language: spoken("hmn", record.Observed)})...)
		var got []string
		for _, o := range out {
			got = append(got, o.Reason)
		}
		want := []string{"", "people.voter_id_missing", "people.name_missing", "people.name_too_long", "people.voter_twice", "", "", "", "people.voter_unknown"}
		if !slices.Equal(got, want) {
			t.Errorf("reasons %q\nwant    %q", got, want)
		}
		if got := w.texts(`SELECT given || ' ' || family FROM person WHERE org_id = $1 AND given LIKE 'Nul%'`); !slices.Equal(got, []string{"Null Bytes"}) {
			t.Errorf("cleaned to %q", got)
		}
	})
}

func TestIntake_aFileNeverTakesBackWhatWasEditedHere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		row := voter("1", "Duc", "Nguyen", "12 Oak St")
		row.Phone, row.Votes = "414-555-0101", []record.Vote{{Election: "2022-11"}}
		w.voters(row)
		w.at = w.at.Add(time.Minute)
		w.write(func(ctx context.Context, tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `UPDATE person SET given = 'Đức', phone = '+14145550177', updated_at = $2 WHERE org_id = $1`, w.sc.Organization(), db.At(w.at))
			return err
		})
		row.Hash, row.Address, row.Votes, row.Email = "moved", at("99 Elm St"), []record.Vote{{Election: "2024-11"}}, "duc@example.org"
		for range 2 {
			w.voters(row)
			row.Hash += " again"
		}
		got := w.texts(`SELECT p.given || ' ' || p.phone || ' ' || p.email || ' ' || h.street FROM person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE p.org_id = $1`)
		if want := []string{"Đức +14145550177 duc@example.org Elm St"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := w.texts(`SELECT v.election FROM vote_code v JOIN voter_registration r ON r.org_id = v.org_id AND r.votes LIKE '% ' || v.code || ' %' WHERE v.org_id = $1 ORDER BY v.election`); !slices.Equal(got, []string{"2022-11", "2024-11"}) {
			t.Errorf("votes %q: a later file must not take one back", got)
		}
	})
}

func TestIntake_milwaukee(t *testing.T) {
	voters, members, speakers, truth := milwaukee(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		began := time.Now()
		v, s := record.Count(w.voters(voters...)), record.Count(w.speakers(speakers...))
		out := w.members(members...)
		t.Logf("voters %+v, languages %+v, members %+v in %v", v, s, record.Count(out), time.Since(began).Round(time.Millisecond))
		if v.New != int64(len(voters)) || s.Changed != int64(len(speakers)) || s.Refused > 0 {
			t.Errorf("voters %+v, languages %+v", v, s)
		}
		checkMatches(t, w, members, truth)
		before := w.count("person")
		again := record.Count(slices.Concat(w.voters(voters...), w.speakers(speakers...), w.members(members...)))
		if again.Same != int64(len(voters)+len(speakers)+len(members)) || w.count("person") != before {
			t.Errorf("a second time: %+v, %d people before and %d after", again, before, w.count("person"))
		}
	})
}

// checkMatches holds who was recognized against the answer that the invented list carries. Rows with nothing but a name could be
// anybody and do not count.
func checkMatches(t *testing.T, w *world, members []record.Member, truth []string) {
	t.Helper()
	byContact := map[string]string{}
	for _, line := range w.texts(`SELECT r.voter_id || '|' || p.given || '|' || p.family || '|' || p.phone FROM person p JOIN voter_registration r ON r.org_id = p.org_id AND r.person_id = p.id
		WHERE p.org_id = $1 AND p.is_member`) {
		number, rest, _ := strings.Cut(line, "|")
		byContact[number] = rest
	}
	expected, found := 0, 0
	for i, m := range members {
		if truth[i] == "" || m.Address.Empty() && m.Phone == "" && m.Email == "" {
			continue
		}
		expected++
		if _, ok := byContact[truth[i]]; ok {
			found++
		} else {
			t.Logf("missed: %+v", m)
		}
	}
	t.Logf("%d of %d members in the voter file were recognized; %d voters were taken for members", found, expected, len(byContact))
	if found < expected*95/100 || len(byContact)-found > expected/50 {
		t.Errorf("recognized %d of %d, and %d who are none", found, expected, len(byContact)-found)
	}
}

func milwaukee(t *testing.T) (voters []record.Voter, members []record.Member, speakers []record.Speaker, truth []string) {
	zipped, err := gzip.NewReader(shared.Open(t, "data/milwaukee/synthetic-wi-voters-area50.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	eachRow(t, zipped, func(row int64, c map[string]string) {
		v := record.Voter{Row: row, State: "WI", ID: c["Voter Reg Number"], Status: c["voter_status"], Name: record.Name{Given: c["FirstName"], Middle: c["MiddleName"], Family: c["LastName"], Suffix: c["Suffix"]},
			Address: address.Address{Number: c["HouseNumber"], Street: c["StreetName"], Unit: c["UnitNumber"], City: "Milwaukee", State: "WI", Zip: c["ZipCode"]},
			Phone:   c["PhoneNumber"], Email: c["EmailAddress"], Districts: []record.District{{Kind: "ward", Name: c["Ward"]}}}
		for column, election := range map[string]string{"November2022": "2022-11", "November2024": "2024-11"} {
			if c[column] != "" {
				v.Votes = append(v.Votes, record.Vote{Election: election, Method: c[column]})
			}
		}
		v.Hash = fmt.Sprint(c)
		voters = append(voters, v)
	})
	eachRow(t, shared.Open(t, "data/milwaukee/members-area50.csv"), func(row int64, c map[string]string) {
		code, _ := language.Canonical(c["Language"])
		m := record.Member{Row: row, Name: record.Name{Given: c["Given name"], Family: c["Family name"], Native: c["Native name"]}, Phone: c["Phone"], Email: c["Email"],
			Languages: []record.Language{spoken(code, record.SelfReported)}}
		m.Address.Number, m.Address.Street, m.Address.Unit = address.Line(c["Address"])
		m.Address.Zip = c["ZIP"]
		members, truth = append(members, m), append(truth, c["truth_voter_id"])
	})
	eachRow(t, shared.Open(t, "data/milwaukee/languages-area50.csv"), func(row int64, c map[string]string) {
		speakers = append(speakers, record.Speaker{Row: row, State: "WI", VoterID: c["voter_reg_number"], Language: spoken(c["language"], c["source"])})
	})
	return voters, members, speakers, truth
}

func eachRow(t *testing.T, from io.Reader, fn func(row int64, cells map[string]string)) {
	t.Helper()
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		cells := map[string]string{}
		for j, name := range rows[0] {
			cells[strings.TrimPrefix(name, "\ufeff")] = row[j]
		}
		fn(int64(i+1), cells)
	}
}
