package ui

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// homeCountry is where a number without a country is from.
const homeCountry = "US"

// Phone writes a number that is kept as E.164 as people of this country read it; what is kept as it was given stays so.
func Phone(value string) string {
	n, err := phonenumbers.Parse(value, homeCountry)
	switch {
	case err != nil || !strings.HasPrefix(value, "+"):
		return value
	case phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode())) == homeCountry:
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}
