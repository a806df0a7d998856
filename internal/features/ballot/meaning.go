package ballot

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Mapping says what the columns of a file are and what its words mean.
type Mapping struct {
	Columns map[string]int    `json:"columns"` // by what they hold, from 0
	Words   map[string]Status `json:"words"`   // by the word as it is written, folded; "" = such rows are passed over
}

// What a column can hold. The number of the voter is needed, and the status or one of the days of its own.
const (
	colVoter     = "voter_id"
	colStatus    = "status"
	colReason    = "reason"
	colDate      = "date"
	colRequested = "requested_on"
	colSent      = "sent_on"
	colReturned  = "returned_on"
	colElection  = "election"
)

// columns in the order of the form, each with the names that offices give it, folded.
var columns = []struct {
	name  string
	known []string
}{
	{colVoter, []string{"voterid", "statevoterid", "sosvoterid", "stateid", "voterregnum", "voterregistrationnumber", "voterregnumber", "registrationnumber", "regnum", "voternumber", "voterno", "ncid", "vuid", "lvid",
		"idnumber", "statefileid", "statevoteridnumber", "svid", "registrationid", "voteridnumber", "dwid"}},
	{colStatus, []string{"status", "ballotstatus", "ballotrtnstatus", "avstatus", "absenteestatus", "mailballotstatus", "voterballotstatus", "ballotstate", "returnstatus", "ballotresponse"}},
	{colReason, []string{"reason", "rejectreason", "rejectionreason", "ballotreason", "challengereason", "deficiency", "curereason", "statusreason", "ballotstatusreason", "notcountedreason"}},
	{colDate, []string{"date", "statusdate", "asof", "ballotstatusdate", "updated", "lastupdated", "changedate"}},
	{colRequested, []string{"requestdate", "daterequested", "requestedon", "ballotreqdt", "applicationdate", "appdate", "apprequestdate", "appreturneddate", "requested"}},
	{colSent, []string{"sentdate", "datesent", "senton", "ballotsenddt", "ballotsentdt", "maileddate", "datemailed", "issueddate", "ballotissueddate", "ballotmaileddate", "sent", "mailed"}},
	{colReturned, []string{"returndate", "returneddate", "datereturned", "returnedon", "ballotrtndt", "receiveddate", "datereceived", "ballotreturneddate", "ballotreceiveddate", "received", "returned"}},
	{colElection, []string{"election", "electiondate", "electiondt", "electionday"}},
}

// meanings of the words that offices use, folded; in a word that is not here the longest one that it contains counts.
var meanings = map[string]Status{
	"requested": Requested, "request": Requested, "applied": Requested, "application": Requested, "applicationreceived": Requested, "applicationapproved": Requested, "pending": Requested,
	"sent": Sent, "mailed": Sent, "issued": Sent, "ballotsent": Sent, "out": Sent, "outstanding": Sent, "notreturned": Sent, "unreturned": Sent, "delivered": Sent,
	"returned": Returned, "received": Returned, "return": Returned, "ballotreceived": Returned, "ballotreturned": Returned, "voted": Returned, "inperson": Returned, "dropbox": Returned,
	"accepted": Accepted, "counted": Accepted, "valid": Accepted, "approved": Accepted, "verified": Accepted, "good": Accepted,
	"rejected": Rejected, "challenged": Rejected, "invalid": Rejected, "notcounted": Rejected, "deficient": Rejected, "needscure": Rejected, "curerequired": Rejected, "incomplete": Rejected, "unsigned": Rejected,
	"nosignature": Rejected, "signaturemismatch": Rejected, "cureable": Rejected, "curable": Rejected, "notaccepted": Rejected,
	"cured": Cured, "acceptedcured": Cured, "resolved": Cured, "fixed": Cured, "corrected": Cured,
}

// fold keeps letters and digits, small.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// recognize says what the columns of a header are, as far as their names tell.
func recognize(header []string) Mapping {
	m := Mapping{Columns: map[string]int{}, Words: map[string]Status{}}
	for _, c := range columns {
		best := len(c.known)
		for i, name := range header {
			if at := slices.Index(c.known, fold(name)); at >= 0 && at < best {
				best, m.Columns[c.name] = at, i
			}
		}
	}
	return m
}

// meaning is what a word means; ok is false for one that only somebody who knows the office can tell.
func meaning(word string) (Status, bool) {
	if s, ok := meanings[word]; ok {
		return s, true
	}
	best := ""
	for known := range meanings {
		longer := len(known) > len(best) || len(known) == len(best) && known < best
		if len(known) >= 5 && longer && strings.Contains(word, known) {
			best = known
		}
	}
	if strings.Contains(word, "cured") { // 'challenged - cured': that is how it ended
		best = "cured"
	}
	// 'not returned' says the other side of 'returned': somebody who knows the office tells what is meant
	if best == "" || strings.Contains(word, "not"+best) || strings.Contains(word, "un"+best) {
		return "", false
	}
	return meanings[best], true
}

// whole tells whether a file can be read by the mapping: the numbers of voters and something about their ballots.
func (m Mapping) whole(width int) bool {
	for _, at := range m.Columns {
		if at < 0 || at >= width {
			return false
		}
	}
	return m.has(colVoter) && (m.has(colStatus) || m.has(colRequested) || m.has(colSent) || m.has(colReturned))
}

func (m Mapping) has(column string) bool {
	_, ok := m.Columns[column]
	return ok
}

func (m Mapping) cell(cells []string, column string) string {
	if at, ok := m.Columns[column]; ok {
		return cells[at]
	}
	return ""
}

// told is what a row says.
type told struct {
	voter string
	Stand
	pass bool // says nothing about a ballot of this election
}

// fault is why a row cannot be taken: a message key, and the cell.
type fault struct{ reason, value string }

// read says what a row tells.
func (m Mapping) read(cells []string, election string) (t told, f *fault) {
	if t.voter = m.cell(cells, colVoter); t.voter == "" {
		return t, &fault{"ballot.bad.no_voter", ""}
	}
	if other := m.cell(cells, colElection); other != "" {
		if day, ok := dayOf(other); ok && day != election {
			t.pass = true
			return t, nil
		}
	}
	days := map[string]string{}
	for _, column := range []string{colDate, colRequested, colSent, colReturned} {
		cell := m.cell(cells, column)
		day, ok := dayOf(cell)
		if cell != "" && !ok {
			return t, &fault{"ballot.bad.day", cell}
		}
		days[column] = day
	}
	word := m.cell(cells, colStatus)
	if fold(word) != "" {
		s, known := m.Words[fold(word)]
		if !known {
			s, known = meaning(fold(word))
		}
		if !known {
			return t, &fault{"ballot.bad.word", word}
		}
		t.Status = s
	} else {
		t.Status = byDays(days)
	}
	t.pass = t.Status == ""
	if t.Status == Rejected {
		t.Reason = m.cell(cells, colReason)
	}
	t.On = dayFor(t.Status, days)
	return t, nil
}

// byDays is where a ballot stands by the days that a row has of each step.
func byDays(days map[string]string) Status {
	switch {
	case days[colReturned] != "":
		return Returned
	case days[colSent] != "":
		return Sent
	case days[colRequested] != "":
		return Requested
	}
	return ""
}

// dayFor is the day since which a status holds.
func dayFor(s Status, days map[string]string) string {
	own := days[colReturned]
	switch s {
	case Requested:
		own = days[colRequested]
	case Sent:
		own = days[colSent]
	}
	if days[colDate] != "" {
		return days[colDate]
	}
	return own
}

var dayForms = []string{time.DateOnly, "1/2/2006", "1/2/06", "1-2-2006", "20060102", "2-Jan-2006", "2-Jan-06", "2006/1/2"}

// dayOf reads a day as offices in the United States write it, with or without a time behind it.
func dayOf(cell string) (string, bool) {
	cell, _, _ = strings.Cut(cell, " ")
	if n := len(time.DateOnly); len(cell) > n && cell[n] == 'T' {
		cell = cell[:n]
	}
	for _, form := range dayForms {
		if day, err := time.Parse(form, cell); err == nil && day.Year() > 1990 && day.Year() < 2100 {
			return day.Format(time.DateOnly), true
		}
	}
	return "", false
}
