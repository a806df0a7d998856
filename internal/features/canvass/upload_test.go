package canvass

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// save is the file that a phone saves: its entries, sealed.
func (p *phone) save(worker id.ID, events ...Event) []byte {
	p.w.t.Helper()
	file := map[string]any{"v": 1, "now": p.clock().Format(time.RFC3339), "held": len(events), "packet": p.packet.String(), "worker": worker, "events": []any{}, "epoch": nil}
	boxes := []SealedEvent{}
	for _, e := range events {
		boxes = append(boxes, SealedEvent{ID: e.ID, Box: must(SealBox(p.w.key.PublicKey(), e.ID, must(json.Marshal(e))))})
	}
	file["sealed"] = boxes
	return must(json.Marshal(file))
}

func TestUpload_takesAPhonesFileOnceHoweverOftenItIsBroughtIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d, 3), context.Background()
		p := w.publish()
		mai := w.join(p, "Mai", "")
		doors := w.turf.Doors
		var events []Event
		for range 70 { // more than a batch
			events = append(events, mai.event(kindAttempt, doors[0].Household, result(NotHome, 0)))
		}
		mai.taken(events[0])
		recorded := w.clock()
		w.wait(48 * time.Hour) // the shift is long over
		strange := mai.event(kindAttempt, 4711, result(NotHome, 0))
		file := mai.save(mai.worker, append(events, strange)...)
		got, err := w.service.Upload(ctx, w.director, p.ID, file)
		if err != nil || got.Worker != "Mai" || got.Taken != 69 || got.Already != 1 || len(got.Refused) != 1 || got.Refused[0] != (Ack{ID: strange.ID, Why: "entry.household_unknown"}) {
			t.Fatalf("uploaded %+v, %v", got, err)
		}
		if got, err = w.service.Upload(ctx, w.director, p.ID, file); err != nil || got.Taken != 0 || got.Already != 70 || len(got.Refused) != 1 {
			t.Fatalf("uploaded again: %+v, %v", got, err)
		}
		log := w.log()
		if len(log) != 70 {
			t.Fatalf("%d entries, want 70", len(log))
		}
		for _, e := range log {
			if e.Worker != mai.worker || e.At.Sub(recorded).Abs() > time.Second {
				t.Fatalf("entry of %v at %v, want Mai's at %v", e.Worker, e.At, recorded)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM audit WHERE org_id = $1 AND action = 'packet.upload'`); n != 2 {
			t.Errorf("%d audit entries, want 2", n)
		}
	})
}

func TestUpload_refusesFilesThatAreNoPhonesOfThisList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d, 2), context.Background()
		p, other := w.publish(), w.publish()
		mai, tou := w.join(p, "Mai", ""), w.join(other, "Tou", "")
		e := mai.event(kindAttempt, w.turf.Doors[0].Household, result(NotHome, 0))
		good := mai.save(mai.worker, e)
		for name, c := range map[string]struct {
			file []byte
			want string
		}{
			"no JSON":                 {[]byte("PK\x03\x04"), "canvass.upload.unreadable"},
			"half a file":             {good[:len(good)/2], "canvass.upload.unreadable"},
			"another version":         {bytes.Replace(good, []byte(`"v":1`), []byte(`"v":2`), 1), "canvass.upload.unreadable"},
			"no entries":              {mai.save(mai.worker), "canvass.upload.unreadable"},
			"another list's":          {tou.save(tou.worker, e), "canvass.upload.other_packet"},
			"a phone of another list": {mai.save(tou.worker, e), "canvass.upload.unknown_phone"},
			"a phone of nobody":       {mai.save(4711, e), "canvass.upload.unknown_phone"},
		} {
			_, err := w.service.Upload(ctx, w.director, p.ID, c.file)
			if f := errs.Fields(err)["file"]; f == nil || f.Key != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		stranger := newWorld(t, d, 2)
		if _, err := stranger.service.Upload(ctx, stranger.director, p.ID, good); errs.KindOf(err) != errs.NotFound {
			t.Errorf("another organization brings it in: %v", err)
		}
		theirs := stranger.publish()
		foreign := stranger.join(theirs, "Pov", "")
		if _, err := w.service.Upload(ctx, w.director, p.ID, foreign.save(foreign.worker, e)); len(errs.Fields(err)) == 0 {
			t.Errorf("another organization's file: %v", err)
		}
		if n := len(w.log()); n != 0 {
			t.Fatalf("%d entries were taken", n)
		}
		forged := bytes.Replace(good, []byte(e.ID), []byte(newUUID()), 1) // a box passed off as another entry
		got, err := w.service.Upload(ctx, w.director, p.ID, forged)
		if err != nil || got.Taken != 0 || len(got.Refused) != 1 || got.Refused[0].Why != "entry.box_unreadable" || len(w.log()) != 0 {
			t.Errorf("a forged box: %+v, %v", got, err)
		}
	})
}

func TestHTTP_aPhonesFileIsBroughtIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		s, p := newSite(t, w), w.publish()
		mai := w.join(p, "Mai", "")
		director, path := s.browser(t, "director"), "/o/org/packets/"+p.ID.String()
		if _, page := director.get(path); !strings.Contains(page, path+"/upload") {
			t.Error("the packet's page does not lead to it")
		}
		send := func(content []byte) (int, string) {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			_, _ = must(form.CreateFormFile("file", "banyan.json")).Write(content)
			_ = form.Close()
			res, page := director.do("POST", path+"/upload", form.FormDataContentType(), body.String())
			return res.StatusCode, page
		}
		if status, page := send(mai.save(mai.worker, mai.event(kindAttempt, w.turf.Doors[0].Household, result(Refused, 0)))); status != http.StatusOK || !strings.Contains(page, "1 entry was taken") {
			t.Errorf("status %d, %.600s", status, page)
		}
		if status, page := send([]byte("{}")); status != http.StatusUnprocessableEntity || !strings.Contains(page, "not a file that a phone has saved") {
			t.Errorf("nonsense: %d, %.600s", status, page)
		}
	})
}
