package voterfile

import (
	"slices"
	"sync"

	"banyan/internal/features/voterfile/layouts"
	"banyan/internal/platform/sheet"
)

// How well a header or content must fit a layout, in percent: to be proposed, to begin without asking, and how far behind the
// next layout of another state has to be.
const (
	proposed   = 38
	certain    = 50
	enough     = 8 // columns, or fewer that are rare
	apart      = 15
	fitContent = 85 // where there is no header to go by
	fitHeader  = 60 // so that a name alone does not decide: what stands below must be what the name says
)

// unknownWeight is how much a column that no layout knows speaks against each of them; one that all know says as little.
const unknownWeight = 0.1

type match struct {
	layout layouts.Layout
	score  int  // percent
	rare   bool // enough of the columns, or of their weight, to tell this layout from a list that merely has common names
}

// index finds layouts by the names of columns. A name that many layouts have weighs little.
type index struct {
	names  []map[string]layouts.Column // of each layout
	weight map[string]float64
}

var known = sync.OnceValue(func() index {
	x := index{weight: map[string]float64{}}
	for _, l := range layouts.All() {
		names := columnsOf(l)
		x.names = append(x.names, names)
		for n := range names {
			x.weight[n]++
		}
	}
	for n, count := range x.weight {
		x.weight[n] = 1 / count
	}
	return x
})

// byHeader ranks the layouts by how well they explain a header: in any order, with columns missing and others added.
func byHeader(header []string) []match {
	x := known()
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = foldHeader(h)
	}
	out := make([]match, 0, len(x.names))
	for i, l := range layouts.All() {
		if l.Widths == nil { // columns of fixed width have no names above them
			out = append(out, x.match(l, i, header, folded))
		}
	}
	slices.SortStableFunc(out, func(a, b match) int { return b.score - a.score })
	return out
}

// missingWeight is how much a column that the header lacks speaks against a layout, next to one that it has too many: states
// leave columns out of what they sell.
const missingWeight = 0.35

// match weighs what a header and a layout have in common against what only one of them has.
func (x index) match(l layouts.Layout, at int, header, folded []string) match {
	var both, extra, missing float64
	found := map[string]bool{}
	for i, f := range folded {
		w, ok := x.weight[f]
		if !ok {
			w = unknownWeight
			if _, election := Election(header[i]); election {
				w = 0
			}
		}
		if c, ok := x.names[at][f]; ok && !found[c.Name] {
			both += w
			found[c.Name] = true
		} else {
			extra += w
		}
	}
	for _, c := range l.Columns {
		if !c.Optional && !found[c.Name] {
			missing += x.weight[foldHeader(c.Name)]
		}
	}
	if both == 0 || len(found) < min(3, len(l.Columns)) {
		return match{layout: l}
	}
	return match{l, int(100 * both / (both + extra + missingWeight*missing)), both >= 1 || len(found) >= enough}
}

// best gives the best match and the best of another state or vendor.
func best(all []match) (first, second match) {
	if len(all) == 0 {
		return first, second
	}
	first = all[0]
	for _, m := range all[1:] {
		if m.layout.State != first.layout.State || m.layout.State == "" || m.layout.Kind != first.layout.Kind {
			return first, m
		}
	}
	return first, second
}

// Recognize proposes how to read a table. sure tells that it is certain enough to begin without asking: what is needed was
// found, by a layout or by names that mean nothing else.
func Recognize(t sheet.Table, homeState string) (p Plan, header []string, sure bool) {
	if len(t.Rows) == 0 {
		return Plan{Kind: Members, Columns: map[string]string{}, Format: t.Format}, nil, false
	}
	header = sheet.Headers(t.Rows[0])
	first, second := best(byHeader(header))
	if first.score >= certain {
		p = byLayout(t, header, first, second)
		if q, names, ok := guess(t, homeState); ok && p.Kind == Places && len(q.Columns) > len(p.Columns) {
			return q, names, true // a list of places with more than the layout has, under common names
		}
		return p, header, first.rare && first.score-second.score >= apart && holds(first.layout, header, t.Rows[1:]) && p.Check(header) == nil
	}
	if p, header, ok := byContent(t); ok {
		return p, header, p.Check(header) == nil
	}
	p, header, sure = guess(t, homeState)
	if !sure && !p.Format.NoHeader && first.score >= proposed && first.rare {
		return byLayout(t, header, first, second), header, false
	}
	return p, header, sure
}

// holds tells whether what stands below a header is what a layout says.
func holds(l layouts.Layout, header []string, rows [][]string) bool {
	columns, names := make([]layouts.Column, len(header)), columnsOf(l)
	for i, h := range header {
		columns[i] = names[foldHeader(h)]
	}
	weight, percent := contentFit(l, columns, rows)
	return weight < enoughWeight || percent >= fitHeader
}

func byLayout(t sheet.Table, header []string, first, second match) Plan {
	p := planBy(first.layout, header)
	p.Format, p.Found = t.Format, Found{Percent: first.score, Second: second.layout.Key, SecondScore: second.score}
	return p
}
