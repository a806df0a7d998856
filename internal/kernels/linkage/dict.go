package linkage

import (
	"encoding/binary"
	"math/bits"
)

// dict gives each different text a number, from 1; 0 is the empty text. It keeps all texts in one piece of memory.
type dict struct {
	bytes []byte
	ends  []uint32 // ends[i] is where text i ends
	slots []uint32 // open addressing
}

func newDict() *dict { return &dict{ends: make([]uint32, 1), slots: make([]uint32, 1024)} }

func (d *dict) len() int { return len(d.ends) }

// text is the bytes of a number; they must not be changed.
func (d *dict) text(id uint32) []byte {
	if id == 0 {
		return nil
	}
	return d.bytes[d.ends[id-1]:d.ends[id]]
}

// find is the number of a text, or 0 where it is not there.
func (d *dict) find(s []byte) uint32 {
	if len(s) == 0 {
		return 0
	}
	mask := uint64(len(d.slots) - 1)
	for i := hashBytes(s) & mask; ; i = (i + 1) & mask {
		id := d.slots[i]
		if id == 0 || string(d.text(id)) == string(s) {
			return id
		}
	}
}

// intern is the number of a text, and whether it is new.
func (d *dict) intern(s []byte) (id uint32, fresh bool) {
	if len(s) == 0 {
		return 0, false
	}
	mask := uint64(len(d.slots) - 1)
	for i := hashBytes(s) & mask; ; i = (i + 1) & mask {
		id := d.slots[i]
		if id != 0 {
			if string(d.text(id)) == string(s) {
				return id, false
			}
			continue
		}
		d.bytes = append(d.bytes, s...)
		d.ends = append(d.ends, uint32(len(d.bytes)))
		id = uint32(len(d.ends) - 1)
		d.slots[i] = id
		if len(d.ends)*2 > len(d.slots) {
			d.grow()
		}
		return id, true
	}
}

func (d *dict) grow() {
	d.slots = make([]uint32, len(d.slots)*2)
	mask := uint64(len(d.slots) - 1)
	for id := uint32(1); int(id) < len(d.ends); id++ {
		i := hashBytes(d.text(id)) & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = id
	}
}

// cut takes out the texts from a number on. They are the newest, so no other text's search passes over their slots.
func (d *dict) cut(from int) {
	mask := uint64(len(d.slots) - 1)
	for id := uint32(len(d.ends) - 1); int(id) >= from; id-- {
		i := hashBytes(d.text(id)) & mask
		for d.slots[i] != id {
			i = (i + 1) & mask
		}
		d.slots[i] = 0
	}
	d.ends = d.ends[:from]
	d.bytes = d.bytes[:d.ends[from-1]]
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
