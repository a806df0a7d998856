package db

import (
	"fmt"
	"unicode/utf8"
)

const (
	searchIndex = "person_index"  // SQLite's trigram index over person.search; migrations/0004_search.sql
	searchName  = "person_search" // what queries ask, on both engines
	searchView  = `CREATE TEMP VIEW person_search AS SELECT org_id, id, search FROM main.person_index WHERE org_id IN (SELECT org FROM temp.banyan_ctx WHERE org > 0)`
)

// SearchPredicate is the condition "the person's folded names contain the text" for a query over person under the
// given alias; org and pattern are the parameters ($1, $2) with the organization and Contains(folded). The index
// knows three characters and more; a shorter text is looked for by reading the organization's people.
func SearchPredicate(alias, org, pattern, folded string) string {
	if utf8.RuneCountInString(folded) < 3 {
		return fmt.Sprintf(`%s.search LIKE %s`, alias, pattern)
	}
	return fmt.Sprintf(`%s.id IN (SELECT id FROM person_search WHERE org_id = %s AND search LIKE %s)`, alias, org, pattern)
}
