package romanize

import (
	"slices"
	"strings"
)

// option is one spelling of a slot and how usual it is among them.
type option struct {
	text   string
	weight float32
}

// lattice is a word on its way to its readings: the row of slots, and what the standards say of the whole word.
type lattice struct {
	slots     [][]option
	standards []Reading
}

func (l *lattice) slot(options []option) {
	if len(options) > 0 {
		l.slots = append(l.slots, options)
	}
}

// standard adds the spelling of a published system.
func (l *lattice) standard(s System, text string) {
	if text != "" {
		l.standards = append(l.standards, Reading{Text: text, System: s, Weight: standardWeight})
	}
}

// standardWeight is what a standard's spelling weighs that no usual path gives: somebody follows it to the letter.
const standardWeight = 0.25

// maxLatin bounds a reading. The longest names of Thailand and Sri Lanka have about 30 letters.
const maxLatin = 40

// path is a reading in the making.
type path struct {
	text   [maxLatin]byte
	n      int
	weight float32
}

// readings walks the slots from left to right and keeps the best paths (a beam).
func (l *lattice) readings() []Reading {
	if len(l.slots) == 0 && len(l.standards) == 0 {
		return nil
	}
	width := MaxReadings
	if len(l.slots) > 8 {
		width = MaxReadings * 2 / 3
	}
	var front, next [MaxReadings]path
	front[0].weight = 1
	n := 1
	for _, slot := range l.slots {
		n = extend(front[:n], &next, slot, width)
		front, next = next, front
	}
	return l.collect(front[:n], width)
}

// extend makes the best paths of from, each followed by an option of slot. The lightest is replaced when the front is full.
func extend(from []path, into *[MaxReadings]path, slot []option, width int) int {
	n := 0
	for i := range from {
		p := &from[i]
		for _, o := range slot {
			w := p.weight * o.weight
			if n == width && w <= into[n-1].weight {
				continue
			}
			at := n
			if n == width {
				at = n - 1
			} else {
				n++
			}
			for at > 0 && into[at-1].weight < w {
				into[at] = into[at-1]
				at--
			}
			into[at] = *p
			into[at].n += copy(into[at].text[p.n:], o.text)
			into[at].weight = w
		}
	}
	return n
}

// collect joins what the paths and the standards say: each spelling once, under its standard where it has one, heaviest first.
func (l *lattice) collect(paths []path, width int) []Reading {
	out := make([]Reading, 0, width+len(l.standards))
	if len(l.slots) > 0 {
		best := paths[0].weight
		for i := range paths {
			add(&out, Reading{Text: string(paths[i].text[:paths[i].n]), Weight: paths[i].weight / best})
		}
	}
	for _, r := range l.standards {
		r.Text = r.Text[:min(len(r.Text), maxLatin)]
		add(&out, r)
	}
	heaviestFirst(out)
	return out[:min(len(out), MaxReadings)]
}

func heaviestFirst(out []Reading) {
	slices.SortStableFunc(out, func(a, b Reading) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return strings.Compare(a.Text, b.Text)
	})
}

func add(out *[]Reading, r Reading) {
	if r.Text == "" {
		return
	}
	for i := range *out {
		if o := &(*out)[i]; o.Text == r.Text {
			o.Weight = max(o.Weight, r.Weight)
			if o.System == Usual {
				o.System = r.System
			}
			return
		}
	}
	*out = append(*out, r)
}
