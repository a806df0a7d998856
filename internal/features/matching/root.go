package matching

import (
	"strings"

	"banyan/internal/platform/id"
)

// root picks the row that stands for a person: the oldest of those that a voter file knows, else the oldest of all. It depends on
// nothing but the rows, so that merges made in any order, and undone in any order, give the same.
func root(rows []Row) id.ID {
	var best *Row
	for i := range rows {
		r := &rows[i]
		if best == nil || before(r, best) {
			best = r
		}
	}
	return best.ID
}

func before(a, b *Row) bool {
	if known, other := len(a.Numbers) > 0, len(b.Numbers) > 0; known != other {
		return known
	}
	return a.ID < b.ID
}

// clash tells whether two sets of voter numbers hold two numbers of one state: a state knows them as two people.
func clash(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			state, _, _ := strings.Cut(x, " ")
			if x != y && strings.HasPrefix(y, state+" ") {
				return true
			}
		}
	}
	return false
}

// sets joins rows that are one person.
type sets map[id.ID]id.ID

func (s sets) find(row id.ID) id.ID {
	for {
		up, ok := s[row]
		if !ok || up == row {
			return row
		}
		if over, ok := s[up]; ok {
			s[row] = over
		}
		row = up
	}
}

func (s sets) join(a, b id.ID) {
	if x, y := s.find(a), s.find(b); x != y {
		s[max(x, y)] = min(x, y)
	}
}

// joined are the rows of a world, joined by the assertions that hold.
func (w world) joined() sets {
	s := sets{}
	for _, a := range w.said {
		_, left := w.rows[a.Left]
		_, right := w.rows[a.Right]
		if a.Holds && a.Kind == Same && left && right {
			s.join(a.Left, a.Right)
		}
	}
	return s
}

// together tells whether two rows are one person by the assertions that hold.
func (w world) together(p pair) bool {
	s := w.joined()
	return s.find(p.left) == s.find(p.right)
}

// roots gives the row that stands for each row, by the assertions that hold.
func (w world) roots() map[id.ID]id.ID {
	s, groups := w.joined(), map[id.ID][]Row{}
	for _, r := range w.rows {
		g := s.find(r.ID)
		groups[g] = append(groups[g], r)
	}
	out := map[id.ID]id.ID{}
	for _, rows := range groups {
		top := root(rows)
		for _, r := range rows {
			out[r.ID] = top
		}
	}
	return out
}
