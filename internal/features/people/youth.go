package people

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Who is under 18 is hidden from lists, searches and exports unless the actor holds authz.ReadYouth, and never stands in a universe
// or on a walk list, whoever asks. Who is under 13 is not kept at all.
const (
	adultAge   = 18
	youngestIn = 13
)

// underAge is the condition, without arguments, that the row of person under an alias belongs to somebody under 18. Where only a
// year or a month is known, whoever may still be 17 counts as 17, but for those whom a state lists as voters: their lists give years
// only, and are of voters.
func underAge(alias string, now time.Time) string {
	day := birthday(now, adultAge)
	return fmt.Sprintf("(%[1]s.birth_date > '%[2]s' OR %[1]s.birth_date IN ('%[3]s', '%[4]s') AND %[1]s.source <> '%[5]s')", alias, day, day[:4], day[:7], SourceVoterFile)
}

// isUnderAge is underAge for one row.
func isUnderAge(birth, source string, now time.Time) bool {
	day := birthday(now, adultAge)
	return birth > day || source != SourceVoterFile && (birth == day[:4] || birth == day[:7])
}

// stands is the condition that the row under an alias stands for a person; $1 is the organization. With young it means everybody, without
// only those no row of whom is under age.
func stands(alias string, young bool, now time.Time) string {
	text := alias + ".merged_into IS NULL"
	if !young {
		text += " AND NOT " + underAge(alias, now) +
			" AND " + alias + ".id NOT IN (SELECT y.merged_into FROM person y WHERE y.org_id = $1 AND y.merged_into IS NOT NULL AND " + underAge("y", now) + ")"
	}
	return "(" + text + ")"
}

// birthday is the latest day of birth of whoever has that age now.
func birthday(now time.Time, age int) string {
	return now.AddDate(-age, 0, 0).Format(time.DateOnly)
}

var birthShape = regexp.MustCompile(`^(1[89]|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$`)

// birthFault tells why a date of birth cannot be kept; "" where it can. Whoever may be under 13 is refused: a year alone is not
// enough where it leaves that open.
func birthFault(birth string, now time.Time) string {
	if birth == "" {
		return ""
	}
	if !birthShape.MatchString(birth) {
		return "people.birth_wrong"
	}
	if len(birth) == len(time.DateOnly) {
		if _, err := time.Parse(time.DateOnly, birth); err != nil {
			return "people.birth_wrong"
		}
	}
	if birth > now.Format(time.DateOnly) {
		return "people.birth_wrong"
	}
	if limit := birthday(now, youngestIn); birth > limit || len(birth) < len(limit) && strings.HasPrefix(limit, birth) {
		return "people.birth_under_13"
	}
	return ""
}

// ageOf gives the full years since a date of birth; nil where the date leaves them open.
func ageOf(birth string, now time.Time) *int {
	born, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return nil
	}
	years := now.Year() - born.Year()
	if now.Format("01-02") < born.Format("01-02") {
		years--
	}
	return &years
}
