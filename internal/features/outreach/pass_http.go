package outreach

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// passView is the page on which the next pass begins, and on which what is left of this one is cut anew.
type passView struct {
	PassPlan
	Chosen  []PassGroup
	Size    string
	Problem error
}

func (h *Handlers) showPass(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	return h.passWith(w, r, programID, passView{Chosen: PassGroups(), Size: strconv.Itoa(usualSize)})
}

func (h *Handlers) passWith(w http.ResponseWriter, r *http.Request, programID id.ID, v passView) (err error) {
	if v.PassPlan, err = h.PassPlan(r.Context(), authz.ScopeOf(r), programID, zoneOf(r.Context())); err != nil {
		return err
	}
	return web.Render(w, r, statusOf(v.Problem), passPage(v))
}

// zoneOf is the organization's clock; UTC where its name is unknown to this machine.
func zoneOf(ctx context.Context) *time.Location {
	if o := ui.Of(ctx).Organization; o != nil {
		if zone, err := time.LoadLocation(o.TimeZone); err == nil {
			return zone
		}
	}
	return time.UTC
}

// beginPass begins the next pass and cuts its doors. Where they cannot be cut, the pass has begun all the same and its turfs are those of
// before, each with its doors that go in: the page says what to do.
func (h *Handlers) beginPass(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	v := passView{Size: r.PostForm.Get("doors")}
	for _, g := range r.PostForm["group"] {
		v.Chosen = append(v.Chosen, PassGroup(g))
	}
	o := CutOptions{Revision: formInt(r, "revision"), Doors: formInt(r, "doors"), Most: r.PostForm.Get("turfs") == "most"}
	if o.Doors < 1 || o.Doors > MaxDoors {
		v.Problem = errs.Field("doors", "turf.error.size", "max", MaxDoors)
		return h.passWith(w, r, programID, v)
	}
	if err := h.BeginPass(r.Context(), authz.ScopeOf(r), programID, formInt(r, "pass"), v.Chosen); readable(err) {
		v.Problem = err
		return h.passWith(w, r, programID, v)
	} else if err != nil {
		return err
	}
	return h.cutWith(w, r, programID, o)
}

// cutLeft cuts what is left of half done turfs anew.
func (h *Handlers) cutLeft(w http.ResponseWriter, r *http.Request) error {
	programID, err := web.PathID(r, "program")
	if err != nil {
		return err
	}
	if err := form(w, r); err != nil {
		return err
	}
	return h.cutWith(w, r, programID, CutOptions{Revision: formInt(r, "revision"), Doors: formInt(r, "doors"), Left: true})
}
