package outreach

import (
	"net/http"
	"strings"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// programsView is the page of all programs.
type programsView struct {
	Programs  []Program
	Universes []Universe
	Scripts   []Script
	MayCut    bool
	Name      string
	Chosen    id.ID // universe
	Kind      Kind
	Areas     []areaChoice // that a program to every door can go to
	Area      []string     // those that were chosen
	Problem   error
}

func (h *Handlers) programs(w http.ResponseWriter, r *http.Request) error {
	chosen, err := id.Parse(r.URL.Query().Get("universe"))
	if err != nil {
		chosen = 0
	}
	return h.programsWith(w, r, programsView{Chosen: chosen})
}

func (h *Handlers) programsWith(w http.ResponseWriter, r *http.Request, v programsView) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v.MayCut = sc.Can(authz.CutTurfs)
	if v.Programs, err = h.Programs(ctx, sc); err != nil {
		return err
	}
	if v.MayCut {
		if v.Universes, err = h.Universes(ctx, sc); err != nil {
			return err
		}
		if v.Scripts, err = h.scripts.Scripts(ctx, sc); err != nil {
			return err
		}
		if v.Areas, err = h.areas(ctx, sc); err != nil {
			return err
		}
	}
	return web.Render(w, r, statusOf(v.Problem), programsPage(v))
}

func (h *Handlers) newProgram(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	in := NewProgram{Kind: Kind(r.PostForm.Get("kind")), Name: r.PostForm.Get("name"), Universe: formID(r, "universe"), Form: formID(r, "form"), URL: ui.URL(r.Context(), "programs")}
	if in.Kind == "" {
		in.Kind = KindOutreach
	}
	v := programsView{Name: in.Name, Chosen: in.Universe, Kind: in.Kind, Area: r.PostForm["area"]}
	p, job, err := h.begin(r, in, v.Area)
	switch {
	case readable(err):
		v.Problem = err
		return h.programsWith(w, r, v)
	case err != nil:
		return err
	case job != 0:
		return web.SeeOther(w, r, ui.URL(r.Context(), "jobs", job.String()))
	}
	return web.SeeOther(w, r, programURL(r.Context(), p.ID))
}

// programView is the page of one program.
type programView struct {
	Stand
	Scripts            []Script
	Sketch             Sketch
	Located, Unlocated int // doors in no turf
	Size               int // wanted doors in a turf
	MayCut, MayPublish bool
	MaySeePeople       bool
	MaySeeTotals       bool
	MayBringBallots    bool
	CanUndo            bool
	Homeless           int // address points at which no home has been looked for
	Problem            error
}

func (h *Handlers) showProgram(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.programWith(w, r, programID, nil)
}

// usualSize is how many doors a turf has unless the organizer says so: what one team does in about two and a half hours.
const usualSize = 45

func (h *Handlers) programWith(w http.ResponseWriter, r *http.Request, programID id.ID, problem error) (err error) {
	ctx, sc := r.Context(), authz.ScopeOf(r)
	v := programView{Problem: problem, Size: usualSize, MayCut: sc.Can(authz.CutTurfs), MayPublish: sc.Can(authz.PublishTurfs),
		MaySeePeople: sc.Can(authz.ReadPeople), MaySeeTotals: sc.Can(authz.ReadTotals), MayBringBallots: sc.Can(authz.ImportPeople)}
	if v.Stand, err = h.Stand(ctx, sc, programID); err != nil {
		return err
	}
	if v.Scripts, err = h.scripts.Scripts(ctx, sc); err != nil {
		return err
	}
	if n := formInt(r, "doors"); n > 0 {
		v.Size = n
	}
	if v.Homeless, err = h.homeless(ctx, sc, v.Program); err != nil {
		return err
	}
	v.Located, v.Unlocated = v.Loose()
	for _, t := range v.Turfs {
		v.CanUndo = v.CanUndo || t.Cut == v.Program.Revision && t.State == TurfDraft
	}
	v.Sketch = newSketch(v.Stand, nil, nil, sketchSmall)
	return web.Render(w, r, statusOf(problem), programPage(v))
}

func (h *Handlers) saveProgram(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(programID id.ID) (string, error) {
		return "program.saved.notice", h.SaveProgram(r.Context(), authz.ScopeOf(r), programID, r.PostForm.Get("name"), formID(r, "form"))
	})
}

func (h *Handlers) undo(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(programID id.ID) (string, error) {
		return "turf.undone.notice", h.Undo(r.Context(), authz.ScopeOf(r), programID, formInt(r, "revision"))
	})
}

// act does what a button of the program's page asks and shows the page again, with a notice or with what went wrong.
func (h *Handlers) act(w http.ResponseWriter, r *http.Request, do func(id.ID) (notice string, err error)) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	notice, err := do(programID)
	if readable(err) {
		return h.programWith(w, r, programID, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, notice)
	return web.SeeOther(w, r, programURL(r.Context(), programID))
}

func (h *Handlers) cut(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	options, err := cutOptions(r)
	if readable(err) {
		return h.programWith(w, r, programID, err)
	}
	if err != nil {
		return err
	}
	return h.cutWith(w, r, programID, options)
}

// cutWith cuts and shows the program's turfs, or what went wrong.
func (h *Handlers) cutWith(w http.ResponseWriter, r *http.Request, programID id.ID, options CutOptions) error {
	res, err := h.Cut(r.Context(), authz.ScopeOf(r), programID, options, programURL(r.Context(), programID))
	switch {
	case readable(err):
		return h.programWith(w, r, programID, err)
	case err != nil:
		return err
	case res.Job != 0:
		return web.SeeOther(w, r, ui.URL(r.Context(), "jobs", res.Job.String()))
	}
	web.Notice(w, r, "turf.cut.notice", "n", res.Turfs, "doors", res.Doors)
	return web.SeeOther(w, r, programURL(r.Context(), programID)+"#turfs")
}

// cutOptions reads the form of a cut. A start is written as latitude, longitude, as maps on phones give it.
func cutOptions(r *http.Request) (CutOptions, error) {
	o := CutOptions{Revision: formInt(r, "revision"), Doors: formInt(r, "doors"), ByWard: r.PostForm.Get("by_ward") != "", Keep: r.PostForm.Get("keep") != ""}
	if text := strings.TrimSpace(r.PostForm.Get("start")); text != "" {
		p, ok := geo.ParsePoint(text)
		if !ok {
			return o, errs.Field("start", "turf.error.start")
		}
		o.Start = &p
	}
	return o, nil
}

func (h *Handlers) draw(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	x, err := selectionFrom(r)
	var t Turf
	if err == nil {
		t, err = h.Draw(r.Context(), authz.ScopeOf(r), programID, formInt(r, "revision"), drawnName(r), x)
	}
	switch {
	case readable(err):
		return h.programWith(w, r, programID, err)
	case err != nil:
		return err
	}
	web.Notice(w, r, "turf.drawn.notice", "number", t.Number, "n", t.Doors)
	if r.PostForm.Get("from") == "map" {
		return web.SeeOther(w, r, programURL(r.Context(), programID, "map")+"#open")
	}
	return web.SeeOther(w, r, programURL(r.Context(), programID)+"#turfs")
}

// drawnName is the name that the organizer gave, cut to what fits; "" is named by its main street.
func drawnName(r *http.Request) string {
	name, err := nameOf(r.PostForm.Get("name"))
	if err != nil {
		return ""
	}
	return name
}

// selectionFrom reads an outline drawn on the map (GeoJSON), streets, and single doors.
func selectionFrom(r *http.Request) (x Selection, err error) {
	x.Streets = r.PostForm["street"]
	for _, text := range r.PostForm["household"] {
		household, err := id.Parse(text)
		if err != nil {
			return x, errs.Because(err, errs.Invalid, "turf.error.empty_selection")
		}
		x.Households = append(x.Households, household)
	}
	if text := r.PostForm.Get("outline"); text != "" {
		err = geo.ReadOutlines(strings.NewReader(text), geo.Limits{Features: 1, Points: 5000}, func(f geo.Feature) error {
			x.Outline = append(x.Outline, f.Geometry.Polygons...)
			return nil
		})
		if err != nil {
			return x, errs.Because(err, errs.Invalid, "turf.error.outline")
		}
	}
	return x, nil
}

func (h *Handlers) publishAll(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	n, err := h.PublishAll(r.Context(), authz.ScopeOf(r), programID)
	if readable(err) {
		return h.programWith(w, r, programID, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "turf.published.notice", "n", n)
	return web.SeeOther(w, r, programURL(r.Context(), programID)+"#turfs")
}

func (h *Handlers) codes(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	p, codes, err := h.Codes(r.Context(), authz.ScopeOf(r), programID, web.Origin(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codesPage(p, codes, zoneOf(r.Context())))
}
