package people

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
)

// voteCodes gives the numbers by which the organization's registrations name elections and how somebody voted in them. What is
// not in the dictionary yet is added.
func (c chunk) voteCodes(ctx context.Context, rows []record.Voter, todo []int) (map[record.Vote]int, error) {
	missing := map[record.Vote]bool{}
	for _, i := range todo {
		for _, v := range rows[i].Votes {
			if _, ok := c.codes[v]; !ok {
				missing[v] = true
			}
		}
	}
	if len(missing) == 0 {
		return c.codes, nil
	}
	codes, last, err := c.readCodes(ctx)
	if err != nil {
		return nil, err
	}
	var fresh [][]any
	for _, v := range slices.SortedFunc(maps.Keys(missing), byElection) {
		if _, ok := codes[v]; !ok {
			last++
			codes[v] = last
			fresh = append(fresh, []any{c.org, last, v.Election, v.Method})
		}
	}
	if _, err = c.tx.Insert(ctx, "vote_code", []string{"org_id", "code", "election", "method"}, fresh, ""); err == nil && len(fresh) == 0 {
		c.Intake.codes = codes // only what is committed may be remembered
	}
	return codes, err
}

func (c chunk) readCodes(ctx context.Context) (codes map[record.Vote]int, last int, err error) {
	codes = map[record.Vote]int{}
	err = db.Each(ctx, c.q(), func(r db.Row) error {
		var v record.Vote
		var code int
		err := r.Scan(&code, &v.Election, &v.Method)
		codes[v], last = code, max(last, code)
		return err
	}, `SELECT code, election, method FROM vote_code WHERE org_id = $1`, c.org)
	return codes, last, err
}

func byElection(a, b record.Vote) int {
	return strings.Compare(a.Election+"\x00"+a.Method, b.Election+"\x00"+b.Method)
}

// votesText adds votes to those that a registration has: ' 3 17 24 '. A vote once known stays; of one election the newer word on
// how holds.
func votesText(kept string, votes []record.Vote, codes map[record.Vote]int) string {
	if kept == "" && len(votes) == 0 {
		return ""
	}
	list := make([]int, 0, len(votes)+8)
	for _, f := range strings.Fields(kept) {
		if code, err := strconv.Atoi(f); err == nil && !replaced(code, votes, codes) {
			list = append(list, code)
		}
	}
	for _, v := range votes {
		list = append(list, codes[v])
	}
	slices.Sort(list)
	out := make([]byte, 1, 4*len(list)+1)
	out[0] = ' '
	for _, code := range slices.Compact(list) {
		out = strconv.AppendInt(out, int64(code), 10)
		out = append(out, ' ')
	}
	return string(out)
}

// replaced tells whether the votes say something else about the election of a code.
func replaced(code int, votes []record.Vote, codes map[record.Vote]int) bool {
	for _, v := range votes {
		if codes[v] == code {
			return false
		}
	}
	for vote, n := range codes {
		if n == code {
			return slices.ContainsFunc(votes, func(v record.Vote) bool { return v.Election == vote.Election })
		}
	}
	return false
}

// newVotes are the elections of codes that were not there before.
func newVotes(had, has string, codes map[record.Vote]int) (out []string) {
	if had == has {
		return nil
	}
	for vote, code := range codes {
		mark := " " + strconv.Itoa(code) + " "
		if strings.Contains(has, mark) && !strings.Contains(had, mark) {
			out = append(out, vote.Election)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// appendJSON adds a text as JSON writes it.
func appendJSON(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || strings.IndexByte(`"\<>&`, c) >= 0 {
			text, err := json.Marshal(s)
			if err != nil { // a text
				panic(err)
			}
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
