package outreach

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

func (t *town) Before(context.Context, db.Querier, authz.Scope, id.ID, int, []id.ID) (map[id.ID]Left, error) {
	return t.left, nil
}

func (t *town) Now(context.Context, db.Querier, authz.Scope, id.ID, int) (done, out map[id.ID]bool, err error) {
	return t.done, t.out, nil
}

func TestBeginPass_takesTheChosenDoors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 4, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		morning, night := noon.Add(-3*time.Hour), noon.Add(7*time.Hour)
		tn.left = map[id.ID]Left{}
		for i, group := range []PassGroup{Reached, LeftNotHome, LeftBarrier, LeftComeBack, LeftInaccessible} {
			for n := range 10 {
				at := morning
				if n > 6 {
					at = night
				}
				tn.left[tn.doors[10*i+n].Household] = Left{Group: group, Language: "km", At: at}
			}
		}
		plan := must(s.PassPlan(ctx, sc, p.ID, time.UTC))(t)
		if plan.Reached != 10 || plan.Groups[0].Doors != 10 || plan.Groups[0].BeforeFive != 7 || plan.Groups[3].Languages["km"] != 10 || plan.Groups[4].Doors != 30 {
			t.Errorf("%+v", plan)
		}
		if err := s.BeginPass(ctx, sc, p.ID, 1, []PassGroup{Reached, "nobody"}); errs.Fields(err)["group"] == nil {
			t.Errorf("a pass of nothing: %v", err)
		}
		if err := s.BeginPass(ctx, sc, p.ID, 1, []PassGroup{LeftNotHome, LeftNotTried}); err != nil {
			t.Fatal(err)
		}
		st := stand(t, s, sc, p)
		if len(st.Doors) != 40 || slices.ContainsFunc(st.Doors, func(d Door) bool { return tn.left[d.Household].Group == Reached }) {
			t.Errorf("%d doors are in the second pass, want 40", len(st.Doors))
		}
		in := 0
		for _, turf := range st.Turfs {
			in += len(must(s.Walk(ctx, sc, turf.ID))(t).Doors)
		}
		if in != 40 {
			t.Errorf("%d doors are on the walks of the old turfs, want 40", in)
		}
		r := must(s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 20}, ""))(t)
		if r.Doors != 40 || r.Turfs != 2 {
			t.Errorf("cut anew: %+v", r)
		}
		if err := s.BeginPass(ctx, sc, p.ID, 2, PassGroups()); err != nil {
			t.Fatal(err)
		}
		if st := stand(t, s, sc, p); len(st.Doors) != 70 {
			t.Errorf("%d doors are in the third pass: all but the ten that were reached are wanted", len(st.Doors))
		}
	})
}

func TestCut_keepsTurfsOfWhichMostDoorsRemain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 4, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		before := stand(t, s, sc, p)
		tn.left = map[id.ID]Left{}
		for i, turf := range before.Turfs { // of the first nothing is reached, of the second a quarter, of the others nearly all
			for n, door := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
				if i == 1 && n < 5 || i > 1 && n < 18 {
					tn.left[door.Household] = Left{Group: Reached}
				}
			}
		}
		if err := s.BeginPass(ctx, sc, p.ID, 1, PassGroups()); err != nil {
			t.Fatal(err)
		}
		must(s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 20, Most: true}, ""))(t)
		after := stand(t, s, sc, p)
		if after.Turfs[0].ID != before.Turfs[0].ID || after.Turfs[1].Number != 2 || after.Turfs[1].Doors != 15 || after.Turfs[1].ID == before.Turfs[1].ID {
			t.Errorf("%+v", after.Turfs[:2])
		}
		total := 0
		for _, turf := range after.Turfs {
			total += turf.Doors
		}
		if total != 39 || total != len(after.Doors) {
			t.Errorf("%d doors in %d turfs of %d in the pass", total, len(after.Turfs), len(after.Doors))
		}
	})
}

func TestCut_whatIsLeftIsCutAnewAndNothingIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 4, 20, 0)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		before := stand(t, s, sc, p)
		tn.done, tn.out = map[id.ID]bool{}, map[id.ID]bool{}
		for i, turf := range before.Turfs { // two half done, one half done and still out, one that nobody began
			for n, door := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
				tn.done[door.Household] = i < 3 && n < 8
				tn.out[door.Household] = i == 2 && n == 19
			}
		}
		plan := must(s.PassPlan(ctx, sc, p.ID, time.UTC))(t)
		if want := (Leftover{Doors: 24, Turfs: 2, Out: 1}); plan.Leftover != want {
			t.Errorf("%+v, want %+v", plan.Leftover, want)
		}
		r := must(s.Cut(ctx, sc, p.ID, CutOptions{Revision: 1, Doors: 12, Left: true}, ""))(t)
		if r.Doors != 24 {
			t.Errorf("%+v", r)
		}
		after := stand(t, s, sc, p)
		turfOf := map[id.ID]Turf{}
		for _, turf := range after.Turfs {
			for _, door := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
				if was, twice := turfOf[door.Household]; twice {
					t.Errorf("a door is in turfs %d and %d", was.Number, turf.Number)
				}
				turfOf[door.Household] = turf
			}
		}
		if len(turfOf) != 80 {
			t.Errorf("%d of 80 doors are in turfs", len(turfOf))
		}
		for i, turf := range before.Turfs {
			for n, household := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
				now := turfOf[household.Household]
				switch {
				case i < 2 && n < 8 && now.Number != turf.Number:
					t.Errorf("a door that is done moved from turf %d to %d", turf.Number, now.Number)
				case i < 2 && n >= 8 && now.Number <= 4:
					t.Errorf("a door that is left is in turf %d", now.Number)
				case i >= 2 && now.ID != turf.ID:
					t.Errorf("turf %d changed", turf.Number)
				}
			}
		}
		if err := s.Undo(ctx, sc, p.ID, 2); err != nil {
			t.Errorf("it cannot be undone: %v", err)
		}
	})
}

// Whatever is done, out or gone at the moment of a re-cut: every door that is not done is in exactly one turf, no new turf has one that is done, and what is out stays as it is.
func TestCut_ofWhatIsLeftLosesNothingWhateverTheDayWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, tn, sc, p := begun(t, d, 6, 20, 3)
		ctx := context.Background()
		must(s.Cut(ctx, sc, p.ID, CutOptions{Doors: 20}, ""))(t)
		everybody, recut := slices.Clone(tn.doors), 0
		for seed := range uint64(12) {
			r := rand.New(rand.NewPCG(seed, 5))
			before, was := stand(t, s, sc, p), map[id.ID]Turf{}
			tn.done, tn.out = map[id.ID]bool{}, map[id.ID]bool{}
			for _, turf := range before.Turfs {
				share, isOut := []float64{0, .1, .5, .9, 1}[r.IntN(5)], r.IntN(4) == 0
				for _, door := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
					was[door.Household] = turf
					tn.done[door.Household], tn.out[door.Household] = r.Float64() < share, isOut && r.IntN(3) > 0
				}
			}
			tn.doors = nil
			for _, door := range everybody { // of some, nobody may be visited any more
				if r.IntN(20) > 0 {
					tn.doors = append(tn.doors, door)
				}
			}
			before = stand(t, s, sc, p)
			switch _, err := s.Cut(ctx, sc, p.ID, CutOptions{Revision: before.Program.Revision, Doors: 12, Left: true}, ""); {
			case err == nil:
				recut++
			case errs.KindOf(err) != errs.Invalid: // nothing is left
				t.Fatal(err)
			}
			after, in := stand(t, s, sc, p), map[id.ID]Turf{}
			for _, turf := range after.Turfs {
				fresh := !slices.ContainsFunc(before.Turfs, func(old Turf) bool { return old.Number == turf.Number })
				for _, door := range must(s.Walk(ctx, sc, turf.ID))(t).Doors {
					if _, twice := in[door.Household]; twice {
						t.Errorf("seed %d: a door is in two turfs", seed)
					}
					in[door.Household] = turf
					if tn.done[door.Household] && fresh {
						t.Errorf("seed %d: a door that is done is in the new turf %d", seed, turf.Number)
					}
				}
			}
			for _, door := range tn.doors {
				turf, placed := was[door.Household]
				switch now, there := in[door.Household]; {
				case placed && !there:
					t.Errorf("seed %d: a door of turf %d is lost, done: %v", seed, turf.Number, tn.done[door.Household])
				case placed && tn.out[door.Household] && now.ID != turf.ID:
					t.Errorf("seed %d: a door that is with a volunteer moved from turf %d to %d", seed, turf.Number, now.Number)
				}
			}
			tn.doors = everybody
		}
		if recut < 6 {
			t.Errorf("only %d of 12 days had anything to cut", recut)
		}
	})
}
