package db_test

import (
	"strings"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// A list of ids asks the index for each of them, behind the wall too: on PostgreSQL it once read the whole organization, several times for one page.
func TestListOfIDs_isLookedUp(t *testing.T) {
	d := dbtest.Postgres(t)
	if err := put(t, d, 0, 30000, -1, nil); err != nil { // which looks at how much there is
		t.Fatal(err)
	}
	steps, err := db.Plan(d, org(1), `SELECT id, street FROM household WHERE org_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, int64(1), "[7]")
	if err != nil || !strings.Contains(steps, "household_pkey") || !strings.Contains(steps, "(id = ") {
		t.Errorf("the plan is\n%s\n%v", steps, err)
	}
}
