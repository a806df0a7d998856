package canvass

import (
	"net/http"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
)

// formTime is how <input type="datetime-local"> writes a moment of the organization's clock.
const formTime = "2006-01-02T15:04"

func (h *Handlers) publishPage(w http.ResponseWriter, r *http.Request) error {
	return h.publishWith(w, r, http.StatusOK, EndOfShift(h.service.now(), zoneOf(r)).In(zoneOf(r)).Format(formTime), nil)
}

func (h *Handlers) publishWith(w http.ResponseWriter, r *http.Request, status int, expires string, problem error) error {
	turf, err := web.PathID(r, "turf")
	if err != nil {
		return err
	}
	v, err := h.service.Preview(r.Context(), authz.ScopeOf(r), turf)
	if err != nil && !pageError(err) {
		return err
	}
	packets, lerr := h.service.PacketsOf(r.Context(), authz.ScopeOf(r), turf)
	if lerr != nil {
		return lerr
	}
	if err != nil && status == http.StatusOK {
		status = errs.KindOf(err).Status()
	}
	return web.Render(w, r, status, publishPage(publishView{Preview: v, Blocked: err, Problem: problem, Expires: expires, Packets: packets, Now: h.service.now(), Zone: zoneOf(r)}))
}

func (h *Handlers) publish(w http.ResponseWriter, r *http.Request) error {
	turf, err := web.PathID(r, "turf")
	if err != nil {
		return err
	}
	typed := r.PostFormValue("expires")
	expires, err := time.ParseInLocation(formTime, typed, zoneOf(r))
	if err != nil {
		err = errs.Field("expires", "canvass.publish.expires_bad")
	}
	var p Packet
	if err == nil {
		p, err = h.service.Publish(r.Context(), authz.ScopeOf(r), turf, expires, r.PostFormValue("confirmed") == "yes")
	}
	if err != nil && pageError(err) {
		return h.publishWith(w, r, errs.KindOf(err).Status(), typed, err)
	}
	if err != nil {
		return err
	}
	web.Notice(w, r, "canvass.published")
	return web.SeeOther(w, r, packetURL(r, p.ID))
}

func packetURL(r *http.Request, packet id.ID, more ...string) string {
	return ui.URL(r.Context(), append([]string{"packets", packet.String()}, more...)...)
}

func (h *Handlers) packet(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	sc := authz.ScopeOf(r)
	page, err := h.service.Packet(r.Context(), sc, packet)
	if err != nil {
		return err
	}
	v := packetView{PacketPage: page, Now: h.service.now(), Zone: zoneOf(r), May: sc.Can}
	if token, err := h.service.JoinToken(sc, page.Packet); err == nil {
		v.JoinURL = web.Origin(r) + "/j/" + token
		if v.QR, err = NewQRCode(v.JoinURL); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, packetPage(v))
}

func (h *Handlers) revoke(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	if err := h.service.Revoke(r.Context(), authz.ScopeOf(r), packet); err != nil {
		return err
	}
	web.Notice(w, r, "canvass.revoked")
	return web.SeeOther(w, r, packetURL(r, packet))
}

func (h *Handlers) wipe(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	worker, err := web.PathID(r, "worker")
	if err != nil {
		return err
	}
	if err := h.service.Wipe(r.Context(), authz.ScopeOf(r), packet, worker); err != nil {
		return err
	}
	web.Notice(w, r, "canvass.wiped")
	return web.SeeOther(w, r, packetURL(r, packet))
}

func (h *Handlers) print(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	page, err := h.service.Packet(r.Context(), authz.ScopeOf(r), packet)
	if err != nil {
		return err
	}
	if page.Snapshot, err = h.service.left(r.Context(), authz.ScopeOf(r), packet); err != nil {
		return err
	}
	v := printView{PacketPage: page}
	v.Doors, v.People = page.Snapshot.Counts()
	if v.QR, err = NewQRCode(web.Origin(r) + packetURL(r, packet, "enter")); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, printPage(v))
}
