package canvass

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/ui"
)

func TestPublish_refusesWhatNobodyCanWalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		ctx, soon := context.Background(), begin.Add(6*time.Hour)
		doors, script := w.turf.Doors, w.script
		cases := map[string]struct {
			change func()
			key    string
			kind   errs.Kind
		}{
			"no doors":      {func() { w.turf.Doors = nil }, "canvass.publish.empty", errs.Invalid},
			"nobody behind": {func() { w.turf.Doors = []TurfDoor{{Household: doors[0].Household}} }, "canvass.publish.empty", errs.Invalid},
			"too many":      {func() { w.turf.Doors = repeat(doors[0], MaxDoors+1) }, "canvass.publish.too_many", errs.Invalid},
			"cut anew":      {func() { w.turf.Retired = true }, "canvass.publish.retired", errs.Conflict},
			"no script":     {func() { w.turf.Form = 0 }, "canvass.publish.no_script", errs.Conflict},
			"another's":     {func() { w.turf.ID++ }, "error.not_found", errs.NotFound},
			"not in Vietnamese": {func() {
				w.script.Items = []Item{{ID: "q1", Kind: AskWords, Text: map[string]string{"en": "Why?", "hmn": "Vim li cas?"}}}
			}, "canvass.publish.untranslated", errs.Conflict},
		}
		turf := *w.turf
		for name, c := range cases {
			c.change()
			_, err := w.service.Publish(ctx, w.director, turf.ID, soon, false)
			if e := errs.Of(err); err == nil || e.Key != c.key || e.Kind != c.kind {
				t.Errorf("%s: %v, want %s", name, err, c.key)
			}
			*w.turf, w.script = turf, script
		}
		if n := w.count(`SELECT COUNT(*) FROM packet WHERE org_id = $1`); n != 0 {
			t.Errorf("%d packets were published", n)
		}
		for _, expires := range []time.Time{begin, begin.Add(-time.Hour), begin.Add(30 * 24 * time.Hour)} {
			if _, err := w.service.Publish(ctx, w.director, turf.ID, expires, true); errs.Fields(err)["expires"] == nil {
				t.Errorf("a packet that ends at %v: %v", expires, err)
			}
		}
		analyst := authz.Member(w.org, authz.Actor{}, authz.Analyst)
		if _, err := w.service.Publish(ctx, analyst, turf.ID, soon, true); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("an analyst: %v", err)
		}
	})
}

// A turf that cannot go out keeps none of the others back; an error of what belongs to it takes all of it back.
func TestPublishAll_isOneTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		ctx, soon := context.Background(), begin.Add(6*time.Hour)
		gone := *w.turf
		gone.ID, gone.Doors = w.ids.Next(), nil
		w.others = []Turf{gone}
		turfs, failed := []id.ID{gone.ID, w.turf.ID}, errors.New("nobody is there")
		_, err := w.service.PublishAll(ctx, w.director, turfs, soon, true, func(*db.WriteTx, []Published) error { return failed })
		if n := w.count(`SELECT COUNT(*) FROM packet WHERE org_id = $1`); n != 0 || !errors.Is(err, failed) {
			t.Errorf("%d packets, %v", n, err)
		}
		out, err := w.service.PublishAll(ctx, w.director, turfs, soon, true, func(tx *db.WriteTx, out []Published) error {
			_, err := loadPacket(ctx, tx, w.director, out[1].Packet.ID)
			return err
		})
		if err != nil || len(out) != 2 || errs.Of(out[0].Problem).Key != "canvass.publish.empty" || out[0].Packet.ID != 0 || out[1].Problem != nil || out[1].Packet.Doors != 3 {
			t.Errorf("%+v, %v", out, err)
		}
		if n := w.count(`SELECT COUNT(*) FROM packet WHERE org_id = $1`); n != 1 {
			t.Errorf("%d packets", n)
		}
	})
}

func repeat(d TurfDoor, n int) []TurfDoor {
	out := make([]TurfDoor, n)
	for i := range out {
		out[i] = d
	}
	return out
}

func TestPublish_leavesOutWhomNobodyMayVisit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 3)
		p := w.join(w.publish(), "Pa", "")
		door := w.turf.Doors[0]
		p.taken(p.event("attempt", door.Household, result(Moved, 0)), p.event("attempt", w.turf.Doors[1].Household, result(Deceased, w.turf.Doors[1].People[0].ID)))
		if s := w.suppressed(); len(s) != 3 || s[door.People[1].ID] != "moved" || s[w.turf.Doors[1].People[0].ID] != "deceased" {
			t.Fatalf("suppressed %v", s)
		}
		again := w.publish()
		if again.Doors != 2 || again.People != 3 {
			t.Errorf("%d doors and %d people, want 2 and 3", again.Doors, again.People)
		}
	})
}

func TestPublish_handsOutWhatIsLeftOfAPass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 4)
		p := w.join(w.publish(), "Pa", "")
		home, back, undone := p.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0)), p.event("attempt", w.turf.Doors[1].Household, result(ComeBack, 0)), p.event("attempt", w.turf.Doors[2].Household, result(NotHome, 0))
		p.taken(home, back, undone, p.event("undo", w.turf.Doors[2].Household, func(e *Event) { e.Undoes = undone.ID }))
		preview := must(w.service.Preview(context.Background(), w.director, w.turf.ID))
		if preview.Done != 1 || preview.Doors != 3 {
			t.Errorf("%d doors are done and %d left, want 1 and 3", preview.Done, preview.Doors)
		}
		half := w.publish()
		rest := w.join(half, "Bee", "")
		if half.Doors != 3 {
			t.Errorf("the rest has %d doors", half.Doors)
		}
		for _, door := range w.turf.Doors[1:] {
			rest.taken(rest.event("attempt", door.Household, result(NotHome, 0)))
		}
		if _, err := w.service.Preview(context.Background(), w.director, w.turf.ID); errs.Of(err).Key != "canvass.publish.all_done" {
			t.Errorf("all are done: %v", err)
		}
		w.turf.Pass++
		if again := w.publish(); again.Doors != 4 {
			t.Errorf("the second pass has %d doors", again.Doors)
		}
	})
}

func TestPublish_handsOutTheLeastData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		page := must(w.service.Packet(context.Background(), w.director, w.publish().ID))
		var doors []map[string]any
		var all map[string]any
		if err := json.Unmarshal(must(json.Marshal(page.Snapshot)), &all); err != nil {
			t.Fatal(err)
		}
		for _, stop := range all["stops"].([]any) {
			for _, floor := range stop.(map[string]any)["floors"].([]any) {
				for _, door := range floor.(map[string]any)["doors"].([]any) {
					doors = append(doors, door.(map[string]any))
				}
			}
		}
		allowed := "id given middle family suffix native native_lang language"
		for _, door := range doors {
			for _, p := range door["people"].([]any) {
				for field := range p.(map[string]any) {
					if !strings.Contains(" "+allowed+" ", " "+field+" ") {
						t.Errorf("a packet carries %q of a person", field)
					}
				}
			}
		}
		if len(doors) != 2 {
			t.Errorf("%d doors", len(doors))
		}
	})
}

func TestSnapshot_groupsByBuildingAndFloorInWalkOrder(t *testing.T) {
	two, one := 2, 1
	who := []Person{{Given: "Mai", Family: "Xiong"}}
	s := newSnapshot(Turf{Doors: []TurfDoor{
		{Household: 1, Building: "a", Number: "10", People: who}, {Household: 2, Building: "b", Number: "12", Floor: &two, Unit: "201", People: who},
		{Household: 3, Building: "c", Number: "14", People: who}, {Household: 4, Building: "b", Number: "12", Floor: &one, Unit: "101", People: who},
		{Household: 5, Building: "b", Number: "12", Floor: &two, Unit: "202", People: who},
	}}, Script{Source: "en"})
	var order []int64
	for i, d := range s.Doors() {
		order = append(order, int64(d.Household))
		if d.Seq != i+1 {
			t.Errorf("door %d has number %d", i, d.Seq)
		}
	}
	if want := []int64{1, 4, 2, 5, 3}; len(s.Stops) != 3 || len(s.Stops[1].Floors) != 2 || !equal(order, want) {
		t.Errorf("stops %d, order %v, want 3 and %v", len(s.Stops), order, want)
	}
	again := newSnapshot(Turf{Doors: []TurfDoor{{Household: 1, Building: "a", People: who}}}, Script{Source: "en"})
	if again.Revision == s.Revision || s.Revision <= 0 || s.Revision >= 1<<53 {
		t.Errorf("revisions %d and %d", s.Revision, again.Revision)
	}
}

func TestSnapshot_aStreetHasOneSpelling(t *testing.T) {
	var doors []TurfDoor
	for i, street := range []string{"S. Birch St", "South Birch Street", "Oak Av", "Oak Avenue", "S. Birch St", "North Birch Street"} {
		doors = append(doors, TurfDoor{Household: id.ID(i + 1), Building: street + strconv.Itoa(i), Street: street, People: []Person{{Given: "Mai"}}})
	}
	got := ""
	for _, stop := range newSnapshot(Turf{Doors: doors}, Script{Source: "en"}).Stops {
		got += stop.Street + "; "
	}
	if want := "S. Birch St; S. Birch St; Oak Avenue; Oak Avenue; S. Birch St; North Birch Street; "; got != want {
		t.Errorf("the walk is %s\nwant %s", got, want)
	}
	if doors[1].Street != "South Birch Street" {
		t.Error("the turf itself was changed")
	}
}

func equal(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestJoin_opensByCodeAndByNumberUntilTheShiftEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d, 2), context.Background()
		p := w.publish()
		token := must(w.service.JoinToken(w.director, p))
		if byNumber, err := w.service.TokenOfNumber(ctx, ui.ListNumber(p.ListNumber)); err != nil || byNumber != token {
			t.Errorf("by number %v", err)
		}
		if in, err := w.service.Invitation(ctx, token); err != nil || in.Turf != "Turf 1" || in.Organization.Name != "Hmong Neighbors" {
			t.Errorf("invitation %+v, %v", in, err)
		}
		if _, _, err := w.service.Join(ctx, token, " \u202e ", nil, "", ""); errs.Fields(err)["name"] == nil {
			t.Errorf("without a name: %v", err)
		}
		a := w.join(p, "Pa", "")
		if b := w.join(p, "Somebody else", a.cookie); b.worker != a.worker || b.cookie != a.cookie {
			t.Error("a phone that joins again became somebody else")
		}
		for _, bad := range []string{"", "nonsense", token + "x", newToken()} {
			if _, err := w.service.Invitation(ctx, bad); errs.Of(err).Key != "join.unknown" {
				t.Errorf("token %q: %v", bad, err)
			}
		}
		w.wait(13 * time.Hour)
		for _, err := range []error{second(w.service.Invitation(ctx, token)), second(w.service.TokenOfNumber(ctx, p.ListNumber)), second(w.service.JoinToken(w.director, p))} {
			if errs.KindOf(err) != errs.Expired {
				t.Errorf("after the shift: %v, want Expired", err)
			}
		}
		q := w.publish()
		token = must(w.service.JoinToken(w.director, q))
		if err := w.service.Revoke(ctx, w.director, q.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.service.Invitation(ctx, token); errs.KindOf(err) != errs.Expired {
			t.Errorf("after it was revoked: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestPacket_anotherOrganizationSeesNoneOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d, 1), context.Background()
		p := w.publish()
		ph := w.join(p, "Pa", "")
		ph.taken(ph.event("attempt", w.turf.Doors[0].Household, result(NotHome, 0)))
		stranger := authz.Member(w.ids.Next(), authz.Actor{Account: 9}, authz.Owner)
		if _, err := w.service.Packet(ctx, stranger, p.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("the packet: %v", err)
		}
		if err := w.service.Wipe(ctx, stranger, p.ID, ph.worker); errs.KindOf(err) != errs.NotFound {
			t.Errorf("wiping: %v", err)
		}
		if err := w.service.Revoke(ctx, stranger, p.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("revoking: %v", err)
		}
	})
}

func TestListNumber_noticesEveryWrongDigitAndEverySwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := newListNumber()
		if got, ok := ParseListNumber(ui.ListNumber(n)); !ok || got != n || n[0] == '0' {
			t.Fatalf("%q is not read back", n)
		}
		i := rapid.IntRange(0, 7).Draw(t, "place")
		wrong := []byte(n)
		wrong[i] = '0' + (wrong[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, ok := ParseListNumber(string(wrong)); ok {
			t.Fatalf("%s passes for %s", wrong, n)
		}
		if i < 7 && n[i] != n[i+1] {
			swapped := []byte(n)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			if _, ok := ParseListNumber(string(swapped)); ok {
				t.Fatalf("%s passes for %s", swapped, n)
			}
		}
	})
	n := newListNumber()
	khmer := strings.Map(func(r rune) rune { return r - '0' + '០' }, n)
	if got, ok := ParseListNumber(khmer); !ok || got != n {
		t.Errorf("Khmer digits %q are not read", khmer)
	}
}

func TestBox_opensWhatAPhoneSealedAndNothingElse(t *testing.T) {
	key := must(ecdh.P256().GenerateKey(rand.Reader))
	other := must(ecdh.P256().GenerateKey(rand.Reader))
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		name := newUUID()
		box := must(SealBox(key.PublicKey(), name, plain))
		if got, err := OpenBox(key, name, box); err != nil || string(got) != string(plain) {
			t.Fatalf("%q, %v", got, err)
		}
		raw := must(base64.StdEncoding.DecodeString(box))
		raw[rapid.IntRange(0, len(raw)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := OpenBox(key, name, base64.StdEncoding.EncodeToString(raw)); err == nil {
			t.Fatal("a changed box opened")
		}
		if _, err := OpenBox(other, name, box); err == nil {
			t.Fatal("another key opened it")
		}
		if _, err := OpenBox(key, newUUID(), box); err == nil {
			t.Fatal("it opened under another id")
		}
	})
}

// FuzzOpenBox holds that nothing opens but what was sealed.
func FuzzOpenBox(f *testing.F) {
	key := must(ecdh.P256().GenerateKey(rand.Reader))
	f.Add("id", must(SealBox(key.PublicKey(), "id", []byte(`{"v":1}`))))
	f.Add("", "AQ==")
	f.Fuzz(func(t *testing.T, name, box string) {
		if plain, err := OpenBox(key, name, box); err == nil && string(plain) != `{"v":1}` {
			t.Fatalf("%q opened to %q", box, plain)
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(`{"id":"0197a000-0000-7000-8000-000000000001","kind":"attempt","answers":{"q1":["yes"]}}`))
	f.Add([]byte(`{"id":17}`))
	p := &place{packet: 1}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, why := decodeEvent(raw)
		if len(e.ID) > 64 && why == "" {
			t.Fatalf("id %q passed", e.ID)
		}
		if why == "" {
			if _, why := judge(e, p); why == "" {
				t.Fatalf("%q passed for a packet without doors", raw)
			}
		}
	})
}

func TestEndOfShift_isFourInTheMorningOfTheOrganization(t *testing.T) {
	chicago := must(time.LoadLocation("America/Chicago"))
	for _, c := range []struct{ now, want string }{
		{"2026-11-22T16:00:00Z", "2026-11-23T10:00:00Z"}, // 10:00 there
		{"2026-11-22T09:30:00Z", "2026-11-23T10:00:00Z"}, // 3:30 there: half an hour is no shift
		{"2026-11-22T05:30:00Z", "2026-11-22T10:00:00Z"}, // 23:30 there
		{"2026-03-07T20:00:00Z", "2026-03-08T09:00:00Z"}, // the clocks change that night
	} {
		now, want := must(time.Parse(time.RFC3339, c.now)), must(time.Parse(time.RFC3339, c.want))
		if got := EndOfShift(now, chicago); !got.Equal(want) {
			t.Errorf("EndOfShift(%s) = %v, want %s", c.now, got.UTC(), c.want)
		}
	}
}
