package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Old Vietnamese fonts gave the places of Western letters another look: the text says 'Nguyeãn' or 'NguyÔn', and only the
// font makes it Nguyễn. VNI puts the marks behind the letter, TCVN3 (ABC) has a letter for each combination.
const (
	VNI   = "vni"
	TCVN3 = "tcvn3"
)

// vniMarks are what a letter after a vowel does to it, as combining marks.
var vniMarks = map[rune]string{
	'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
	'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
	'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
}

// vniAlone are letters by themselves; ô and ö take tone marks.
var vniAlone = map[rune]string{'ñ': "đ", 'ô': "ơ", 'ö': "ư", 'æ': "ỉ", 'ó': "ĩ", 'ò': "ị", 'î': "ỵ", 'í': "í", 'ì': "ì"}

func unVNI(s string) string {
	var b strings.Builder
	var last rune // the vowel that a mark would belong to
	for _, r := range s {
		low := unicode.ToLower(r)
		mark, isMark := vniMarks[low]
		switch alone := vniAlone[low]; {
		case isMark && (strings.ContainsRune("aeouyơư", last)) && fits(last, mark):
			b.WriteString(mark)
			last = 0
		case alone != "":
			if low != r {
				alone = strings.ToUpper(alone)
			}
			b.WriteString(alone)
			last, _ = utf8.DecodeRuneInString(strings.ToLower(alone))
		default:
			b.WriteRune(r)
			last = low
		}
	}
	return norm.NFC.String(b.String())
}

// fits tells whether a vowel can carry a mark: the hat sits on a, e and o, the bow on a.
func fits(vowel rune, mark string) bool {
	switch {
	case strings.HasPrefix(mark, "\u0302"):
		return strings.ContainsRune("aeo", vowel)
	case strings.HasPrefix(mark, "\u0306"):
		return vowel == 'a'
	}
	return true
}

// tcvn3 are the places of the ABC fonts, as Western letters, and what they show.
var tcvn3 = table(
	"¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
	"ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")

func table(from, to string) map[rune]rune {
	out, targets := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		out[r] = targets[i]
	}
	return out
}

// unTCVN3 turns a text in an ABC font into letters. The fonts for capitals have the same places as the small ones: in a word of
// capitals they mean capitals.
func unTCVN3(s string) string {
	words := strings.SplitAfter(s, " ")
	for i, w := range words {
		capital := between(w, 'A', 'Z') >= 2 && between(w, 'a', 'z') == 0
		words[i] = strings.Map(func(r rune) rune {
			to, ok := tcvn3[r]
			switch {
			case !ok:
				return r
			case capital:
				return unicode.ToUpper(to)
			}
			return to
		}, w)
	}
	return strings.Join(words, "")
}

func between(s string, from, to byte) (n int) {
	for i := range len(s) {
		if s[i] >= from && s[i] <= to {
			n++
		}
	}
	return n
}

// Unlegacy reads a cell of a column that is written for an old Vietnamese font. A word that does not become Vietnamese by it
// was none and stays.
func Unlegacy(font, cell string) string {
	if isASCII(cell) {
		return cell
	}
	read := unVNI
	if font == TCVN3 {
		read = unTCVN3
	}
	words := strings.SplitAfter(cell, " ")
	for i, w := range words {
		whole := read(w)
		if fine := !isASCII(w) && strings.ContainsFunc(whole, unicode.IsLetter); fine && all(whole, syllable) {
			words[i] = whole
		}
	}
	return strings.Join(words, "")
}

// all tells whether every run of letters of a text is such a word.
func all(s string, is func(string) bool) bool {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !isASCII(w) && !is(w) {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Font tells whether the cells of a column were written for an old Vietnamese font, and for which: read so, their words are
// Vietnamese syllables, and as they stand they are not.
func Font(cells []string) string {
	return legacyText(strings.Join(cells, "\n"))
}

func legacyText(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && tcvn3[r] == 0 })
	odd, plain := 0, 0
	good := map[string]int{}
	for _, w := range words {
		if isASCII(w) || odd >= 2000 {
			continue
		}
		odd++
		if syllable(w) {
			plain++
		}
		if syllable(unVNI(w)) {
			good[VNI]++
		}
		if syllable(unTCVN3(w)) {
			good[TCVN3]++
		}
	}
	best := VNI
	if good[TCVN3] > good[VNI] {
		best = TCVN3
	}
	if good[best] < 2 || good[best]*10 < odd*8 || good[best] <= plain {
		return ""
	}
	return best
}

var (
	onsets  = set("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x")
	nucleus = set("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iêu", "iu", "oa", "oă", "oai", "oay", "oe", "oi", "ôi", "ơi",
		"ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu", "oo", "oao", "oeo", "uao", "uai", "uay")
	codas = []string{"ng", "nh", "ch", "c", "m", "n", "p", "t", ""}
)

func set(words ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[w] = true
	}
	return out
}

// syllable tells whether a word can be Vietnamese: onset, vowels, coda and at most one tone, with a mark that only
// Vietnamese has or one that it shares with others.
func syllable(word string) bool {
	tones := 0
	bare := strings.Map(func(r rune) rune {
		switch r {
		case 0x300, 0x301, 0x303, 0x309, 0x323:
			tones++
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(word)))
	bare = norm.NFC.String(bare)
	if tones > 1 || bare == "" {
		return false
	}
	for n := 3; n >= 0; n-- {
		if n > len(bare) || !utf8.ValidString(bare[:n]) || !onsets[bare[:n]] {
			continue
		}
		for _, coda := range codas {
			if v, ok := strings.CutSuffix(bare[n:], coda); ok && nucleus[v] {
				return true
			}
		}
	}
	return bare == "gi"
}
