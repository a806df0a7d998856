package db

import (
	"bufio"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// spool is a file of rows that wait, without a name: it is gone with the process.
type spool struct {
	f     *os.File
	w     *bufio.Writer
	rows  int64
	width int
	head  []byte // of the row that is being written: its length
	one   []byte // and its values
}

func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "load-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	return &spool{f: f, w: bufio.NewWriterSize(f, 1<<18)}, nil
}

func (s *spool) close() error { return s.f.Close() }

// The kinds of values that wait.
const (
	spoolNull byte = iota
	spoolNumber
	spoolText
	spoolFalse
	spoolTrue
)

func (s *spool) put(row []any) error {
	s.width, s.one = len(row), s.one[:0]
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			s.one = append(s.one, spoolNull)
		case int64:
			s.one = binary.AppendVarint(append(s.one, spoolNumber), v)
		case string:
			s.one = binary.AppendUvarint(append(s.one, spoolText), uint64(len(v)))
			s.one = append(s.one, v...)
		case bool:
			kind := spoolFalse
			if v {
				kind = spoolTrue
			}
			s.one = append(s.one, kind)
		default:
			return fmt.Errorf("db: a %T cannot wait", v)
		}
	}
	s.rows++
	s.head = binary.AppendUvarint(s.head[:0], uint64(len(s.one)))
	if _, err := s.w.Write(s.head); err != nil {
		return err
	}
	_, err := s.w.Write(s.one)
	return err
}

// each gives every row in its order. The slice is used again for the next row, the values are not.
func (s *spool) each(fn func([]driver.Value) error) error {
	if err := s.w.Flush(); err != nil {
		return err
	}
	if _, err := s.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(s.f, 1<<18)
	row := make([]driver.Value, s.width)
	var b []byte
	for range s.rows {
		n, err := binary.ReadUvarint(r)
		if err != nil {
			return err
		}
		if uint64(cap(b)) < n {
			b = make([]byte, n)
		}
		b = b[:n]
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		readRow(b, row)
		if err := fn(row); err != nil {
			return err
		}
	}
	return nil
}

// readRow cuts a row into its values.
func readRow(b []byte, row []driver.Value) {
	whole := string(b) // one copy for all texts of the row
	for i := range row {
		kind := b[0]
		b = b[1:]
		switch kind {
		case spoolNull:
			row[i] = nil
		case spoolNumber:
			v, n := binary.Varint(b)
			row[i], b = v, b[n:]
		case spoolText:
			size, n := binary.Uvarint(b)
			at := len(whole) - len(b) + n
			row[i], b = whole[at:at+int(size)], b[n+int(size):]
		default:
			row[i] = kind == spoolTrue
		}
	}
}
