package app

import (
	"context"

	"banyan/internal/features/canvass"
	"banyan/internal/features/outreach"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Code gives what opens the newest packet of a turf that can still be joined.
func (p *packets) Code(ctx context.Context, sc authz.Scope, turf id.ID, origin string) (outreach.Code, error) {
	all, err := p.canvass.PacketsOf(ctx, sc, turf)
	if err != nil {
		return outreach.Code{}, err
	}
	for _, packet := range all {
		token, err := p.canvass.JoinToken(sc, packet)
		if errs.KindOf(err) == errs.Expired {
			continue
		}
		if err != nil {
			return outreach.Code{}, err
		}
		url := origin + "/j/" + token
		qr, err := canvass.NewQRCode(url)
		return outreach.Code{Packet: packet.ID, ListNumber: packet.ListNumber, URL: url, QRSize: qr.Size, QRPath: qr.Path, ExpiresAt: packet.ExpiresAt.Time}, err
	}
	return outreach.Code{}, errs.New(errs.NotFound, "")
}
