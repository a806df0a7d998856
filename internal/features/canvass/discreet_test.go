package canvass

import (
	"net/url"
	"strings"
	"testing"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
	"banyan/internal/platform/ui"
)

// Who may not read people finds no way to them: not by a number that opens the packet, not in what a phone sent, not
// in the file of the log.
func TestHTTP_whoMayNotReadPeopleFindsNoneAtAPacket(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, 2)
		s := newSite(t, w)
		packet := w.publish()
		p := w.join(packet, "Pa", "")
		door := w.turf.Doors[0]
		p.taken(p.event("attempt", door.Household, result(Conversation, door.People[0].ID)),
			p.event("note", door.Household, func(e *Event) { e.Detail.Text = "ask for Grandmother Xiong" }),
			p.event("person_added", door.Household, func(e *Event) { e.Detail.Name = "Tou Xiong" }))
		p.send(p.event("person_added", door.Household, func(e *Event) { e.Detail.Name, e.Packet = "Chue Xiong", "elsewhere" }))
		path, log := "/o/org/packets/"+packet.ID.String(), "/o/org/programs/"+w.program.String()+"/totals/log.csv"
		number := ui.ListNumber(packet.ListNumber)
		if _, page := s.browser(t, "director").get(path); !strings.Contains(page, number) || !strings.Contains(page, "Chue Xiong") {
			t.Error("a director misses the list number or what was refused")
		}
		if _, file := s.browser(t, "director").get(log); !strings.Contains(file, "Mai 0 Xiong") || !strings.Contains(file, "Grandmother") || !strings.Contains(file, ",100,N 60th St,1,") {
			t.Error("a director's log misses who and where")
		}
		for _, role := range []string{"analyst", "data_entry"} {
			res, page := s.browser(t, role).get(path)
			if res.StatusCode != 200 || strings.Contains(page, number) || strings.Contains(page, packet.ListNumber) {
				t.Errorf("%s reads the number that opens the packet (%d)", role, res.StatusCode)
			}
			if strings.Contains(page, "Xiong") {
				t.Errorf("%s reads names in what was refused", role)
			}
		}
		res, file := s.browser(t, "analyst").get(log)
		if res.StatusCode != 200 || !strings.Contains(file, "conversation") || !strings.Contains(file, "N 60th St") {
			t.Errorf("an analyst's log: %d", res.StatusCode)
		}
		for _, secret := range []string{"Xiong", "Grandmother", ",100,"} {
			if strings.Contains(file, secret) {
				t.Errorf("an analyst's log has %q", secret)
			}
		}
		if res, _ := s.browser(t, "analyst").post(path+"/workers/"+p.worker.String()+"/wipe", url.Values{}); res.StatusCode != 403 {
			t.Errorf("an analyst wipes: %d", res.StatusCode)
		}
	})
}

func TestHTTP_thePlainPageOfADoorStaysInNoBrowser(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t), 1)
	s := newSite(t, w)
	_, page := s.browser(t, "director").get("/o/org/packets/" + w.publish().ID.String())
	phone := s.browser(t, "")
	join := page[strings.Index(page, "/j/"):][:len("/j/")+43]
	res, _ := phone.post(join, url.Values{"name": {"Pa"}})
	if res, page := phone.get(res.Request.URL.Path + "/1"); res.StatusCode != 200 || !strings.Contains(page, "Mai 0") || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, %q", res.StatusCode, res.Header.Get("Cache-Control"))
	}
}
