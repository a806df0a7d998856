package canvass

import (
	"slices"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func (p *phone) warns(kind WarningKind, text string, door id.ID) Event {
	return p.event(kindNote, door, func(e *Event) { e.Detail.Warn, e.Detail.Text = kind, text })
}

func idsOf(warnings []PlacedWarning) (out []id.ID) {
	for _, w := range warnings {
		out = append(out, w.ID)
	}
	return out
}

func TestWarning_ofAPhoneHoldsAWeekAndLongOnlyWhenAnOrganizerSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 4)
		one := w.join(w.publish(), "Mai", "")
		one.taken(one.warns(WarnSkip, "He shouts", w.turf.Doors[0].Household), one.warns(WarnSkip, "", w.turf.Doors[1].Household), one.warns(WarnDog, "", w.turf.Doors[2].Household))
		if p := w.publish(); p.Doors != 2 {
			t.Errorf("%d doors on the same day, want 2: a warning acts at once", p.Doors)
		}
		checked, unchecked, err := w.service.Warnings(t.Context(), w.director)
		if err != nil || len(checked) != 0 || len(unchecked) != 3 || unchecked[0].Kind != WarnDog || unchecked[2].By != "Mai" || unchecked[2].Packet != one.packet || unchecked[2].List == "" {
			t.Fatalf("%+v, %+v, %v", checked, unchecked, err)
		}
		if err := w.service.CheckWarnings(t.Context(), w.director, []id.ID{unchecked[2].ID}, true); err != nil {
			t.Fatal(err)
		}
		if err := w.service.CheckWarnings(t.Context(), w.director, []id.ID{unchecked[1].ID}, false); err != nil {
			t.Fatal(err)
		}
		if p := w.publish(); p.Doors != 3 {
			t.Errorf("%d doors, want 3: one of the two does not hold", p.Doors)
		}
		w.wait(uncheckedHolds + time.Hour)
		checked, unchecked, err = w.service.Warnings(t.Context(), w.director)
		if err != nil || len(checked) != 1 || len(unchecked) != 0 || checked[0].CheckedBy != "Director" || checked[0].ExpiresAt.Sub(checked[0].At.Time) != warningHolds {
			t.Errorf("after a week: %+v, %+v, %v", checked, unchecked, err)
		}
		if p := w.publish(); p.Doors != 3 {
			t.Errorf("after a week: %d doors", p.Doors)
		}
		if err := w.service.CheckWarnings(t.Context(), w.director, []id.ID{checked[0].ID}, false); errs.KindOf(err) != errs.NotFound {
			t.Errorf("what was looked at is asked again: %v", err)
		}
		analyst := authz.Member(w.org, authz.Actor{Account: 1}, authz.Analyst)
		if err := w.service.CheckWarnings(t.Context(), analyst, []id.ID{1}, true); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("as an analyst: %v", err)
		}
	})
}

func TestWarning_onePhoneDoesNotTakeAStreetOffTheWalks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, mostSkips+4)
		p := w.publish()
		one, two := w.join(p, "Stranger", ""), w.join(p, "Tou", "")
		var last Event
		for _, door := range w.turf.Doors[:mostSkips+2] {
			last = one.warns(WarnSkip, "", door.Household)
			one.taken(last)
		}
		if got := two.hears(); len(got) != mostSkips {
			t.Errorf("%d doors to skip are told: %v", len(got), whys(got))
		}
		if p := w.publish(); p.Doors != 4 {
			t.Errorf("%d doors are published, want 4", p.Doors)
		}
		_, unchecked, _ := w.service.Warnings(t.Context(), w.director)
		if len(unchecked) != mostSkips+2 || !unchecked[0].Waits || !unchecked[1].Waits || unchecked[2].Waits {
			t.Fatalf("%+v", unchecked)
		}
		one.taken(one.event(kindUndo, 0, func(u *Event) { u.Undoes = last.ID }))
		if _, unchecked, _ = w.service.Warnings(t.Context(), w.director); len(unchecked) != mostSkips+1 {
			t.Errorf("%d wait after one was taken back", len(unchecked))
		}
		// An organizer believes the one that waited, and the phones hear of it; of the others nothing holds.
		if err := w.service.CheckWarnings(t.Context(), w.director, []id.ID{unchecked[0].ID}, true); err != nil {
			t.Fatal(err)
		}
		if got := two.hears(); !slices.Contains(whys(got), "warning skip") {
			t.Errorf("the phones hear %v", whys(got))
		}
		if err := w.service.CheckWarnings(t.Context(), w.director, idsOf(unchecked[1:]), false); err != nil {
			t.Fatal(err)
		}
		if p := w.publish(); p.Doors != mostSkips+3 {
			t.Errorf("%d doors are published in the end", p.Doors)
		}
	})
}

func TestAddWarning_asksWhichTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		far := w.ids.Next()
		w.exec(w.director, `INSERT INTO household (org_id, id, number, street, unit, city, state, zip, building_key, address_key, created_at) VALUES ($1, $2, '100', 'N 60th St', '1', 'Wauwatosa', 'WI', '53213', 'far', 'far', 0)`, w.org, far)
		in := OfficeWarning{Address: "100 N 60th St", Unit: "1", Kind: WarnDog}
		err := w.service.AddWarning(t.Context(), w.director, in)
		if e := errs.Fields(err)["town"]; e == nil || e.Key != "doorwarn.several_towns" {
			t.Fatalf("an address of two towns went to the first: %v", err)
		}
		if towns := must(w.service.TownsOf(t.Context(), w.director, in.Address)); !slices.Equal(towns, []string{"Milwaukee 53218", "Wauwatosa 53213"}) {
			t.Errorf("towns = %v", towns)
		}
		for town, want := range map[string]id.ID{"Wauwatosa 53213": far, "Milwaukee 53218": w.turf.Doors[0].Household} {
			in.Town, in.Text = town, town
			if err := w.service.AddWarning(t.Context(), w.director, in); err != nil {
				t.Fatal(err)
			}
			if n := w.count(`SELECT COUNT(*) FROM door_warning WHERE org_id = $1 AND household_id = $2 AND text = $3 AND checked_at IS NOT NULL`, want, town); n != 1 {
				t.Errorf("%s: %d warnings", town, n)
			}
		}
		in.Town, in.Kind, in.Text, in.Unit = "", WarnStairs, "", ""
		if err := w.service.AddWarning(t.Context(), w.director, in); errs.Fields(err)["town"] == nil {
			t.Errorf("a building's: %v", err)
		}
		in.Address = "104 N 60th St"
		if err := w.service.AddWarning(t.Context(), w.director, in); errs.Fields(err)["address"] == nil {
			t.Errorf("an unknown address: %v", err)
		}
	})
}
