package linkage

import (
	"strings"

	"banyan/internal/kernels/names"
)

// fold is [names.Fold], with a short way for the plain letters of most lists: it is called for every cell.
func fold(s string, buf []byte) []byte {
	buf = buf[:0]
	blank := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x80:
			return append(buf[:0], names.Fold(s)...)
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '.' || c == '\'' || c == '`':
			continue
		default:
			blank = len(buf) > 0
			continue
		}
		if blank {
			buf = append(buf, ' ')
			blank = false
		}
		buf = append(buf, c)
	}
	return buf
}

// unknown are the ways in which lists write that they do not know. A name is never among them by chance alone: 'na' and 'nil' are names.
var unknown = map[string]bool{"unknown": true, "unk": true, "n a": true, "null": true, "none": true, "nan": true, "not given": true, "not available": true, "no name": true}

// titles stand before names and are no part of them.
var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "dr": true, "rev": true, "sir": true, "prof": true, "hon": true, "dame": true, "lady": true, "lord": true}

// suffixes by what they say: which of the namesakes of a family.
var suffixes = map[string]uint8{
	"jr": suffixJunior, "jnr": suffixJunior, "junior": suffixJunior, "sr": suffixSenior, "snr": suffixSenior, "senior": suffixSenior,
	"ii": suffixSecond, "2nd": suffixSecond, "2d": suffixSecond, "iii": suffixThird, "3rd": suffixThird, "3d": suffixThird, "iv": suffixFourth, "4th": suffixFourth,
	"v": suffixFifth, "5th": suffixFifth, "1st": suffixFirst, "i": suffixFirst, "6th": suffixSixth, "vi": suffixSixth, "7th": suffixSeventh, "8th": suffixEighth,
}

const (
	suffixNone uint8 = iota
	suffixJunior
	suffixSenior
	suffixFirst
	suffixSecond
	suffixThird
	suffixFourth
	suffixFifth
	suffixSixth
	suffixSeventh
	suffixEighth
)

// sameSuffix tells whether two suffixes may be one person's: a 'II' is often called Junior, a 'Sr' is the first.
func sameSuffix(a, b uint8) bool {
	if a > b {
		a, b = b, a
	}
	return a == b || a == suffixJunior && b == suffixSecond || a == suffixSenior && b == suffixFirst
}

// split cuts a whole name: the last word is taken for the family name, or what stands before a comma; the comparison knows that the order
// may be the other way round. What follows a second comma is a title or a suffix ('Chaloner, 2nd Baronet').
func split(name string, suffix *uint8) (given, middle, family string) {
	head, tail, comma := strings.Cut(name, ",")
	if comma {
		first, _, _ := strings.Cut(strings.TrimSpace(tail), " ")
		s, isSuffix := suffixes[strings.ToLower(strings.Trim(first, ". "))]
		if !isSuffix {
			words := strings.Fields(tail)
			if len(words) == 0 {
				return "", "", head
			}
			return words[0], strings.Join(words[1:], " "), head
		}
		*suffix, name = s, head
	}
	words := strings.Fields(name)
	for len(words) > 2 && (titles[strings.ToLower(strings.Trim(words[0], "."))]) {
		words = words[1:]
	}
	for len(words) > 2 {
		s, ok := suffixes[strings.ToLower(strings.Trim(words[len(words)-1], "."))]
		if !ok {
			break
		}
		*suffix, words = s, words[:len(words)-1]
	}
	switch n := len(words); n {
	case 0:
		return "", "", ""
	case 1:
		return "", "", words[0]
	default:
		from := n - 1
		for from > 1 && particles[strings.ToLower(words[from-1])] {
			from--
		}
		return words[0], strings.Join(words[1:from], " "), strings.Join(words[from:], " ")
	}
}

// particles belong to the family name behind them.
var particles = map[string]bool{"de": true, "la": true, "las": true, "los": true, "del": true, "delos": true, "dela": true, "san": true, "santa": true, "van": true, "von": true, "der": true,
	"den": true, "st": true, "al": true, "el": true, "bin": true, "ibn": true, "di": true, "da": true, "dos": true, "le": true, "mac": true, "y": true}

// clean folds one part of a name, takes a suffix off its end, and forgets it where it only says that nothing is known.
func clean(s string, buf []byte, suffix *uint8, family bool) string {
	if s == "" {
		return ""
	}
	out := string(fold(s, buf))
	if unknown[out] {
		return ""
	}
	if i := strings.LastIndexByte(out, ' '); i > 0 {
		if x, ok := suffixes[out[i+1:]]; ok && (family || len(out)-i > 2) {
			*suffix, out = x, out[:i]
		}
	}
	if i := strings.IndexByte(out, ' '); i > 0 && titles[out[:i]] {
		out = out[i+1:]
	}
	return out
}
