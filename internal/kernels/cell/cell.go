// Package cell makes texts harmless for spreadsheets.
package cell

import (
	"strconv"
	"strings"
)

// Neutral marks a text that a spreadsheet would run as a formula: one that begins with = + - @ or |, also full-width or behind
// blanks, gets an apostrophe before it. Numbers and telephone numbers stay as they are.
func Neutral(text string) string {
	trimmed := strings.TrimLeft(text, " \t\r\n\u00a0\u3000\ufeff\u200b")
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
