// Package enamdict makes the table of readings of single letters in Japanese names (nanori) that package names embeds, from ENAMDICT, the
// dictionary of Japanese proper names of the Electronic Dictionary Research and Development Group (see LICENSE). Its test makes the table anew
// and compares; with -update it writes it.
package enamdict

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"banyan/internal/kernels/names/jdic"
)

const (
	enough     = 3  // how many names must agree on a reading of a letter
	mostParts  = 12 // readings kept of a letter within names
	mostWholes = 10 // readings kept of a name of one letter
)

// Table reads enamdict (as UTF-8) and writes a line for every letter: the letter, its readings within names, the most common first, and how it is
// read where it is a whole given name.
func Table(dictionary io.Reader) ([]byte, error) {
	var names []jdic.Name
	wholes := map[rune][]string{}
	lines := bufio.NewScanner(dictionary)
	for lines.Scan() {
		n, given, ok := parse(lines.Text())
		if !ok {
			continue
		}
		if letters := []rune(n.Letters); len(letters) > 1 {
			names = append(names, n)
		} else if list := wholes[letters[0]]; given && len(list) < mostWholes && !slices.Contains(list, n.Reading) {
			wholes[letters[0]] = append(list, n.Reading)
		}
	}
	parts := jdic.Nanori(names, enough, mostParts)
	for r, readings := range parts {
		parts[r] = slices.DeleteFunc(readings, func(s string) bool {
			return s == "n" || len(s) == 1 && len(readings) > 2 && s != readings[0] && s != readings[1]
		})
	}
	all := maps.Clone(wholes)
	maps.Copy(all, parts)
	var out strings.Builder
	for _, r := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&out, "%c\t%s\t%s\n", r, strings.Join(parts[r], " "), strings.Join(wholes[r], " "))
	}
	return []byte(out.String()), lines.Err()
}

// parse reads '駿 [はやお] /(g) Hayao/' where it is a name of a person in one to three Han letters; given tells that it is no family name.
func parse(line string) (n jdic.Name, given, ok bool) {
	letters, rest, found := strings.Cut(line, " [")
	kana, rest, closed := strings.Cut(rest, "] /(")
	kinds, _, _ := strings.Cut(rest, ")")
	count := 0
	for _, r := range letters {
		if count++; !unicode.Is(unicode.Han, r) {
			return n, false, false
		}
	}
	if !found || !closed || count > 3 {
		return n, false, false
	}
	person := false
	for kind := range strings.SplitSeq(kinds, ",") {
		switch strings.TrimSpace(kind) {
		case "m", "f", "g", "u":
			person, given = true, true
		case "s":
			person = true
		}
	}
	reading := jdic.Romaji(kana)
	return jdic.Name{Letters: letters, Reading: reading}, given, person && reading != ""
}
