package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var milwaukee = Point{Lat: 43.12, Lon: -88.0}

// near draws a point at most reach metres from Milwaukee on each axis.
func near(t *rapid.T, label string, reach float64) Point {
	v := XY{rapid.Float64Range(-reach, reach).Draw(t, label+".x"), rapid.Float64Range(-reach, reach).Draw(t, label+".y")}
	return NewPlane(milwaukee).Point(v)
}

func nearMany(t *rapid.T, low, high int, reach float64) []Point {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point { return near(t, "p", reach) }), low, high).Draw(t, "points")
}

func TestDistance_ofKnownPlaces(t *testing.T) {
	oneDegree := earthRadius * math.Pi / 180
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{0, 0}, Point{1, 0}, oneDegree},
		{Point{60, 10}, Point{60, 11}, 55_597.5}, // half a degree of the equator, less the bulge of the great circle
		{Point{43.0389, -87.9065}, Point{41.8781, -87.6298}, 131_060},
		{Point{0, -179.5}, Point{0, 179.5}, oneDegree},
	} {
		if got := Distance(c.a, c.b); math.Abs(got-c.want) > c.want*0.002 {
			t.Errorf("Distance(%v, %v) = %.0f, want %.0f", c.a, c.b, got, c.want)
		}
	}
}

func TestPlane_agreesWithTheSphere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plane := NewPlane(milwaukee)
		a, b := near(t, "a", 5000), near(t, "b", 5000)
		flat, round := plane.XY(a).Distance(plane.XY(b)), Distance(a, b)
		if math.Abs(flat-round) > 0.01+0.002*round {
			t.Fatalf("flat %.2f, round %.2f", flat, round)
		}
		if back := plane.Point(plane.XY(a)); Distance(back, a) > 1e-6 {
			t.Fatalf("%v came back as %v", a, back)
		}
	})
}

// windingContains is a second author of point-in-polygon: the angle that the ring turns around the point.
func windingContains(r Ring, q Point) bool {
	sum := 0.0
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		ax, ay, bx, by := a.Lon-q.Lon, a.Lat-q.Lat, b.Lon-q.Lon, b.Lat-q.Lat
		sum += math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
	}
	return math.Abs(sum) > 1
}

// star draws a ring around Milwaukee that never crosses itself.
func star(t *rapid.T) Ring {
	plane, ring := NewPlane(milwaukee), Ring{}
	corners := rapid.IntRange(3, 20).Draw(t, "corners")
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		r := rapid.Float64Range(50, 1000).Draw(t, "radius")
		ring = append(ring, plane.Point(XY{r * cos, r * sin}))
	}
	return ring
}

func TestContains_agreesWithTheWindingNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ring, q := star(t), near(t, "q", 1100)
		if got, want := ring.Contains(q), windingContains(ring, q); got != want {
			t.Fatalf("Contains(%v) = %v, the winding number says %v", q, got, want)
		}
	})
}

func TestContains_neighboursShareNoPointAndLoseNone(t *testing.T) {
	mid := Line{{43, -88}, {43.3, -88.1}, {43.7, -87.9}, {44, -88}}
	west := append(Ring{{44, -89}, {43, -89}}, mid...)
	east := append(Ring{}, mid...)
	slices.Reverse(east)
	east = append(Ring{{43, -87}, {44, -87}}, east...)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 2).Draw(t, "side")
		f := rapid.Float64Range(0, 0.999).Draw(t, "along")
		q := Point{mid[i].Lat + f*(mid[i+1].Lat-mid[i].Lat), mid[i].Lon + f*(mid[i+1].Lon-mid[i].Lon)}
		if west.Contains(q) == east.Contains(q) {
			t.Fatalf("%v is in both or in neither", q)
		}
	})
}

func TestPolygon_holesAreOutside(t *testing.T) {
	square := func(r float64) Ring {
		plane := NewPlane(milwaukee)
		return Ring{plane.Point(XY{-r, -r}), plane.Point(XY{r, -r}), plane.Point(XY{r, r}), plane.Point(XY{-r, r})}
	}
	p := MultiPolygon{{square(100), square(40)}}
	if p.Contains(milwaukee) {
		t.Error("the hole is inside")
	}
	if !p.Contains(NewPlane(milwaukee).Point(XY{70, 0})) {
		t.Error("the ring around the hole is outside")
	}
	if want := 200.0*200 - 80*80; math.Abs(p.Area()-want) > want*0.001 {
		t.Errorf("area %.0f, want %.0f", p.Area(), want)
	}
}

func TestConvexHull_holdsEveryPointAndTurnsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := nearMany(t, 3, 40, 500)
		plane := NewPlane(BoxOf(points...).Center())
		hull := convexHull(plane.XYs(points))
		for i := range hull {
			a, b := hull[i], hull[(i+1)%len(hull)]
			for _, p := range plane.XYs(points) {
				if turn(a, b, p) < -1e-6 {
					t.Fatalf("%v is outside of %v-%v", p, a, b)
				}
			}
		}
	})
}

func TestOutline_holdsEveryPointAndNeverCrossesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := nearMany(t, 1, 60, 400)
		outline := Outline(points, 15)
		for _, p := range points {
			if !outline.Contains(p) {
				t.Fatalf("%v is outside", p)
			}
		}
		if !simpleRing(NewPlane(milwaukee).XYs(outline[0])) {
			t.Fatalf("%v crosses itself", outline[0])
		}
		if hull := (Polygon{ConvexHull(points)}); outline.Area() > hull.Area()+outline[0].Metres()*20+2000 {
			t.Fatalf("outline of %.0f m2 around a hull of %.0f m2", outline.Area(), hull.Area())
		}
	})
}

func TestOutline_bendsIntoAnEmptyCorner(t *testing.T) {
	var points []Point
	plane := NewPlane(milwaukee)
	for i := range 20 { // the letter L, 400 m each way
		points = append(points, plane.Point(XY{float64(20 * i), 0}), plane.Point(XY{0, float64(20 * i)}))
	}
	outline, hull := Outline(points, 15), Polygon{ConvexHull(points)}
	if outline.Area() > hull.Area()/2 {
		t.Errorf("outline of %.0f m2, hull of %.0f m2: the empty corner is still inside", outline.Area(), hull.Area())
	}
	if outline.Contains(plane.Point(XY{180, 180})) {
		t.Error("the middle of the empty corner is inside")
	}
}

func TestSimplify_staysWithinTheTolerance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := Line(nearMany(t, 2, 60, 500))
		tolerance := rapid.Float64Range(1, 200).Draw(t, "tolerance")
		simple := line.Simplify(tolerance)
		plane := NewPlane(milwaukee)
		flat := plane.XYs(simple)
		for _, p := range plane.XYs(line) {
			far := math.Inf(1)
			for i := 1; i < len(flat); i++ {
				far = math.Min(far, segmentDistance(p, flat[i-1], flat[i]))
			}
			if far > tolerance*1.01+0.1 {
				t.Fatalf("a dropped point is %.1f m away, allowed %.1f", far, tolerance)
			}
		}
		if simple[0] != line[0] || simple[len(simple)-1] != line[len(line)-1] {
			t.Fatal("an end was moved")
		}
	})
}

func TestRingSimplify_neverCollapses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if got := star(t).Simplify(rapid.Float64Range(1, 5000).Draw(t, "tolerance")); len(got) < 3 {
			t.Fatalf("%d points are left", len(got))
		}
	})
}

func TestIndex_findsWhatAFullSearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := nearMany(t, 1, 80, 1000)
		x := NewIndex(points, rapid.Float64Range(10, 500).Draw(t, "cell"))
		q, reach := near(t, "q", 1500), rapid.Float64Range(0, 1500).Draw(t, "reach")
		inside := 0
		for _, p := range points {
			if x.plane.XY(p).Distance(x.plane.XY(q)) <= reach {
				inside++
			}
		}
		found := x.Within(q, reach)
		if len(found) != inside {
			t.Fatalf("found %d of %d", len(found), inside)
		}
		if !slices.IsSortedFunc(found, func(a, b Near) int { return int(math.Copysign(1, a.Metres-b.Metres)) }) && len(found) > 1 {
			t.Fatal("not nearest first")
		}
		count := rapid.IntRange(1, 10).Draw(t, "count")
		if got := x.Nearest(q, count, reach); !slices.Equal(got, found[:min(count, len(found))]) {
			t.Fatalf("the %d nearest are %v, want %v", count, got, found)
		}
	})
}

func BenchmarkOutline(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	plane, points := NewPlane(milwaukee), []Point(nil)
	for range 100 {
		points = append(points, plane.Point(XY{random.Float64() * 400, random.Float64() * 300}))
	}
	for b.Loop() {
		Outline(points, 15)
	}
}
