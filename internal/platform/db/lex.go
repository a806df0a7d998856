package db

import (
	"fmt"
	"strings"
)

// Both engines and this package must agree on where a string, a name or a comment ends, or a query could show
// this package one statement and the engine another. So lex takes only the small common part of the two
// languages: no nested comments, no dollar quotes, no backslash strings, no bracket or backtick names, no
// letters beyond ASCII outside strings. Everything else is refused, not guessed.

type kind uint8

const (
	word   kind = iota + 1 // an unquoted name or keyword
	name                   // a "quoted" name
	str                    // a 'string'
	number                 // 12, 1.5, 1e9
	param                  // $1
	symbol                 // one byte of punctuation
	space                  // blanks and comments
)

type token struct {
	kind kind
	text string // as written; for space always " "
	low  string // lower case and without quotes, for word and name
}

func (t token) is(symbols string) bool { return t.kind == symbol && t.text == symbols }
func (t token) names() bool            { return t.kind == word || t.kind == name }

// lex cuts a statement into tokens. A trailing semicolon is dropped; any other one is refused.
func lex(sql string) ([]token, error) {
	var out []token
	for i := 0; i < len(sql); {
		t, n, err := next(sql[i:])
		if err != nil {
			return nil, fmt.Errorf("%w near %q", err, clip(sql[i:]))
		}
		out = append(out, t)
		i += n
	}
	for len(out) > 0 && (out[len(out)-1].kind == space || out[len(out)-1].is(";")) {
		out = out[:len(out)-1]
	}
	for i, t := range out {
		if t.is(";") {
			return nil, fmt.Errorf("%w: more than one statement", errText)
		}
		if i > 0 && t.kind == str && out[i-1].kind == word {
			return nil, fmt.Errorf("%w: string with the prefix %s", errText, out[i-1].text)
		}
	}
	return out, nil
}

func next(s string) (token, int, error) {
	c := s[0]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		n := span(s, func(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' })
		return token{kind: space, text: " "}, n, nil
	case strings.HasPrefix(s, "--"):
		n := span(s, func(b byte) bool { return b != '\n' && b != '\r' })
		return token{kind: space, text: " "}, n, nil
	case strings.HasPrefix(s, "/*"):
		return token{}, 0, fmt.Errorf("%w: block comment", errText)
	case c == '\'':
		n := quoted(s, '\'')
		if n == 0 {
			return token{}, 0, fmt.Errorf("%w: string without an end", errText)
		}
		return token{kind: str, text: s[:n]}, n, nil
	case c == '"':
		return quotedName(s)
	case c == '$':
		n := 1 + span(s[1:], isDigit)
		if n == 1 || len(s) > n && isLetter(s[n]) {
			return token{}, 0, fmt.Errorf("%w: a parameter is $1, $2, …", errText)
		}
		return token{kind: param, text: s[:n]}, n, nil
	case isLetter(c):
		n := span(s, func(b byte) bool { return isLetter(b) || isDigit(b) })
		return token{kind: word, text: s[:n], low: strings.ToLower(s[:n])}, n, nil
	case isDigit(c):
		n := span(s, func(b byte) bool { return isDigit(b) || isLetter(b) || b == '.' })
		return token{kind: number, text: s[:n]}, n, nil
	case strings.IndexByte("()+-*/%<>=!|&,.;~:#^", c) >= 0:
		return token{kind: symbol, text: s[:1]}, 1, nil
	}
	return token{}, 0, fmt.Errorf("%w: character %q", errText, c)
}

// quotedName takes "name"; a name that would need escaping is refused.
func quotedName(s string) (token, int, error) {
	n := quoted(s, '"')
	if n < 3 {
		return token{}, 0, fmt.Errorf("%w: name without an end", errText)
	}
	inner := s[1 : n-1]
	if span(inner, func(b byte) bool { return isLetter(b) || isDigit(b) }) != len(inner) {
		return token{}, 0, fmt.Errorf("%w: name %s", errText, s[:n])
	}
	return token{kind: name, text: s[:n], low: strings.ToLower(inner)}, n, nil
}

// quoted gives the length of the quoted text at the start of s, a doubled quote being part of it; 0 where it does not end.
func quoted(s string, q byte) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == 0:
			return 0
		case s[i] != q:
		case i+1 < len(s) && s[i+1] == q:
			i++
		default:
			return i + 1
		}
	}
	return 0
}

func span(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' }

func clip(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return s
}
