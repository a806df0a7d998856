package simulate

import (
	"math/rand/v2"
	"strconv"
)

// place is one dwelling.
type place struct {
	number, direction, street, kind, unitKind, unit, city, state, zip, plus4 string
	county, precinct, ward, congress, senate, house                          int
}

const dwellingsPerBlock = 64

// dwelling tells the n-th dwelling of the invented state. Blocks of 64 are a street's houses or two apartment buildings; a few hundred
// blocks are a ZIP code.
func (k *lore) dwelling(seed uint64, n int64) (p place) {
	block, slot := n/dwellingsPerBlock, int(n%dwellingsPerBlock)
	rng := rand.New(rand.NewPCG(mix(seed, uint64(block)), 0xadd7e55))
	zip := int(block / 120)
	p.city, p.state = k.cities[zip%len(k.cities)], "GA"
	p.zip = strconv.Itoa(30000 + zip*7%9000)
	p.county, p.congress, p.senate, p.house = 1+zip/4%159, 1+zip/9%14, 1+zip/3%56, 1+zip%180
	p.precinct, p.ward = int(block/20), 1+int(block/60)%12
	street, kind := k.streets.pick(rng), k.types.pick(rng)
	p.street, p.kind = street.String(), kind.String()
	if rng.Float64() < 0.2 {
		p.direction = [...]string{"North", "South", "East", "West"}[rng.IntN(4)]
	}
	if rng.Float64() < 0.15 {
		p.street = ordinal(1 + rng.IntN(140))
	}
	base := 100 * (1 + rng.IntN(90))
	if rng.Float64() < 0.3 {
		p.number = strconv.Itoa(base + 20*(slot/32))
		p.unitKind = [...]string{"Apt", "Unit", "#"}[rng.IntN(3)]
		p.unit = strconv.Itoa(100*(1+slot%32/8) + 1 + slot%8)
		if rng.Float64() < 0.3 {
			p.unit = strconv.Itoa(1+slot%32/8) + string(rune('A'+slot%8))
		}
	} else {
		p.number = strconv.Itoa(base + 4*slot + rng.IntN(2)*2)
	}
	p.plus4 = strconv.Itoa(1000 + slot*131%9000)
	return p
}

func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

var shortKinds = map[string]string{"Street": "St", "Avenue": "Ave", "Road": "Rd", "Drive": "Dr", "Lane": "Ln", "Court": "Ct", "Boulevard": "Blvd", "Place": "Pl",
	"Circle": "Cir", "Terrace": "Ter", "Trail": "Trl", "Parkway": "Pkwy"}

// abbreviated writes an address as somebody in a hurry does.
func (p place) abbreviated(rng *rand.Rand) place {
	if s, ok := shortKinds[p.kind]; ok {
		p.kind = s
		if rng.Float64() < 0.3 {
			p.kind += "."
		}
	}
	if p.direction != "" {
		p.direction = p.direction[:1]
	}
	if p.unit != "" {
		p.unitKind = [...]string{"#", "Apt", "apt.", "Unit", ""}[rng.IntN(5)]
	}
	return p
}

// mix spreads a seed and a number over all bits, so that neighbours draw unrelated numbers.
func mix(seed, n uint64) uint64 {
	z := seed ^ (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
