package assign

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// bruteForce tries every way to hand the things out.
func bruteForce(p Problem) (cost int64, empty int) {
	hands := make([]int, len(p.Pairs))
	first := true
	var try func(thing int, sum int64)
	try = func(thing int, sum int64) {
		if thing == p.Things {
			left := 0
			for w := range p.Pairs {
				for n := hands[w]; n < p.hand(w); n++ {
					left++
					if len(p.Empty) > 0 {
						sum += p.empty(n)
					}
				}
			}
			better := sum < cost
			if len(p.Empty) == 0 {
				better = left < empty || left == empty && sum < cost
			}
			if first || better {
				first, cost, empty = false, sum, left
			}
			return
		}
		try(thing+1, sum)
		for w, pairs := range p.Pairs {
			i := slices.IndexFunc(pairs, func(x Pair) bool { return int(x.Thing) == thing })
			if i < 0 || hands[w] == p.hand(w) {
				continue
			}
			hands[w]++
			try(thing+1, sum+pairs[i].Cost)
			hands[w]--
		}
	}
	try(0, 0)
	return cost, empty
}

func randomProblem(r *rand.Rand, workers, things int, allowed float64, most int64) Problem {
	p := Problem{Things: things, Pairs: make([][]Pair, workers)}
	for w := range p.Pairs {
		for t := range things {
			if r.Float64() < allowed {
				p.Pairs[w] = append(p.Pairs[w], Pair{int32(t), r.Int64N(2*most+1) - most/2})
			}
		}
	}
	if r.IntN(3) > 0 {
		p.Hands = make([]int, workers)
		for w := range p.Hands {
			p.Hands[w] = r.IntN(4)
		}
	}
	if r.IntN(2) == 0 {
		p.Empty = make([]int64, 1+r.IntN(3))
		for i := range p.Empty {
			p.Empty[i] = r.Int64N(2 * most)
		}
		slices.Sort(p.Empty)
		slices.Reverse(p.Empty)
	}
	return p
}

func solved(t testing.TB, p Problem) Answer {
	t.Helper()
	a, err := Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(p, a); err != nil {
		t.Fatalf("%v\n%+v\n%+v", err, p, a)
	}
	return a
}

func TestSolve_smallProblemsAsIfAllWaysWereTried(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 6000 {
		p := randomProblem(r, 1+r.IntN(4), r.IntN(6), []float64{1, .7, .3}[n%3], []int64{3, 1, 1000}[n/3%3])
		a := solved(t, p)
		if cost, empty := bruteForce(p); a.Cost != cost || len(p.Empty) == 0 && a.Empty != empty {
			t.Fatalf("%d with %d empty hands, best is %d with %d:\n%+v\n%+v", a.Cost, a.Empty, cost, empty, p, a)
		}
	}
}

// Shapes on which assignment is known to be slow or easily wrong.
var shapes = []struct {
	name string
	cost func(r *rand.Rand, w, t int, at [][2]float64) int64
}{
	{"random", func(r *rand.Rand, _, _ int, _ [][2]float64) int64 { return r.Int64N(1_000_000) }},
	{"few values", func(r *rand.Rand, _, _ int, _ [][2]float64) int64 { return r.Int64N(4) }},
	{"all the same", func(*rand.Rand, int, int, [][2]float64) int64 { return 7 }},
	{"products", func(_ *rand.Rand, w, t int, _ [][2]float64) int64 { return int64(w+1) * int64(t+1) }},
	{"a town", func(_ *rand.Rand, w, t int, at [][2]float64) int64 {
		dx, dy := at[w][0]-at[t+len(at)/2][0], at[w][1]-at[t+len(at)/2][1]
		return int64(1e5 * (dx*dx + dy*dy))
	}},
	{"everybody at one place", func(_ *rand.Rand, _, t int, at [][2]float64) int64 {
		return int64(1e5 * (at[t+len(at)/2][0] + at[t+len(at)/2][1]))
	}},
}

func shaped(workers, things, hands int, cost func(*rand.Rand, int, int, [][2]float64) int64) Problem {
	r := rand.New(rand.NewPCG(7, uint64(things)))
	at := make([][2]float64, 2*max(workers, things))
	for i := range at {
		at[i] = [2]float64{r.Float64(), r.Float64()}
	}
	p := Problem{Things: things, Pairs: make([][]Pair, workers), Hands: make([]int, workers)}
	for w := range p.Pairs {
		p.Hands[w] = hands
		p.Pairs[w] = make([]Pair, things)
		for t := range things {
			p.Pairs[w][t] = Pair{int32(t), cost(r, w, t, at)}
		}
	}
	return p
}

func TestSolve_largeProblemsAreProved(t *testing.T) {
	for _, s := range shapes {
		for _, size := range [][3]int{{120, 480, 4}, {120, 300, 4}, {60, 480, 4}} {
			p := shaped(size[0], size[1], size[2], s.cost)
			a := solved(t, p)
			if want := max(0, size[0]*size[2]-size[1]); a.Empty != want {
				t.Errorf("%s: %d hands stay empty, want %d", s.name, a.Empty, want)
			}
			again := solved(t, p)
			if !slices.Equal(a.Of, again.Of) {
				t.Errorf("%s: the same problem has two answers", s.name)
			}
		}
	}
}

func TestCheck_findsWhatIsWrong(t *testing.T) {
	p := shaped(20, 60, 3, shapes[0].cost)
	for name, spoil := range map[string]func(a *Answer){
		"two things change hands": func(a *Answer) {
			other := slices.IndexFunc(a.Of, func(w int) bool { return w != a.Of[0] })
			a.Of[0], a.Of[other] = a.Of[other], a.Of[0]
		},
		"something is lost":       func(a *Answer) { a.Of[3] = -1 },
		"a price is too low":      func(a *Answer) { a.WorkerPrice[2] += 5 },
		"a thing costs something": func(a *Answer) { a.ThingPrice[1] = 4 },
		"the sum is another":      func(a *Answer) { a.Cost++ },
	} {
		a := solved(t, p)
		spoil(&a)
		if Check(p, a) == nil {
			t.Errorf("%s, and nobody notices", name)
		}
	}
}

func TestSolve_refusesWhatIsNoProblem(t *testing.T) {
	for name, p := range map[string]Problem{
		"a thing that is not there": {Things: 1, Pairs: [][]Pair{{{1, 0}}}},
		"a cost too large":          {Things: 1, Pairs: [][]Pair{{{0, MaxCost + 1}}}},
		"hands of others":           {Things: 1, Pairs: [][]Pair{{{0, 1}}}, Hands: []int{1, 1}},
		"negative hands":            {Things: 1, Pairs: [][]Pair{{{0, 1}}}, Hands: []int{-1}},
		"empty hands that grow":     {Things: 1, Pairs: [][]Pair{{{0, 1}}}, Empty: []int64{1, 2}},
	} {
		if _, err := Solve(p); err == nil {
			t.Errorf("%s is solved", name)
		}
	}
	if a := solved(t, Problem{}); a.Cost != 0 || a.Empty != 0 {
		t.Errorf("nothing costs %d", a.Cost)
	}
}

func TestSolveLarge_shortListsChangeNothing(t *testing.T) {
	for _, s := range shapes {
		p := shaped(150, 600, 3, s.cost)
		l := Large{Workers: 150, Things: 600, Hands: p.Hands, Cost: func(w, t int) (int64, bool) { return p.Pairs[w][t].Cost, (w+t)%11 > 0 },
			Near: func(w int) []int { return []int{w, (w * 7) % 600, (w * 7) % 600} }}
		a, used, err := SolveLarge(l)
		if err != nil {
			t.Fatal(err)
		}
		for w, pairs := range p.Pairs {
			p.Pairs[w] = slices.DeleteFunc(pairs, func(x Pair) bool { return (w+int(x.Thing))%11 == 0 })
		}
		if err := Check(p, a); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		if want := solved(t, p); a.Cost != want.Cost {
			t.Errorf("%s: %d on short lists, %d on all pairs", s.name, a.Cost, want.Cost)
		}
		n := 0
		for _, pairs := range used {
			n += len(pairs)
		}
		t.Logf("%s: %d of %d pairs were needed", s.name, n, 150*600)
	}
}

// BenchmarkSolve is the aim: 500 workers with four hands each and 2,000 turfs, every pair allowed; and too few hands, and too many.
func BenchmarkSolve(b *testing.B) {
	for _, s := range shapes {
		benchmark(b, s.name, shaped(500, 2000, 4, s.cost))
	}
	benchmark(b, "a town", shaped(300, 2000, 1, shapes[4].cost))
	benchmark(b, "a town", shaped(500, 1200, 4, shapes[4].cost))
}

func benchmark(b *testing.B, name string, p Problem) {
	b.Run(fmt.Sprintf("%dx%dx%d %s", len(p.Pairs), p.Hands[0], p.Things, name), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Solve(p); err != nil {
				b.Fatal(err)
			}
		}
	})
}
