package geo

import (
	"strings"
	"unicode"
)

// Side is the side of the street that a house number tells.
type Side uint8

// Sides of a street.
const (
	SideUnknown Side = iota
	SideOdd
	SideEven
)

// HouseNumber is what a house number says about where the house stands along its street. The text itself stays with the
// address; this is for order and side only.
type HouseNumber struct {
	Prefix string // what stands before the number and orders first: "W156N" of W156N8480, "37" of the Queens number 37-12
	First  int    // the number; the first of a list or range
	Last   int    // the last of a list or range, else First
	Suffix string // "HH" of 532HH, "1/2", "A"; upper case
	Known  bool   // false where the text has no digit
}

// Side is the side of the street by the parity of the number.
func (h HouseNumber) Side() Side {
	switch {
	case !h.Known:
		return SideUnknown
	case h.First%2 == 0:
		return SideEven
	default:
		return SideOdd
	}
}

// Block is the number without its last two digits: 8600 to 8699 stand in one block of most American streets. With the prefix it
// names the block of a grid number (W156N8480) or of a Queens number (37-12), where the prefix is the block.
func (h HouseNumber) Block() int { return h.First / 100 }

const maxHouseNumber = 99_999_999

// ParseHouseNumber reads '8600', '8600,8602', '8600-8610', '532HH', '12 1/2', 'W156N8480', 'N6W23001', '37-12' (Queens: block and
// house), '12號' and digits of other scripts. It never fails: without a digit, Known is false.
func ParseHouseNumber(text string) HouseNumber {
	parts := splitNumber(asciiDigits(text))
	digits := numbersIn(parts)
	if len(digits) == 0 {
		return HouseNumber{}
	}
	at := digits[0]
	if at > 0 && len(digits) > 1 && digits[1] == at+2 && isLetters(parts[at+1]) {
		at = digits[1] // letters, number, letters, number: the grid numbers of Wisconsin and Illinois
	}
	h := HouseNumber{Prefix: strings.Join(parts[:at], ""), First: atoi(parts[at]), Known: true}
	h.Last = h.First
	rest := parts[at+1:]
	switch {
	case len(rest) >= 2 && rest[0] == "-" && isDigits(rest[1]):
		rest = h.hyphen(parts[at], rest)
	case isList(rest):
		if last := atoi(parts[digits[len(digits)-1]]); last >= h.First {
			h.Last = last
		}
		return h
	}
	h.Suffix = strings.ToUpper(strings.TrimSpace(strings.Join(rest, "")))
	return h
}

// hyphen decides what 'A-B' means: a range where both have as many digits (three or more), the same parity and rise by less than
// a block; else a Queens number, block and house.
func (h *HouseNumber) hyphen(first string, rest []string) []string {
	second := atoi(rest[1])
	if len(first) >= 3 && len(first) == len(rest[1]) && second > h.First && second-h.First < 100 && (second-h.First)%2 == 0 {
		h.Last = second
	} else {
		h.Prefix += first
		h.First, h.Last = second, second
	}
	return rest[2:]
}

// isList recognizes the signs of a list after its first number, and then another number.
func isList(rest []string) bool {
	for i, part := range rest {
		if isDigits(part) {
			return i > 0 && !isFraction(rest)
		}
		if !strings.Contains(",;&+/ ", part) {
			return false
		}
	}
	return false
}

// isFraction recognizes ' 1/2' after a number.
func isFraction(rest []string) bool {
	return len(rest) >= 4 && rest[0] == " " && rest[2] == "/" && isDigits(rest[3])
}

func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			return r
		}
		if unicode.Is(unicode.Nd, r) {
			zero := r // the digits of a script are ten code points in a row
			for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
				zero--
			}
			return '0' + r - zero
		}
		if unicode.Is(unicode.Pd, r) {
			return '-'
		}
		return r
	}, text)
}

// splitNumber cuts the text where digits, letters and signs meet; runs of space become one.
func splitNumber(text string) []string {
	var parts []string
	last := -1
	for _, r := range strings.Join(strings.Fields(text), " ") {
		kind := kindOfRune(r)
		if kind != last || kind == 2 {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += string(unicode.ToUpper(r))
		last = kind
	}
	return parts
}

func kindOfRune(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return 0
	case unicode.IsLetter(r):
		return 1
	default:
		return 2
	}
}

func numbersIn(parts []string) []int {
	var at []int
	for i, p := range parts {
		if isDigits(p) {
			at = append(at, i)
		}
	}
	return at
}

func isDigits(s string) bool  { return s != "" && s[0] >= '0' && s[0] <= '9' }
func isLetters(s string) bool { return s != "" && kindOfRune([]rune(s)[0]) == 1 }

func atoi(digits string) int {
	n := 0
	for _, d := range digits {
		if n = n*10 + int(d-'0'); n > maxHouseNumber {
			return maxHouseNumber
		}
	}
	return n
}
