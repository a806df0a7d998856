package canvass

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"banyan/internal/platform/db"
	"banyan/internal/platform/db/dbtest"
)

// stormPhone is a phone on a bad road, whose faults are the same for the same seed.
type stormPhone struct {
	*browser
	*rand.Rand
	packet string
	held   []Event // in the order in which it was recorded
	since  int64
	faults
}

// faults are what has happened on the way.
type faults struct{ lost, halves, twice, mixed int }

// send sends a part of what the phone holds, with whatever happens to it, and forgets only what the answer acknowledges.
func (p *stormPhone) send() error {
	body := p.batch()
	if p.IntN(12) == 0 { // cut off on the way: nothing of it may be taken
		p.halves++
		if res, _ := p.do("POST", "/api/sync", "application/json", body[:len(body)/2]); res.StatusCode != http.StatusUnprocessableEntity {
			return fmt.Errorf("half a batch is answered %d", res.StatusCode)
		}
		return nil
	}
	res, answer := p.do("POST", "/api/sync", "application/json", body)
	if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != "" { // a slow machine: nothing is promised, all of it is sent again
		return nil
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%d %s", res.StatusCode, answer)
	}
	if p.IntN(5) == 0 { // taken, but the phone never hears of it
		p.lost++
		return nil
	}
	var got SyncResponse
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		return err
	}
	p.since = got.Cursor
	done := map[string]bool{}
	for _, a := range got.Acks {
		if !a.OK {
			return fmt.Errorf("%s was refused: %s", a.ID, a.Why)
		}
		done[a.ID] = true
	}
	left := p.held[:0:0]
	for _, e := range p.held {
		if !done[e.ID] {
			left = append(left, e)
		}
	}
	p.held = left
	return nil
}

// batch writes a request of up to 50 entries, now and then in another order or with one of them twice.
func (p *stormPhone) batch() string {
	batch := p.held[:min(len(p.held), maxBatch-p.IntN(20))]
	if p.IntN(6) == 0 {
		p.mixed++
		p.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
	}
	req := SyncRequest{V: 1, Now: begin.Format(time.RFC3339), Held: len(p.held), Packet: p.packet, Since: p.since}
	for _, e := range batch {
		req.Events = append(req.Events, must(json.Marshal(e)))
	}
	if len(batch) > 1 && len(batch) < maxBatch && p.IntN(4) == 0 {
		p.twice++
		req.Events = append(req.Events, req.Events[p.IntN(len(batch))])
	}
	return string(must(json.Marshal(req)))
}

// Forty phones on bad roads send, eight at a time, over the real routes: what was recorded is in the log, once, and nothing else is. 10,000 answers on
// SQLite; 3,000 on PostgreSQL, which goes to another process for every statement and would hold up all tests for half a minute.
func TestStorm_nothingIsLostAndNothingIsDoubled(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(testing.TB) *db.DB
		each int
	}{{"sqlite", dbtest.SQLite, 250}, {"postgres", dbtest.Postgres, 75}} {
		t.Run(c.name, func(t *testing.T) { storm(t, c.open(t), 40, c.each) })
	}
}

func storm(t *testing.T, d *db.DB, phones, each int) {
	w := newWorld(t, d, 60)
	site := newSite(t, w)
	packet := w.publish()
	token := must(w.service.JoinToken(w.director, packet))
	recorded := map[string]string{}
	var all []*stormPhone
	for n := range phones {
		p := &stormPhone{browser: site.browser(t, ""), Rand: rand.New(rand.NewPCG(11, uint64(n))), packet: packet.ID.String()}
		if res, _ := p.post("/j/"+token, map[string][]string{"name": {fmt.Sprint("Phone ", n)}}); res.StatusCode != http.StatusOK {
			t.Fatalf("joining: %d", res.StatusCode)
		}
		for range each {
			door := w.turf.Doors[p.IntN(len(w.turf.Doors))]
			e := (&phone{w: w, packet: packet.ID, clock: w.clock}).event(kindAttempt, door.Household, result(Conversation, door.People[p.IntN(2)].ID))
			p.held, recorded[e.ID] = append(p.held, e), e.Household+e.Person
		}
		all = append(all, p)
	}
	var out sync.WaitGroup
	cell := make(chan bool, 8) // phones that send at the same moment
	for n, p := range all {
		out.Go(func() {
			cell <- true
			defer func() { <-cell }()
			for len(p.held) > 0 {
				if err := p.send(); err != nil {
					t.Errorf("phone %d: %v", n, err)
					return
				}
			}
		})
	}
	out.Wait()

	doubled := 0
	for _, e := range w.log() {
		if about, known := recorded[e.EventID]; !known || about != e.Household.String()+e.Person.String() {
			doubled++ // or changed, or from nowhere
		}
		delete(recorded, e.EventID)
	}
	var had faults
	for _, p := range all {
		had = faults{had.lost + p.lost, had.halves + p.halves, had.twice + p.twice, had.mixed + p.mixed}
	}
	if lost := len(recorded); doubled != 0 || lost != 0 || had.lost == 0 || had.halves == 0 || had.twice == 0 || had.mixed == 0 {
		t.Errorf("%d lost, %d doubled; faults: %+v", lost, doubled, had)
	}
	t.Logf("%d answers by %d phones: %d lost, %d doubled; %d answers of the server lost, %d batches cut off, %d with an entry twice, %d in another order",
		phones*each, phones, len(recorded), doubled, had.lost, had.halves, had.twice, had.mixed)
}
