// Package address compares postal addresses of the United States as people and offices write them. Two spellings of one
// door get one key: '5690 N. 55th Pl Apt 2' and '5690 North 55th Place #2'. It compares; it never corrects what was given.
package address

import (
	"strings"
	"unicode"
)

// Address is an address as given, cut into its parts.
type Address struct {
	Number string // '8600', '37-12', '532HH', '8246 1/2'
	Street string
	Unit   string // '' = the building itself
	City   string
	State  string // postal code
	Zip    string
}

// Empty tells whether there is no street: nothing to walk to.
func (a Address) Empty() bool { return strings.TrimSpace(a.Street) == "" }

// BuildingKey is one stop of a walk: where, street and number, in this order, so that the doors of one street are
// neighbours in an index. It is "" where there is no street.
func (a Address) BuildingKey() string {
	if a.Empty() {
		return ""
	}
	return StreetKey(a) + Number(a.Number)
}

// Key is one household: the building and its unit.
func (a Address) Key() string {
	_, key := a.Keys()
	return key
}

// Keys gives the building's key and the household's.
func (a Address) Keys() (building, household string) {
	building = a.BuildingKey()
	if building == "" || a.Unit == "" {
		return building, building
	}
	unit := Unit(a.Unit)
	if unit == "" {
		return building, building
	}
	return building, building + "/" + unit
}

// StreetKey is the beginning that the building keys of one street in one ZIP have in common. Where the ZIP is not
// known, the city stands for it.
func StreetKey(a Address) string {
	where := zip5(a.Zip)
	if where == "" {
		where = strings.TrimSpace(fold(a.City) + " " + fold(a.State))
	}
	return where + "/" + Street(a.Street) + "/"
}

// SplitKey takes a building key apart: the street's beginning, as [StreetKey] writes it, and the number.
func SplitKey(buildingKey string) (street, number string) {
	i := strings.LastIndexByte(buildingKey, '/')
	return buildingKey[:i+1], buildingKey[i+1:]
}

// Number folds a house number: '532hh' and '532 HH' are one, '8246-1/2' and '8246 1/2' too.
func Number(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	half := ""
	for _, h := range []string{"-1/2", " 1/2", "½"} {
		if rest, ok := strings.CutSuffix(s, h); ok {
			s, half = rest, ".5"
			break
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "/", "-") + half
}

// Numbers cuts a list of house numbers: '8600,8602' is one door with two numbers.
func Numbers(list string) []string {
	parts := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' || r == '&' })
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Street folds a street's name to its postal abbreviations: 'North Fifth Street' is 'n 5th st'.
func Street(s string) string {
	words := strings.Fields(fold(s))
	for i, w := range words {
		if o, ok := ordinals[w]; ok {
			words[i] = o
		}
	}
	first, last := 0, len(words)-1
	if d, ok := directions[at(words, first)]; ok && last > 0 {
		words[first] = d
		first++
	}
	if d, ok := directions[at(words, last)]; ok && last > first {
		words[last] = d
		last--
	}
	if s, ok := suffixes[at(words, last)]; ok && last >= first && last > 0 {
		words[last] = s
	}
	if at(words, first) == "saint" {
		words[first] = "st"
	}
	return strings.Join(words, " ")
}

// Unit folds a unit: 'Apt. 2B', '#2-B' and '2b' are one. A floor keeps its word: '2nd floor' is 'fl 2'.
func Unit(s string) string {
	s = strings.ReplaceAll(s, "#", " # ")
	var kept []string
	floor := false
	for _, w := range strings.Fields(foldUnit(s)) {
		if w == "fl" || w == "floor" || w == "flr" {
			floor = true
			continue
		}
		if designators[w] {
			continue
		}
		if side, ok := sides[w]; ok {
			w = side
		}
		kept = append(kept, w)
	}
	unit := strings.TrimLeft(strings.Join(kept, ""), "0")
	if floor {
		return "fl " + strings.TrimRightFunc(unit, unicode.IsLetter)
	}
	return unit
}

// Floor tells the floor where a unit says it: '312' is on the 3rd, '1204B' on the 12th, 'Floor 2' on the 2nd.
func Floor(unit string) (int, bool) {
	u := Unit(unit)
	if rest, ok := strings.CutPrefix(u, "fl "); ok {
		return small(rest)
	}
	switch u {
	case "lwr":
		return 1, true
	case "upr":
		return 2, true
	}
	digits := strings.TrimFunc(u, unicode.IsLetter)
	if n := len(digits); (n == 3 || n == 4) && strings.Trim(digits, "0123456789") == "" {
		return small(digits[:n-2])
	}
	return 0, false
}

// Line cuts one line into number, street and unit: '5690 N. 55th Pl, Apt 2', '37-12 89th St', '8246 W Villard Ave #3'.
func Line(line string) (number, street, unit string) {
	line = strings.Join(strings.Fields(strings.ReplaceAll(line, "#", " #")), " ")
	words := strings.Split(line, " ")
	if len(words) < 2 || words[0] == "" || !unicode.IsDigit([]rune(words[0])[0]) {
		return "", strings.TrimRight(line, ", "), ""
	}
	number, words = strings.TrimRight(words[0], ","), words[1:]
	if words[0] == "1/2" || words[0] == "½" {
		number, words = number+" 1/2", words[1:]
	}
	for i, w := range words {
		bare := strings.Trim(strings.ToLower(w), ".,")
		if i > 0 && (strings.HasPrefix(w, "#") || designators[bare] && i+1 < len(words) || sides[bare] != "" && i == len(words)-1) {
			return number, strings.TrimRight(strings.Join(words[:i], " "), ", "), strings.TrimLeft(strings.Join(words[i:], " "), "# ")
		}
	}
	return number, strings.TrimRight(strings.Join(words, " "), ", "), ""
}

func at(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}

func zip5(zip string) string {
	digits := strings.TrimSpace(zip)
	if len(digits) >= 5 && strings.Trim(digits[:5], "0123456789") == "" {
		return digits[:5]
	}
	return ""
}

func small(digits string) (int, bool) {
	n := 0
	for _, r := range digits {
		if r < '0' || r > '9' || n > 20 {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n > 0
}

// fold makes lower case and turns what is neither letter nor digit into a blank; periods and apostrophes vanish.
func fold(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r == '.' || r == '\'' || r == '’':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, s)), " ")
}

// foldUnit is like fold, but joins what a dash divides ('2-B') and keeps '#' as a word.
func foldUnit(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '.':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '#':
			return unicode.ToLower(r)
		}
		return ' '
	}, s)
}
