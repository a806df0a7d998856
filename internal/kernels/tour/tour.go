// Package tour finds short tours past many points: the order of a turf's doors, or of a whole list.
//
// A tour begins with the greedy edge method and is improved by Lin and Kernighan's, then by chains of small kicks, annealed. Everything is
// deterministic for a seed, whatever the number of workers, unless it is stopped by Stop. Up to 12 stops, the tour is the shortest.
package tour

// Options say how hard to look. The zero value is a good default.
type Options struct {
	Seed    uint64
	Kicks   int            // 0: chosen by the number of points; negative: none, the first local search only
	Workers int            // how many processors may be used; 0: one
	Spent   func() float64 // the part, 0 to 1, of the caller's time that is spent: a list on the plane of 255 and more is kicked until it is 1; nil: Kicks count
	Stop    func() bool    // asked now and then by all workers: true ends the search, and the best tour so far is kept; nil: never
}

// Anywhere lets an open tour begin or end where it likes.
const Anywhere = -1

// Closed is a short closed tour: the indexes of the points, each once. Points at one place follow each other.
func Closed(points []Point, o Options) []int32 {
	return solvePlane(points, endpoints{closed: true, from: Anywhere, to: Anywhere}, o)
}

// Open is a short open tour from the point 'from' to the point 'to'; either may be [Anywhere].
func Open(points []Point, from, to int, o Options) []int32 {
	return solvePlane(points, endpoints{from: from, to: to}.sane(), o)
}

// endpoints say where an order may begin and end.
type endpoints struct {
	closed   bool
	from, to int // or Anywhere
}

// sane leaves the end open where it would be the beginning.
func (e endpoints) sane() endpoints {
	if e.from == e.to {
		e.to = Anywhere
	}
	return e
}

// mayStart: a closed tour begins at its first place, which may be any.
func (e endpoints) mayStart(i int) bool {
	if e.closed {
		return i == 0
	}
	return i == e.from || e.from == Anywhere
}

func (e endpoints) mayEnd(i int) bool { return e.closed || i == e.to || e.to == Anywhere }
