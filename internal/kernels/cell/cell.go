// Package cell makes texts harmless for spreadsheets.
package cell

import (
	"strconv"
	"strings"
	"unicode"
)

// Neutral marks a text that a spreadsheet would run as a formula: one that begins with = + - @ or |, also full-width or behind
// blanks, gets an apostrophe before it. Numbers and telephone numbers stay as they are.
func Neutral(text string) string {
	trimmed := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if trimmed == "" {
		return text
	}
	if strings.ContainsAny(string([]rune(trimmed)[:1]), "=+-@＝＋－＠−﹢﹣｜|") || text[0] == '\t' || text[0] == '\r' {
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return "'" + text
		}
	}
	return text
}
