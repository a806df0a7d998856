package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestMoreOften_isFishersTestAtOddsOne(t *testing.T) {
	// Fisher's lady tasting tea: 3 of 4 right has probability 17/70, 4 of 4 1/70.
	if p := (Table{3, 4, 1, 4}).MoreOften(1); !near(p, 17.0/70, 1e-12) {
		t.Errorf("three cups: %v", p)
	}
	if p := (Table{4, 4, 0, 4}).MoreOften(1); !near(p, 1.0/70, 1e-12) {
		t.Errorf("four cups: %v", p)
	}
	if p := (Table{0, 4, 4, 4}).LessOften(1); !near(p, 1.0/70, 1e-12) {
		t.Errorf("none of four: %v", p)
	}
	for _, empty := range []Table{{}, {0, 9, 0, 9}, {9, 9, 9, 9}, {5, 4, 0, 4}} {
		if p := empty.MoreOften(3); p != 1 {
			t.Errorf("%+v says something: %v", empty, p)
		}
	}
}

func TestMoreOften_agreesWithCountingEveryWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 7).Draw(t, "n"), rapid.IntRange(1, 7).Draw(t, "m")
		x := Table{rapid.IntRange(0, n).Draw(t, "hits"), n, rapid.IntRange(0, m).Draw(t, "others"), m}
		odds := rapid.Float64Range(.2, 5).Draw(t, "odds")
		var all, tail float64
		for ways := range 1 << (n + m) { // every way in which the hits can lie, weighed by the odds here
			here, total := 0, 0
			for i := range n + m {
				if ways>>i&1 == 1 {
					total++
					if i < n {
						here++
					}
				}
			}
			if total != x.Hits+x.Others {
				continue
			}
			w := math.Pow(odds, float64(here))
			all += w
			if here >= x.Hits {
				tail += w
			}
		}
		if p := x.MoreOften(odds); !near(p, tail/all, 1e-9) {
			t.Fatalf("%+v at odds %v: %v, counted %v", x, odds, p, tail/all)
		}
		if x.MoreOften(odds) > x.MoreOften(odds*2)+1e-12 {
			t.Fatal("more is forgiven, and less is believed")
		}
	})
}

func TestDiscoveries_keepsFalseOnesRare(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var share float64
	const rounds, rate = 2000, .05
	for range rounds {
		p := make([]float64, 200)
		for i := range p {
			if p[i] = r.Float64(); i < 20 {
				p[i] *= 1e-5 // truly different
			}
		}
		found, wrong := 0, 0
		for i, yes := range Discoveries(p, rate) {
			if yes {
				found++
				if i >= 20 {
					wrong++
				}
			}
		}
		if found < 20 {
			t.Fatalf("only %d of 20 found", found)
		}
		share += float64(wrong) / float64(found) / rounds
	}
	t.Logf("%.4f of the discoveries were wrong at a rate of %v", share, rate)
	if share > rate {
		t.Errorf("%.4f of the discoveries were wrong", share)
	}
	if len(Discoveries(nil, rate)) != 0 {
		t.Error("nothing discovers something")
	}
}

func TestWilson_knownIntervals(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{{0, 10, 0, .2775}, {10, 10, .7225, 1}, {1, 10, .0179, .4042}, {81, 263, .2553, .3662}, {0, 0, 0, 1}} { // 81 of 263: Newcombe 1998
		if low, high := Wilson(c.hits, c.n); !near(low, c.low, 5e-5) || !near(high, c.high, 5e-5) {
			t.Errorf("%d of %d: %.4f to %.4f", c.hits, c.n, low, high)
		}
	}
}

func TestQuartiles(t *testing.T) {
	if a, b, c := Quartiles([]float64{4, 1, 3, 2}); a != 1.75 || b != 2.5 || c != 3.25 {
		t.Error(a, b, c)
	}
	if a, b, c := Quartiles([]float64{7}); a != 7 || b != 7 || c != 7 {
		t.Error(a, b, c)
	}
	if a, b, c := Quartiles(nil); a != 0 || b != 0 || c != 0 {
		t.Error(a, b, c)
	}
}
