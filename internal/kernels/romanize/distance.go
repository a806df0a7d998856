package romanize

// costs of taking one sound for another, of 1. What is not named costs 1 between consonants and .35 between vowels.
var costs = func() (c [soundCount][soundCount]float32) {
	for a := range soundCount {
		for b := range soundCount {
			switch {
			case a == b:
			case vowel(a) && vowel(b):
				c[a][b] = .35
			default:
				c[a][b] = 1
			}
		}
	}
	for _, p := range []struct {
		a, b sound
		cost float32
	}{
		{kk, gg, .25}, {tt, dd, .25}, {pp, bb, .25}, {ff, vv, .4}, {pp, ff, .3}, {bb, ff, .5}, {bb, vv, .25}, {vv, ww, .1}, {bb, ww, .4}, {pp, vv, .5},
		{ch, jj, .25}, {jj, zz, .25}, {ch, zz, .4}, {ch, ss, .5}, {ch, sh, .4}, {jj, sh, .6}, {ss, sh, .15}, {ss, zz, .3}, {ch, kk, .5}, {jj, gg, .4}, {ch, tt, .6}, {jj, yy, .4},
		{mm, nn, .5}, {nn, ng, .2}, {rr, ll, .4}, {ll, nn, .6}, {dd, rr, .6}, {dd, ll, .7}, {hh, kk, .6}, {yy, ee, .1}, {ww, uu, .15}, {ww, oh, .25}, {hh, asp, .05},
		{aa, eh, .2}, {aa, oh, .2}, {eh, ee, .15}, {oh, uu, .12}, {aa, uu, .25}, {eh, oh, .3}, {ee, uu, .3}, {aa, ee, .35}, {eh, uu, .25},
	} {
		c[p.a][p.b], c[p.b][p.a] = p.cost, p.cost
	}
	return c
}()

// drops is what it costs that a sound stands in one spelling alone.
var drops = [soundCount]float32{
	aa: .15, ee: .2, eh: .15, oh: .2, uu: .18, kk: .8, gg: .6, tt: .8, dd: .8, pp: .9, bb: .9, ff: .9, vv: .6, ww: .3, ch: .9, jj: .9, zz: .9, ss: .9, sh: .9,
	hh: .25, mm: .9, nn: .8, ng: .8, rr: .6, ll: .8, yy: .25, asp: .08,
}

// Distance is how unlike two Latin words sound: 0 for one word, 1 for two that share nothing. Vowels and aspirates cost little.
// It is symmetric. About .12 is a spelling variant, .25 a likely slip, above .4 another name.
func Distance(a, b string) float32 {
	if a == b {
		return 0
	}
	x, y := listen(a), listen(b)
	if x.n == 0 || y.n == 0 {
		return 1
	}
	return distance(&x, &y)
}

// distance is a weighted edit distance, divided by what it costs to drop all of both.
func distance(x, y *sounds) float32 {
	var rows [2][maxSounds + 1]float32
	prev, cur := &rows[0], &rows[1]
	for j := range y.n {
		prev[j+1] = prev[j] + dropAt(y, j)
	}
	whole := prev[y.n]
	for i := range x.n {
		drop := dropAt(x, i)
		whole += drop
		cur[0] = prev[0] + drop
		from := &costs[x.s[i]]
		for j := range y.n {
			cur[j+1] = min(prev[j]+from[y.s[j]], prev[j+1]+drop, cur[j]+dropAt(y, j))
		}
		prev, cur = cur, prev
	}
	return min(1, prev[y.n]*2/whole)
}

// dropAt makes the first sound dearer: names are rarely misheard at their beginning.
func dropAt(w *sounds, i int) float32 {
	if i == 0 && !vowel(w.s[0]) {
		return drops[w.s[0]] * 1.25
	}
	return drops[w.s[i]]
}
