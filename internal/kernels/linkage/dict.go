package linkage

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// dict gives each different text a number, from 1; 0 is the empty text. It keeps all texts in one piece of memory.
type dict struct {
	bytes []byte
	ends  []uint32 // ends[i] is where text i ends
	slots []uint64 // open addressing: half of the text's hash, by which it is placed, and its number; 0 is free
}

func newDict() *dict { return &dict{ends: make([]uint32, 1), slots: make([]uint64, 1024)} }

func (d *dict) len() int { return len(d.ends) }

// text is the bytes of a number; they must not be changed.
func (d *dict) text(id uint32) []byte {
	if id == 0 {
		return nil
	}
	return d.bytes[d.ends[id-1]:d.ends[id]]
}

// slot is where a text stands, or where it would stand, and the half of its hash that places it.
func (d *dict) slot(s []byte) (i, half uint64) {
	half = hashBytes(s) >> 32
	mask := uint64(len(d.slots) - 1)
	for i = half & mask; ; i = (i + 1) & mask {
		x := d.slots[i]
		if x == 0 || x>>32 == half && string(d.text(uint32(x))) == string(s) {
			return i, half
		}
	}
}

// intern is the number of a text, and whether it is new.
func (d *dict) intern(s []byte) (id uint32, fresh bool) {
	if len(s) == 0 {
		return 0, false
	}
	i, half := d.slot(s)
	if x := d.slots[i]; x != 0 {
		return uint32(x), false
	}
	if cap(d.bytes)-len(d.bytes) < len(s) {
		d.bytes = slices.Grow(d.bytes, len(d.bytes)+len(s)) // twice as much: what is moved seldom is cheap
	}
	if cap(d.ends) == len(d.ends) {
		d.ends = slices.Grow(d.ends, len(d.ends))
	}
	d.bytes = append(d.bytes, s...)
	d.ends = append(d.ends, uint32(len(d.bytes)))
	id = uint32(len(d.ends) - 1)
	d.slots[i] = half<<32 | uint64(id)
	if len(d.ends)*2 > len(d.slots) {
		d.grow()
	}
	return id, true
}

func (d *dict) grow() {
	old := d.slots
	d.slots = make([]uint64, len(old)*2)
	mask := uint64(len(d.slots) - 1)
	for _, x := range old {
		if x == 0 {
			continue
		}
		i := x >> 32 & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = x
	}
}

// cut takes out the texts from a number on.
func (d *dict) cut(from int) {
	for id := len(d.ends) - 1; id >= from; id-- {
		i, _ := d.slot(d.text(uint32(id)))
		d.free(i)
	}
	d.ends = d.ends[:from]
	d.bytes = d.bytes[:d.ends[from-1]]
}

// free empties a slot. What stands behind it moves up, as far as its search would otherwise end here.
func (d *dict) free(i uint64) {
	mask := uint64(len(d.slots) - 1)
	for j := (i + 1) & mask; d.slots[j] != 0; j = (j + 1) & mask {
		if home := d.slots[j] >> 32 & mask; (j-home)&mask >= (j-i)&mask {
			d.slots[i] = d.slots[j]
			i = j
		}
	}
	d.slots[i] = 0
}

// hashBytes is the same on every run and machine.
func hashBytes(s []byte) uint64 {
	h := uint64(len(s)) * 0x9e3779b97f4a7c15
	for len(s) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(s))
		s = s[8:]
	}
	var tail uint64
	for i, c := range s {
		tail |= uint64(c) << (8 * i)
	}
	return mix(h ^ tail)
}

func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x2d358dccaa6c78a5, 0x8bb84b93962eacc9)
	return hi ^ lo
}
