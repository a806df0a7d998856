package outreach

import (
	"cmp"
	"net/http"
	"slices"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// turfView is the page of one turf.
type turfView struct {
	Walk
	Others             []Turf // of the program, where doors can be moved to
	Sketch             Sketch
	MayCut, MayPublish bool
	Problem            error
}

func (h *Handlers) showTurf(w http.ResponseWriter, r *http.Request) error {
	turfID, err := web.PathID(r, "turf")
	if err != nil {
		return err
	}
	return h.turfWith(w, r, turfID, nil)
}

func (h *Handlers) turfWith(w http.ResponseWriter, r *http.Request, turfID id.ID, problem error) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v := turfView{Problem: problem, MayCut: sc.Can(authz.CutTurfs), MayPublish: sc.Can(authz.PublishTurfs)}
	if v.Walk, err = h.Walk(ctx, sc, turfID); err != nil {
		return err
	}
	if _, v.Others, err = h.Program(ctx, sc, v.Turf.Program); err != nil {
		return err
	}
	v.Others = slices.DeleteFunc(v.Others, func(t Turf) bool { return t.ID == turfID })
	lines, err := h.streetsAround(ctx, sc, v.Doors)
	if err != nil {
		return err
	}
	v.Sketch = walkSketch(v.Walk, lines)
	return web.Render(w, r, statusOf(problem), turfPage(v))
}

func (h *Handlers) renameTurf(w http.ResponseWriter, r *http.Request) error {
	turfID, err := web.PathID(r, "turf")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	if err := h.RenameTurf(r.Context(), authz.ScopeOf(r), turfID, r.PostForm.Get("name")); readable(err) {
		return h.turfWith(w, r, turfID, err)
	} else if err != nil {
		return err
	}
	web.Notice(w, r, "turf.renamed.notice")
	return web.SeeOther(w, r, ui.URL(r.Context(), "turfs", turfID.String()))
}

// moveDoors moves the ticked doors into another turf, into a new one, or out of every turf.
func (h *Handlers) moveDoors(w http.ResponseWriter, r *http.Request) error {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	turfID, err := web.PathID(r, "turf")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	walk, err := h.Walk(ctx, sc, turfID)
	if err != nil {
		return err
	}
	x, err := selectionFrom(r)
	if err == nil {
		if to := r.PostForm.Get("to"); to == "new" {
			_, err = h.Draw(ctx, sc, walk.Turf.Program, formInt(r, "revision"), "", x)
		} else {
			_, err = h.Move(ctx, sc, walk.Turf.Program, formInt(r, "revision"), formID(r, "to"), x)
		}
	}
	if readable(err) {
		return h.turfWith(w, r, turfID, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "turf.moved.notice", "n", len(x.Households))
	return web.SeeOther(w, r, programURL(ctx, walk.Turf.Program)+"#turfs")
}

// street is a street of a program with its doors.
type street struct {
	Name                   string
	Doors, Loose, Lost     int // all; in no turf; without a place on the map
	Turfs                  []int
	From, To               string // house numbers
	numberOfFirst, maximum int
}

// streetsOf gathers the doors by street, whatever its spelling, those with doors in no turf first.
func streetsOf(st Stand) []street {
	byName := map[string]*street{}
	var out []*street
	for _, d := range st.Doors {
		key := geo.StreetKey(d.Street)
		s := byName[key]
		if s == nil {
			s = &street{Name: d.Street}
			byName[key] = s
			out = append(out, s)
		}
		s.add(d, st.TurfOf[d.Household])
	}
	slices.SortFunc(out, func(a, b *street) int {
		return cmp.Or(cmp.Compare(min(b.Loose, 1), min(a.Loose, 1)), cmp.Compare(a.Name, b.Name))
	})
	flat := make([]street, len(out))
	for i, s := range out {
		flat[i] = *s
	}
	return flat
}

func (s *street) add(d Door, turf int) {
	s.Doors++
	if len(d.Street) > len(s.Name) {
		s.Name = d.Street // the spelling with the fewest abbreviations
	}
	if !d.Located {
		s.Lost++
	}
	if turf == 0 {
		s.Loose++
	} else if !slices.Contains(s.Turfs, turf) {
		s.Turfs = append(s.Turfs, turf)
		slices.Sort(s.Turfs)
	}
	n := houseNumber(d.Number)
	if s.From == "" || n < s.numberOfFirst {
		s.From, s.numberOfFirst = d.Number, n
	}
	if s.To == "" || n > s.maximum {
		s.To, s.maximum = d.Number, n
	}
}

func (h *Handlers) streets(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	st, err := h.Stand(r.Context(), sc, programID)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, streetsPage(st, streetsOf(st), sc.Can(authz.CutTurfs)))
}

func (h *Handlers) unlocated(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	st, err := h.Stand(r.Context(), sc, programID)
	if err != nil {
		return err
	}
	st.Doors = slices.DeleteFunc(st.Doors, func(d Door) bool { return d.Located })
	slices.SortFunc(st.Doors, func(a, b Door) int {
		return cmp.Or(cmp.Compare(a.Street, b.Street), cmp.Compare(houseNumber(a.Number), houseNumber(b.Number)), cmp.Compare(a.Unit, b.Unit))
	})
	return web.Render(w, r, http.StatusOK, unlocatedPage(st, sc.Can(authz.CutTurfs), sc.Can(authz.EditPlaces)))
}
