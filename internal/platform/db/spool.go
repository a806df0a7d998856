package db

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
)

// spool is rows that wait, packed.
type spool struct {
	bytes []byte
	width int
}

// The kinds of values that wait.
const (
	spoolNull byte = iota
	spoolNumber
	spoolFloat
	spoolText
	spoolFalse
	spoolTrue
)

func (s *spool) put(row []any) error {
	s.width = len(row)
	at := len(s.bytes)
	b := append(s.bytes, 0, 0, 0, 0)
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			b = append(b, spoolNull)
		case int64:
			b = binary.AppendVarint(append(b, spoolNumber), v)
		case float64:
			b = binary.LittleEndian.AppendUint64(append(b, spoolFloat), math.Float64bits(v))
		case string:
			b = binary.AppendUvarint(append(b, spoolText), uint64(len(v)))
			b = append(b, v...)
		case bool:
			kind := spoolFalse
			if v {
				kind = spoolTrue
			}
			b = append(b, kind)
		default:
			return fmt.Errorf("db: a %T cannot wait", v)
		}
	}
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	s.bytes = b
	return nil
}

// each gives every row in its order. The slice is used again for the next row, the values are not.
func (s *spool) each(fn func([]driver.Value) error) error {
	row := make([]driver.Value, s.width)
	for b := s.bytes; len(b) > 0; {
		n := binary.LittleEndian.Uint32(b)
		readRow(b[4:4+n], row)
		if err := fn(row); err != nil {
			return err
		}
		b = b[4+n:]
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
		case spoolFloat:
			row[i], b = math.Float64frombits(binary.LittleEndian.Uint64(b)), b[8:]
		case spoolText:
			size, n := binary.Uvarint(b)
			at := len(whole) - len(b) + n
			row[i], b = whole[at:at+int(size)], b[n+int(size):]
		default:
			row[i] = kind == spoolTrue
		}
	}
}
