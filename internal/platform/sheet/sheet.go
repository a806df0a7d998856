// Package sheet reads tables as people send them: comma, semicolon, tab or bar between the cells, columns of fixed width, or
// a spreadsheet; in UTF-8, UTF-16, Windows-1252 or an older writing of Vietnamese, Chinese, Japanese or Korean; plain, in
// gzip or in a zip with several members. It reads a row at a time, so a file of any size takes little memory, and a broken
// row costs that row alone.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// What a file is instead of a table.
var (
	ErrEmpty       = errors.New("sheet: the file is empty")
	ErrSpreadsheet = errors.New("sheet: a spreadsheet of another kind than xlsx")
	ErrDocument    = errors.New("sheet: a PDF, a web page or another document")
	ErrBinary      = errors.New("sheet: no text")
	ErrOneColumn   = errors.New("sheet: one column only, so no table")
	ErrDamaged     = errors.New("sheet: the compressed file is damaged or cut off")
	ErrBomb        = errors.New("sheet: the compressed file unpacks to more than is taken")
	ErrLocked      = errors.New("sheet: the file is locked with a password")
)

// What can be wrong with a row.
var (
	ErrQuote   = errors.New("sheet: a quotation mark that is never closed")
	ErrTooLong = errors.New("sheet: a row longer than 1 MiB")
	ErrNul     = errors.New("sheet: a row with a zero byte, so a damaged one")
)

// Format is how a table is written. It is found out by [Look] and kept with what was decided about the file, so that every
// later reading cuts it in the same way.
type Format struct {
	Members  []string `json:"members,omitempty"`   // of a zip: files of one look, read one after the other
	Sheet    string   `json:"sheet,omitempty"`     // of a workbook
	Encoding string   `json:"encoding,omitempty"`  // of lines that are no UTF-8; "" = windows-1252
	Comma    string   `json:"comma,omitempty"`     // "," ";" "\t" "|"; "" in a workbook and with fixed widths
	Widths   []int    `json:"widths,omitempty"`    // in letters; the last column takes the rest of the line
	NoHeader bool     `json:"no_header,omitempty"` // the first line is a row
	Columns  int      `json:"columns,omitempty"`   // how many there are, where no header says it
	Dates    []int    `json:"dates,omitempty"`     // columns of a workbook that hold days as numbers
	Legacy   []string `json:"legacy,omitempty"`    // of each column: "", VNI or TCVN3
}

// Row is one row below the header.
type Row struct {
	Number int64 // 1 = the first below the header; empty rows count, as in a spreadsheet
	Part   int   // which of the formats it was read by
	Cells  []string
	Err    error // ErrQuote, ErrTooLong or ErrNul: the row could not be cut into cells
}

// Empty tells a row without any text.
func (r Row) Empty() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return r.Err == nil
}

// rows is one table below whatever holds it.
type rows interface {
	// next gives the cells of the next row, and what is wrong with it; err is io.EOF after the last.
	next() (cells []string, bad, err error)
	// skip goes over n rows, or to the end, without cutting them where that is not needed.
	skip(n int64) (int64, error)
	close() error
}

// Reader reads the rows of one table or of several, one after the other, numbered through. Make one with [Open] or
// [NewReader].
type Reader struct {
	Header []string // of the first format: trimmed, unique, never empty
	Format Format   // the first one

	parts   []part // what is still to be read; the first is open
	opened  int    // the index of the open part's format
	current rows
	legacy  []string
	number  int64
}

// part is one file of one format.
type part struct {
	format int
	open   func() (rows, error) // below its header
	legacy []string
}

// NewReader reads a single text table from a stream. It returns one of the errors of this package where there is none.
func NewReader(src io.Reader) (*Reader, error) {
	t, err := openText(src, Format{})
	if err != nil {
		return nil, err
	}
	r := &Reader{Format: t.format, current: t}
	if r.Header, err = t.header(); err != nil {
		return nil, err
	}
	return r, nil
}

// Next reads the next row; io.EOF after the last. Another error is the source's own and ends the reading.
func (r *Reader) Next() (Row, error) {
	for {
		if r.current == nil {
			return Row{}, io.EOF
		}
		cells, bad, err := r.current.next()
		if errors.Is(err, io.EOF) {
			if err := r.advance(); err != nil {
				return Row{}, err
			}
			continue
		}
		if err != nil {
			return Row{}, err
		}
		r.number++
		for i, l := range r.legacy {
			if l != "" && i < len(cells) {
				cells[i] = Unlegacy(l, cells[i])
			}
		}
		return Row{Number: r.number, Part: r.opened, Cells: cells, Err: bad}, nil
	}
}

// At is the number of the last row that was read or skipped.
func (r *Reader) At() int64 { return r.number }

// SkipTo goes on so that the next row has a number above n. It is several times as fast as reading.
func (r *Reader) SkipTo(n int64) error {
	for r.number < n && r.current != nil {
		skipped, err := r.current.skip(n - r.number)
		r.number += skipped
		if errors.Is(err, io.EOF) {
			err = r.advance()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// advance opens the next part.
func (r *Reader) advance() error {
	if err := r.Close(); err != nil {
		return err
	}
	if len(r.parts) == 0 {
		return nil
	}
	p := r.parts[0]
	r.parts = r.parts[1:]
	next, err := p.open()
	if err != nil {
		return err
	}
	r.current, r.opened, r.legacy = next, p.format, p.legacy
	return nil
}

// Close lets go of what is open. The source stays its owner's.
func (r *Reader) Close() error {
	if r.current == nil {
		return nil
	}
	err := r.current.close()
	r.current = nil
	return err
}

// Headers makes column names usable as keys: trimmed, unique, never empty.
func Headers(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	out, seen := make([]string, len(cells)), map[string]bool{}
	for i, c := range cells {
		name := strings.Join(strings.Fields(c), " ")
		if name == "" {
			name = numbered(i)
		}
		for n, plain := 2, name; seen[name]; n++ {
			name = fmt.Sprintf("%s (%d)", plain, n)
		}
		out[i], seen[name] = name, true
	}
	return out
}

func numbered(i int) string { return fmt.Sprintf("Column %d", i+1) }

// Numbered names columns that have no names.
func Numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = numbered(i)
	}
	return out
}
