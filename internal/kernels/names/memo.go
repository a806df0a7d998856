package names

import "strings"

// memo remembers what it costs to spell each slot along one text, with errors or without. Given names of two letters are many, but they are made of few letters:
// what a slot costs at the beginning of the text and at its end is worked out once, and a reading of two slots is a sum.
type memo struct {
	text         string
	errors       bool
	limit        int32
	lost         row // what it costs to leave out each letter of the text
	start        row // and all of those before each place
	heads, tails marks[uint32]
	rows         []uint8 // of each slot met, a cost for each place of the text, or none
}

// ready begins with a text; what was remembered of another is forgotten.
func (m *memo) ready(text string, limit int, errors bool, slots int) {
	limit = min(limit, none-1)
	if m.text == text && m.limit == int32(limit) {
		return
	}
	m.text, m.limit, m.errors, m.rows = text, int32(limit), errors, append(m.rows[:0], none)
	if len(text) > maxText { // longer than any name: cost says that nothing is like it
		return
	}
	m.heads.reset(slots)
	m.tails.reset(slots)
	before, sum := byte(0), int32(0)
	for j := range len(text) {
		m.start[j] = sum
		m.lost[j] = int32(drops[text[j]][before])
		sum += m.lost[j]
		before = text[j]
	}
	m.start[len(text)] = sum
	if !errors {
		for j := range text {
			m.start[j+1] = far
		}
	}
}

// memos are one without errors and one with.
type memos [2]memo

// forget makes them fit for another segment.
func (m *memos) forget() { m[0].text, m[1].text = "", "" }

// of is the one that is wanted, ready for a text.
func (m *memos) of(text string, limit int, errors bool, slots int) *memo {
	one := &m[0]
	if errors {
		one = &m[1]
	}
	one.ready(text, limit, errors, slots)
	return one
}

// cost is what it costs to read the slots as the text: see exactly and nearly, which say the same of one reading.
func (m *memo) cost(seg *segment, ids []uint32) int {
	if len(ids) == 0 || len(m.text) > maxText {
		return far
	}
	head := m.head(seg, ids[0])
	switch {
	case head == nil:
		return far
	case len(ids) == 1:
		return costAt(head[len(m.text)])
	}
	tail := m.tail(seg, ids[len(ids)-1])
	if tail == nil {
		return far
	}
	kept := len(m.rows)
	for _, id := range ids[1 : len(ids)-1] {
		var from, to row
		widen(head, &from)
		if head = m.along(seg.slots[id], &from, &to); head == nil {
			m.rows = m.rows[:kept]
			return far
		}
	}
	least := int32(far)
	for j, c := range head {
		if c != none && tail[j] != none {
			least = min(least, int32(c)+int32(tail[j]))
		}
	}
	m.rows = m.rows[:kept]
	return int(least)
}

func costAt(c uint8) int {
	if c == none {
		return far
	}
	return int(c)
}

// head is what a slot costs that stands first, for each place where it may end; nil where it costs too much everywhere.
func (m *memo) head(seg *segment, id uint32) []uint8 {
	if at, ok := m.heads.get(id); ok {
		return m.kept(at)
	}
	var to row
	at := len(m.rows)
	r := m.along(seg.slots[id], &m.start, &to)
	if r == nil {
		at = 0
	}
	m.heads.set(id, uint32(at))
	return r
}

// kept is a row that was kept; at 0 there is none.
func (m *memo) kept(at uint32) []uint8 {
	if at == 0 {
		return nil
	}
	return m.rows[at : int(at)+len(m.text)+1]
}

// along carries the costs of one place after the other over a slot, and keeps the outcome.
func (m *memo) along(s slot, from, to *row) []uint8 {
	n := len(m.text)
	lo, hi := 0, n
	for lo < n && from[lo] > m.limit {
		lo++
	}
	for hi > lo && from[hi] > m.limit {
		hi--
	}
	for j := range n + 1 {
		to[j] = far
	}
	loose := 0 // how many spellings may have errors: see nearly
	if m.errors {
		loose = min(len(s), tried)
	}
	for _, o := range s[:loose] {
		band{lo, hi, m.limit}.along(from, to, &m.lost, o, m.text)
	}
	for _, o := range s[loose:] {
		for j := lo; j <= hi; j++ {
			if end := j + len(o.text); from[j] <= m.limit && end <= n && m.text[j:end] == o.text {
				to[end] = min(to[end], from[j]+int32(o.cost))
			}
		}
	}
	return m.keep(to)
}

// keep stores a row, unless it costs too much everywhere.
func (m *memo) keep(r *row) []uint8 {
	at, any := len(m.rows), false
	for _, c := range r[:len(m.text)+1] {
		if c > m.limit {
			c = none
		} else {
			any = true
		}
		m.rows = append(m.rows, uint8(c))
	}
	if !any {
		m.rows = m.rows[:at]
		return nil
	}
	return m.rows[at:]
}

// widen is the opposite of keep.
func widen(kept []uint8, out *row) {
	for j, c := range kept {
		out[j] = int32(c)
		if c == none {
			out[j] = far
		}
	}
}

// tail is what a slot costs that stands last, for each place where it may begin; nil where it costs too much everywhere.
func (m *memo) tail(seg *segment, id uint32) []uint8 {
	n := len(m.text)
	if at, ok := m.tails.get(id); ok {
		return m.kept(at)
	}
	var best row
	for j := range n + 1 {
		best[j] = far
	}
	for k, o := range seg.slots[id] {
		switch {
		case m.errors && k < tried:
			m.before(o, &best)
		case strings.HasSuffix(m.text, o.text):
			j := n - len(o.text)
			best[j] = min(best[j], int32(o.cost))
		}
	}
	at := len(m.rows)
	r := m.keep(&best)
	if r == nil {
		at = 0
	}
	m.tails.set(id, uint32(at))
	return r
}

// before notes what it costs that the text ends in a spelling from each place on.
func (m *memo) before(o option, best *row) {
	var x, y row
	n := len(m.text)
	after, cur := &x, &y // after the letter at work, and from it
	for j := n - 1; j >= 0; j-- {
		after[j] = after[j+1] + m.lost[j]
	}
	for i := len(o.text) - 1; i >= 0; i-- {
		before := byte(0)
		if i > 0 {
			before = o.text[i-1]
		}
		left, swaps := int32(drops[o.text[i]][before]), &swap[o.text[i]]
		cur[n] = after[n] + left
		for j := n - 1; j >= 0; j-- {
			cur[j] = min(after[j+1]+int32(swaps[m.text[j]]), after[j]+left, cur[j+1]+m.lost[j])
		}
		after, cur = cur, after
	}
	for j := range n + 1 {
		best[j] = min(best[j], after[j]+int32(o.cost))
	}
}
