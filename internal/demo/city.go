package demo

import (
	"math"
	"math/rand/v2"
)

// cellHomes is how many homes the grid has between two crossings each way.
const cellHomes = 20.4

// City invents an organization in a town that is large enough for a number of households: a grid without a river. It is for measuring
// what happens when a whole city is walked in a day.
func City(seed uint64, households int) Organization {
	rng := rand.New(rand.NewPCG(seed, 0))
	row, names := rows("tables/network.tsv")[0], newNames()
	cells := 1.15 * float64(households) / cellHomes
	cols := max(4, int(math.Ceil(math.Sqrt(1.7*cells))))
	avenues := max(3, int(math.Ceil(cells/float64(cols))))
	t := &Town{Name: row["city"], State: row["state"], County: row["county"], ZIP: row["zip"], Lat: atof(row["lat"]), Lon: atof(row["lon"]),
		Width: float64(cols) * acrossBlocks, Height: float64(avenues) * alongBlocks}
	for _, l := range crossings(t.grid(cols, avenues, true)) {
		t.Blocks = append(t.Blocks, Block{l.street, l.points})
	}
	t.drawWards(false)
	t.build(rng, true)
	o := Organization{Slug: row["slug"], Name: row["name"], Zone: row["zone"], Town: t}
	o.Staff = newStaff(rng, names, o, true)
	for _, a := range rng.Perm(len(t.Addresses))[:min(households, len(t.Addresses))] {
		o.moveIn(rng, names, a, math.MaxInt)
	}
	o.register(rng)
	o.enroll(rng, row["area"])
	return o
}
