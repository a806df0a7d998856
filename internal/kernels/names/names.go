package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not take apart, as people type them without.
var letters = map[rune]string{
	'đ': "d", 'ð': "d", 'ł': "l", 'ø': "o", 'ı': "i", 'ħ': "h", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ŋ': "ng", 'ə': "e",
	// Urdu and Arabic keyboards write the same letter with different code points.
	'ي': "ی", 'ى': "ی", 'ك': "ک", 'ه': "ہ", 'ة': "ہ", 'ۃ': "ہ", 'أ': "ا", 'إ': "ا", 'ـ': "",
}

// Fold makes lower case without diacritics, with one blank between words: 'Nguyễn  Đức-An' becomes 'nguyen duc an'. Letters that
// are no decoration stay: Hangul, Han, and the vowel signs of Devanagari, Bangla or Khmer.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case decoration(r) || r == '.' || r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == '`':
		case letters[r] != "" || r == 'ـ':
			b.WriteString(letters[r])
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(b.String())), " ")
}

// decoration tells marks that may be left out when a name is typed: Latin diacritics, Arabic vowel marks, invisible joiners.
func decoration(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x64b && r <= 0x65f || r == 0x670 || r >= 0x200b && r <= 0x200f || r == 0xfeff || r == 0xad
}

// Search is the text in which a person is looked for: every spelling folded, with the family name on either side, and joined
// where a name is also typed in one piece.
func Search(given, middle, family, native string) string {
	given, middle, family, native = Fold(given), Fold(middle), Fold(family), Fold(native)
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(strings.TrimSpace(strings.Join(strings.Fields(given+" "+middle+" "+family), " ")))
	if family != "" && given != "" {
		add(family + " " + given)
	}
	for _, s := range []string{given, family} {
		if joined := strings.ReplaceAll(s, " ", ""); joined != s {
			add(joined)
		}
	}
	add(native)
	if joined := strings.ReplaceAll(native, " ", ""); joined != native {
		add(joined)
	}
	return strings.Join(parts, " | ")
}

// Words cuts what somebody typed into the folded words that must all be found, at most six.
func Words(query string) []string {
	words := strings.Fields(Fold(query))
	return words[:min(len(words), 6)]
}

// SameGiven tells whether two given names may be one person's: equal when folded, or one the initial of the other.
func SameGiven(a, b string) bool {
	a, b = Fold(a), Fold(b)
	if a == "" || b == "" {
		return false
	}
	if a == b || strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "") {
		return true
	}
	ra, rb := []rune(a), []rune(b)
	return (len(ra) == 1 || len(rb) == 1) && ra[0] == rb[0] && unicode.In(ra[0], unicode.Latin)
}
