// Package po reads and writes gettext PO files, the format that translators' tools speak.
//
// Banyan's catalogs use a msgid as a key ("door.not_home"), not as the English text. Three comments carry the
// translator's side: "#." tells what a message is for, "#, draft" says that no fluent speaker has approved it, and
// "#| msgid" holds the English text that was translated, so that a later change of the English shows.
package po

import (
	"fmt"
	"slices"
	"strings"
)

// Entry is one message of a file.
type Entry struct {
	ID         string   // msgid: the key
	Plural     bool     // has a msgid_plural; the text is then one Str per plural form
	Str        []string // msgstr, or msgstr[0], msgstr[1], …
	Notes      []string // "#. " notes of the developer to the translator
	Comments   []string // "# " comments of the translator
	References []string // "#: " places in the code; written back, never read
	Flags      []string // "#, " flags
	Source     []string // "#| msgid" and "#| msgid_plural": the English texts that this was translated from
	Line       int      // where the msgid stands, for error messages
}

// Draft tells that no fluent speaker has approved this message. "fuzzy" is what translators' tools write.
func (e *Entry) Draft() bool {
	return slices.Contains(e.Flags, "draft") || slices.Contains(e.Flags, "fuzzy")
}

// File is one catalog: its header (the msgstr of the empty msgid) and its messages in order.
type File struct {
	Header  *Entry
	Entries []*Entry
}

// HeaderField returns a field such as "Plural-Forms" of the header, or "".
func (f *File) HeaderField(name string) string {
	if f.Header == nil || len(f.Header.Str) == 0 {
		return ""
	}
	for _, line := range strings.Split(f.Header.Str[0], "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// SyntaxError says which line of a file cannot be read and why.
type SyntaxError struct {
	Line int
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// Parse reads a PO file. It returns a *SyntaxError for a file that is not well formed, has one msgid twice, or uses
// what Banyan's catalogs do not (msgctxt).
func Parse(src string) (*File, error) {
	p := &parser{file: &File{}, seen: map[string]int{}}
	for i, line := range strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n") {
		p.line = i + 1
		if err := p.read(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.file, nil
}

type parser struct {
	file   *File
	seen   map[string]int // msgid → line
	entry  *Entry
	target *string // the string that a continuation line adds to
	hasID  bool
	line   int
}

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{p.line, fmt.Sprintf(format, args...)}
}

func (p *parser) read(line string) error {
	switch {
	case line == "":
		return p.finish()
	case strings.HasPrefix(line, "#~"): // an obsolete message that a tool kept
		return nil
	case line[0] == '#':
		return p.comment(line)
	case line[0] == '"':
		return p.continuation(line)
	default:
		return p.keyword(line)
	}
}

func (p *parser) current() *Entry {
	if p.entry == nil {
		p.entry = &Entry{}
	}
	return p.entry
}

func (p *parser) comment(line string) error {
	if p.hasID && p.entry != nil { // the next message begins without an empty line
		if err := p.finish(); err != nil {
			return err
		}
	}
	e := p.current()
	kind, text := line, ""
	if len(line) > 1 {
		kind, text = line[:2], strings.TrimSpace(line[2:])
	}
	switch kind {
	case "#.":
		e.Notes = append(e.Notes, text)
	case "#:":
		e.References = append(e.References, text)
	case "#,":
		for _, flag := range strings.Split(text, ",") {
			if flag = strings.TrimSpace(flag); flag != "" {
				e.Flags = append(e.Flags, flag)
			}
		}
	case "#|":
		return p.previous(text)
	default:
		e.Comments = append(e.Comments, strings.TrimSpace(line[1:]))
	}
	return nil
}

// previous reads "#| msgid" lines and their continuations.
func (p *parser) previous(text string) error {
	e := p.current()
	if strings.HasPrefix(text, `"`) && len(e.Source) > 0 {
		more, err := p.quoted(text)
		e.Source[len(e.Source)-1] += more
		return err
	}
	keyword, rest, _ := strings.Cut(text, " ")
	if keyword != "msgid" && keyword != "msgid_plural" {
		return p.fail("%q is not expected after #|", keyword)
	}
	s, err := p.quoted(strings.TrimSpace(rest))
	e.Source = append(e.Source, s)
	return err
}

func (p *parser) continuation(line string) error {
	if p.target == nil {
		return p.fail("a text without msgid or msgstr before it")
	}
	s, err := p.quoted(line)
	*p.target += s
	return err
}

func (p *parser) keyword(line string) error {
	keyword, rest, _ := strings.Cut(line, " ")
	if keyword == "msgid" && p.hasID {
		if err := p.finish(); err != nil {
			return err
		}
	}
	s, err := p.quoted(strings.TrimSpace(rest))
	if err != nil {
		return err
	}
	e := p.current()
	switch {
	case keyword == "msgid":
		e.ID, e.Line, p.hasID = s, p.line, true
		p.target = &e.ID
	case !p.hasID:
		return p.fail("%q before msgid", keyword)
	case keyword == "msgid_plural":
		if e.Plural || e.Str != nil {
			return p.fail("msgid_plural stands in the wrong place")
		}
		e.Plural, p.target = true, new(string)
	case keyword == "msgstr" && !e.Plural && e.Str == nil, keyword == fmt.Sprintf("msgstr[%d]", len(e.Str)) && e.Plural:
		e.Str = append(e.Str, s)
		p.target = &e.Str[len(e.Str)-1]
	default:
		return p.fail("%q is not expected here", keyword)
	}
	return nil
}

func (p *parser) finish() error {
	e := p.entry
	if e == nil {
		return nil
	}
	hasID := p.hasID
	p.entry, p.target, p.hasID = nil, nil, false
	if !hasID { // comments with no message after them, as at the top of a file
		return nil
	}
	if e.Str == nil {
		return &SyntaxError{e.Line, fmt.Sprintf("message %q has no msgstr", e.ID)}
	}
	if before, ok := p.seen[e.ID]; ok {
		return &SyntaxError{e.Line, fmt.Sprintf("message %q stands at line %d already", e.ID, before)}
	}
	p.seen[e.ID] = e.Line
	if e.ID == "" {
		p.file.Header = e
		return nil
	}
	p.file.Entries = append(p.file.Entries, e)
	return nil
}

var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', '"': '"', '\\': '\\'}

// quoted reads one "…" with C's escapes.
func (p *parser) quoted(s string) (string, error) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", p.fail("a text in double quotes is expected, not %s", s)
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return "", p.fail(`a double quote inside a text is written \"`)
		case '\\':
			i++
			if i == len(s) || escapes[s[i]] == 0 {
				return "", p.fail("unknown escape in a text")
			}
			b.WriteByte(escapes[s[i]])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}
