package sheet

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const peekSize = 256 << 10

// signatures are the first bytes of what is often sent by mistake.
var signatures = []struct {
	prefix string
	err    error
}{
	{"PK\x03\x04", ErrSpreadsheet}, {"\xd0\xcf\x11\xe0", ErrSpreadsheet}, {"%PDF", ErrDocument},
	{"<", ErrDocument}, {"{\\rtf", ErrDocument}, {"{", ErrDocument}, {"[{", ErrDocument}, {"\x89PNG", ErrBinary}, {"\xff\xd8\xff", ErrBinary},
	{"7z\xbc\xaf", ErrBinary}, {"Rar!", ErrBinary},
}

// unpack takes gzip off, turns UTF-16 into UTF-8, drops a byte order mark and refuses what is no text.
func unpack(src io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(src, peekSize)
	if head, _ := br.Peek(2); string(head) == "\x1f\x8b" {
		packed := &counter{r: br}
		zr, err := gzip.NewReader(packed)
		if err != nil {
			return nil, ErrDamaged
		}
		br = bufio.NewReaderSize(damaged{&bounded{r: zr, packed: func() int64 { return packed.n }}}, peekSize)
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
	return br, refuse(head)
}

// refuse tells what is no text by its beginning.
func refuse(head []byte) error {
	text := bytes.TrimSpace(head)
	if len(text) == 0 {
		return ErrEmpty
	}
	for _, s := range signatures {
		if bytes.HasPrefix(text, []byte(s.prefix)) {
			return s.err
		}
	}
	if controls(head) > len(head)/50 {
		return ErrBinary
	}
	return nil
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

// How far a compressed file may unfold. Lists of fixed width, which are mostly blanks, unfold sixty times.
const (
	maxUnpacked = 80 << 30
	maxRatio    = 300
	freeOfRatio = 64 << 20 // small files may unfold more
)

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// bounded ends the reading of a file that was made to fill the disk or to never end.
type bounded struct {
	r      io.Reader
	packed func() int64 // bytes that were unpacked so far
	n      int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	if b.n > maxUnpacked || b.n > freeOfRatio && b.n > maxRatio*b.packed() {
		return 0, ErrBomb
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
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1a || c == 0x7f {
			n++
		}
	}
	return n
}
