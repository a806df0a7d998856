package turf

import "banyan/internal/kernels/geo"

// WalkLine is the way past the doors in the given order as a line to draw: along the roads where a graph is loaded, else straight from
// door to door. Doors on no road are reached in a straight line.
func WalkLine(doors []Door, order []int, roads *geo.Roads) geo.Line {
	var line geo.Line
	add := func(points ...geo.Point) {
		for _, p := range points {
			if len(line) == 0 || geo.Distance(line[len(line)-1], p) > 0.3 { // nearer ones are the same place, rounded
				line = append(line, p)
			}
		}
	}
	if roads == nil {
		for _, i := range order {
			add(doors[i].At)
		}
		return line
	}
	router := roads.NewRouter()
	var last geo.Spot
	onRoad := false
	for _, i := range order {
		spot, ok := roads.Snap(doors[i].At, doors[i].Street, snapReach)
		if !ok {
			add(doors[i].At)
			onRoad = false
			continue
		}
		if onRoad {
			path, _ := router.Path(last, spot)
			add(path...)
		}
		add(spot.At)
		last, onRoad = spot, true
	}
	return line
}
