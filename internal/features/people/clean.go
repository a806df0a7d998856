package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/record"
)

// maxName is how many letters all parts of one name may have together.
const maxName = 400

// clean keeps a text as it was given, except for what no database and no page can show: broken UTF-8, control characters, and
// blanks at its ends or in a row.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func cleanName(n record.Name) record.Name {
	return record.Name{Given: clean(n.Given), Middle: clean(n.Middle), Family: clean(n.Family), Suffix: clean(n.Suffix), Native: clean(n.Native), Chosen: clean(n.Chosen), Former: clean(n.Former),
		Romanized: clean(n.Romanized), Whole: clean(n.Whole), FamilyFirst: n.FamilyFirst}
}

func cleanAddress(a address.Address) address.Address {
	return address.Address{Number: clean(a.Number), Street: clean(a.Street), Unit: clean(a.Unit), City: clean(a.City), State: clean(a.State), Zip: clean(a.Zip)}
}

// cleanVoter cleans everything of a row that is kept or looked up.
func cleanVoter(v record.Voter) record.Voter {
	v.State, v.ID, v.Status, v.RegisteredOn, v.Hash = clean(v.State), clean(v.ID), clean(v.Status), clean(v.RegisteredOn), clean(v.Hash)
	v.Name, v.Address = cleanName(v.Name), cleanAddress(v.Address)
	v.Votes = slices.Clone(v.Votes)
	for i, vote := range v.Votes {
		v.Votes[i] = record.Vote{Election: clean(vote.Election), Method: clean(vote.Method)}
	}
	v.Districts = slices.Clone(v.Districts)
	for i, d := range v.Districts {
		v.Districts[i] = record.District{Kind: clean(d.Kind), Name: clean(d.Name)}
	}
	return v
}

func cleanMember(m record.Member) record.Member {
	m.Name, m.Address, m.Mailing = cleanName(m.Name), cleanAddress(m.Address), cleanMailing(m.Mailing)
	m.Phone, m.MorePhones = firstOf(m.Phone, m.MorePhones, phone)
	m.Email, m.MoreEmails = firstOf(m.Email, m.MoreEmails, email)
	return m
}

// firstOf gives the first way to reach somebody that can be one, and the others, each once.
func firstOf(first string, more []string, read func(string) string) (string, []string) {
	var all []string
	for _, s := range append([]string{first}, more...) {
		if s = read(s); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	return all[0], all[1:]
}

func cleanMailing(m record.Mailing) record.Mailing {
	lines := strings.Split(m.Lines, "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	return record.Mailing{Lines: strings.Join(lines, "\n"), City: clean(m.City), State: clean(m.State), Zip: clean(m.Zip), Country: clean(m.Country)}
}

// each applies a cleaning to every row; the importer's own rows stay as they are.
func each[R any](rows []R, fn func(R) R) []R {
	out := make([]R, len(rows))
	for i, r := range rows {
		out[i] = fn(r)
	}
	return out
}

// nameFault tells why a name cannot be taken; reason is "" where it can.
func nameFault(n record.Name) (field, reason string) {
	n = cleanName(n)
	if n.Given+n.Family+n.Native == "" {
		return "family", "people.name_missing"
	}
	if utf8.RuneCountInString(n.Given+n.Middle+n.Family+n.Suffix+n.Native) > maxName {
		return "family", "people.name_too_long"
	}
	return "", ""
}

// email folds an address for comparison; what cannot be one is left out.
func email(s string) string {
	s = strings.ToLower(clean(s))
	if at := strings.IndexByte(s, '@'); at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;<>") {
		return ""
	}
	return s
}

// plain is the text in lower case and nothing else.
func plain(s string) string { return strings.ToLower(s) }
