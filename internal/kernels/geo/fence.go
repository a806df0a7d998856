package geo

import "math"

// Fence is lines that are not to be crossed, such as rivers and motorways. It is a grid of cells, each with the pieces of line that pass through it.
type Fence struct {
	plane        Plane
	low          XY
	cell         float64
	across, up   int
	cells        [][]int32
	begins, ends []XY
}

const (
	fenceCells = 512 // the most on either axis
	fenceCell  = 50  // metres; a smaller cell gains nothing
)

// NewFence makes a fence of lines; what is between the end of one and the beginning of another is a gap, for example a bridge. No lines make nil, which
// nothing crosses.
func NewFence(lines []Line) *Fence {
	box := EmptyBox()
	for _, l := range lines {
		box = box.Union(BoxOf(l...))
	}
	if box.Empty() {
		return nil
	}
	f := &Fence{plane: NewPlane(box.Center())}
	low, high := f.plane.XY(Point{Lat: box.South, Lon: box.West}), f.plane.XY(Point{Lat: box.North, Lon: box.East})
	f.low = low
	f.cell = math.Max(fenceCell, math.Max(high.X-low.X, high.Y-low.Y)/(fenceCells-1))
	f.across, f.up = int((high.X-low.X)/f.cell)+1, int((high.Y-low.Y)/f.cell)+1
	f.cells = make([][]int32, f.across*f.up)
	for _, l := range lines {
		flat := f.plane.XYs(l)
		for i := 1; i < len(flat); i++ {
			number := int32(len(f.begins))
			f.begins, f.ends = append(f.begins, flat[i-1]), append(f.ends, flat[i])
			f.along(flat[i-1], flat[i], func(c int) bool {
				f.cells[c] = append(f.cells[c], number)
				return true
			})
		}
	}
	return f
}

// along calls do for the cells that a segment may touch, until do returns false; it tells whether do never did.
func (f *Fence) along(a, b XY, do func(cell int) bool) bool {
	const touch = 0.01 // metres: a segment on the border of two cells is in both
	a, b = a.Sub(f.low).Scale(1/f.cell), b.Sub(f.low).Scale(1/f.cell)
	if b.X < a.X {
		a, b = b, a
	}
	edge := touch / f.cell
	from, to := max(0, int(math.Floor(a.X-edge))), min(f.across-1, int(math.Floor(math.Min(b.X+edge, float64(f.across)))))
	for column := from; column <= to; column++ {
		first, last := a.Y, b.Y
		if b.X-a.X > 1e-9 {
			level := func(x float64) float64 {
				return a.Y + (b.Y-a.Y)*math.Max(0, math.Min(1, (x-a.X)/(b.X-a.X)))
			}
			first, last = level(float64(column)-edge), level(float64(column+1)+edge)
		}
		bottom := max(0, int(math.Floor(math.Max(-1, math.Min(first, last)-edge))))
		top := min(f.up-1, int(math.Floor(math.Min(math.Max(first, last)+edge, float64(f.up)))))
		for row := bottom; row <= top; row++ {
			if !do(row*f.across + column) {
				return false
			}
		}
	}
	return true
}

// Crosses tells whether the straight way between two points meets the fence.
func (f *Fence) Crosses(a, b Point) bool {
	if f == nil || a == b {
		return false
	}
	p, q := f.plane.XY(a), f.plane.XY(b)
	return !f.along(p, q, func(c int) bool {
		for _, i := range f.cells[c] {
			if segmentsCross(p, q, f.begins[i], f.ends[i]) {
				return false
			}
		}
		return true
	})
}
