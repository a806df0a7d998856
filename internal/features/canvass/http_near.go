package canvass

import (
	"net/http"
	"slices"
	"strconv"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

// maxWritten is how long the name of a place may be.
const maxWritten = 120

// near is the page of a program's code: what the phone said before is filled in.
func (h *Handlers) near(w http.ResponseWriter, r *http.Request, in Invitation) error {
	asked, err := h.service.saidBefore(r, in)
	if err != nil {
		return err
	}
	asked.Once = newOnce()
	if len(asked.Languages) == 0 {
		asked.Languages = []string{i18n.Locale(r.Context()).Tag()}
	}
	return h.nearWith(w, r, http.StatusOK, nearView{Invitation: in, Asked: asked})
}

func (h *Handlers) nearWith(w http.ResponseWriter, r *http.Request, status int, v nearView) (err error) {
	sc := codeScope(v.organization)
	if v.Chips, err = h.service.tongues(r.Context(), sc, v.Code.Program); err != nil {
		return err
	}
	for _, chosen := range v.Asked.Languages {
		if !slices.Contains(v.Chips, chosen) {
			v.Chips = append(v.Chips, chosen)
		}
	}
	devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if err == nil {
		v.Lists, err = h.service.listsOf(r.Context(), sc, *v.Code, devices)
	}
	if err != nil && errs.KindOf(err) != errs.Unauthenticated {
		return err
	}
	// The app's service worker follows a redirect to this page only where it is marked as ours: see open in web/volunteer/sw.js.
	w.Header().Set(pageHeader, "turf")
	return web.Render(w, r, status, nearPage(v))
}

// saidBefore gives the name and the languages that this phone gave to the same organization last.
func (s *Service) saidBefore(r *http.Request, in Invitation) (a Asked, err error) {
	devices, err := s.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if errs.KindOf(err) == errs.Unauthenticated {
		return a, nil
	}
	for _, d := range devices {
		if d.Scope.Organization() != in.organization || d.Wiped {
			continue
		}
		err = s.db.Read(r.Context(), d.Scope, func(tx *db.ReadTx) error {
			a, err = db.One(r.Context(), tx, func(row db.Row) (a Asked, err error) {
				var languages db.JSON[[]string]
				err = row.Scan(&a.Name, &languages)
				a.Languages = languages.V
				return a, err
			}, `SELECT name, languages FROM worker WHERE org_id = $1 AND id = $2`, in.organization, d.Worker)
			return err
		})
		return a, err
	}
	return a, err
}

// checkOut answers the form of a program's code.
func (h *Handlers) checkOut(w http.ResponseWriter, r *http.Request, in Invitation) error {
	f := r.PostForm
	asked := Asked{Name: f.Get("name"), Languages: f["language"], Written: f.Get("where"), At: position(f.Get("lat"), f.Get("lon"))}
	asked.Once = f.Get("once")
	asked.Minutes, _ = strconv.Atoi(f.Get("minutes")) // anything else is no choice
	cookie, packet, err := h.service.CheckOut(r.Context(), r.PathValue("token"), asked, web.CookieValue(r, web.DeviceCookie))
	fields := errs.Fields(err)
	switch {
	case len(fields) > 0:
		return h.nearWith(w, r, http.StatusUnprocessableEntity, nearView{Invitation: in, Asked: asked, Problem: fields})
	case errs.KindOf(err) == errs.Conflict:
		return h.nearWith(w, r, http.StatusConflict, nearView{Invitation: in, Asked: asked, Sorry: errs.Of(err)})
	case err != nil:
		return err
	}
	web.SetCookie(w, r, web.DeviceCookie, cookie, deviceLife)
	return web.SeeOther(w, r, "/t/"+packet.String())
}

// position reads where a phone says that it is; nil where it says nothing that can be.
func position(lat, lon string) *geo.Point {
	p, ok := geo.ParsePoint(lat + "," + lon)
	if !ok {
		return nil
	}
	return &p
}

// more leads a phone from a packet of a program's code to the page where it can get more doors of that program. Older pages do not say which
// packet they are of: the newest then.
func (h *Handlers) more(w http.ResponseWriter, r *http.Request) error {
	devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if err != nil {
		return err
	}
	if packet, err := id.Parse(r.URL.Query().Get("of")); err == nil {
		if d, ok := onPacket(devices, packet); ok {
			devices = []Device{d}
		}
	}
	for _, d := range devices {
		token, err := h.service.codeOf(r.Context(), d)
		if err == nil {
			return web.SeeOther(w, r, "/j/"+token)
		}
		if errs.KindOf(err) != errs.NotFound {
			return err
		}
	}
	return web.SeeOther(w, r, "/join")
}
