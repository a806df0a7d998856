package canvass

import (
	"net/http"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/ui"
	"banyan/internal/platform/web"
	assets "banyan/web"
)

// Handlers answer for the feature.
type Handlers struct {
	service *Service
	assets  *assets.Assets
}

// NewHandlers makes the handlers.
func NewHandlers(s *Service, a *assets.Assets) *Handlers {
	AddExtra(a)
	return &Handlers{s, a}
}

// Routes lists what canvass answers.
func (h *Handlers) Routes() []web.Route {
	packet, program := "/o/{org}/packets/{packet}", "/o/{org}/programs/{program}"
	return []web.Route{
		// Whoever holds a QR code or a list number.
		{Pattern: "GET /j/{token}", Needs: authz.Public, Handle: web.Guessing("join page", 60, time.Minute, h.joinPage)},
		{Pattern: "POST /j/{token}", Needs: authz.Public, Handle: web.Guessing("join", 60, time.Minute, h.join)},
		{Pattern: "GET /join", Needs: authz.Public, Handle: h.numberPage},
		{Pattern: "POST /join", Needs: authz.Public, Handle: web.Guessing("list number", 20, 10*time.Minute, h.number)},
		{Pattern: "GET /more", Needs: authz.OnDevice, Handle: h.more},
		{Pattern: "GET /offline", Needs: authz.Public, Handle: h.offline},

		// A volunteer's phone.
		{Pattern: "GET /t/{$}", Needs: authz.OnDevice, Handle: h.newest},
		{Pattern: "GET /t/{packet}", Needs: authz.OnDevice, Handle: h.app},
		{Pattern: "GET /t/{packet}/stream", Needs: authz.OnDevice, Handle: h.packetStream},
		{Pattern: "GET /t/{packet}/{door}", Needs: authz.OnDevice, Handle: h.door},
		{Pattern: "POST /t/{packet}/{door}", Needs: authz.OnDevice, Handle: h.record},
		{Pattern: "POST /api/sync", Needs: authz.OnDevice, Handle: h.sync},

		// Organizers: packets and paper.
		{Pattern: "GET /o/{org}/turfs/{turf}/publish", Needs: authz.PublishTurfs, Handle: h.publishPage},
		{Pattern: "POST /o/{org}/turfs/{turf}/publish", Needs: authz.PublishTurfs, Handle: h.publish},
		{Pattern: "GET " + packet, Needs: authz.ReadTurfs, Handle: h.packet},
		{Pattern: "POST " + packet + "/revoke", Needs: authz.PublishTurfs, Handle: h.revoke},
		{Pattern: "POST " + packet + "/workers/{worker}/wipe", Needs: authz.WipeDevices, Handle: h.wipe},
		{Pattern: "GET " + packet + "/print", Needs: authz.PublishTurfs, Handle: h.print},
		{Pattern: "GET " + packet + "/enter", Needs: authz.EnterResults, Handle: h.enterPage},
		{Pattern: "POST " + packet + "/enter", Needs: authz.EnterResults, Handle: h.enter},
		{Pattern: "POST " + packet + "/photos", Needs: authz.EnterResults, Body: maxPhoto, Handle: h.addPhoto},
		{Pattern: "GET " + packet + "/photos/{photo}", Needs: authz.EnterResults, Handle: h.photo},
		{Pattern: "POST " + packet + "/photos/{photo}/delete", Needs: authz.EnterResults, Handle: h.deletePhoto},
		{Pattern: "GET " + packet + "/upload", Needs: authz.EnterResults, Handle: h.uploadPage},
		{Pattern: "POST " + packet + "/upload", Needs: authz.EnterResults, Body: maxUpload, Handle: h.upload},

		{Pattern: "GET " + program + "/announcements", Needs: authz.PublishTurfs, Handle: h.announcements},
		{Pattern: "POST " + program + "/announcements", Needs: authz.PublishTurfs, Handle: h.announce},
		{Pattern: "POST " + program + "/announcements/{announcement}/withdraw", Needs: authz.PublishTurfs, Handle: h.withdraw},
		{Pattern: "GET /o/{org}/warnings", Needs: authz.PublishTurfs, Handle: h.warnings},
		{Pattern: "POST /o/{org}/warnings", Needs: authz.PublishTurfs, Handle: h.addWarning},
		{Pattern: "POST /o/{org}/warnings/check", Needs: authz.PublishTurfs, Handle: h.checkWarnings},
		{Pattern: "POST /o/{org}/warnings/{warning}", Needs: authz.PublishTurfs, Handle: h.changeWarning},
		{Pattern: "POST /o/{org}/warnings/{warning}/end", Needs: authz.PublishTurfs, Handle: h.endWarning},

		// Organizers: a program's code.
		{Pattern: "GET " + program + "/code", Needs: authz.PublishTurfs, Handle: h.code},
		{Pattern: "POST " + program + "/code", Needs: authz.PublishTurfs, Handle: h.openCode},
		{Pattern: "GET " + program + "/code/figures", Needs: authz.PublishTurfs, Handle: h.codeFigures},
		{Pattern: "GET " + program + "/code/stream", Needs: authz.PublishTurfs, Handle: h.codeStream},
		{Pattern: "POST " + program + "/code/rotate", Needs: authz.PublishTurfs, Handle: h.rotateCode},
		{Pattern: "POST " + program + "/code/off", Needs: authz.PublishTurfs, Handle: h.closeCode},
		{Pattern: "POST " + program + "/code/free", Needs: authz.PublishTurfs, Handle: h.freeUnused},
		{Pattern: "POST " + program + "/code/back/{packet}", Needs: authz.PublishTurfs, Handle: h.takeBack},

		// The director.
		{Pattern: "GET " + program + "/totals", Needs: authz.ReadTotals, Handle: h.totals},
		{Pattern: "GET " + program + "/totals/figures", Needs: authz.ReadTotals, Handle: h.figures},
		{Pattern: "GET " + program + "/totals/stream", Needs: authz.ReadTotals, Handle: h.stream},
		{Pattern: "GET " + program + "/totals/log.csv", Needs: authz.ExportResults, Handle: h.exportLog},
		{Pattern: "GET " + program + "/totals/totals.csv", Needs: authz.ExportResults, Handle: h.exportTotals},
		{Pattern: "GET " + program + "/follow-ups", Needs: authz.ReadPeople, Handle: h.followUps},
	}
}

// zoneOf is the organization's clock; UTC where its name is unknown to this machine.
func zoneOf(r *http.Request) *time.Location {
	if o := ui.Of(r.Context()).Organization; o != nil {
		if zone, err := time.LoadLocation(o.TimeZone); err == nil {
			return zone
		}
	}
	return time.UTC
}

// pageError tells an error that belongs on the form that was sent from one that is another page.
func pageError(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict:
		return true
	}
	return false
}
