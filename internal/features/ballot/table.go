package ballot

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// table reads a file of rows: comma, tab, semicolon or bar between the cells, the names of the columns first. What is no UTF-8 is read
// as Windows-1252, which every office's English fits.
type table struct {
	csv    *csv.Reader
	header []string
	row    int64 // the last that was read; the header is 0
}

const (
	maxColumns = 300
	maxCell    = 500
	peeked     = 64 << 10
)

var errNoTable = errors.New("no table")

func newTable(file io.Reader) (*table, error) {
	in := bufio.NewReaderSize(file, peeked)
	start, err := in.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
		start = start[3:]
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	if bytes.ContainsRune(start, 0) || len(bytes.TrimSpace(line)) == 0 {
		return nil, errNoTable
	}
	t := &table{csv: csv.NewReader(in)}
	t.csv.Comma = delimiter(line)
	t.csv.LazyQuotes, t.csv.FieldsPerRecord = true, -1
	if t.header, err = t.csv.Read(); err != nil || len(t.header) < 2 || len(t.header) > maxColumns {
		return nil, errNoTable
	}
	for i := range t.header {
		t.header[i] = text(t.header[i])
	}
	return t, nil
}

// delimiter is what stands most often in the first line.
func delimiter(line []byte) rune {
	best, most := ',', 0
	for _, d := range ",\t;|" {
		if n := bytes.Count(line, []byte(string(d))); n > most {
			best, most = d, n
		}
	}
	return best
}

// next gives a row, with as many cells as there are columns; io.EOF after the last. An empty line is passed over.
func (t *table) next() ([]string, error) {
	for {
		cells, err := t.csv.Read()
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				return nil, errNoTable
			}
			return nil, err
		}
		t.row++
		out, filled := make([]string, len(t.header)), false
		for i := range min(len(cells), len(out)) {
			out[i] = text(cells[i])
			filled = filled || out[i] != ""
		}
		if filled {
			return out, nil
		}
	}
}

// text is a cell without the blanks around it, in UTF-8 and not endless.
func text(cell string) string {
	if !utf8.ValidString(cell) {
		letters := make([]rune, 0, len(cell))
		for i := range len(cell) {
			letters = append(letters, rune(cell[i]))
		}
		cell = string(letters)
	}
	cell = strings.TrimSpace(strings.ReplaceAll(cell, "\x00", ""))
	if runes := []rune(cell); len(runes) > maxCell {
		cell = string(runes[:maxCell])
	}
	return cell
}
