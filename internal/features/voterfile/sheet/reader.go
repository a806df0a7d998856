package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

const (
	maxLine  = 1 << 20 // bytes
	maxCell  = 64 << 10
	maxLines = 50 // that one row may cover, by line breaks within quotes
	maxCells = 1000
)

// line is a line that was read already; err is ErrTooLong or nil.
type line struct {
	text string
	err  error
}

// What can be wrong with a row.
var (
	ErrQuote   = errors.New("sheet: a quotation mark that is never closed")
	ErrTooLong = errors.New("sheet: a row longer than 1 MiB")
)

// Row is one row below the header.
type Row struct {
	Number int64 // 1 = the first line's row below the header; empty rows count, as in a spreadsheet
	Cells  []string
	Err    error // ErrQuote or ErrTooLong: the row could not be cut into cells
}

// Reader reads a table. Make one with [NewReader].
type Reader struct {
	Header []string // trimmed, unique, never empty
	Comma  byte

	br      *bufio.Reader
	eol     byte
	pending []line // read ahead for a row of several lines that was none
	number  int64
}

// NewReader finds out how the file is written and reads its header. It returns one of the errors of this package where
// the file is no table.
func NewReader(src io.Reader) (*Reader, error) {
	br, err := open(src)
	if err != nil {
		return nil, err
	}
	r := &Reader{br: br, eol: '\n'}
	head, _ := br.Peek(peekSize)
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		r.eol = '\r'
	}
	if r.Comma = comma(head, r.eol); r.Comma == 0 {
		return nil, ErrOneColumn
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil, ErrEmpty
		}
		if err != nil {
			return nil, err
		}
		if !row.Empty() {
			r.Header, r.number = headers(row.Cells), 0
			if len(r.Header) < 2 || row.Err != nil {
				return nil, ErrOneColumn
			}
			return r, nil
		}
	}
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

// Next reads the next row; io.EOF after the last. Another error is the source's own and ends the reading.
func (r *Reader) Next() (Row, error) {
	text, err := r.line()
	if errors.Is(err, ErrTooLong) {
		r.number++
		return Row{Number: r.number, Cells: []string{text}, Err: err}, nil
	}
	if err != nil {
		return Row{}, err
	}
	r.number++
	if cells, open := split(text, r.Comma); !open {
		return Row{Number: r.number, Cells: cells}, nil
	}
	return r.multi(text)
}

// multi reads a row of several lines. A mark that is never closed, or whose row then does not fit the header, was a
// mistake: the lines that followed it are rows of their own.
func (r *Reader) multi(first string) (Row, error) {
	whole, extra := first, []line(nil)
	for len(extra) < maxLines && len(whole) <= maxCell {
		next, err := r.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, ErrTooLong) {
			return Row{}, err
		}
		if extra = append(extra, line{next, err}); err != nil {
			break
		}
		whole += "\n" + next
		if cells, open := split(whole, r.Comma); !open {
			if r.Header == nil || len(cells) == len(r.Header) {
				return Row{Number: r.number, Cells: cells}, nil
			}
			break
		}
	}
	r.pending = append(extra, r.pending...)
	return Row{Number: r.number, Cells: strings.Split(first, string(r.Comma)), Err: ErrQuote}, nil
}

// line reads one line without its end. A line that is too long is read to its end and given cut off, with ErrTooLong.
func (r *Reader) line() (string, error) {
	if len(r.pending) > 0 {
		next := r.pending[0]
		r.pending = r.pending[1:]
		return next.text, next.err
	}
	var long []byte
	for {
		part, err := r.br.ReadSlice(r.eol)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("sheet: %w", err)
		}
		if len(long) <= maxLine {
			long = append(long, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) && len(long) == 0 {
			return "", io.EOF
		}
		if len(long) > maxLine {
			return strings.ToValidUTF8(text(long[:1000]), ""), ErrTooLong
		}
		return strings.TrimRight(text(long), "\r\n"), nil
	}
}

// split cuts a row into cells; open tells that it ended within quotes. Text after a closing mark belongs to the cell, and
// a mark within a bare cell is a letter: many programs write such rows.
func split(row string, comma byte) (cells []string, open bool) {
	for len(cells) < maxCells {
		var cell string
		if strings.HasPrefix(row, `"`) {
			var closed bool
			if cell, row, closed = quoted(row[1:], comma); !closed {
				return nil, true
			}
		} else {
			i := strings.IndexByte(row, comma)
			if i < 0 {
				i = len(row)
			}
			cell, row = row[:i], row[i:]
		}
		cells = append(cells, cell)
		if row == "" {
			return cells, false
		}
		row = row[1:] // the comma
	}
	return cells, false
}

// quoted reads a cell after its opening mark: its text, and the row from the next comma on. Text after the closing mark
// of a cell of several lines tells that this mark opens another cell: then the first one is not closed.
func quoted(row string, comma byte) (cell, rest string, closed bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(row, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(row[:i])
		row = row[i+1:]
		if strings.HasPrefix(row, `"`) {
			b.WriteByte('"')
			row = row[1:]
			continue
		}
		end := strings.IndexByte(row, comma)
		if end < 0 {
			end = len(row)
		}
		if end > 0 && strings.TrimSpace(row[:end]) != "" && strings.ContainsRune(b.String(), '\n') {
			return "", "", false
		}
		b.WriteString(row[:end])
		return b.String(), row[end:], true
	}
}

// comma finds what divides the cells: the candidate by which most of the first lines have as many cells as the first.
// It is zero where no candidate divides the first line.
func comma(head []byte, eol byte) byte {
	var lines []string
	for len(head) > 0 && len(lines) < 30 {
		line, rest, whole := bytes.Cut(head, []byte{eol})
		if !whole && len(lines) > 0 {
			break // perhaps cut off by the size of the look ahead
		}
		if head = rest; len(bytes.TrimSpace(line)) > 0 {
			lines = append(lines, strings.TrimRight(text(line), "\r"))
		}
	}
	best, most := byte(0), 0
	for _, c := range []byte{',', '\t', ';', '|'} {
		widths := widths(lines, c)
		if widths[0] < 2 {
			continue
		}
		score := 1000 + min(widths[0], 50)
		for _, w := range widths[1:] {
			if w == widths[0] {
				score += 1000
			}
		}
		if score > most {
			best, most = c, score
		}
	}
	return best
}

// widths counts the cells of each row, as this candidate would cut them.
func widths(lines []string, comma byte) (out []int) {
	for i := 0; i < len(lines); i++ {
		cells, open := split(lines[i], comma)
		for whole, j := lines[i], i+1; open && j < min(len(lines), i+6); j++ {
			whole += "\n" + lines[j]
			if cells, open = split(whole, comma); !open {
				i = j
			}
		}
		out = append(out, len(cells))
	}
	return out
}

// headers makes the column names usable as keys.
func headers(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	out, seen := make([]string, len(cells)), map[string]bool{}
	for i, c := range cells {
		name := strings.Join(strings.Fields(c), " ")
		if name == "" {
			name = fmt.Sprintf("Column %d", i+1)
		}
		for n, plain := 2, name; seen[name]; n++ {
			name = fmt.Sprintf("%s (%d)", plain, n)
		}
		out[i], seen[name] = name, true
	}
	return out
}

// Bare takes the apostrophe away that [Safe] put before a cell.
func Bare(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsRune(formula, []rune(rest)[0]) {
		return rest
	}
	return cell
}

// Safe keeps a spreadsheet from computing a cell: one that begins as a formula gets an apostrophe in front. A number is no
// formula.
func Safe(cell string) string {
	if cell != "" && !number.MatchString(cell) && strings.ContainsRune(formula, []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

var number = regexp.MustCompile(`^[+-]\d+(\.\d+)?$`)

const formula = "=+-@\t\r＝＋－＠"
