// Package pseudo looks at rendered pages for text that does not come from the catalogs. Tests use it: a page rendered in
// the pseudo-locale en-XA has every message between ⟦ and ⟧, so what stands outside was written into the page.
package pseudo

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Locale is the pseudo-locale that pages are rendered in for [Unmarked].
const Locale = "en-XA"

// attributes that people read or hear.
var spoken = map[string]bool{"alt": true, "aria-label": true, "aria-description": true, "aria-valuetext": true, "aria-roledescription": true, "placeholder": true, "title": true}

// silent elements hold no text to translate: bdi holds names, which no catalog has, and time what the locale formats.
var silent = map[string]bool{"script": true, "style": true, "bdi": true, "code": true, "time": true}

// Unmarked returns the texts of a page in en-XA that do not come from the catalogs, without doubles. Passed over are
// <bdi>, <code>, <time>, whatever has translate="no" or a lang of its own (a script's text, the name of a language), text
// without letters, and what allow accepts (allow may be nil).
func Unmarked(page []byte, allow func(string) bool) []string {
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false)) // <noscript> is read too
	if err != nil {                                                                                   // html.Parse repairs every page; only its reader fails, and this one cannot
		return []string{err.Error()}
	}
	w := walker{allow: allow, seen: map[string]bool{}}
	w.walk(root)
	return w.found
}

type walker struct {
	allow func(string) bool
	seen  map[string]bool
	found []string
	depth int // of open ⟦, because a message may go on over elements
}

func (w *walker) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		lang := attribute(n, "lang")
		if silent[n.Data] || attribute(n, "translate") == "no" || lang != "" && lang != Locale {
			return
		}
		w.attributes(n)
	}
	if n.Type == html.TextNode {
		w.text(n.Data, &w.depth)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.walk(child)
	}
}

func (w *walker) attributes(n *html.Node) {
	button := n.Data == "input" && strings.Contains("submit button reset", attribute(n, "type")) && attribute(n, "type") != ""
	meta := n.Data == "meta" && attribute(n, "name") == "description"
	for _, a := range n.Attr {
		if spoken[a.Key] || button && a.Key == "value" || meta && a.Key == "content" {
			depth := 0
			w.text(a.Val, &depth)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text keeps what stands outside the brackets of s.
func (w *walker) text(s string, depth *int) {
	var outside strings.Builder
	for _, r := range s {
		switch {
		case r == '⟦':
			*depth++
		case r == '⟧':
			*depth = max(0, *depth-1)
		case *depth == 0:
			outside.WriteRune(r)
		}
	}
	left := strings.TrimSpace(outside.String())
	if !strings.ContainsFunc(left, unicode.IsLetter) || w.seen[left] || w.allow != nil && w.allow(left) {
		return
	}
	w.seen[left] = true
	w.found = append(w.found, left)
}
