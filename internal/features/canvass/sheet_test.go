package canvass

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// walkOf is a snapshot of doors at addresses, one person each.
func walkOf(addresses ...string) (s Snapshot) {
	for i, a := range addresses {
		number, street, _ := strings.Cut(a, " ")
		s.Stops = append(s.Stops, Stop{Number: number, Street: street, Floors: []Floor{{Doors: []Door{{Seq: i + 1, Household: id.ID(i + 1), People: make([]Person, 1)}}}}})
	}
	return s
}

func TestSides_areThoseOfTheWalk(t *testing.T) {
	s := walkOf("101 Elm", "103 Elm", "105 Elm", "108 Elm", "106 Elm", "104 Elm", "12 Oak", "7 Oak", "37-12 Oak", "Rear Oak")
	type page struct {
		street string
		side   geo.Side
		doors  int
		breaks bool
	}
	var got []page
	for _, side := range s.sides() {
		got = append(got, page{side.Street, side.Side, side.doors(), side.Breaks})
	}
	want := []page{{"Elm", geo.SideOdd, 3, true}, {"Elm", geo.SideEven, 3, true}, {"Oak", geo.SideEven, 1, false}, {"Oak", geo.SideOdd, 1, false}, {"Oak", geo.SideEven, 1, true}, {"Oak", geo.SideUnknown, 1, false}}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestSides_loseNoDoor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := walkOf(rapid.SliceOf(rapid.SampledFrom([]string{"1 A", "2 A", "3 A", "4 B", "5 B", "Rear B", "W1N6 C"})).Draw(t, "walk")...)
		var all []Stop
		for _, side := range s.sides() {
			all = append(all, side.Stops...)
		}
		if len(all) != len(s.Stops) {
			t.Fatalf("%d of %d stops", len(all), len(s.Stops))
		}
		for i := range all {
			if all[i].Floors[0].Doors[0].Seq != i+1 {
				t.Fatalf("stop %d is %d", i, all[i].Floors[0].Doors[0].Seq)
			}
		}
	})
}

// No page has more than fits, so that each printed sheet has the list's number and its code; a stop that fills a page alone stays whole.
func TestSides_noPageOverflows(t *testing.T) {
	long := map[string]string{"en": "Safety in the neighborhood"}
	script := Script{Items: []Item{{ID: "a", Kind: AskOne, Choices: []Choice{{"1", long}, {"2", long}, {"3", long}, {"4", long}}}}}
	for people := range 5 {
		s := Snapshot{Script: script}
		for i := range 40 {
			s.Stops = append(s.Stops, Stop{Number: strconv.Itoa(101 + 2*i), Street: "Elm", Floors: []Floor{{Doors: []Door{{Seq: i + 1, People: make([]Person, people)}}}}})
		}
		used, doors := map[int]int{}, 0
		for i, side := range s.sides() {
			doors += side.doors()
			if !side.Breaks && i == 0 {
				t.Error("the first side begins no page")
			}
			for _, stop := range side.Stops {
				used[side.Page] += script.height(stop)
			}
		}
		for page, n := range used {
			if n+headHeight > pageHeight {
				t.Errorf("%d people a door: page %d is %d high", people, page, n)
			}
		}
		if doors != 40 || people > 1 && len(used) < 4 {
			t.Errorf("%d people a door: %d doors on %d pages", people, doors, len(used))
		}
	}
}

func TestShorthand_isReadAsItIsWritten(t *testing.T) {
	script := Script{Items: []Item{{ID: "hello", Kind: Say}, {ID: "a", Kind: AskOne, Choices: make([]Choice, 3)}, {ID: "b", Kind: AskMany, Choices: make([]Choice, 30)}, {ID: "c", Kind: AskWords}}}
	for i := range script.Items {
		for j := range script.Items[i].Choices {
			script.Items[i].Choices[j].ID = strings.Repeat("x", j+1)
		}
	}
	for _, line := range []string{"", "1a", "1c 2abz", "2d 3=wants a ride", "3=yes"} {
		var e Event
		if err := readAnswers(&e, script, strings.Fields(line)); err != nil {
			t.Fatal(line, err)
		}
		if got := script.shorthand(e.Answers); got != line {
			t.Errorf("%q is written %q", line, got)
		}
	}
}

// silent is the progress of a job that nobody watches.
type silent struct{}

func (silent) Set(int64, int64, string, ...any) {}

func TestPhotos_ofSheetsAreKeptForThoseWhoTypeAndForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d, 2)
		p := w.publish()
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 2400, 30)), nil); err != nil {
			t.Fatal(err)
		}
		clerk := authz.Member(w.org, authz.Actor{Account: 5, Name: "Bee"}, authz.DataEntry)
		if err := w.service.AddPhoto(ctx, clerk, p.ID, photo.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := w.service.AddPhoto(ctx, clerk, p.ID, []byte("<svg>")); len(errs.Fields(err)) == 0 {
			t.Errorf("what is no picture: %v", err)
		}
		list := must(w.service.Photos(ctx, clerk, p.ID))
		if len(list) != 1 || list[0].By != "Bee" || list[0].MediaType != "image/jpeg" {
			t.Fatalf("%+v", list)
		}
		_, data, err := w.service.OpenPhoto(ctx, clerk, p.ID, list[0].ID)
		if size, derr := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || derr != nil || size.Width != photoSide {
			t.Errorf("%v %v %v", size, err, derr)
		}
		analyst := authz.Member(w.org, authz.Actor{Account: 6, Name: "Ana"}, authz.Analyst)
		other := authz.Member(w.ids.Next(), authz.Actor{Account: 7, Name: "Eve"}, authz.Owner)
		for want, sc := range map[errs.Kind]authz.Scope{errs.Forbidden: analyst, errs.NotFound: other} {
			_, _, err := w.service.OpenPhoto(ctx, sc, p.ID, list[0].ID)
			if errs.KindOf(err) != want {
				t.Errorf("%v, want %v", err, want)
			}
			for _, err := range []error{w.service.AddPhoto(ctx, sc, p.ID, photo.Bytes()), w.service.DeletePhoto(ctx, sc, p.ID, list[0].ID)} {
				if errs.KindOf(err) != want {
					t.Errorf("%v, want %v", err, want)
				}
			}
		}
		w.wait(photosKept + time.Minute)
		if _, _, err := w.service.OpenPhoto(ctx, clerk, p.ID, list[0].ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("after 90 days: %v", err)
		}
		if err := w.service.runForget(ctx, authz.System(w.org, "test"), nil, silent{}); err != nil {
			t.Fatal(err)
		}
		if n := w.count(`SELECT (SELECT COUNT(*) FROM packet_sheet_data WHERE org_id = $1) + (SELECT COUNT(*) FROM packet_sheet WHERE org_id = $1)`); n != 0 {
			t.Errorf("%d rows are left of the photo", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM job WHERE organization_id = $1 AND kind = 'canvass.forget_photos' AND state = 'waiting'`); n != 1 {
			t.Errorf("%d jobs wait to forget it", n)
		}
		if err := w.service.AddPhoto(ctx, clerk, p.ID, photo.Bytes()); err != nil {
			t.Fatal(err)
		}
		if n := w.count(`SELECT COUNT(*) FROM packet_sheet_data WHERE org_id = $1`); n != 1 {
			t.Errorf("%d photos are kept", n)
		}
		list = must(w.service.Photos(ctx, clerk, p.ID))
		if err := w.service.DeletePhoto(ctx, clerk, p.ID, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := w.count(`SELECT COUNT(*) FROM packet_sheet_data WHERE org_id = $1`); n != 0 {
			t.Errorf("%d photos after it was deleted", n)
		}
	})
}
