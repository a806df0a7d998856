package voterfile

import (
	"cmp"
	"slices"
	"strings"

	"banyan/internal/kernels/record"
)

// voter reads a row of a voter file.
func (t *table) voter(row int64) record.Voter {
	v := record.Voter{Row: row, ID: t.voterID(), Name: t.name(), BirthDate: t.date(fBirth), Gender: t.gender(), Party: t.text(fParty, maxOther), Address: t.address(), Mailing: t.mailing(),
		Phone: t.phone(), Email: t.email(), Status: t.text(fStatus, maxOther), RegisteredOn: t.date(fRegistered), County: t.county(), Precinct: t.text(fPrecinct, maxOther)}
	v.State = cmp.Or(t.ofState(), v.Address.State)
	if v.State == "" {
		t.fail(fault("state", "import.bad.empty"))
	}
	v.Address.State = cmp.Or(v.Address.State, v.State)
	v.Districts = t.districtsOf(v.County, v.Precinct)
	v.Votes = t.votesOf()
	return v
}

// ofState is the state of the voter numbers: the layout's or what somebody said, else the one that each row tells.
func (t *table) ofState() string {
	if t.layout.State != "" || t.at[fState] < 0 {
		return t.plan.State
	}
	return ""
}

// voterID is the state's number. Where a state only has numbers of its counties, the county's code comes before.
func (t *table) voterID() string {
	if s := t.text(fVoterID, maxID); s != "" {
		return s
	}
	if t.at[fCountyVoterID] < 0 {
		return t.need(fVoterID, maxID)
	}
	county, n := t.raw(fCounty), t.need(fCountyVoterID, maxID)
	if n == "" {
		return ""
	}
	return county + "-" + n
}

// county is the county's name where the layout knows its code.
func (t *table) county() string {
	s := t.text(fCounty, maxOther)
	if name, ok := t.layout.Counties[strings.TrimLeft(s, "0")]; ok && s != "" {
		return name
	}
	return s
}

// gender is kept as given, but for the two words and two letters that every state writes.
func (t *table) gender() string {
	s := t.text(fGender, maxOther)
	if s == "" {
		return ""
	}
	if known, ok := t.sexes[s]; ok {
		return known
	}
	kept := s
	switch strings.ToLower(s) {
	case "m", "male":
		kept = "M"
	case "f", "female":
		kept = "F"
	case "x", "nonbinary", "non-binary":
		kept = "X"
	case "u", "unknown", "unspecified", "not specified":
		kept = ""
	}
	if len(t.sexes) < 100 {
		t.sexes[s] = kept
	}
	return kept
}

// districtsOf lists the districts by kind; the county and the precinct are among them, so that a universe can ask for them in
// one way.
func (t *table) districtsOf(county, precinct string) []record.District {
	out := t.distRow.take(len(t.districts) + 2)
	add := func(kind, name string) {
		if name != "" && !slices.ContainsFunc(out, func(d record.District) bool { return d.Kind == kind }) {
			out = append(out, record.District{Kind: kind, Name: name})
		}
	}
	for _, d := range t.districts {
		if d.name > "county" {
			add("county", county)
		}
		if d.name > "precinct" {
			add("precinct", precinct)
		}
		add(d.name, t.limited(d.column, maxOther, d.key))
	}
	add("county", county)
	add("precinct", precinct)
	if len(out) == 0 {
		return nil
	}
	return out
}

// votesOf lists the elections in which somebody voted, from whichever columns tell it.
func (t *table) votesOf() []record.Vote {
	out := t.voteRow.take(len(t.elections) + len(t.votes) + len(t.dated))
	for _, e := range t.elections {
		if method := t.limited(e.column, maxOther, e.key); method != "" && voted(method) {
			out = append(out, record.Vote{Election: e.name, Method: method})
		}
	}
	for _, c := range t.votes {
		if s := t.limited(c.column, maxOther, c.key); s != "" {
			out = t.appendVote(out, s)
		}
	}
	for _, c := range t.dated {
		if e, ok := readDate(t.cell(c[0]), t.plan.Dates); ok {
			how := ""
			if c[1] >= 0 {
				how = t.limited(c[1], maxOther, "vote_how")
			}
			out = append(out, record.Vote{Election: e, Method: how})
		}
	}
	for rest := t.raw(fVotes); rest != ""; { // a whole history in one cell, as New York writes it
		var one string
		one, rest, _ = strings.Cut(rest, ";")
		out = t.appendVote(out, strings.TrimSpace(one))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// vote is what a cell that tells an election says.
type vote struct {
	record.Vote
	ok bool
}

const keptBallots = 10000

// appendVote adds the election that a cell tells, if it tells one. What was read once is known.
func (t *table) appendVote(out []record.Vote, s string) []record.Vote {
	v, known := t.ballots[s]
	if !known {
		v.Election, v.Method, v.ok = ballot(s)
		if len(t.ballots) < keptBallots {
			t.ballots[strings.Clone(s)] = v
		}
	}
	if v.ok {
		out = append(out, v.Vote)
	}
	return out
}

// ballot reads a row of a file that tells who voted.
func (t *table) ballot(row int64) record.Ballot {
	b := record.Ballot{Row: row, State: cmp.Or(t.ofState(), t.state()), VoterID: t.need(fVoterID, maxID)}
	if b.State == "" {
		t.fail(fault("state", "import.bad.empty"))
	}
	b.Vote = record.Vote{Election: t.date(fElectionDate), Method: t.text(fMethod, maxOther)}
	if b.Vote.Election == "" {
		name := t.text(fElection, maxOther)
		e, _, ok := ballot(name)
		if !ok {
			t.fail(fault("election", "import.bad.election", "value", name))
		}
		b.Vote.Election = e
	}
	for _, f := range t.flags {
		if b.Vote.Method == "" && yes(t.cell(f.column)) {
			b.Vote.Method = f.name
		}
	}
	return b
}
