package names

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"banyan/internal/kernels/romanize"
)

// ref says that a row has a unit, and where in the name it stands.
type ref struct {
	unit     uint32
	from, to uint8
}

// segment is an index that no longer changes: names (rows), the units that they are made of (a sorted vocabulary), which rows have a unit,
// and under which keys a unit is found.
type segment struct {
	ids     []int64  // of a row's person
	byID    []uint32 // rows in the order of their person
	raw     texts    // of a row, as given
	atoms   ragged[uint8]
	heft    []uint8 // of a row, what all its atoms say
	refs    ragged[ref]
	vocab   texts
	scripts []romanize.Script // of a unit
	letters []uint32          // of a unit in Latin letters, which it has
	rows    ragged[uint32]    // of a unit
	spoken  ragged[packed]    // readings of a unit
	shapes  []shape           // of each of them
	slotIDs []uint32
	slots   []slot

	keyed   [indexes]keyed
	spelled filter // of the texts of all units
}

// packed is a reading kept small: its slots are slotIDs[from:from+n].
type packed struct {
	from   uint32
	system System
	n      uint8
}

// ragged is a list of lists in one piece.
type ragged[T any] struct {
	starts []uint32
	all    []T
}

func (r *ragged[T]) at(i uint32) []T { return r.all[r.starts[i]:r.starts[i+1]] }

func (r *ragged[T]) len() int { return max(0, len(r.starts)-1) }

func (r *ragged[T]) add(items ...T) {
	if len(r.starts) == 0 {
		r.starts = append(r.starts, 0)
	}
	r.all = append(r.all, items...)
	r.starts = append(r.starts, uint32(len(r.all)))
}

// texts is a list of strings in one piece.
type texts struct {
	starts []uint32
	all    string
}

func textsOf(list []string) texts {
	t := texts{starts: make([]uint32, 1, len(list)+1)}
	n := 0
	for _, s := range list {
		n += len(s)
	}
	var b strings.Builder
	b.Grow(n)
	for _, s := range list {
		b.WriteString(s)
		t.starts = append(t.starts, uint32(b.Len()))
	}
	t.all = b.String()
	return t
}

func (t *texts) at(i uint32) string { return t.all[t.starts[i]:t.starts[i+1]] }

func (t *texts) len() int { return max(0, len(t.starts)-1) }

// find is the first text that is not before s.
func (t *texts) find(s string) uint32 {
	lo, hi := 0, t.len()
	for lo < hi {
		mid := (lo + hi) / 2
		if t.at(uint32(mid)) < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint32(lo)
}

// name is a row on its way into a segment.
type name struct {
	id  int64
	raw string
}

// parallel runs work on as many parts of n things as there are processors.
func parallel(n int, work func(part, from, to int)) int {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/2048))
	var wait sync.WaitGroup
	for p := range parts {
		wait.Go(func() { work(p, n*p/parts, n*(p+1)/parts) })
	}
	wait.Wait()
	return parts
}

// shard is what one processor makes of its rows.
type shard struct {
	units  map[string]uint32
	sample []unit // of each unit, one that has it: how it is written, and whether it is a family name
	refs   ragged[ref]
	atoms  ragged[uint8]
	order  []uint32 // units of the shard by text
	global []uint32 // their numbers in the segment
}

func newShard(names []name) *shard {
	s := &shard{units: map[string]uint32{}}
	s.refs.starts, s.atoms.starts = make([]uint32, 1, len(names)+1), make([]uint32, 1, len(names)+1)
	for _, n := range names {
		units, atoms := unitsOf(tokensOf(n.raw))
		for _, u := range units {
			id, ok := s.units[u.text]
			if !ok {
				id = uint32(len(s.sample))
				s.units[strings.Clone(u.text)] = id
				u.text, u.word = strings.Clone(u.text), strings.Clone(u.word)
				s.sample = append(s.sample, u)
			}
			s.sample[id].join(u.as)
			s.refs.all = append(s.refs.all, ref{id, uint8(u.from), uint8(u.to)})
		}
		slices.SortStableFunc(s.refs.all[s.refs.starts[len(s.refs.starts)-1]:], func(a, b ref) int { return int(a.from) - int(b.from) })
		for _, a := range atoms {
			s.atoms.all = append(s.atoms.all, uint8(a.weight))
		}
		s.refs.starts = append(s.refs.starts, uint32(len(s.refs.all)))
		s.atoms.starts = append(s.atoms.starts, uint32(len(s.atoms.all)))
	}
	s.units = nil
	s.order = make([]uint32, len(s.sample))
	for i := range s.order {
		s.order[i] = uint32(i)
	}
	slices.SortFunc(s.order, func(a, b uint32) int { return strings.Compare(s.sample[a].text, s.sample[b].text) })
	s.global = make([]uint32, len(s.sample))
	return s
}

// newSegment makes the index of these names.
func newSegment(names []name) *segment {
	shards := make([]*shard, runtime.GOMAXPROCS(0))
	go allSounds() // the first search will want them
	n := parallel(len(names), func(p, from, to int) { shards[p] = newShard(names[from:to]) })
	shards = shards[:n]
	seg := &segment{ids: make([]int64, len(names))}
	raws := make([]string, len(names))
	for i, n := range names {
		seg.ids[i], raws[i] = n.id, n.raw
	}
	seg.raw = textsOf(raws)
	seg.byID = make([]uint32, len(names))
	for i := range seg.byID {
		seg.byID[i] = uint32(i)
	}
	slices.SortStableFunc(seg.byID, func(a, b uint32) int { return cmp.Compare(seg.ids[a], seg.ids[b]) })
	sample := seg.mergeUnits(shards)
	seg.mergeRows(shards)
	seg.post()
	seg.speak(sample)
	return seg
}

// mergeUnits gives the units of all shards their numbers, in the order of their texts.
func (seg *segment) mergeUnits(shards []*shard) []unit {
	next := make([]int, len(shards))
	var sample []unit
	for {
		least := -1
		for i, s := range shards {
			if next[i] < len(s.order) && (least < 0 || s.sample[s.order[next[i]]].text < shards[least].sample[shards[least].order[next[least]]].text) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		s := shards[least]
		u := s.sample[s.order[next[least]]]
		if k := len(sample) - 1; k >= 0 && sample[k].text == u.text {
			sample[k].join(u.as)
		} else {
			sample = append(sample, u)
		}
		s.global[s.order[next[least]]] = uint32(len(sample) - 1)
		next[least]++
	}
	list := make([]string, len(sample))
	seg.scripts, seg.letters = make([]romanize.Script, len(sample)), make([]uint32, len(sample))
	for i, u := range sample {
		list[i], seg.scripts[i], seg.letters[i] = u.text, u.script, lettersOf(u.text)
	}
	seg.vocab = textsOf(list)
	return sample
}

func (seg *segment) mergeRows(shards []*shard) {
	refs, atoms := 0, 0
	for _, s := range shards {
		refs, atoms = refs+len(s.refs.all), atoms+len(s.atoms.all)
	}
	seg.refs = ragged[ref]{make([]uint32, 1, len(seg.ids)+1), make([]ref, 0, refs)}
	seg.atoms = ragged[uint8]{make([]uint32, 1, len(seg.ids)+1), make([]uint8, 0, atoms)}
	for _, s := range shards {
		from := uint32(len(seg.refs.all))
		for _, r := range s.refs.all {
			r.unit = s.global[r.unit]
			seg.refs.all = append(seg.refs.all, r)
		}
		for _, start := range s.refs.starts[1:] {
			seg.refs.starts = append(seg.refs.starts, from+start)
		}
		from = uint32(len(seg.atoms.all))
		seg.atoms.all = append(seg.atoms.all, s.atoms.all...)
		for _, start := range s.atoms.starts[1:] {
			seg.atoms.starts = append(seg.atoms.starts, from+start)
		}
	}
	seg.heft = make([]uint8, len(seg.ids))
	for row := range seg.heft {
		sum := 0
		for _, w := range seg.atoms.at(uint32(row)) {
			sum += int(w)
		}
		seg.heft[row] = uint8(min(sum, 255))
	}
}

// post lists the rows of each unit, by counting.
func (seg *segment) post() {
	units := seg.vocab.len()
	starts := make([]uint32, units+1)
	for _, r := range seg.refs.all {
		starts[r.unit+1]++
	}
	for i := range units {
		starts[i+1] += starts[i]
	}
	at := slices.Clone(starts)
	rows := make([]uint32, len(seg.refs.all))
	for row := range seg.ids {
		for _, r := range seg.refs.at(uint32(row)) {
			rows[at[r.unit]] = uint32(row)
			at[r.unit]++
		}
	}
	seg.rows = ragged[uint32]{starts, rows}
}

// bytes is how much memory the segment takes, about.
func (seg *segment) bytes() int {
	n := 8*len(seg.ids) + 4*len(seg.byID) + seg.raw.bytes() + seg.vocab.bytes() + len(seg.scripts) + 4*len(seg.letters)
	n += seg.atoms.bytes(1) + seg.refs.bytes(8) + seg.rows.bytes(4) + seg.spoken.bytes(8) + 12*len(seg.shapes) + len(seg.heft) + 4*len(seg.slotIDs) + 8*len(seg.spelled.bits)
	for _, k := range seg.keyed {
		n += 4*len(k.keys) + k.units.bytes(4)
	}
	for _, s := range seg.slots {
		n += 24 * (1 + len(s))
	}
	return n
}

func (t *texts) bytes() int { return 4*len(t.starts) + len(t.all) }

func (r *ragged[T]) bytes(each int) int { return 4*len(r.starts) + each*len(r.all) }
