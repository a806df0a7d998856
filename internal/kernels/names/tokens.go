package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/internal/kernels/romanize"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a name: what stands between blanks, hyphens and changes of script.
type token struct {
	text   string // folded; Han letters under the one that stands for their variants
	word   string // as it was given
	script romanize.Script
}

const (
	maxTokens = 8  // of a name; what comes after is not looked at
	maxText   = 40 // bytes of a Latin token, runes of another
)

// tokensOf takes a name apart.
func tokensOf(raw string) []token {
	out := make([]token, 0, 4)
	if ascii(raw) {
		for i := 0; i < len(raw) && len(out) < maxTokens; {
			start := i
			for i < len(raw) && (letterOrDigit(raw[i]) || raw[i] == '\'' || raw[i] == '`') {
				i++
			}
			if i > start {
				if text := lower(raw[start:i]); text != "" {
					out = append(out, token{text, raw[start:i], romanize.Latin})
				}
			} else {
				i++
			}
		}
		return out
	}
	for word := range strings.FieldsFuncSeq(norm.NFC.String(raw), separates) {
		for word != "" && len(out) < maxTokens {
			n, script := run(word)
			if text := foldWord(word[:n], script); text != "" {
				out = append(out, token{text, word[:n], script})
			}
			word = word[n:]
		}
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func letterOrDigit(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// lower is the fold of an ASCII word.
func lower(s string) string {
	var buf [maxText]byte
	out := buf[:0]
	for i := 0; i < len(s) && len(out) < maxText; i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if letterOrDigit(c) {
			out = append(out, c)
		}
	}
	if string(out) == s {
		return s
	}
	return string(out)
}

// separates tells what stands between words. Apostrophes and dots belong to a word; the dots between words are separators.
func separates(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʻ', '`', 'ʼ', '´', '\u200c', '\u200d', '་':
		return false
	case '・', '·', '゠', '=':
		return true
	}
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}

// run is how many bytes of the word are of one script. Han letters and kana go together, as in 田中さくら.
func run(word string) (int, romanize.Script) {
	script := romanize.Unknown
	for i, r := range word {
		if !unicode.IsLetter(r) {
			continue
		}
		s := romanize.ScriptOf(string(r))
		if s == romanize.Unknown && r != 'ー' && r != '々' {
			continue
		}
		switch {
		case r == 'ー' || r == '々' || r == 'ノ' || r == 'ヶ':
		case script == romanize.Unknown:
			script = s
		case s != script && !(s == romanize.Han && script == romanize.Kana) && !(s == romanize.Kana && script == romanize.Han):
			return i, script
		case s == romanize.Han:
			script = s
		}
	}
	return len(word), script
}

func foldWord(word string, script romanize.Script) string {
	if script != romanize.Han {
		text := strings.ReplaceAll(Fold(word), " ", "")
		if script == romanize.Latin {
			return text[:min(len(text), maxText)]
		}
		if utf8.RuneCountInString(text) > maxText {
			text = string([]rune(text)[:maxText])
		}
		return text
	}
	letters := plainLetters(norm.NFKC.String(word))
	return string(letters[:min(len(letters), maxText)])
}
