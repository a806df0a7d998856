package voterfile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	monthYear = regexp.MustCompile(`^(?:general|primary|special|spring|fall|partisan|election)?\s*(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\s*((?:19|20)\d\d)$`)
	fullDate  = regexp.MustCompile(`(?:^|[\s:-])(?:((?:19|20)\d\d)[ /-]?(\d\d)[ /-]?(\d\d)|(\d{1,2})[ /-](\d{1,2})[ /-]((?:19|20)\d\d))$`)
	dayFirst  = regexp.MustCompile(`^(?:((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)|(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d))(?:\s|$)`)
	monthCode = regexp.MustCompile(`^(\d\d)(\d\d)(\d\d)-[a-z]$`)                                                           // the District of Columbia: 110816-G
	vendor    = regexp.MustCompile(`^(?:vb vf |vf )?([gp])((?:19|20)\d\d)$`)                                               // TargetSmart: vb.vf_g2016
	yearCode  = regexp.MustCompile(`^([a-z]{1,4}|general|primary)[ /-]*((?:19|20)\d\d|\d\d)$`)                             // GN2016, PR18
	codeYear  = regexp.MustCompile(`^((?:19|20)\d\d|\d\d)[ /-]*([a-z]{1,4}|[a-z ]*general[a-z ]*|[a-z ]*primary[a-z ]*)$`) // 16G, 2010 general election
	named     = regexp.MustCompile(`^(general|primary|presidential ?primary|other ?election|municipal|special)[ ,]*(?:election)?[ ,]*((?:19|20)\d\d)$`)
	months    = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// Election reads the election that a column's name tells: November2022 is 2022-11, 'GENERAL-11/08/2022' is 2022-11-08,
// General_2024 is 2024-11, Primary_2024 is 2024-primary, since nobody can tell its month.
func Election(column string) (string, bool) {
	s := strings.ToLower(strings.NewReplacer("_", " ", ".", " ").Replace(strings.TrimSpace(column)))
	if strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' }) < 0 {
		return "", false
	}
	if m := monthYear.FindStringSubmatch(s); m != nil {
		return m[2] + "-" + two(slices.Index(months, m[1][:3])+1), true
	}
	if m := fullDate.FindStringSubmatch(s); m != nil {
		return dayOf(m)
	}
	if m := monthCode.FindStringSubmatch(s); m != nil {
		return dcElection(m)
	}
	if m := vendor.FindStringSubmatch(s); m != nil {
		return ofYear(m[1], m[2])
	}
	if m := named.FindStringSubmatch(s); m != nil {
		return ofYear(m[1], m[2])
	}
	return "", false
}

// dcElection reads month, day and year, or month and a whole year, as the city wrote them until 2012: 110816 is 2016-11-08,
// 112008 is 2008-11, and 061918 is 2018-06-19.
func dcElection(m []string) (string, bool) {
	month, _ := strconv.Atoi(m[1])
	if year := m[2] + m[3]; year >= "1980" && year <= "2012" && month >= 1 && month <= 12 {
		return year + "-" + m[1], true
	}
	if day, ok := isoDay("20"+m[3], m[1], m[2]); ok {
		return day, true
	}
	return "", false
}

func dayOf(m []string) (string, bool) {
	if m[1] != "" {
		return isoDay(m[1], m[2], m[3])
	}
	return isoDay(m[6], m[4], m[5])
}

func isoDay(y, m, d string) (string, bool) {
	day := y + "-" + pad(m) + "-" + pad(d)
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return "", false
	}
	return day, true
}

// ofYear is an election of which only the year and the sort are known. A general election is in November.
func ofYear(sort, year string) (string, bool) {
	if len(year) == 2 {
		year = "20" + year
		if year > "2060" {
			year = "19" + year[2:]
		}
	}
	sort = strings.ReplaceAll(strings.TrimSpace(sort), " ", "")
	switch {
	case strings.Contains(sort, "presidentialprimary") || sort == "pp" || sort == "ppr":
		return year + "-presidential-primary", true
	case sort == "g" || sort == "gn" || sort == "ge" || sort == "gen" || strings.Contains(sort, "general"):
		return year + "-11", true
	case sort == "p" || sort == "pr" || sort == "pe" || sort == "pri" || strings.Contains(sort, "primary"):
		return year + "-primary", true
	case sort == "m" || sort == "mu" || strings.Contains(sort, "municipal"):
		return year + "-municipal", true
	case sort == "s" || sort == "sp" || sort == "se" || strings.Contains(sort, "special"):
		return year + "-special", true
	case strings.Contains(sort, "other"):
		return year + "-other", true
	}
	return "", false
}

// ballot reads a cell that tells one election and perhaps how somebody voted: 'GN2016', '11/08/2022 Absentee', '16G A',
// '20081104 GE'.
func ballot(cell string) (election, method string, ok bool) {
	s := strings.TrimSpace(cell)
	low := strings.ToLower(s)
	if m := dayFirst.FindStringSubmatchIndex(low); m != nil {
		election, ok = dayOf(dayFirst.FindStringSubmatch(low))
		return election, strings.TrimSpace(s[m[1]:]), ok
	}
	if election, ok = Election(s); ok {
		return election, "", true
	}
	if m := yearCode.FindStringSubmatch(low); m != nil {
		election, ok = ofYear(m[1], m[2])
		return election, "", ok
	}
	if m := codeYear.FindStringSubmatch(low); m != nil {
		election, ok = ofYear(m[2], m[1])
		return election, "", ok
	}
	first, rest, found := strings.Cut(s, " ")
	if found {
		election, _, ok = ballot(first)
		return election, strings.TrimSpace(rest), ok
	}
	return "", "", false
}

// voted reads what stands in an election's column: how somebody voted, or that they did not.
func voted(method string) bool {
	switch strings.ToLower(method) {
	case "", "n", "no", "0", "false", "did not vote", "-", "not voted":
		return false
	}
	return true
}

func two(n int) string { return pad(strconv.Itoa(n)) }

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
