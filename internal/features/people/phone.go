package people

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// homeCountry is where a number without a country is from.
const homeCountry = "US"

// phone writes a number as E.164, so that one number has one spelling. What is no number of any country is kept as it was given where
// somebody may still dial it, and is "" where nobody could.
func phone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	international := strings.HasPrefix(strings.TrimSpace(s), "+")
	switch { // nearly all of a voter file; a parser of the whole world's numbers takes a hundred times as long
	case len(digits) == 10 && !international:
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1':
		return "+" + digits
	case len(digits) < 7:
		return ""
	}
	n, err := phonenumbers.Parse(s, homeCountry)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return clean(s)
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}
