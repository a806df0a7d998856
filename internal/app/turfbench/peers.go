package turfbench

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// sortedList is what is done with a printed list and a pair of scissors.
func sortedList(doors []Door, size int) [][]int {
	order := upTo(len(doors))
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(byAddress(doors[a], doors[b]), a-b) })
	return slices.Collect(slices.Chunk(order, size))
}

// curve cuts runs off Hilbert's curve.
func curve(doors []Door, size int) [][]int {
	at := flatten(doors)
	low, high := bounds(at)
	scale := 65535 / math.Max(1, math.Max(high.x-low.x, high.y-low.y))
	keys := make([]int, len(at))
	for i, p := range at {
		keys[i] = curveKey(int(scale*(p.x-low.x)), int(scale*(p.y-low.y)))
	}
	order := upTo(len(doors))
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(keys[a]-keys[b], a-b) })
	return slices.Collect(slices.Chunk(order, size))
}

// curveKey is the place of a cell along the curve, quadrant by quadrant.
func curveKey(x, y int) (key int) {
	for half := 1 << 15; half > 0; half /= 2 {
		right, up := x >= half, y >= half
		x, y = x%half, y%half
		switch {
		case !right && !up:
			x, y = y, x
		case !right:
			key += half * half
		case up:
			key += 2 * half * half
		default:
			key += 3 * half * half
			x, y = half-1-y, half-1-x
		}
	}
	return key
}

// bisection halves the doors at the middle of the longer side until a turf is left.
func bisection(doors []Door, size int) [][]int {
	at := flatten(doors)
	var cut func(part []int, k int) [][]int
	cut = func(part []int, k int) [][]int {
		if k <= 1 {
			return [][]int{part}
		}
		places := make([]spot, len(part))
		for i, d := range part {
			places[i] = at[d]
		}
		low, high := bounds(places)
		slices.SortFunc(part, func(a, b int) int {
			if high.x-low.x > high.y-low.y {
				return cmp.Or(cmp.Compare(at[a].x, at[b].x), a-b)
			}
			return cmp.Or(cmp.Compare(at[a].y, at[b].y), a-b)
		})
		middle := len(part) * (k / 2) / k
		return append(cut(part[:middle], k/2), cut(part[middle:], k-k/2)...)
	}
	return cut(upTo(len(doors)), max(1, (len(doors)+size/2)/size))
}

// metis asks gpmetis (Karypis and Kumar 1998), where it is installed, to part the graph of eight nearest neighbours.
func metis(ctx context.Context, doors []Door, size int) (turfs [][]int, err error) {
	dir, err := os.MkdirTemp("", "turfbench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name, parts := filepath.Join(dir, "graph"), max(1, (len(doors)+size/2)/size)
	if err := writeGraph(name, neighbours(flatten(doors), 8)); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "gpmetis", "-contig", "-minconn", "-ufactor=50", name, strconv.Itoa(parts)).CombinedOutput(); err != nil {
		if out, err = exec.CommandContext(ctx, "gpmetis", "-ufactor=50", name, strconv.Itoa(parts)).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("gpmetis: %w: %s", err, out)
		}
	}
	text, err := os.ReadFile(fmt.Sprint(name, ".part.", parts))
	if err != nil {
		return nil, err
	}
	turfs = make([][]int, parts)
	for i, field := range strings.Fields(string(text)) {
		t, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		turfs[t] = append(turfs[t], i)
	}
	return slices.DeleteFunc(turfs, func(t []int) bool { return len(t) == 0 }), nil
}

// neighbours lists, for each place, those that it has among its nearest or that have it among theirs.
func neighbours(at []spot, count int) [][]int {
	near := newCells(at)
	lists := make([][]int, len(at))
	for i, p := range at {
		for _, j := range near.around(p, count+1) {
			if j != i {
				lists[i], lists[j] = append(lists[i], j), append(lists[j], i)
			}
		}
	}
	for i := range lists {
		slices.Sort(lists[i])
		lists[i] = slices.Compact(lists[i])
	}
	return lists
}

// cells find places that are near.
type cells struct {
	at   []spot
	low  spot
	edge float64
	in   map[[2]int][]int
}

func newCells(at []spot) cells {
	low, high := bounds(at)
	c := cells{at: at, low: low, in: map[[2]int][]int{}}
	c.edge = math.Max((high.x-low.x+high.y-low.y)/1e6, math.Sqrt((high.x-low.x)*(high.y-low.y)/float64(len(at)))*2)
	for i, p := range at {
		c.in[c.key(p)] = append(c.in[c.key(p)], i)
	}
	return c
}

func (c cells) key(p spot) [2]int {
	edge := math.Max(c.edge, 1e-9)
	return [2]int{int((p.x - c.low.x) / edge), int((p.y - c.low.y) / edge)}
}

// around are the nearest places, nearest first; at most so many. Of those that are farther than the cells that had to be looked at, some may be missed.
func (c cells) around(p spot, count int) []int {
	type found struct {
		away float64
		i    int
	}
	var near []found
	add := func(list []int) {
		for _, i := range list {
			near = append(near, found{away(c.at[i], p), i})
		}
	}
	k := c.key(p)
	for reach := 1; len(near) < min(count, len(c.at)) && reach < 1<<21; reach *= 2 {
		near = near[:0]
		if (2*reach+1)*(2*reach+1) > 4*len(c.at) {
			add(upTo(len(c.at)))
			break
		}
		for x := k[0] - reach; x <= k[0]+reach; x++ {
			for y := k[1] - reach; y <= k[1]+reach; y++ {
				add(c.in[[2]int{x, y}])
			}
		}
	}
	slices.SortFunc(near, func(a, b found) int { return cmp.Or(cmp.Compare(a.away, b.away), a.i-b.i) })
	out := make([]int, min(len(near), count))
	for j := range out {
		out[j] = near[j].i
	}
	return out
}

func writeGraph(name string, lists [][]int) error {
	var b strings.Builder
	edges := 0
	w := bufio.NewWriter(&b)
	for _, list := range lists {
		for _, j := range list {
			fmt.Fprint(w, j+1, " ")
		}
		fmt.Fprintln(w)
		edges += len(list)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(fmt.Sprintf("%d %d\n%s", len(lists), edges/2, b.String())), 0o600)
}

func bounds(at []spot) (low, high spot) {
	low, high = at[0], at[0]
	for _, p := range at {
		low, high = spot{math.Min(low.x, p.x), math.Min(low.y, p.y)}, spot{math.Max(high.x, p.x), math.Max(high.y, p.y)}
	}
	return low, high
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
