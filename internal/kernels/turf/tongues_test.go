package turf

import (
	"math/rand/v2"
	"testing"
)

// languageTown is a town in which one door in twelve speaks Khmer, mostly in some quarters.
func languageTown(n int, seed uint64) []Door {
	random := rand.New(rand.NewPCG(seed, 2))
	doors := shape("town", n, random)
	for i := range doors {
		doors[i].Languages = []string{"en"}
		east := doors[i].At.Lon > -75.5+0.005
		if east && random.IntN(7) == 0 || !east && random.IntN(40) == 0 {
			doors[i].Languages = []string{"km"}
		}
	}
	return doors
}

// together is how many others of its turf, on average, speak the language of a door that does.
func together(doors []Door, turfs [][]int, tag string) float64 {
	others, all := 0.0, 0.0
	for _, t := range turfs {
		n := 0.0
		for _, i := range t {
			if doors[i].Languages[0] == tag {
				n++
			}
		}
		others, all = others+n*(n-1), all+n
	}
	return others / all
}

// TestDivide_bringsAScarceLanguageTogetherForASmallDetour looks at three towns: in one, the tour alone may happen to bring them together.
func TestDivide_bringsAScarceLanguageTogetherForASmallDetour(t *testing.T) {
	var before, after, walkBefore, walkAfter float64
	for town := uint64(5); town < 8; town++ {
		doors := languageTown(3000, town)
		o := CutOptions{Size: 50, Max: 55, Seed: 1, Workers: 2}
		without, err := Divide(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Languages = DefaultLanguages
		with, err := Divide(doors, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, turf := range with {
			if len(turf) < 47 || len(turf) > 53 {
				t.Errorf("a turf has %d doors", len(turf))
			}
		}
		if torn := tornTurfs(doors, with); torn > 0 {
			t.Errorf("%d turfs are torn", torn)
		}
		before, after = before+together(doors, without, "km")/3, after+together(doors, with, "km")/3
		walkBefore, walkAfter = walkBefore+straightMetres(doors, without), walkAfter+straightMetres(doors, with)
	}
	detour := walkAfter/walkBefore - 1
	t.Logf("a door that speaks Khmer has %.2f others in its turf, without the weight %.2f, for %.2f %% of the walk", after, before, 100*detour)
	if after < 1.05*before || detour > 0.01 {
		t.Errorf("%.2f others instead of %.2f for %.2f %%", after, before, 100*detour)
	}
}

func TestSpeakers_countWhatIsAddedAndTakenAway(t *testing.T) {
	var all, part speakers
	for k := range tongues {
		for i := range 70_000 + k { // more than one count holds
			var one speakers
			one[k/lanes] = 1 << (k % lanes * tongueBits)
			if all = all.plus(one); i < 70_000 {
				part = part.plus(one)
			}
		}
	}
	want := 0.0
	for k := range tongues {
		want += float64(k) * (1 - float64(k)/100)
	}
	rest := all.minus(part)
	if got := rest.mixed(100); got < want-1e-9 || got > want+1e-9 {
		t.Errorf("%v, want %v", got, want)
	}
}
