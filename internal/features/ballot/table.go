package ballot

import (
	"errors"
	"io"
	"strings"

	"banyan/internal/platform/sheet"
)

// table reads a file of rows, the names of the columns first.
type table struct {
	in     *sheet.Reader
	header []string
	row    int64 // the last that was read; the header is 0
}

const (
	maxColumns = 300
	maxCell    = 500
)

var errNoTable = errors.New("no table")

func newTable(file io.Reader) (*table, error) {
	in, err := sheet.NewReader(file)
	for _, none := range []error{sheet.ErrEmpty, sheet.ErrSpreadsheet, sheet.ErrDocument, sheet.ErrBinary, sheet.ErrOneColumn, sheet.ErrQuote, sheet.ErrTooLong, sheet.ErrNul} {
		if errors.Is(err, none) {
			return nil, errors.Join(errNoTable, err)
		}
	}
	if err != nil {
		return nil, err
	}
	t := &table{in: in}
	for _, name := range in.Header {
		t.header = append(t.header, text(name))
	}
	if len(t.header) < 2 || len(t.header) > maxColumns {
		return nil, errNoTable
	}
	return t, nil
}

// brokenRow says why a row cannot be cut into cells: a mark that is never closed costs its own line alone, not those that follow it.
var brokenRow = map[error]string{sheet.ErrQuote: "import.bad.quote", sheet.ErrTooLong: "import.bad.long_row", sheet.ErrNul: "import.bad.nul"}

// next gives a row, with as many cells as there are columns, and what is wrong with it; io.EOF after the last. An empty line is passed over.
func (t *table) next() (cells []string, broken *fault, err error) {
	for {
		row, err := t.in.Next()
		if err != nil {
			return nil, nil, err
		}
		t.row = row.Number
		if row.Empty() {
			continue
		}
		cells := make([]string, len(t.header))
		for i := range min(len(row.Cells), len(cells)) {
			cells[i] = text(row.Cells[i])
		}
		if reason := brokenRow[row.Err]; reason != "" {
			return cells, &fault{reason, ""}, nil
		}
		return cells, nil, row.Err
	}
}

// text is a cell without the blanks around it, and not endless.
func text(cell string) string {
	cell = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(cell, ""), "\x00", ""))
	if runes := []rune(cell); len(runes) > maxCell {
		cell = string(runes[:maxCell])
	}
	return cell
}
