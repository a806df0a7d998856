package outreach

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// Handlers are the pages of universes, programs, turfs and their map.
type Handlers struct {
	*Service
	tiles string // template of a tile server's addresses; "" = none
}

// NewHandlers returns the pages of a service. tiles is the address of map tiles that the operator allows
// (https://tiles.example.org/{z}/{x}/{y}.png); "" draws what the organization loaded, and asks nobody outside.
func NewHandlers(s *Service, tiles string) *Handlers { return &Handlers{s, tiles} }

// Routes lists what the outreach feature answers.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /o/{org}/universes", Needs: authz.ReadUniverses, Handle: h.universes},
		{Pattern: "GET /o/{org}/universes/new", Needs: authz.EditUniverses, Handle: h.newUniverse},
		{Pattern: "POST /o/{org}/universes/new", Needs: authz.EditUniverses, Handle: h.buildUniverse},
		{Pattern: "POST /o/{org}/universes/look", Needs: authz.ReadUniverses, Handle: h.lookUniverse},
		{Pattern: "GET /o/{org}/universes/{universe}", Needs: authz.ReadUniverses, Handle: h.showUniverse},
		{Pattern: "POST /o/{org}/universes/{universe}", Needs: authz.EditUniverses, Handle: h.buildUniverse},
		{Pattern: "POST /o/{org}/universes/{universe}/delete", Needs: authz.EditUniverses, Handle: h.dropUniverse},

		{Pattern: "GET /o/{org}/programs", Needs: authz.ReadTurfs, Handle: h.programs},
		{Pattern: "POST /o/{org}/programs", Needs: authz.CutTurfs, Handle: h.newProgram},
		{Pattern: "GET /o/{org}/programs/{program}", Needs: authz.ReadTurfs, Handle: h.showProgram},
		{Pattern: "POST /o/{org}/programs/{program}", Needs: authz.CutTurfs, Handle: h.saveProgram},
		{Pattern: "POST /o/{org}/programs/{program}/homes", Needs: authz.CutTurfs, Handle: h.makeHomes},
		{Pattern: "GET /o/{org}/programs/{program}/pass", Needs: authz.CutTurfs, Handle: h.showPass},
		{Pattern: "POST /o/{org}/programs/{program}/pass", Needs: authz.CutTurfs, Handle: h.beginPass},
		{Pattern: "POST /o/{org}/programs/{program}/left", Needs: authz.CutTurfs, Handle: h.cutLeft},
		{Pattern: "POST /o/{org}/programs/{program}/cut", Needs: authz.CutTurfs, Handle: h.cut},
		{Pattern: "POST /o/{org}/programs/{program}/undo", Needs: authz.CutTurfs, Handle: h.undo},
		{Pattern: "POST /o/{org}/programs/{program}/draw", Needs: authz.CutTurfs, Handle: h.draw},
		{Pattern: "POST /o/{org}/programs/{program}/publish", Needs: authz.PublishTurfs, Handle: h.publishAll},
		{Pattern: "GET /o/{org}/programs/{program}/codes", Needs: authz.PublishTurfs, Handle: h.codes},
		{Pattern: "GET /o/{org}/programs/{program}/streets", Needs: authz.ReadTurfs, Handle: h.streets},
		{Pattern: "GET /o/{org}/programs/{program}/unlocated", Needs: authz.ReadPeople, Handle: h.unlocated},
		{Pattern: "GET /o/{org}/programs/{program}/map", Needs: authz.ReadTurfs, Handle: h.mapPage},
		{Pattern: "GET /o/{org}/programs/{program}/map.json", Needs: authz.ReadTurfs, Handle: h.mapData},
		{Pattern: "POST /o/{org}/programs/{program}/preview", Needs: authz.CutTurfs, Handle: h.preview},

		{Pattern: "GET /o/{org}/turfs/{turf}", Needs: authz.ReadPeople, Handle: h.showTurf},
		{Pattern: "POST /o/{org}/turfs/{turf}", Needs: authz.CutTurfs, Handle: h.renameTurf},
		{Pattern: "POST /o/{org}/turfs/{turf}/move", Needs: authz.CutTurfs, Handle: h.moveDoors},
	}
}

// form reads a posted form of at most a megabyte.
func form(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		return errs.Because(err, errs.TooLarge, "")
	}
	return nil
}

// formID reads an id from a posted form; anything else is the zero id.
func formID(r *http.Request, name string) id.ID {
	v, err := id.Parse(r.PostForm.Get(name))
	if err != nil {
		return 0
	}
	return v
}

func formInt(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PostForm.Get(name))
	if err != nil {
		return 0
	}
	return n
}

// moment reads the hidden field in which a page keeps what it has seen.
func moment(s string) db.Time {
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return db.Time{}
	}
	return db.At(time.UnixMilli(ms))
}

// readable tells whether an error belongs on the page that it came from, with what was typed still there.
func readable(err error) bool {
	kind := errs.KindOf(err)
	return kind == errs.Invalid || kind == errs.Conflict
}

// statusOf is the status of a page that shows an error, or 200.
func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return errs.KindOf(err).Status()
}

func programURL(ctx context.Context, programID id.ID, parts ...string) string {
	return ui.URL(ctx, append([]string{"programs", programID.String()}, parts...)...)
}
