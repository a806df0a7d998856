package turfbench

import (
	"cmp"
	"slices"
)

// balancedMeans is k-means (Lloyd 1982) with room for so many doors at each middle: who would lose most by their second choice chooses first. It
// begins with the middles of runs of a Hilbert curve.
func balancedMeans(doors []Door, size int) [][]int {
	at := flatten(doors)
	k := max(1, (len(doors)+size/2)/size)
	room := max(size+size*6/100, (len(doors)+k-1)/k)
	turfs := slices.Collect(slices.Chunk(slices.Concat(curve(doors, size)...), (len(doors)+k-1)/k))
	for range 15 {
		turfs = chooseMiddles(at, middles(at, turfs), room)
	}
	return turfs
}

func middles(at []spot, turfs [][]int) (out []spot) {
	for _, turf := range turfs {
		if len(turf) == 0 {
			continue
		}
		var m spot
		for _, i := range turf {
			m.x, m.y = m.x+at[i].x/float64(len(turf)), m.y+at[i].y/float64(len(turf))
		}
		out = append(out, m)
	}
	return out
}

// chooseMiddles puts each door to a near middle that has room.
func chooseMiddles(at, middle []spot, room int) [][]int {
	const choices = 10
	near := newCells(middle)
	lists, regret := make([][]int, len(at)), make([]float64, len(at))
	for i, p := range at {
		lists[i] = near.around(p, choices)
		if len(lists[i]) > 1 {
			regret[i] = away(p, middle[lists[i][1]]) - away(p, middle[lists[i][0]])
		}
	}
	order := upTo(len(at))
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(regret[b], regret[a]), a-b) })
	turfs := make([][]int, len(middle))
	for _, i := range order {
		free := func(m int) bool { return len(turfs[m]) < room }
		chosen := slices.IndexFunc(lists[i], free)
		if chosen >= 0 {
			chosen = lists[i][chosen]
		} else { // none of the near ones: the nearest of all that have room
			for m := range middle {
				if free(m) && (chosen < 0 || away(at[i], middle[m]) < away(at[i], middle[chosen])) {
					chosen = m
				}
			}
		}
		turfs[chosen] = append(turfs[chosen], i)
	}
	return slices.DeleteFunc(turfs, func(t []int) bool { return len(t) == 0 })
}
