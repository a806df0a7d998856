package sheet

import (
	"strings"
	"unicode/utf8"
)

// Fixed cuts a line into columns of these widths, in letters; the last takes the rest.
func Fixed(s string, widths []int) []string {
	out := make([]string, len(widths))
	ascii := utf8.RuneCountInString(s) == len(s)
	for i, w := range widths {
		if i == len(widths)-1 {
			w = len(s)
		} else if !ascii {
			w = prefix(s, w)
		}
		w = min(w, len(s))
		out[i], s = strings.TrimSpace(s[:w]), s[w:]
	}
	return out
}

// prefix is how many bytes n letters take.
func prefix(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

const (
	enoughLines   = 4 // fewer say nothing about columns
	fewestColumns = 3
)

// Columns guesses the widths of columns that stand under each other: a column begins where every line has a blank before it
// and most lines have a letter. It is nil where the lines are no such table.
func Columns(lines []string) []int {
	if len(lines) < enoughLines {
		return nil
	}
	var ink []int // lines with a letter at this place
	for _, l := range lines {
		for i, r := range []rune(l) {
			if i == len(ink) {
				ink = append(ink, 0)
			}
			if r != ' ' && r != '\t' {
				ink[i]++
			}
		}
	}
	var starts []int
	for i := range ink {
		if ink[i] > 0 && (i == 0 || ink[i-1] == 0) {
			starts = append(starts, i)
		}
	}
	if len(starts) < fewestColumns || starts[0] != 0 && len(starts) < fewestColumns+1 {
		return nil
	}
	if !aligned(ink, starts, len(lines)) {
		return nil
	}
	starts[0] = 0
	widths := make([]int, len(starts))
	for i := range starts {
		end := len(ink)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		widths[i] = end - starts[i]
	}
	return widths
}

// aligned tells that most columns begin, or end, under each other in most lines.
func aligned(ink, starts []int, lines int) bool {
	good := 0
	for i, s := range starts {
		end := len(ink)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		last := end - 1
		for last > s && ink[last] == 0 {
			last--
		}
		if max(ink[s], ink[last])*10 >= lines*6 {
			good++
		}
	}
	return good*10 >= len(starts)*7
}
