// Package sheet reads tables as people send them: comma, semicolon, tab or bar between the cells, UTF-8, UTF-16 or
// Windows-1252, gzip or not. It reads a row at a time, so a file of any size takes little memory, and a broken row
// costs that row alone.
package sheet

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// What a file is instead of a table.
var (
	ErrEmpty       = errors.New("sheet: the file is empty")
	ErrSpreadsheet = errors.New("sheet: a spreadsheet's own format")
	ErrDocument    = errors.New("sheet: a PDF, a web page or another document")
	ErrBinary      = errors.New("sheet: no text")
	ErrOneColumn   = errors.New("sheet: one column only, so no table")
	ErrDamaged     = errors.New("sheet: the compressed file is damaged or cut off")
)

const peekSize = 64 << 10

// signatures are the first bytes of what is often sent by mistake.
var signatures = []struct {
	prefix string
	err    error
}{
	{"PK\x03\x04", ErrSpreadsheet}, {"\xd0\xcf\x11\xe0", ErrSpreadsheet}, {"%PDF", ErrDocument},
	{"<", ErrDocument}, {"{\\rtf", ErrDocument}, {"{", ErrDocument}, {"[{", ErrDocument}, {"\x89PNG", ErrBinary}, {"\xff\xd8\xff", ErrBinary},
}

// open unpacks gzip, turns UTF-16 into UTF-8, drops a byte order mark and refuses what is no text.
func open(src io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(src, peekSize)
	if head, _ := br.Peek(2); string(head) == "\x1f\x8b" {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, ErrDamaged
		}
		br = bufio.NewReaderSize(damaged{zr}, peekSize)
	}
	head, err := br.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if order, bom, ok := utf16(head); ok {
		br = bufio.NewReaderSize(transform.NewReader(br, unicode.UTF16(order, bom).NewDecoder()), peekSize)
		head, _ = br.Peek(peekSize)
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		if _, err := br.Discard(3); err != nil {
			return nil, err
		}
		head = head[3:]
	}
	text := bytes.TrimSpace(head)
	if len(text) == 0 {
		return nil, ErrEmpty
	}
	for _, s := range signatures {
		if bytes.HasPrefix(text, []byte(s.prefix)) {
			return nil, s.err
		}
	}
	if controls(head) > len(head)/50 || bytes.IndexByte(head, 0) >= 0 {
		return nil, ErrBinary
	}
	return br, nil
}

// damaged names the errors of the unpacker.
type damaged struct{ r io.Reader }

func (d damaged) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrDamaged
	}
	return n, err
}

// utf16 tells UTF-16 by its mark, or by a zero in every second byte of its first line.
func utf16(head []byte) (unicode.Endianness, unicode.BOMPolicy, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, unicode.ExpectBOM, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, unicode.ExpectBOM, true
	}
	zeros := [2]int{}
	n := min(len(head), 200)
	for i, b := range head[:n] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case n >= 8 && zeros[1] > n*2/5 && zeros[0] == 0:
		return unicode.LittleEndian, unicode.IgnoreBOM, true
	case n >= 8 && zeros[0] > n*2/5 && zeros[1] == 0:
		return unicode.BigEndian, unicode.IgnoreBOM, true
	}
	return unicode.LittleEndian, unicode.IgnoreBOM, false
}

func controls(b []byte) (n int) {
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == 0x7f {
			n++
		}
	}
	return n
}

// text reads a line's bytes: UTF-8, or else Windows-1252, in which every byte says something. It decides by the line, so
// that a file that was put together from two encodings is read as well as can be.
func text(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return strings.ToValidUTF8(string(line), "�")
	}
	return string(s)
}
