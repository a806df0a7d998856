package db_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// classes is every table with its class, written down by hand: whoever adds a table says here, knowingly, whose it is.
var classes = map[db.Class]string{
	db.Control: "account ceremony coalition meta passkey session",
	db.Shared:  "coalition_organization device invitation job membership organization packet_key",
	db.Tenant: `address_point announcement attempt audit ballot ballot_bad_row ballot_change ballot_file bulk_edit bulk_edit_row call_back checkout custom_field custom_value distribution door_warning form form_version guardian_consent household household_district import import_change import_mapping import_seen
		import_bad_row match_assertion match_model match_pair match_run news_head outline outline_feature packet packet_sheet packet_sheet_data people_view person person_consent person_contact person_event person_file person_file_data person_identity
		person_change person_language person_mailing person_model person_name person_note person_note_version person_relation person_tag program program_pass refused_entry road_network shift shift_turf shift_worker strike suppression
		turf turf_door universe universe_version vote_code voter_registration worker`,
}

func TestSchema_everyTableHasAKnownClass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		want := map[string]db.Class{}
		for class, names := range classes {
			for _, n := range strings.Fields(names) {
				want[n] = class
			}
		}
		for _, table := range d.Schema().Tables {
			class, known := want[table.Name]
			if !known {
				t.Errorf("%s: say in this test whose table it is", table.Name)
			} else if class != table.Class {
				t.Errorf("%s has class %d, this test says %d", table.Name, table.Class, class)
			}
			delete(want, table.Name)
		}
		for name := range want {
			t.Errorf("%s is gone", name)
		}
	})
}

func TestSchema_tenantKeysBeginWithTheOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, table := range d.Schema().Tables {
			for _, f := range table.Foreign {
				if f.OnDelete != "NO ACTION" || f.OnUpdate != "NO ACTION" {
					t.Errorf("%s: a foreign key acts on its own (%s, %s): deletion is the application's decision", table.Name, f.OnDelete, f.OnUpdate)
				}
			}
			if table.Class != db.Tenant {
				continue
			}
			if i := slices.IndexFunc(table.Columns, func(c db.Column) bool { return c.Name == "org_id" }); !table.Columns[i].NotNull {
				t.Errorf("%s: org_id may be NULL", table.Name)
			}
			keys := append([][]string{table.Primary}, table.Unique...)
			for _, f := range table.Foreign {
				keys = append(keys, f.Columns, f.ParentColumns)
			}
			for _, key := range keys {
				if len(key) == 0 || key[0] != "org_id" {
					t.Errorf("%s: the key (%s) does not begin with org_id", table.Name, strings.Join(key, ", "))
				}
			}
		}
	})
}

// Both engines must hold the same tables, or the store tests prove nothing about the other one.
func TestSchema_isTheSameOnBothEngines(t *testing.T) {
	a, b := dbtest.SQLite(t).Schema(), dbtest.Postgres(t).Schema()
	if len(a.Tables) != len(b.Tables) {
		t.Fatalf("%d tables on SQLite, %d on PostgreSQL", len(a.Tables), len(b.Tables))
	}
	for i, x := range a.Tables {
		y := b.Tables[i]
		if x.Name != y.Name || !slices.Equal(x.ColumnNames(), y.ColumnNames()) || !slices.Equal(x.Primary, y.Primary) {
			t.Errorf("%s %v %v differs from %s %v %v", x.Name, x.ColumnNames(), x.Primary, y.Name, y.ColumnNames(), y.Primary)
		}
		if len(x.Unique) != len(y.Unique) || len(x.Foreign) != len(y.Foreign) {
			t.Errorf("%s: %d unique and %d foreign keys on SQLite, %d and %d on PostgreSQL", x.Name, len(x.Unique), len(x.Foreign), len(y.Unique), len(y.Foreign))
		}
		for j, c := range x.Columns {
			if c.NotNull != y.Columns[j].NotNull {
				t.Errorf("%s.%s: NOT NULL differs", x.Name, c.Name)
			}
		}
	}
}

// What is not there cannot be taken, leaked or subpoenaed.
var neverKept = regexp.MustCompile(`(?i)immigra|citizen|visa|undocument|alien|a_?number|green_?card|asylum|refugee|daca|birth_?(country|place)|country_of|born_in|nationality|origin|ssn|social_sec|tax_?id|itin`)

func TestSchema_hasNoColumnThatCouldHurt(t *testing.T) {
	for _, bad := range []string{"immigration_status", "country_of_birth", "birth_country", "ssn", "social_security_number", "nationality", "a_number"} {
		if !neverKept.MatchString(bad) {
			t.Errorf("the pattern does not know %s", bad)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, table := range d.Schema().Tables {
			for _, name := range append(table.ColumnNames(), table.Name) {
				if neverKept.MatchString(name) {
					t.Errorf("%s.%s: this is not kept", table.Name, name)
				}
			}
		}
	})
}

func TestSchema_hidesTheEnginesOwnTables(t *testing.T) {
	d := dbtest.SQLite(t)
	for _, name := range []string{"goose_db_version"} {
		if !slices.Contains(d.Schema().Hidden, name) || d.Schema().Table(name) != nil {
			t.Errorf("%s is not hidden", name)
		}
	}
}
