package app

import (
	"context"
	"time"

	"banyan/internal/features/shift"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// volunteers are who signed up for the demo's shift: invented people, as somebody would paste them.
const volunteers = `Mai Xiong, 414-555-0120, Hmong English, 5690 North 55th Place
Linh Trần, 414-555-0121, vi en, first time
지우 박, 414-555-0122, Korean English, bike
عائشہ خان, 414-555-0123, Urdu Punjabi English, partner
Sokha Chea, 414-555-0124, Khmer, partner
Daniel Kowalski, 414-555-0125, English, no stairs
陈美玲, 414-555-0126, Mandarin Cantonese English
Rosa Martínez, 414-555-0127, Spanish English, first time, bike`

// seedShift makes today's shift of the demo's program, with turfs proposed for everybody; a few have come, and one is out.
func (a *App) seedShift(ctx context.Context, sc authz.Scope) error {
	programs, err := a.Outreach.Programs(ctx, sc)
	if err != nil || len(programs) == 0 {
		return err
	}
	o, err := a.Organizations.Get(ctx, sc.Organization())
	if err != nil {
		return err
	}
	begins := a.cfg.Now().In(o.Location()).Add(-time.Hour)
	s, err := a.Shifts.Arrange(ctx, sc, o.Location(), shift.Arranged{Program: programs[0].ID, Date: begins.Format("2006-01-02"), From: begins.Format("15:04"),
		To: begins.Add(5 * time.Hour).Format("15:04"), Place: "5575 North 76th Street", Quotas: map[string]int{"hmn": 20, "vi": 10}})
	if err != nil {
		return err
	}
	if _, _, err = a.Shifts.SignUpMany(ctx, sc, s, volunteers); err != nil {
		return err
	}
	if _, err = a.Shifts.Propose(ctx, sc, s, shift.Proposal{Wishes: shift.Wishes{shift.ByLanguage: 3, shift.ByHours: 2, shift.ByStairs: 3, shift.ByDistance: 1, shift.ByPartner: 2, shift.ByHands: 2}}); err != nil {
		return err
	}
	var who []id.ID
	err = a.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		who, err = db.All(ctx, tx, db.Value[id.ID], `SELECT id FROM shift_worker WHERE org_id = $1 AND shift_id = $2 ORDER BY id`, sc.Organization(), s)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.Shifts.Take(ctx, sc, s, who[:3], shift.CheckIn); err != nil {
		return err
	}
	_, err = a.Shifts.HandOut(ctx, sc, s, who[:1])
	return err
}
