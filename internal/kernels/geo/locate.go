package geo

// Locator finds which of many outlines a point is in, for example the ward of each of 5,000 doors.
type Locator struct {
	outlines []MultiPolygon
	boxes    []Box
}

// NewLocator makes a locator for the outlines.
func NewLocator(outlines []MultiPolygon) *Locator {
	l := &Locator{outlines: outlines, boxes: make([]Box, len(outlines))}
	for i, o := range outlines {
		l.boxes[i] = o.Box()
	}
	return l
}

// Find is the position of the first outline that contains p, or -1.
func (l *Locator) Find(p Point) int {
	for i, box := range l.boxes {
		if box.Contains(p) && l.outlines[i].Contains(p) {
			return i
		}
	}
	return -1
}
