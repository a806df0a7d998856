package jdic

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Letters of names are read as no dictionary of words has it: 将 is masa, 大 is hiro. The readings of whole names tell: each name of
// two or three letters is cut where its pieces agree best with all other names, again and again, until the cuts stay.

const (
	rounds  = 6
	enough  = 3 // how many names must agree on a reading
	letters = 8 // how many readings are kept of a letter
)

// split is a name with the places where its reading may be cut.
type split struct {
	letters []rune
	reading string
	cuts    [][]string // the pieces, one for each letter
	chosen  int
}

func writeLetters(out *strings.Builder, entries []entry) {
	names := make([]Name, len(entries))
	for i, e := range entries {
		names[i] = Name{e.letters, e.reading}
	}
	read := Nanori(names, enough, letters)
	for _, r := range slices.Sorted(maps.Keys(read)) {
		fmt.Fprintf(out, "%c\t%s\n", r, strings.Join(read[r], " "))
	}
}

// Name is a name in Han letters, and how it is read, in romaji.
type Name struct{ Letters, Reading string }

// Nanori are the readings of the letters of names that enough of them agree on, at most so many of a letter, the most common first.
func Nanori(names []Name, enough, most int) map[rune][]string {
	var all []*split
	for _, n := range names {
		if s := splitsOf(n); s != nil && len(s.cuts) > 0 {
			all = append(all, s)
		}
	}
	out := map[rune][]string{}
	for r, counts := range agree(all) {
		if readings := common(counts, enough, most); len(readings) > 0 {
			out[r] = readings
		}
	}
	return out
}

// splitsOf lists the ways to give each letter a piece of the reading of at most eight Latin letters, cut at syllables.
func splitsOf(n Name) *split {
	runes := []rune(n.Letters)
	if len(runes) < 2 || len(runes) > 3 {
		return nil
	}
	parts := pieces(n.Reading)
	if len(parts) < len(runes) {
		return nil
	}
	s := &split{letters: runes, reading: n.Reading}
	for i := 1; i < len(parts); i++ {
		if len(runes) == 2 {
			s.add(parts, i)
			continue
		}
		for j := i + 1; j < len(parts); j++ {
			s.add(parts, i, j)
		}
	}
	return s
}

func (s *split) add(parts []string, at ...int) {
	var cut []string
	from := 0
	for _, to := range append(at, len(parts)) {
		piece := strings.Join(parts[from:to], "")
		if len(piece) > 8 {
			return
		}
		cut = append(cut, piece)
		from = to
	}
	s.cuts = append(s.cuts, cut)
}

// pieces cuts romaji after each vowel and n.
func pieces(reading string) []string {
	var out []string
	from := 0
	for i := range len(reading) {
		vowel := strings.IndexByte("aiueo", reading[i]) >= 0
		n := reading[i] == 'n' && (i+1 == len(reading) || strings.IndexByte("aiueoyn", reading[i+1]) < 0)
		if vowel || n {
			out = append(out, reading[from:i+1])
			from = i + 1
		}
	}
	if from < len(reading) {
		out = append(out, reading[from:])
	}
	return out
}

// agree counts how often each letter has each piece, and lets every name choose its cut by those counts.
func agree(names []*split) map[rune]map[string]int {
	counts := map[rune]map[string]int{}
	count := func(r rune, piece string) {
		if counts[r] == nil {
			counts[r] = map[string]int{}
		}
		counts[r][piece]++
	}
	for _, n := range names { // at first every cut counts
		for _, c := range n.cuts {
			for i, piece := range c {
				count(n.letters[i], piece)
			}
		}
	}
	for range rounds {
		for _, n := range names {
			best := -1
			for k, c := range n.cuts {
				weight := 1
				for i, piece := range c {
					weight *= counts[n.letters[i]][piece] + 1
				}
				if weight > best {
					best, n.chosen = weight, k
				}
			}
		}
		counts = map[rune]map[string]int{}
		for _, n := range names {
			for i, piece := range n.cuts[n.chosen] {
				count(n.letters[i], piece)
			}
		}
	}
	return counts
}

// common are the readings that enough names agree on, the most common first.
func common(counts map[string]int, enough, most int) []string {
	var out []string
	for piece, n := range counts {
		if n >= enough {
			out = append(out, piece)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return out[:min(len(out), most)]
}
