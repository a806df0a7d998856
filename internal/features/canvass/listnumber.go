package canvass

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
)

// A list number is eight digits that can be read out over a telephone; the last is a check digit (Damm's
// algorithm), so that one wrong digit or two swapped neighbours are always noticed before a packet is looked for.
const listNumberLen = 8

// damm is the totally anti-symmetric quasigroup of order 10 from H. Michael Damm's thesis.
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9}, {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1}, {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5}, {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func checkDigit(digits string) byte {
	var state byte
	for i := range len(digits) {
		state = damm[state][digits[i]-'0']
	}
	return '0' + state
}

// newListNumber makes a random list number. It never begins with 0, which people drop.
func newListNumber() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	n := 1_000_000 + binary.BigEndian.Uint64(b[:])%9_000_000
	digits := make([]byte, listNumberLen-1, listNumberLen)
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = '0' + byte(n%10)
		n /= 10
	}
	return string(append(digits, checkDigit(string(digits))))
}

// ParseListNumber reads a typed list number: spaces and hyphens do not matter, and digits of other scripts that
// phones type (Devanagari, Bengali, Khmer, Urdu, full-width) are the same digits. ok is false where the check digit
// shows a typing mistake.
func ParseListNumber(typed string) (number string, ok bool) {
	var b strings.Builder
	for _, r := range typed {
		switch d, isDigit := digitOf(r); {
		case isDigit:
			b.WriteByte(d)
		case strings.ContainsRune(" -\u00a0\u2009\u202f\u2010\u2011\u2013.", r):
		default:
			return "", false
		}
		if b.Len() > listNumberLen {
			return "", false
		}
	}
	number = b.String()
	if len(number) != listNumberLen || checkDigit(number) != '0' {
		return "", false
	}
	return number, true
}

// zeros are the zeros of the digits that the keyboards of our languages type; each is followed by its one to nine.
var zeros = []rune{'0', '٠', '۰', '०', '০', '០', '０'}

func digitOf(r rune) (byte, bool) {
	for _, zero := range zeros {
		if r >= zero && r <= zero+9 {
			return '0' + byte(r-zero), true
		}
	}
	return 0, false
}
