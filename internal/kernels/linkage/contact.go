package linkage

import (
	"math/bits"
	"strings"
)

// Levels of agreement of telephone numbers and of e-mail addresses. 0 is unknown.
const (
	phoneSame  uint8 = iota + 1
	phoneTypo        // a slip, or another area code
	phoneOther       //
	phoneLevels
)

const (
	emailSame  uint8 = iota + 1
	emailLocal       // the same name at another provider
	emailTypo        // a slip
	emailOther
	emailLevels
)

var (
	phoneLevelNames = [phoneLevels]string{"unknown", "same", "typing error or other area code", "different"}
	emailLevelNames = [emailLevels]string{"unknown", "same", "same name at another provider", "typing error", "different"}
)

// parsePhone keeps the last ten digits; a number with fewer than seven, or of one digit only, is none.
func parsePhone(s string) uint64 {
	var n uint64
	count, same := 0, true
	var first byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 == 'x' && count >= 7 {
			break // an extension
		}
		if c < '0' || c > '9' {
			continue
		}
		if count == 0 {
			first = c
		}
		same = same && c == first
		n = n*10 + uint64(c-'0')
		count++
		if count > 18 {
			return 0
		}
	}
	if count < 7 || same {
		return 0
	}
	return n % 1e10
}

func comparePhones(a, b uint64) uint8 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return phoneSame
	case a%1e7 == b%1e7:
		return phoneTypo
	}
	wrong, turned := 0, false
	for i := 0; i < 10; i++ {
		x, y := a%10, b%10
		a, b = a/10, b/10
		if x == y {
			continue
		}
		wrong++
		if !turned && wrong == 1 && a%10 == y && b%10 == x {
			turned = true
			a, b = a/10, b/10
			i++
		}
	}
	if wrong <= 1 {
		return phoneTypo
	}
	return phoneOther
}

// cutEmail folds an e-mail address; one without @ is none.
func cutEmail(s string, buf []byte) (whole, local []byte) {
	whole = append(buf[:0], strings.ToLower(strings.TrimSpace(s))...)
	for i, c := range whole {
		if c == '@' && i > 0 {
			return whole, whole[:i]
		}
	}
	return nil, nil
}

// inbox is what is known of the part of an e-mail address before the @, worked out once.
type inbox struct {
	letters  uint32 // hash of its letters without digits and marks
	marks    uint32 // which marks it has
	length   uint8
	numbered bool // it has a number that sets it apart from others of its letters
}

func inboxOf(local []byte) inbox {
	b := inbox{length: uint8(min(len(local), 255))}
	h, digits := uint64(0), 0
	for _, c := range local {
		b.marks |= 1 << (c & 31)
		switch {
		case c >= 'a' && c <= 'z' || c >= 0x80:
			h = mix(h ^ uint64(c))
		case c >= '0' && c <= '9':
			digits++
		}
	}
	b.letters, b.numbered = uint32(h), digits >= 2
	return b
}

// near tells whether two may be two slips apart: a slip changes the length by one and what marks there are by two.
func (b *inbox) near(o *inbox) bool {
	apart := int(b.length) - int(o.length)
	return apart >= -2 && apart <= 2 && bits.OnesCount32(b.marks^o.marks) <= 4
}
