package names

import "slices"

// A key is the skeleton of a Latin spelling: its consonants by class, and a mark for a beginning without one. It is the same for nearly all
// spellings of one name, whatever the system, so that candidates are found by it before they are compared closely. Classes:
// A (beginning: vowel, h, w, y), K (g k q c), T (d t), P (b p f v), S (s z j x ch sh ts), M, N (n ng), L (l r).
type key uint32

const (
	maxKeyLength = 8
	maxKeys      = 12 // of one unit in all its readings
	keyBase      = 9
)

// skeleton is a key in the making.
type skeleton struct {
	n       int
	classes [maxKeyLength]byte
}

var letterClass = func() (c [256]byte) {
	for class, letters := range []string{1: "", 2: "gkqc", 3: "dt", 4: "bpfv", 5: "szjx", 6: "m", 7: "n", 8: "lr"} {
		for i := range len(letters) {
			c[letters[i]] = byte(class)
		}
	}
	return c
}()

const (
	classA = 1
	classK = 2
	classT = 3
	classS = 5
	classN = 7
)

// add appends the sounds of a piece of Latin text. The result depends on the text alone, not on where it is cut into pieces.
func (s *skeleton) add(text string) {
	for i := range len(text) {
		class := letterClass[text[i]]
		if text[i] == 'c' && i+1 < len(text) && text[i+1] == 'h' {
			class = classS
		}
		if class == 0 {
			if s.n == 0 {
				s.classes[0], s.n = classA, 1
			}
			continue
		}
		last := byte(0)
		if s.n > 0 {
			last = s.classes[s.n-1]
		}
		switch {
		case class == last, class == classK && last == classN: // ng
		case class == classS && (last == classT || last == classK): // ts, x
			s.classes[s.n-1] = classS
			if s.n > 1 && s.classes[s.n-2] == classS {
				s.n--
			}
		case s.n < maxKeyLength:
			s.classes[s.n] = class
			s.n++
		}
	}
}

func (s *skeleton) key() key {
	k := key(0)
	for _, c := range s.classes[:s.n] {
		k = k*keyBase + key(c)
	}
	return k
}

// keyOf is the key of a Latin text.
func keyOf(text string) key {
	var s skeleton
	s.add(text)
	return s.key()
}

// shorter are the keys with one class left out, where enough remains to say something.
func (s *skeleton) shorter(out []key) []key {
	if s.n < 4 {
		return out
	}
	for drop := range s.n {
		var t skeleton
		for i, c := range s.classes[:s.n] {
			if i != drop && (t.n == 0 || t.classes[t.n-1] != c) {
				t.classes[t.n] = c
				t.n++
			}
		}
		if k := t.key(); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// priced is a skeleton and the least cost of a spelling that has it.
type priced struct {
	skeleton
	cost int
}

// skeletonsOf walks the slots of a reading and keeps the different skeletons of its spellings, the cheapest first.
func skeletonsOf(r reading) []priced {
	front := []priced{{}}
	for _, slot := range r.slots {
		var next []priced
		for _, p := range front {
			for _, o := range slot {
				q := priced{p.skeleton, p.cost + int(o.cost)}
				q.add(o.text)
				next = keep(next, q)
			}
		}
		front = next
	}
	return front
}

// keep adds a skeleton to a list that is sorted by cost and holds each once.
func keep(list []priced, p priced) []priced {
	at := len(list)
	for i := range list {
		if list[i].skeleton == p.skeleton {
			if list[i].cost <= p.cost {
				return list
			}
			list = slices.Delete(list, i, i+1)
			at = len(list)
			break
		}
	}
	for at > 0 && list[at-1].cost > p.cost {
		at--
	}
	if at >= maxKeys {
		return list
	}
	list = slices.Insert(list, at, p)
	return list[:min(len(list), maxKeys)]
}
