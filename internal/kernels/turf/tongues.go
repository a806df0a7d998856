package turf

import (
	"cmp"
	"slices"
	"strings"
)

// DefaultLanguages is a weight of languages at which doors of a scarce one come together where that is a small detour: some metres in a thousand; see
// docs/turf.md.
const DefaultLanguages = 7

const (
	tongues     = 8 // scarce languages that are counted: those with the most doors
	scarceShare = 4 // a language is scarce if at most one door in so many has it
	tongueBits  = 16
	lanes       = 64 / tongueBits
)

// speakers counts doors by scarce language, four counts of 16 bits to a word. They are added and taken away as whole words: a difference is right wherever
// each of its counts fits, whatever carried over between the counts before.
type speakers [tongues / lanes]uint64

func (s speakers) plus(o speakers) speakers  { return speakers{s[0] + o[0], s[1] + o[1]} }
func (s speakers) minus(o speakers) speakers { return speakers{s[0] - o[0], s[1] - o[1]} }

// mixed is how many doors of scarce languages a turf has, each the less the larger the share of its language there is: none where all speak it.
func (s speakers) mixed(doors float64) (sum float64) {
	for _, word := range s {
		for ; word > 0; word >>= tongueBits {
			count := float64(word & (1<<tongueBits - 1))
			sum += count * (1 - count/doors)
		}
	}
	return sum
}

// hear counts each stop's doors by scarce language.
func hear(stops []stop, doors []Door) {
	counts := map[string]int{}
	for i := range doors {
		eachLanguage(&doors[i], func(tag string) { counts[tag]++ })
	}
	var scarce []string
	for tag, n := range counts {
		if n > 1 && n*scarceShare <= len(doors) {
			scarce = append(scarce, tag)
		}
	}
	slices.SortFunc(scarce, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	scarce = scarce[:min(tongues, len(scarce))]
	for n := range stops {
		for _, i := range stops[n].doors {
			eachLanguage(&doors[i], func(tag string) {
				if k := slices.Index(scarce, tag); k >= 0 {
					stops[n].speakers[k/lanes] += 1 << (k % lanes * tongueBits)
				}
			})
		}
	}
}

// eachLanguage calls do for each language of a door once.
func eachLanguage(d *Door, do func(tag string)) {
	for i, tag := range d.Languages {
		if tag != "" && !slices.Contains(d.Languages[:i], tag) {
			do(tag)
		}
	}
}
