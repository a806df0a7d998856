package shift

// Wish is something that can matter when turfs are given out.
type Wish string

// The wishes, in the order of the form.
const (
	ByLanguage Wish = "language" // people are met in their language
	ByHours    Wish = "hours"    // a turf takes as long as the worker has
	ByStairs   Wish = "stairs"   // who cannot climb goes where there is nothing to climb
	ByDistance Wish = "distance" // near to where the worker starts
	ByBike     Wish = "bike"     // long turfs for those with a bike
	ByPartner  Wish = "partner"  // nobody who is new or does not want to goes alone
	ByHands    Wish = "hands"    // nobody stays without a turf
)

// AllWishes lists them.
var AllWishes = []Wish{ByLanguage, ByHours, ByStairs, ByDistance, ByBike, ByPartner, ByHands}

// Levels are how much a wish can matter: not at all, a little, much, most.
const Levels = 4

// weights are what the levels count; each counts four times the one before, so that 'most' is not outvoted by many a 'little'.
var weights = [Levels]int64{0, 1, 4, 16}

// Wishes say how much each wish matters.
type Wishes map[Wish]int

// usualWishes hold until a director says otherwise.
func usualWishes() Wishes {
	return Wishes{ByLanguage: 3, ByHours: 2, ByStairs: 3, ByDistance: 1, ByBike: 1, ByPartner: 2, ByHands: 2}
}

func (w Wishes) weight(x Wish) int64 { return weights[min(max(w[x], 0), Levels-1)] }
