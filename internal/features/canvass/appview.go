package canvass

import (
	"context"

	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/ui"
)

// AppView fills the app's page for a device, and tells the languages of its volunteer. It returns errs.Expired where
// the device may read nothing any more: the shift is over, the packet was revoked, or the device was wiped.
func (s *Service) AppView(ctx context.Context, d Device) (v AppView, languages []string, err error) {
	defer errs.Wrap(&err, "canvass.AppView(%v)", d.Packet)
	p, err := s.place(ctx, d.Scope, d.Packet)
	if err != nil {
		return v, nil, err
	}
	now := s.now()
	err = s.db.Read(ctx, d.Scope, func(tx *db.ReadTx) error {
		row, err := loadPacket(ctx, tx, d.Scope, d.Packet)
		if err != nil {
			return err
		}
		if d.Wiped || !row.Open(now) || !now.Before(d.ExpiresAt) {
			return errs.New(errs.Expired, "join.shift_over")
		}
		v = AppView{Packet: d.Packet, ListNumber: ui.ListNumber(row.ListNumber), Worker: d.Worker, Snapshot: p.snapshot, Entries: []AppEntry{}}
		if v.More, err = db.One(ctx, tx, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM distribution WHERE org_id = $1 AND program_id = $2 AND turf_id = $3)`,
			d.Scope.Organization(), row.Program, row.Turf); err != nil {
			return err
		}
		v.Shift.Ends = d.ExpiresAt
		if row.ExpiresAt.Before(v.Shift.Ends) {
			v.Shift.Ends = row.ExpiresAt.Time
		}
		entries, err := loadAppEntries(ctx, tx, d, 0, maxPageEntries)
		for _, e := range entries {
			v.Entries, v.Cursor = append(v.Entries, e.AppEntry), e.seq
		}
		if err != nil {
			return err
		}
		if v.News, err = s.newsSince(ctx, tx, d.Scope, p, 0, i18n.Locale(ctx).Tag()); err != nil {
			return err
		}
		languages, err = db.One(ctx, tx, func(r db.Row) ([]string, error) {
			var l db.JSON[[]string]
			err := r.Scan(&v.WorkerName, &l)
			return l.V, err
		}, `SELECT name, languages FROM worker WHERE org_id = $1 AND id = $2`, d.Scope.Organization(), d.Worker)
		return err
	})
	if err != nil {
		return v, languages, err
	}
	o, err := s.orgs.Describe(ctx, d.Scope.Organization())
	if err != nil {
		return v, languages, err
	}
	v.Organization, v.Shift.ServerKey = o.Name, s.secrets.door.PublicKey().Bytes()
	if v.Shift.Key, err = s.secrets.shiftKey(d.Worker); err != nil {
		return v, languages, err
	}
	v.Shift.Epoch, err = s.db.Epoch(ctx)
	return v, languages, err
}
