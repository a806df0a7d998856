// Package id makes and writes the identifiers of every row.
//
// An ID is a positive 63-bit integer whose high 43 bits are milliseconds since 2020-01-01 UTC and whose low
// 20 bits are a random start that counts up within one millisecond. IDs sort by time, fit a BIGINT, and are
// written as 13 characters of Crockford's base32 (https://www.crockford.com/base32.html) in addresses and JSON.
package id

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ID identifies one row. The zero ID is no row.
type ID int64

const (
	alphabet   = "0123456789abcdefghjkmnpqrstvwxyz"
	textLen    = 13
	randomBits = 20
)

// epoch is the instant at which the time part of an ID is zero; 43 bits last until the year 2298.
var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// ErrSyntax tells that a text is no ID.
var ErrSyntax = errors.New("id: not a 13-character identifier")

// String writes the ID as 13 characters of lower-case Crockford base32.
func (i ID) String() string {
	var b [textLen]byte
	v := uint64(i)
	for p := textLen - 1; p >= 0; p-- {
		b[p] = alphabet[v&31]
		v >>= 5
	}
	return string(b[:])
}

// Parse reads what String wrote; upper case and the look-alikes O, I and L are accepted, as Crockford advises.
// It returns ErrSyntax for anything else.
func Parse(s string) (ID, error) {
	if len(s) != textLen {
		return 0, ErrSyntax
	}
	var v uint64
	for p := 0; p < textLen; p++ {
		d := digit(s[p])
		if d < 0 || (p == 0 && d > 7) {
			return 0, ErrSyntax
		}
		v = v<<5 | uint64(d)
	}
	return ID(v), nil
}

func digit(c byte) int {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	switch c {
	case 'o':
		c = '0'
	case 'i', 'l':
		c = '1'
	}
	for i := 0; i < len(alphabet); i++ {
		if alphabet[i] == c {
			return i
		}
	}
	return -1
}

// MarshalText writes the ID for JSON and text formats.
func (i ID) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *ID) UnmarshalText(b []byte) (err error) {
	*i, err = Parse(string(b))
	return err
}

// Value stores the ID as a BIGINT.
func (i ID) Value() (driver.Value, error) { return int64(i), nil }

// Scan reads a BIGINT; NULL becomes the zero ID.
func (i *ID) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		*i = ID(v)
	case nil:
		*i = 0
	default:
		return fmt.Errorf("id: cannot scan %T", v)
	}
	return nil
}

// Source makes IDs that rise strictly within one process.
type Source struct {
	now  func() time.Time
	mu   sync.Mutex
	last ID
}

// NewSource returns a Source that reads the time from now.
func NewSource(now func() time.Time) *Source { return &Source{now: now} }

// Next returns a new ID, greater than every one that this Source gave before.
func (s *Source) Next() ID { return s.Many(1) }

// Many returns the first of n new IDs in a row.
func (s *Source) Many(n int) ID {
	var r [4]byte
	_, _ = rand.Read(r[:]) // never fails since Go 1.24: it crashes the program instead
	low := int64(binary.BigEndian.Uint32(r[:])) & (1<<(randomBits-1) - 1)
	next := ID(s.now().Sub(epoch).Milliseconds()<<randomBits | low)
	s.mu.Lock()
	defer s.mu.Unlock()
	if next <= s.last {
		next = s.last + 1
	}
	s.last = next + ID(n) - 1
	return next
}
