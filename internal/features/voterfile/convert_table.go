package voterfile

import (
	"slices"
	"strings"

	"banyan/internal/features/voterfile/layouts"
)

// field numbers the fields that stand in one column each.
type field int

const (
	fVoterID field = iota
	fCountyVoterID
	fFamily
	fGiven
	fMiddle
	fSuffix
	fName
	fNative
	fChosen
	fFormer
	fRomanized
	fBirth
	fGender
	fParty
	fStatus
	fRegistered
	fCounty
	fPrecinct
	fNumberPrefix
	fNumber
	fNumberSuffix
	fPreDir
	fStreet
	fStreetType
	fPostDir
	fUnitType
	fUnit
	fAddress
	fCity
	fState
	fZip
	fZip4
	fCityLine
	fMailNumber
	fMailStreet
	fMailUnit
	fMailCity
	fMailState
	fMailZip
	fMailCountry
	fMailLine
	fPhone
	fPhoneArea
	fPhoneExchange
	fPhoneLine
	fEmail
	fPhone2
	fEmail2
	fConsentOn
	fVotes
	fElectionDate
	fElection
	fElectionType
	fMethod
	fLanguage
	fLanguageRead
	fLanguagePreferred
	fTags
	fSource
	fUse
	fModel
	fProbability
	fUntil
	fLat
	fLon
	fWard
	fieldCount
)

var fieldKeys = [fieldCount]string{"voter_id", "county_voter_id", "family", "given", "middle", "suffix", "name", "native", "chosen", "former", "romanized", "birth_date", "gender", "party", "status",
	"registered_on", "county", "precinct", "number_prefix", "number", "number_suffix", "pre_dir", "street", "street_type", "post_dir", "unit_type", "unit", "address", "city", "state", "zip", "zip4", "city_line",
	"mail_number", "mail_street", "mail_unit", "mail_city", "mail_state", "mail_zip", "mail_country", "mail_line", "phone", "phone_area", "phone_exchange", "phone_line", "email", "phone2", "email2", "consent_on", "votes",
	"election_date", "election", "election_type", "method", "language", "language_read", "language_preferred", "tags", "source", "use", "model", "probability", "until", "lat", "lon", "ward"}

// newTable finds the columns of a plan. A column of the plan that the header lacks is left out; [Plan.Missing] has been asked
// before.
func newTable(p Plan, header []string) *table {
	t := &table{plan: p, header: header, width: len(header), sexes: map[string]string{}, ballots: map[string]vote{}}
	t.layout, _ = layouts.Find(p.Layout)
	at := make(map[string]int, len(header))
	for i, h := range header {
		at[h] = i
	}
	for i := range t.at {
		t.at[i] = -1
	}
	keys := make([]string, 0, len(p.Columns))
	for key := range p.Columns {
		keys = append(keys, key)
	}
	slices.Sort(keys) // so that a row is always read in the same order
	for _, key := range keys {
		if i, ok := at[p.Columns[key]]; ok {
			t.place(key, i)
		}
	}
	for key := range p.Columns {
		if n, ok := strings.CutPrefix(key, voteDatePrefix); ok {
			t.dated = append(t.dated, [2]int{at[p.Columns[key]], indexOr(at, p.Columns[voteHowPrefix+n])})
		}
	}
	slices.SortFunc(t.dated, func(a, b [2]int) int { return a[0] - b[0] })
	return t
}

func indexOr(at map[string]int, column string) int {
	if i, ok := at[column]; ok {
		return i
	}
	return -1
}

// place puts one field of the plan where the rows will be read from.
func (t *table) place(key string, i int) {
	prefix, rest, _ := strings.Cut(key, ".")
	switch prefix + "." {
	case mailPrefix:
		t.mail = append(t.mail, i)
	case electionPrefix:
		t.elections = append(t.elections, numbered{i, rest, key})
	case districtPrefix:
		t.districts = append(t.districts, numbered{i, rest, key})
	case votePrefix:
		t.votes = append(t.votes, numbered{i, rest, key})
	case flagPrefix:
		t.flags = append(t.flags, numbered{i, strings.ReplaceAll(rest, "_", " "), key})
	case tagPrefix:
		t.tags = append(t.tags, numbered{i, rest, key})
	case consentPrefix:
		t.consents = append(t.consents, numbered{i, t.header[i], key})
	case customPrefix:
		t.own = append(t.own, numbered{i, rest, key})
	default:
		if f := slices.Index(fieldKeys[:], key); f >= 0 {
			t.at[f] = i
		}
	}
}
