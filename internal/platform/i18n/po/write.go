package po

import (
	"fmt"
	"strings"
)

// Format writes a file so that Parse reads the same again: the header first, then the messages in their order.
func Format(f *File) string {
	var b strings.Builder
	if f.Header != nil {
		writeEntry(&b, f.Header)
	}
	for _, e := range f.Entries {
		b.WriteByte('\n')
		writeEntry(&b, e)
	}
	return b.String()
}

func writeEntry(b *strings.Builder, e *Entry) {
	lines(b, "# ", e.Comments)
	lines(b, "#. ", e.Notes)
	lines(b, "#: ", e.References)
	if len(e.Flags) > 0 {
		fmt.Fprintf(b, "#, %s\n", strings.Join(e.Flags, ", "))
	}
	for i, source := range e.Source {
		b.WriteString("#| ")
		text(b, [...]string{"msgid", "msgid_plural"}[min(i, 1)], source, "#| ")
	}
	text(b, "msgid", e.ID, "")
	if !e.Plural {
		text(b, "msgstr", e.Str[0], "")
		return
	}
	text(b, "msgid_plural", e.ID, "")
	for i, s := range e.Str {
		text(b, fmt.Sprintf("msgstr[%d]", i), s, "")
	}
}

func lines(b *strings.Builder, prefix string, texts []string) {
	for _, s := range texts {
		b.WriteString(strings.TrimRight(prefix+s, " ") + "\n")
	}
}

// text writes a keyword and its text, one line of the text on one line of the file.
func text(b *strings.Builder, keyword, s, prefix string) {
	parts := strings.SplitAfter(s, "\n")
	if last := len(parts) - 1; last > 0 && parts[last] == "" {
		parts = parts[:last]
	}
	if len(parts) == 1 {
		fmt.Fprintf(b, "%s %s\n", keyword, quote(s))
		return
	}
	fmt.Fprintf(b, "%s \"\"\n", keyword)
	for _, part := range parts {
		b.WriteString(prefix + quote(part) + "\n")
	}
}

var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

func quote(s string) string { return `"` + quoter.Replace(s) + `"` }
