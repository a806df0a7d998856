package shift

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/id"
)

// city is a program of many turfs in a bent grid, with ragged outlines and streets between them.
func city(turfs int) (Ground, Program) {
	r := rand.New(rand.NewPCG(1, 2))
	g := Ground{Outlines: map[id.ID]geo.MultiPolygon{}}
	p := Program{ID: 1, Revision: 1}
	side := int(math.Ceil(math.Sqrt(float64(turfs))))
	for i := range turfs {
		lat, lon := 43+float64(i/side)*.004, -88+float64(i%side)*.005
		var ring geo.Ring
		for k := range 24 {
			a := float64(k) / 24 * 2 * math.Pi
			reach := .0018 + r.Float64()*.0004
			ring = append(ring, geo.Point{Lat: lat + math.Sin(a)*reach, Lon: lon + math.Cos(a)*reach*1.3})
		}
		ring = append(ring, ring[0])
		t := Turf{ID: id.ID(1_000_000_000_000 + i), Number: i + 1, Name: "Main Street", Doors: 45, Languages: map[string]int{"en": 40, "km": i % 7}, Minutes: 120}
		g.Outlines[t.ID] = geo.MultiPolygon{{ring}}
		p.Turfs = append(p.Turfs, t)
		g.Streets = append(g.Streets, geo.Line{{Lat: lat, Lon: lon - .0025}, {Lat: lat + r.Float64()*.0004, Lon: lon}, {Lat: lat, Lon: lon + .0025}},
			geo.Line{{Lat: lat - .002, Lon: lon}, {Lat: lat + .002, Lon: lon}})
	}
	return g, p
}

func TestMap_ofTwoThousandTurfsIsLight(t *testing.T) {
	g, p := city(2000)
	v := mapView{Zone: time.UTC}
	began := time.Now()
	v.Drawing = draw(g, p.Turfs)
	took := time.Since(began)
	v.Board = Board{Program: p, Now: begin, Shift: Shift{ID: 7}}
	for i, x := range p.Turfs {
		turf := BoardTurf{Turf: x, State: turfStates[i%len(turfStates)], Tried: i % 45, Given: Given{Turf: x.ID}}
		if i%4 != 0 || turf.State == TurfRecut {
			turf.State = TurfOpen // 300 workers have some 500 of the turfs
		}
		v.Turfs = append(v.Turfs, turf)
	}
	for i := range 300 {
		v.Last = append(v.Last, LastDoor{Packet: id.ID(i), Worker: "Mai", At: begin, Door: "1 Main Street", Place: Spot{g.Outlines[p.Turfs[i*4].ID].Box().Center(), true}})
	}
	var whole, part bytes.Buffer
	if err := mapPage(v).Render(context.Background(), &whole); err != nil {
		t.Fatal(err)
	}
	if err := mapParts(v).Render(context.Background(), &part); err != nil {
		t.Fatal(err)
	}
	t.Logf("2,000 turfs: the page is %d KB, what changes %d KB; drawn in %v", whole.Len()>>10, part.Len()>>10, took.Round(time.Millisecond))
	if whole.Len() > 300<<10 {
		t.Errorf("the page of 2,000 turfs is %d KB", whole.Len()>>10)
	}
	if n := strings.Count(whole.String(), `<path id="t`); n != 2000 {
		t.Errorf("%d turfs are drawn", n)
	}
	if n := strings.Count(part.String(), "<tr>"); n != shownRows+1 {
		t.Errorf("the list shows %d rows", n)
	}
}

// What is simplified to the pixel stays within a pixel and a half of what it was.
func TestDraw_staysWithinAPixel(t *testing.T) {
	g, p := city(9)
	d := draw(g, p.Turfs)
	for i, turf := range d.Turfs {
		var x, y int
		var drawn []geo.XY
		path := strings.NewReplacer("M", "", "l", " ", "z", "", "-", " -").Replace(turf.Path)
		fields := strings.Fields(path)
		for k := 0; k+1 < len(fields); k += 2 {
			var dx, dy int
			if _, err := fmt.Sscan(fields[k]+" "+fields[k+1], &dx, &dy); err != nil {
				t.Fatal(err)
			}
			x, y = x+dx, y+dy
			drawn = append(drawn, geo.XY{X: float64(x), Y: float64(y)})
		}
		if len(drawn) < 3 {
			t.Fatalf("turf %d is drawn with %d corners: %s", turf.Number, len(drawn), turf.Path)
		}
		for _, corner := range g.Outlines[p.Turfs[i].ID][0][0] {
			px, py := d.At(corner)
			if away := fromRing(geo.XY{X: float64(px), Y: float64(py)}, drawn); away > 2 {
				t.Fatalf("a corner of turf %d lies %.1f pixels from what is drawn", turf.Number, away)
			}
		}
	}
}

// fromRing is how far a point is from the nearest side.
func fromRing(p geo.XY, ring []geo.XY) float64 {
	best := math.Inf(1)
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		dx, dy := b.X-a.X, b.Y-a.Y
		share := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			share = min(1, max(0, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/l))
		}
		best = min(best, math.Hypot(p.X-a.X-share*dx, p.Y-a.Y-share*dy))
	}
	return best
}

func TestMap_showsWhoWhereAndInWhichLanguages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		out, open := w.turf(1, "km", "km", "en", ""), w.turf(2, "en", "en")
		s := w.shift()
		mai := w.sign(s, "Mai", nil, "km")
		if err := w.service.Give(ctx, w.director, s, out.ID, mai); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.HandOut(ctx, w.director, s, []id.ID{mai}); err != nil {
			t.Fatal(err)
		}
		packet := w.board(s).Cards[0].Turfs[0].Given.Packet
		w.standing = Standing{Tried: map[id.ID]int{out.ID: 2}, Doors: map[id.ID]bool{w.doors[out.ID][0].Household: true, w.doors[out.ID][3].Household: true}}
		w.last = []LastDoor{{Packet: packet, Worker: "Mai", At: w.now, Door: "12 Main Street", Place: Spot{center, true}}}
		w.asking = []Asking{{Packet: packet, Turf: out.ID, Worker: "Mai", At: w.now}}
		w.now = w.now.Add(time.Hour)
		m, err := w.service.Map(ctx, w.director, s, chosenTurf(out.ID.String()))
		if must(t, m, err); m.Card == nil || m.Card.Crew[0].ID != mai || m.Card.Planned != 2 || m.Card.Last == nil || m.Card.Tried != 2 {
			t.Fatalf("%+v", m.Card)
		}
		want := []LanguageDoors{{"km", 2, 1}, {"", 1, 1}, {"en", 1, 0}}
		if !slices.Equal(m.Card.Languages, want) {
			t.Errorf("%v", m.Card.Languages)
		}
		if len(m.Turfs) != 2 || m.Turfs[1].ID != open.ID || m.Turfs[1].State != TurfOpen || len(m.Board.Asking) != 1 {
			t.Errorf("%+v", m.Turfs)
		}
		if _, err := w.service.Map(ctx, w.director, s, chosenTurf(w.ids.Next().String())); err == nil {
			t.Error("a turf of nowhere has a card")
		}
	})
}

func TestCourse_tellsWhereAQuotaEndsAndWhatToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), context.Background()
		first := w.turf(1, "en", "en", "en", "en", "en", "en")
		w.turf(2, "km", "en")
		many := w.turf(3, "km", "km", "km")
		s, err := w.service.Arrange(ctx, w.director, time.UTC, Arranged{Program: w.program.ID, Date: "2026-11-21", From: "18:00", To: "22:00", Quotas: map[string]int{"km": 40, "en": 4}})
		if err != nil {
			t.Fatal(err)
		}
		mai := w.sign(s, "Mai", nil, "en")
		sokha := w.sign(s, "Sokha", nil, "km")
		if err := w.service.Give(ctx, w.director, s, first.ID, mai); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.HandOut(ctx, w.director, s, []id.ID{mai}); err != nil {
			t.Fatal(err)
		}
		if err := w.service.Take(ctx, w.director, s, []id.ID{sokha}, CheckIn); err != nil {
			t.Fatal(err)
		}
		if q := w.board(s).Quotas; q[1].Told || q[1].Short() {
			t.Errorf("something is said of the first minute: %+v", q)
		}
		w.standing.Languages = map[string]int{"km": 6, "en": 3}
		w.now = w.now.Add(time.Hour)
		b := w.board(s)
		km, en := b.Quotas[1], b.Quotas[0]
		if km.Done != 6 || km.ByNow != 10 || km.Ends != 24 || !km.Short() || km.People != 4 || len(km.Turfs) != 2 || km.Turfs[0].ID != many.ID {
			t.Errorf("%+v", km)
		}
		if len(km.Free) != 1 || km.Free[0].ID != sokha {
			t.Errorf("who is free: %+v", km.Free)
		}
		if en.Short() || en.Ends != 12 || len(en.Turfs) != 0 {
			t.Errorf("%+v", en)
		}
		var out id.ID
		for _, c := range b.Cards {
			for _, x := range c.Turfs {
				out = x.Given.Packet
			}
		}
		for i := range 2 {
			w.tries = append(w.tries, FirstTry{Packet: out, Household: w.doors[first.ID][i].Household, At: begin.Add(time.Duration(10+20*i) * time.Minute), Contact: i == 0, Talked: i == 0})
		}
		c, err := w.service.Course(ctx, w.director, s)
		if must(t, c, err); len(c.Crews) != 1 || c.Crews[0].Doors != 2 || math.Abs(c.Crews[0].PerHour()-2) > .01 || math.Abs(c.Crews[0].Planned-3) > .01 {
			t.Errorf("%+v", c.Crews)
		}
		if c.Totals.Doors != 2 || c.Totals.Contacts != 1 || c.Totals.Planned != 3 || len(c.Points) != chartSteps+1 || math.Abs(c.Median-2.0/3) > .01 {
			t.Errorf("%+v, median %v", c.Totals, c.Median)
		}
		w.now = w.now.Add(2 * time.Minute) // between two moments of the chart
		w.tries = append(w.tries, FirstTry{Packet: out, Household: w.doors[first.ID][2].Household, At: w.now.Add(-time.Second)})
		c, err = w.service.Course(ctx, w.director, s)
		if must(t, c, err); c.Totals.Doors != 3 || !c.Totals.At.Equal(w.now) {
			t.Errorf("the chart's words say %d doors at %v, its line ends at %v", c.Totals.Doors, c.Totals.At, w.now)
		}
		if steps := (courseView{Course: c}).steps(); len(steps) != 3 || !steps[2].Now || steps[2].Doors != 3 || steps[1].Doors != 2 {
			t.Errorf("the table has %+v", steps)
		}
	})
}

func TestGroups_ofThreeHundredWorkersStayAPage(t *testing.T) {
	v := boardView{Zone: time.UTC, Board: Board{Now: begin, Shift: Shift{ID: 7}, Program: Program{Name: "Fall"}}}
	for i := range 300 {
		w := Worker{ID: id.ID(1000 + i), Name: fmt.Sprintf("Sokha Chea %d", i), Languages: []string{"km", "en"}, Minutes: 240, Pace: 100, In: db.At(begin), Out: db.At(begin)}
		if i%5 == 0 {
			w.In, w.Out = db.Time{}, db.Time{}
		}
		v.Board.Cards = append(v.Board.Cards, Card{Crew: []Worker{w}, Turfs: []BoardTurf{{Turf: Turf{ID: id.ID(5000 + i), Number: i + 1, Name: "Main Street", Doors: 45}, State: TurfGiven,
			Given: Given{Turf: id.ID(5000 + i), Reasons: []Reason{{Kind: "speaks", Language: "km", N: 3, Of: 40}, {Kind: "distance", Metres: 900}}}}}})
	}
	size := func(v boardView) int {
		var b bytes.Buffer
		if err := boardPage(v).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		return b.Len()
	}
	t.Logf("300 workers: the board is %d KB, one whole group %d KB", size(v)>>10, size(v.with("out"))>>10)
	if n := size(v); n > 100<<10 {
		t.Errorf("the board of 300 workers is %d KB", n>>10)
	}
	shown := 0
	for _, g := range v.with("out").groups() {
		shown += len(g.Cards)
	}
	if shown != 240 {
		t.Errorf("the whole group shows %d", shown)
	}
	v.Find = "chea 299"
	if g := v.groups(); len(g) != 1 || len(g[0].Cards) != 1 || g[0].Cards[0].Crew[0].Name != "Sokha Chea 299" {
		t.Errorf("found: %+v", g)
	}
	v.Find = "17" // a turf's number, and two names
	if g := v.groups(); len(g) == 0 {
		t.Error("nobody has turf 17")
	}
}
