package mesh

import (
	"math"
	"math/bits"
)

// inCircle tells whether d lies inside of the circle through a, b, c, which turn to the left. It reckons in floating point and, where that may err, in 128 bits.
func (t *triangulation) inCircle(a, b, c, d int32) bool {
	ax, ay := t.x[a]-t.x[d], t.y[a]-t.y[d]
	bx, by := t.x[b]-t.x[d], t.y[b]-t.y[d]
	cx, cy := t.x[c]-t.x[d], t.y[c]-t.y[d]
	lift := [3]int64{ax*ax + ay*ay, bx*bx + by*by, cx*cx + cy*cy}
	minor := [3]int64{bx*cy - by*cx, cx*ay - cy*ax, ax*by - ay*bx}
	sum, size := 0.0, 0.0
	for k := range lift {
		term := float64(lift[k]) * float64(minor[k])
		sum += term
		size += math.Abs(term)
	}
	if math.Abs(sum) > 1e-14*size {
		return sum > 0
	}
	var high, low uint64 // two's complement
	for k := range lift {
		h, l := bits.Mul64(uint64(lift[k]), magnitude(minor[k]))
		var carry uint64
		if minor[k] < 0 {
			low, carry = bits.Sub64(low, l, 0)
			high, _ = bits.Sub64(high, h, carry)
		} else {
			low, carry = bits.Add64(low, l, 0)
			high, _ = bits.Add64(high, h, carry)
		}
	}
	return int64(high) > 0 || int64(high) == 0 && low > 0
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}
