package simulate

import (
	"iter"
	"math/rand/v2"
	"strconv"
)

// File is what one file knows of the people.
type File struct {
	Share  float64 // of the people, who stand in it
	Again  float64 // chance that a person stands in it once more, asked up to three times
	Noise  Noise
	Voters bool // it is a voter file: a number, a party, elections
}

// Plan describes an invented state and the files that tell of it.
type Plan struct {
	Seed      uint64
	Homes     int64
	Mix       [cultures]float64 // weight of each culture
	Enclaves  float64           // share of homes that follow the culture of their block
	HomeMoves float64           // share of homes that moved, all together, between the older rows and the newer ones
	Left      File
	Right     File // its Share is 0 where there is one list only
}

// Mixed is a state in which every culture is well met.
var Mixed = [cultures]float64{English: 30, Vietnamese: 10, Korean: 8, Mandarin: 7, Cantonese: 5, Hindu: 8, Sikh: 5, Muslim: 5, Bangladeshi: 5, Filipino: 8, Khmer: 4, Hmong: 5}

// clean is what the clerks of a registry still get wrong.
var clean = Noise{
	Swapped: 0.003, MiddleLost: 0.1, MiddleShort: 0.25, SuffixLost: 0.15, GivenTypo: 0.004, FamilyTypo: 0.004, BirthSwapped: 0.002, BirthDigit: 0.003,
	Placeholder: 0.003, PhoneLost: 0.45, EmailLost: 0.85, UnitLost: 0.03, ZipPlus4: 0.3, StreetTypo: 0.003, Rejoined: 0.02, Respelled: 0.003,
}

// member is what people tell on a sign-up sheet, and what a volunteer reads there.
var member = Noise{
	Moved: 0.08, Nickname: 0.25, Adopted: 0.08, InitialOnly: 0.015, Abbreviated: 0.01, Swapped: 0.04, Rejoined: 0.3, SecondLost: 0.06, MiddleLost: 0.75, MiddleShort: 0.1,
	Maiden: 0.06, HalfFamily: 0.35, ElderName: 0.08, Respelled: 0.05, GivenTypo: 0.05, FamilyTypo: 0.05, SuffixLost: 0.7, Native: 0.25, BirthSwapped: 0.03, BirthDigit: 0.03,
	BirthLost: 0.25, YearOnly: 0.1, Placeholder: 0.03, PhoneChanged: 0.12, PhoneLost: 0.15, EmailLost: 0.3, ShortAddress: 0.5, UnitLost: 0.35, StreetTypo: 0.05, ZipPlus4: 0.05,
	ZipLost: 0.08, AddressLost: 0.1,
}

// monthly is what changes in a registry from one month's file to the next, as hard as a year's worth.
var monthly = Noise{
	Moved: 0.05, Swapped: 0.006, Rejoined: 0.06, MiddleLost: 0.08, MiddleShort: 0.15, Maiden: 0.05, HalfFamily: 0.05, ElderName: 0.01, Respelled: 0.01, GivenTypo: 0.02,
	FamilyTypo: 0.02, SuffixLost: 0.15, BirthSwapped: 0.005, BirthDigit: 0.01, Placeholder: 0.005, PhoneChanged: 0.05, PhoneLost: 0.4, EmailLost: 0.8, ShortAddress: 0.5,
	UnitLost: 0.08, StreetTypo: 0.02, ZipPlus4: 0.4,
}

// VoterFileAgainstMembers is a registry on the left and an organization's own list on the right, a fifth of which is registered nowhere.
func VoterFileAgainstMembers(seed uint64, homes int64) Plan {
	return Plan{Seed: seed, Homes: homes, Mix: Mixed, Enclaves: 0.5, HomeMoves: 0.06, Left: File{Share: 0.8, Noise: clean, Voters: true}, Right: File{Share: 0.35, Noise: member}}
}

// TwoVoterFiles is one registry at two times; people moved, married, came and went.
func TwoVoterFiles(seed uint64, homes int64) Plan {
	return Plan{Seed: seed, Homes: homes, Mix: Mixed, Enclaves: 0.5, HomeMoves: 0.06,
		Left: File{Share: 0.92, Noise: clean, Voters: true}, Right: File{Share: 0.92, Noise: monthly, Voters: true}}
}

// OneDirtyList is an organization's list grown over years: the same people come again and again.
func OneDirtyList(seed uint64, homes int64) Plan {
	return Plan{Seed: seed, Homes: homes, Mix: Mixed, Enclaves: 0.5, HomeMoves: 0.05, Left: File{Share: 0.7, Again: 0.35, Noise: member}}
}

// LeftRows streams the left file, or the only one.
func (p *Plan) LeftRows() iter.Seq[Row] { return p.rows(&p.Left, 0) }

// RightRows streams the right file.
func (p *Plan) RightRows() iter.Seq[Row] { return p.rows(&p.Right, 1) }

// rows goes through the homes in an order of its own, so that a row's place tells nothing.
func (p *Plan) rows(f *File, side uint64) iter.Seq[Row] {
	step := int64([...]uint64{1_000_003, 15_485_863}[side])
	for p.Homes%step == 0 {
		step += 2
	}
	for gcd(step, p.Homes) != 1 {
		step++
	}
	return func(yield func(Row) bool) {
		k := known()
		var h home
		for i := range p.Homes {
			p.home(k, &h, (i%p.Homes*(step%p.Homes)+int64(side)*17)%p.Homes)
			if !p.tellHome(k, &h, f, side, yield) {
				return
			}
		}
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// home makes the n-th home, always the same.
func (p *Plan) home(k *lore, h *home, n int64) {
	rng := rand.New(rand.NewPCG(mix(p.Seed, uint64(n)), 1))
	*h = home{number: n, people: h.people[:0], address: n, next: rng.Int64N(p.Homes)}
	if h.people == nil {
		h.people = make([]person, 0, membersMax)
	}
	from := rng
	if rng.Float64() < p.Enclaves {
		from = rand.New(rand.NewPCG(mix(p.Seed, uint64(n/dwellingsPerBlock)), 2))
	}
	h.culture = p.draw(from)
	(&maker{k, rng, h}).populate()
}

func (p *Plan) draw(rng *rand.Rand) Culture {
	total := 0.0
	for _, w := range p.Mix {
		total += w
	}
	x := rng.Float64() * total
	for c, w := range p.Mix {
		if x -= w; x < 0 {
			return Culture(c)
		}
	}
	return English
}

const againMax = 3

func (p *Plan) tellHome(k *lore, h *home, f *File, side uint64, yield func(Row) bool) bool {
	rng := rand.New(rand.NewPCG(mix(p.Seed, uint64(h.number)), 10+side))
	moved := rng.Float64() < p.HomeMoves
	for i := range h.people {
		who := &h.people[i]
		next := rng.Int64N(p.Homes)
		if rng.Float64() >= f.Share {
			continue
		}
		for copies := 0; copies <= againMax && (copies == 0 || rng.Float64() < f.Again); copies++ {
			newer := side == 1 || copies > 0
			s := f.Noise.draw(who, moved && newer, rng)
			r := k.tell(who, s, k.dwelling(p.Seed, whereabouts(h, s, next)), rng)
			if f.Voters {
				registration(&r, who, rng)
			}
			if !yield(r) {
				return false
			}
		}
	}
	return true
}

func whereabouts(h *home, s Suffered, next int64) int64 {
	switch {
	case s.Has(Moved):
		return next
	case s.Has(HomeMoved):
		return h.next
	}
	return h.address
}

var parties = [...]string{"Democratic", "Republican", "Nonpartisan", ""}

// registration adds what a registry knows.
func registration(r *Row, p *person, rng *rand.Rand) {
	r.VoterID = strconv.FormatInt(100_000_000+p.truth*48271%(1<<31-1), 10) // a bijection below 2^31: no two share a number
	since := min(p.born.year+18+rng.IntN(20), 2025)
	r.Registered = date{since, 1 + rng.IntN(12), 1 + rng.IntN(28)}.isoText()
	r.Status = "Active"
	if rng.Float64() < 0.08 {
		r.Status = "Inactive"
	}
	r.Party = parties[rng.IntN(len(parties))]
	r.Votes = rng.Uint32() & rng.Uint32()
}

// Voters streams a voter file of exactly n rows.
func Voters(seed uint64, n int64) iter.Seq[Row] {
	plan := Plan{Seed: seed, Homes: n, Mix: Mixed, Enclaves: 0.5, Left: File{Share: 1, Noise: clean, Voters: true}}
	return func(yield func(Row) bool) {
		left := n
		for r := range plan.LeftRows() {
			if left == 0 || !yield(r) {
				return
			}
			left--
		}
	}
}
