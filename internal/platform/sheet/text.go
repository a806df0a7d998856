package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxLine  = 1 << 20 // bytes
	maxCell  = 64 << 10
	maxLines = 50 // that one row may cover, by line breaks within quotes
	maxCells = 2000
)

// line is a line that was read already; err is ErrTooLong or nil.
type line struct {
	text string
	err  error
}

// text is a table of lines.
type text struct {
	format  Format
	comma   byte // 0 with fixed widths
	br      *bufio.Reader
	eol     byte
	decode  func([]byte) string
	pending []line // read ahead for a row of several lines that was none
	width   int    // cells of the header; 0 before it is known
	slab    []string
	closer  io.Closer
}

// openText finds out how a text is written, as far as the format does not say it, and stands before its first line. With
// ErrOneColumn it gives the text all the same.
func openText(src io.Reader, f Format) (*text, error) {
	br, err := unpack(src)
	if err != nil {
		return nil, err
	}
	t := &text{format: f, br: br, eol: '\n'}
	head, _ := br.Peek(peekSize)
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		t.eol = '\r'
	}
	if t.format.Encoding == "" {
		t.format.Encoding = detect(head)
	}
	t.decode = decoder(t.format.Encoding)
	if f.Comma == "" && f.Widths == nil {
		lines := t.lines(head)
		t.format.Comma = comma(lines)
		if t.format.Comma == "" {
			t.format.Widths = Columns(lines)
		}
	}
	switch {
	case t.format.Comma != "":
		t.comma = t.format.Comma[0]
	case t.format.Widths == nil:
		return t, ErrOneColumn
	}
	return t, nil
}

// lines gives the first whole lines of a head, decoded.
func (t *text) lines(head []byte) (out []string) {
	for len(head) > 0 && len(out) < 100 {
		l, rest, whole := bytes.Cut(head, []byte{t.eol})
		if !whole && len(out) > 0 && len(head) >= peekSize/2 {
			break // perhaps cut off by the size of the look ahead
		}
		if head = rest; len(bytes.TrimSpace(l)) > 0 {
			out = append(out, strings.TrimRight(t.decode(l), "\r"))
		}
	}
	return out
}

// header reads the first row that is not empty. Of a format without a header it only counts the cells of that row.
func (t *text) header() ([]string, error) {
	for {
		cells, bad, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil, ErrEmpty
		}
		if err != nil {
			return nil, err
		}
		if (Row{Cells: cells, Err: bad}).Empty() {
			continue
		}
		h := Headers(cells)
		if t.width = len(h); len(h) < 2 || bad != nil {
			return nil, ErrOneColumn
		}
		return h, nil
	}
}

func (t *text) close() error {
	if t.closer == nil {
		return nil
	}
	return t.closer.Close()
}

func (t *text) next() (cells []string, bad, err error) {
	s, err := t.line()
	if errors.Is(err, ErrTooLong) {
		return []string{s}, err, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if strings.IndexByte(s, 0) >= 0 {
		return t.cut(strings.ReplaceAll(s, "\x00", " ")), ErrNul, nil
	}
	if t.comma == 0 {
		return t.cut(s), nil, nil
	}
	if cells, open := t.split(s); !open {
		return cells, nil, nil
	}
	return t.multi(s)
}

// cut divides a line without looking at quotation marks.
func (t *text) cut(s string) []string {
	if t.comma != 0 {
		return strings.Split(s, t.format.Comma)
	}
	return Fixed(s, t.format.Widths)
}

// skip goes over rows; only those with a quotation mark are cut.
func (t *text) skip(n int64) (done int64, err error) {
	for done < n {
		if len(t.pending) == 0 {
			plain, err := t.plain()
			if err != nil {
				return done, err
			}
			if plain {
				done++
				continue
			}
		}
		if _, _, err := t.next(); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

// plain goes over a line that surely is a whole row; false leaves it where it was.
func (t *text) plain() (bool, error) {
	for size := 4096; ; size *= 2 {
		head, err := t.br.Peek(min(size, t.br.Size()))
		if i := bytes.IndexByte(head, t.eol); i >= 0 {
			if t.comma != 0 && bytes.IndexByte(head[:i], '"') >= 0 {
				return false, nil
			}
			_, err := t.br.Discard(i + 1)
			return true, err
		}
		if err != nil || size >= t.br.Size() {
			return false, nil // the last line, or a very long one
		}
	}
}

// multi reads a row of several lines. A mark that is never closed, or whose row then does not fit the header, was a
// mistake: the lines that followed it are rows of their own.
func (t *text) multi(first string) (cells []string, bad, err error) {
	whole, extra := first, []line(nil)
	for len(extra) < maxLines && len(whole) <= maxCell {
		next, err := t.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, ErrTooLong) {
			return nil, nil, err
		}
		if extra = append(extra, line{next, err}); err != nil {
			break
		}
		whole += "\n" + next
		if cells, open := t.split(whole); !open {
			if t.width == 0 || len(cells) == t.width {
				return cells, nil, nil
			}
			break
		}
	}
	t.pending = append(extra, t.pending...)
	return strings.Split(first, t.format.Comma), ErrQuote, nil
}

// line reads one line without its end. A line that is too long is read to its end and given cut off, with ErrTooLong.
func (t *text) line() (string, error) {
	if len(t.pending) > 0 {
		next := t.pending[0]
		t.pending = t.pending[1:]
		return next.text, next.err
	}
	part, err := t.br.ReadSlice(t.eol)
	if err == nil && len(part) <= maxLine {
		return t.decode(trimEnd(part)), nil
	}
	long := append([]byte(nil), part...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if part, err = t.br.ReadSlice(t.eol); len(long) <= maxLine {
			long = append(long, part...)
		}
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", fmt.Errorf("sheet: %w", err)
	case errors.Is(err, io.EOF) && (len(long) == 0 || len(long) == 1 && long[0] == 0x1a): // old programs end a text by Ctrl-Z
		return "", io.EOF
	case len(long) > maxLine:
		return strings.ToValidUTF8(t.decode(long[:1000]), ""), ErrTooLong
	}
	return t.decode(trimEnd(long)), nil
}

func trimEnd(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return b
}
