package canvass

import (
	"context"
	"net/http"
	"strconv"

	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/web"
)

// packetStream tells a phone when somebody else has recorded something on its walk, so that two who share it see each other's doors at once, and when there are
// news for it: the newest entry's number and the news', as 57.12.
func (h *Handlers) packetStream(w http.ResponseWriter, r *http.Request) error {
	packet, err := web.PathID(r, "packet")
	if err != nil {
		return err
	}
	devices, err := h.service.devices(r.Context(), web.CookieValue(r, web.DeviceCookie))
	if err != nil {
		return err
	}
	d, ok := onPacket(devices, packet)
	if !ok {
		return errs.New(errs.NotFound, "")
	}
	here, err := h.service.place(r.Context(), d.Scope, packet)
	if err != nil {
		return err
	}
	var news follower
	newest := func(ctx context.Context) (string, error) {
		var seq, told int64
		err := h.service.db.Read(ctx, d.Scope, func(tx *db.ReadTx) error {
			p, err := loadPacket(ctx, tx, d.Scope, packet)
			if now := h.service.now(); err == nil && (d.Wiped || !p.Open(now) || !now.Before(d.ExpiresAt)) {
				err = errs.New(errs.Expired, "")
			}
			if err != nil {
				return err
			}
			seq, err = db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(MAX(seq), 0) FROM attempt WHERE org_id = $1 AND packet_id = $2`, d.Scope.Organization(), packet)
			if err != nil {
				return err
			}
			told, err = news.look(ctx, h.service, tx, d.Scope, here)
			return err
		})
		return strconv.FormatInt(seq, 10) + "." + strconv.FormatInt(told, 10), err
	}
	woken, leave, ok := h.service.live.follow(d.Scope.Organization(), packet)
	if !ok {
		return errs.New(errs.Unavailable, "")
	}
	defer leave()
	return web.Stream(w, r, woken, newest)
}
