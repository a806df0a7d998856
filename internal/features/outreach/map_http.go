package outreach

import (
	"context"
	"net/http"

	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/turf"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// mapView is the map of a program.
type mapView struct {
	Stand
	Sketch       Sketch
	Located      int // doors in no turf that have a place
	Tiles        string
	MayCut       bool
	MaySeePeople bool
}

// asset is the address of a built script or style.
func asset(ctx context.Context, name string) string {
	if a := ui.Of(ctx).Assets; a != nil {
		return a.URL(name)
	}
	return "/a/" + name
}

// Ground is what is drawn under a program's doors.
type Ground struct {
	Stand Stand
	Lines []geo.Feature // streets or roads
	Areas []geo.Feature // wards and districts
}

// Ground reads a program with everything that its map shows.
func (s *Service) Ground(ctx context.Context, sc authz.Scope, programID id.ID) (g Ground, err error) {
	defer errs.Wrap(&err, "outreach.Ground(%v)", programID)
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return g, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		if g.Stand, err = s.standIn(ctx, tx, sc, programID); err != nil {
			return err
		}
		box, _ := mainBox(g.Stand.Doors)
		if box.Empty() {
			return nil
		}
		box = box.Grow(groundMargin)
		if g.Lines, err = s.places.Lines(ctx, tx, sc, box); err != nil {
			return err
		}
		g.Areas, err = s.places.Outlines(ctx, tx, sc, box)
		return err
	})
	return g, err
}

// groundMargin is how far around the doors, in metres, the ground is drawn.
const groundMargin = 200

func (h *Handlers) mapPage(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	g, err := h.Ground(r.Context(), sc, programID)
	if err != nil {
		return err
	}
	v := mapView{Stand: g.Stand, Tiles: h.tiles, MayCut: sc.Can(authz.CutTurfs), MaySeePeople: sc.Can(authz.ReadPeople)}
	v.Sketch = newSketch(g.Stand, g.Lines, g.Areas, sketchLarge)
	v.Located, _ = g.Stand.Loose()
	return web.Render(w, r, http.StatusOK, mapPage(v))
}

// mapLayers is what the live map draws, as GeoJSON.
type mapLayers struct {
	Revision int        `json:"revision"`
	Box      [4]float64 `json:"box"` // west, south, east, north
	Doors    collection `json:"doors"`
	Turfs    collection `json:"turfs"`
	Lines    collection `json:"lines"`
	Areas    collection `json:"areas"`
}

// collection is a GeoJSON FeatureCollection.
type collection struct {
	Type     string        `json:"type"`
	Features []geo.Feature `json:"features"`
}

func collect(features []geo.Feature) collection {
	if features == nil {
		features = []geo.Feature{}
	}
	return collection{"FeatureCollection", features}
}

func (h *Handlers) mapData(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	g, err := h.Ground(r.Context(), sc, programID)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, layersOf(g, sc.Can(authz.ReadPeople)))
}

// layersOf writes the ground and the doors. Who may not read people sees where doors are, not whose.
func layersOf(g Ground, named bool) mapLayers {
	var doors []geo.Feature
	for _, d := range g.Stand.Doors {
		if !d.Located {
			continue
		}
		about := map[string]any{"turf": g.Stand.TurfOf[d.Household], "people": len(d.People)}
		if named {
			about["address"] = addressOf(d)
		}
		doors = append(doors, geo.Feature{Geometry: geo.Geometry{Points: []geo.Point{d.At}}, Properties: about})
	}
	box, _ := mainBox(g.Stand.Doors)
	return mapLayers{Revision: g.Stand.Program.Revision, Box: [4]float64{box.West, box.South, box.East, box.North},
		Doors: collect(doors), Turfs: collect(turfFeatures(g.Stand.Turfs, g.Stand)), Lines: collect(g.Lines), Areas: collect(g.Areas)}
}

func turfFeatures(turfs []Turf, st Stand) []geo.Feature {
	inTurf := map[int][]Door{}
	for _, d := range st.Doors {
		inTurf[st.TurfOf[d.Household]] = append(inTurf[st.TurfOf[d.Household]], d)
	}
	var out []geo.Feature
	for _, t := range turfs {
		if len(t.Outline) == 0 {
			continue
		}
		at := middle(inTurf[t.Number], t.Outline)
		out = append(out, geo.Feature{Geometry: geo.Geometry{Polygons: t.Outline}, Properties: map[string]any{
			"number": t.Number, "look": (t.Number - 1) % looks, "doors": t.Doors, "at": [2]float64{at.Lon, at.Lat}}})
	}
	return out
}

// Preview shows what a cut would give and writes nothing. It returns the errors of Cut.
func (s *Service) Preview(ctx context.Context, sc authz.Scope, programID id.ID, o CutOptions) (turfs []Turf, err error) {
	defer errs.Wrap(&err, "outreach.Preview(%v)", programID)
	if err := sc.Require(authz.CutTurfs); err != nil {
		return nil, err
	}
	if o.Doors < 1 || o.Doors > MaxDoors {
		return nil, errs.Field("doors", "turf.error.size", "max", MaxDoors)
	}
	plan, err := s.planCut(ctx, sc, programID, o)
	if err != nil {
		return nil, err
	}
	if len(plan.doors) > cutInJob {
		return nil, errs.New(errs.Invalid, "turf.error.too_large_to_preview", "max", cutInJob)
	}
	parts, err := turf.Cut(kernelDoors(plan.doors, o.ByWard), turf.CutOptions{Size: o.Doors, Max: MaxDoors, Roads: plan.roads, Languages: turf.DefaultLanguages})
	for i, part := range parts {
		t := newTurf(pick(plan.doors, part.Doors), plan.roads, nil, &part)
		t.Number = plan.first + i
		turfs = append(turfs, t.Turf)
	}
	return turfs, err
}

func (h *Handlers) preview(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	o, err := cutOptions(r)
	if err != nil {
		return err
	}
	turfs, err := h.Preview(r.Context(), authz.ScopeOf(r), programID, o)
	if err != nil {
		return err
	}
	least, most := turfs[0].Doors, 0
	for _, t := range turfs {
		least, most = min(least, t.Doors), max(most, t.Doors)
	}
	return web.JSON(w, http.StatusOK, map[string]any{"turfs": collect(turfFeatures(turfs, Stand{})), "count": len(turfs), "least": least, "most": most})
}
