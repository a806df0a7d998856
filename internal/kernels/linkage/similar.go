package linkage

import "unicode/utf8"

// scratch is what one goroutine needs to compare texts without allocating.
type scratch struct {
	peq    [256]uint64 // where each byte stands in a text; always all zero between calls
	count  [256]int8   // letters; always all zero between calls
	ra, rb []byte      // texts of other scripts, one byte a letter
	cache  []uint64    // levels of pairs of names: their numbers and the level in one
}

const cacheBits = 17

func newScratch() *scratch { return &scratch{cache: make([]uint64, 1<<cacheBits)} }

// letters makes one byte stand for one letter, so that distances count letters in any script. Two letters that fall on one byte are
// too rare to matter.
func (s *scratch) letters(a, b []byte) ([]byte, []byte) {
	if ascii(a) && ascii(b) {
		return a, b
	}
	s.ra, s.rb = narrow(s.ra[:0], a), narrow(s.rb[:0], b)
	return s.ra, s.rb
}

func ascii(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func narrow(to, s []byte) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		s = s[n:]
		if r < utf8.RuneSelf {
			to = append(to, byte(r))
		} else {
			to = append(to, byte(0x80|(uint32(r)*2654435761)>>25))
		}
	}
	return to
}

// distance counts the letters that were mistyped: replaced, left out, put in, or turned round with their neighbour (optimal string
// alignment, bit-parallel after Hyyrö 2003). Texts of more than 64 letters are compared by their first 64.
func (s *scratch) distance(a, b []byte) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	if len(a) == 0 || len(b) == 0 {
		return max(len(a), len(b))
	}
	for i, c := range a {
		s.peq[c] |= 1 << i
	}
	vp, vn, d0, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	last := uint64(1) << (len(a) - 1)
	dist := len(a)
	for _, c := range b {
		eq := s.peq[c]
		tr := (((^d0) & eq) << 1) & before
		d0 = (((eq & vp) + vp) ^ vp) | eq | vn | tr
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		if hp&last != 0 {
			dist++
		} else if hn&last != 0 {
			dist--
		}
		hp = hp<<1 | 1
		hn <<= 1
		vp = hn | ^(d0 | hp)
		vn = hp & d0
		before = eq
	}
	for _, c := range a {
		s.peq[c] = 0
	}
	return dist
}

// winkler is the similarity of Jaro and Winkler, 0 to 1.
func (s *scratch) winkler(a, b []byte) float64 {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	window := max(len(a), len(b))/2 - 1
	var inA, inB uint64
	m := 0
	for i, c := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if inB&(1<<j) == 0 && b[j] == c {
				inA, inB = inA|1<<i, inB|1<<j
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	turned, j := 0, 0
	for i := range a {
		if inA&(1<<i) == 0 {
			continue
		}
		for inB&(1<<j) == 0 {
			j++
		}
		if a[i] != b[j] {
			turned++
		}
		j++
	}
	f := float64(m)
	jaro := (f/float64(len(a)) + f/float64(len(b)) + (f-float64(turned)/2)/f) / 3
	same := 0
	for same < min(4, len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return jaro + float64(same)*0.1*(1-jaro)
}

// shuffled counts the letters that two texts do not have in common, wherever they stand.
func (s *scratch) shuffled(a, b []byte) int {
	for _, c := range a {
		s.count[c]++
	}
	missing := 0
	for _, c := range b {
		if s.count[c]--; s.count[c] < 0 {
			missing++
		}
	}
	extra := missing + len(a) - len(b)
	for _, c := range a {
		s.count[c] = 0
	}
	for _, c := range b {
		s.count[c] = 0
	}
	return max(missing, extra)
}
