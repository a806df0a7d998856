package voterfile

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// BadRows gives the rows of an import that were not taken, in the order of the file, after a row.
func (s *Service) BadRows(ctx context.Context, sc authz.Scope, imp id.ID, after int64, limit int) (out []BadRow, err error) {
	defer errs.Wrap(&err, "voterfile.BadRows(%v)", imp)
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = badRows(ctx, tx, sc, imp, after, limit)
		return err
	})
	return out, err
}

// WriteBad writes the bad rows as a table: the columns of the file, then what is wrong and in which row it was. Mended and
// sent again, the file is recognized as the first one was; the added columns are not read.
func (s *Service) WriteBad(ctx context.Context, sc authz.Scope, i Import, out io.Writer, l *i18n.Localizer) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil { // without it Excel takes UTF-8 for something else
		return err
	}
	w := csv.NewWriter(out)
	width := len(i.Header)
	if err := writeRow(w, append(append([]string{}, i.Header...), l.T("import.column_reason"), l.T("import.column_row"))); err != nil {
		return err
	}
	after := int64(0)
	for {
		bad, err := s.BadRows(ctx, sc, i.ID, after, chunkRows)
		if err != nil {
			return err
		}
		for _, b := range bad {
			cells := make([]string, width, width+2)
			copy(cells, b.Raw)
			if err := writeRow(w, append(cells, b.Message(l), strconv.FormatInt(b.Row, 10))); err != nil {
				return err
			}
			after = b.Row
		}
		if len(bad) < chunkRows {
			w.Flush()
			return w.Error()
		}
	}
}

// Message says what is wrong and with which field.
func (b BadRow) Message(l *i18n.Localizer) string {
	args := make([]any, len(b.Args))
	for i, a := range b.Args {
		args[i] = a
		if f, ok := a.(float64); ok && f == float64(int64(f)) { // JSON keeps whole numbers as floats
			args[i] = int64(f)
		}
	}
	text := l.T(b.Reason, args...)
	if b.Field == "" {
		return text
	}
	return l.T("import.bad_line", "field", fieldName(l, b.Field), "reason", text)
}

// fieldName is a field in the visitor's language.
func fieldName(l *i18n.Localizer, field string) string {
	if e, ok := strings.CutPrefix(field, electionPrefix); ok {
		return l.T("import.field.election", "election", e)
	}
	switch prefix, rest, _ := strings.Cut(field, "."); prefix + "." {
	case votePrefix, voteDatePrefix, voteHowPrefix:
		return l.T("import.field."+prefix, "n", rest)
	case consentPrefix:
		channel, purpose := consentOf(field)
		return l.T("import.field.consent", "channel", l.T("people.channel."+channel), "purpose", l.T("people.purpose."+purpose))
	case newPrefix:
		return l.T("import.field.new", "kind", l.T("people.field.kind."+rest))
	case customPrefix:
		return l.T("import.field.custom")
	case tagPrefix:
		return l.T("import.field.tag", "tag", rest)
	case flagPrefix:
		return l.T("import.field.flag", "how", strings.ReplaceAll(rest, "_", " "))
	}
	return l.T("import.field." + field)
}
