package canvass

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// The contract with the phone, version 1. A phone sends what it holds until it is told, by id, that the server has
// it for good, or that it cannot be taken and why. Every entry of a batch is judged by itself; sending again is
// harmless in any number and order.
const (
	syncVersion = 1
	maxBatch    = 50
	maxChanges  = 500
	maxHeld     = 1_000_000
)

// SyncRequest is what a phone sends.
type SyncRequest struct {
	V      int               `json:"v"`
	Epoch  *string           `json:"epoch"`
	Now    string            `json:"now"`    // its clock
	Held   int               `json:"held"`   // entries that it still keeps, these included
	Events []json.RawMessage `json:"events"` // each is an Event
	Sealed []SealedEvent     `json:"sealed"`
	Since  int64             `json:"since"`  // cursor of the last answer
	Packet string            `json:"packet"` // whose cursor that is
	Done   bool              `json:"done"`   // the volunteer has ended the shift
	News   *int64            `json:"news"`   // cursor of the news that the phone has of that packet; without it, it is told none
	Lang   string            `json:"lang"`   // in which it shows its pages
}

// SealedEvent is an Event in a box that only the server opens.
type SealedEvent struct {
	ID  string `json:"id"`
	Box string `json:"box"`
}

// SyncResponse is the answer. An entry without an ack stays on the phone and is sent again.
type SyncResponse struct {
	V       int        `json:"v"`
	Epoch   string     `json:"epoch"`
	Acks    []Ack      `json:"acks"`
	Changes []AppEntry `json:"changes"`
	Cursor  int64      `json:"cursor"`
	Wipe    bool       `json:"wipe,omitempty"`
	Expired bool       `json:"expired,omitempty"`
	News    *News      `json:"news,omitempty"`
}

// Ack says what became of one entry; Why is a message key.
type Ack struct {
	ID  string `json:"id"`
	OK  bool   `json:"ok"`
	Why string `json:"why,omitempty"`
}

// sheet is one entry of a batch on its way into the log.
type sheet struct {
	id     string
	body   string // as it came, for the file of refused entries
	why    string // message key; "" where it can be taken
	judged judged
	device Device
	place  *place
}

// DecodeSync reads a request. It returns errs.Invalid for anything but one whole JSON object of this version, and
// errs.TooLarge for more than 50 entries.
func DecodeSync(body []byte) (req SyncRequest, err error) {
	if err := json.Unmarshal(body, &req); err != nil {
		return req, errs.Because(err, errs.Invalid, "entry.half")
	}
	switch {
	case req.V != syncVersion:
		return req, errs.New(errs.Invalid, "entry.version")
	case len(req.Events)+len(req.Sealed) > maxBatch:
		return req, errs.New(errs.TooLarge, "entry.too_many", "max", maxBatch)
	}
	req.Held = max(0, min(req.Held, maxHeld))
	return req, nil
}

// Sync takes a batch from a phone, whose cookie opens one or more packets. When it returns nil, every entry that the
// answer acknowledges is durable. It returns errs.Unavailable where the database cannot promise that now.
func (s *Service) Sync(ctx context.Context, cookie string, req SyncRequest) (out SyncResponse, err error) {
	defer errs.Wrap(&err, "canvass.Sync")
	devices, err := s.devices(ctx, cookie)
	if err != nil {
		return out, err
	}
	now := s.now()
	main := mainDevice(devices, req.Packet)
	batches, err := s.sort(ctx, devices, main, req)
	if err != nil {
		return out, err
	}
	out = SyncResponse{V: syncVersion, Acks: []Ack{}, Changes: []AppEntry{}}
	for _, batch := range batches {
		acks, err := s.takeBatch(ctx, batch, req, now)
		if err != nil {
			return SyncResponse{}, err
		}
		out.Acks = append(out.Acks, acks...)
	}
	if out.Epoch, err = s.db.Epoch(ctx); err != nil {
		return SyncResponse{}, err
	}
	return out, s.answer(ctx, main, req, &out, now)
}

func mainDevice(devices []Device, packet string) Device {
	if p, err := id.Parse(packet); err == nil {
		if d, ok := onPacket(devices, p); ok {
			return d
		}
	}
	return devices[0]
}

// sort judges the entries of a request and groups them by the device that they belong to. The first group is the
// main device's, and may be empty: a contact without entries is noted too.
func (s *Service) sort(ctx context.Context, devices []Device, main Device, req SyncRequest) ([][]sheet, error) {
	groups := map[id.ID][]sheet{}
	order := []id.ID{main.Packet}
	groups[main.Packet] = []sheet{}
	for _, sh := range s.open(req) {
		if sh.why == "" {
			packet, err := id.Parse(sh.judged.Packet)
			d, ok := onPacket(devices, packet)
			if err != nil || !ok {
				sh.why = "entry.other_packet"
			} else {
				sh.device = d
			}
		}
		if sh.device.Packet == 0 {
			sh.device = main
		}
		p, err := s.place(ctx, sh.device.Scope, sh.device.Packet)
		if err != nil {
			return nil, err
		}
		sh.place = p
		if sh.why == "" {
			sh.judged, sh.why = judge(sh.judged.Event, p)
		}
		if _, ok := groups[p.packet]; !ok {
			order = append(order, p.packet)
		}
		groups[p.packet] = append(groups[p.packet], sh)
	}
	out := [][]sheet{}
	for _, packet := range order {
		if len(groups[packet]) == 0 {
			p, err := s.place(ctx, main.Scope, main.Packet)
			if err != nil {
				return nil, err
			}
			groups[packet] = []sheet{{device: main, place: p}} // only the contact
		}
		out = append(out, groups[packet])
	}
	return out, nil
}

// open reads the entries of a request, sealed ones included.
func (s *Service) open(req SyncRequest) []sheet {
	var out []sheet
	for _, raw := range req.Events {
		e, why := decodeEvent(raw)
		out = append(out, sheet{id: e.ID, body: keepable(raw), why: why, judged: judged{Event: e}})
	}
	for _, box := range req.Sealed {
		plain, err := OpenBox(s.secrets.door, box.ID, box.Box)
		if err != nil {
			out = append(out, sheet{id: shorten(box.ID, 64), body: keepable([]byte(box.Box)), why: "entry.box_unreadable"})
			continue
		}
		e, why := decodeEvent(plain)
		if why == "" && e.ID != box.ID {
			why = "entry.box_unreadable"
		}
		out = append(out, sheet{id: shorten(box.ID, 64), body: keepable(plain), why: why, judged: judged{Event: e}})
	}
	return out
}

const maxBody = 8 << 10

// keepable is a body as a text that both engines store: valid, without NUL, and not endless.
func keepable(raw []byte) string {
	s := shorten(string(raw), maxBody)
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == 0 {
			r = utf8.RuneError
		}
		out = append(out, r)
	}
	return string(out)
}

func shorten(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// takeBatch writes one device's entries in one transaction. Where that fails for a reason that lies in an entry, each
// is tried alone, so that one bad entry never blocks the queue behind it.
func (s *Service) takeBatch(ctx context.Context, batch []sheet, req SyncRequest, now time.Time) ([]Ack, error) {
	acks, err := s.write(ctx, batch, req, now)
	if err == nil || unavailable(err) && len(batch) == 1 || errs.KindOf(err) == errs.Unavailable || ctx.Err() != nil {
		return acks, err
	}
	acks = []Ack{}
	for _, sh := range batch {
		one, err := s.write(ctx, []sheet{sh}, req, now)
		if err != nil && !unavailable(err) && errs.KindOf(err) != errs.Conflict { // another write came between: no judgement of the entry
			sh.why = "entry.not_taken"
			one, err = s.write(ctx, []sheet{sh}, req, now)
		}
		if errs.KindOf(err) == errs.Unavailable {
			return nil, err
		}
		if err == nil { // an entry that fails in an unknown way gets no ack and is offered again
			acks = append(acks, one...)
		}
	}
	return acks, nil
}

func (s *Service) write(ctx context.Context, batch []sheet, req SyncRequest, now time.Time) (acks []Ack, err error) {
	p, d := batch[0].place, batch[0].device
	names := []string{}
	for _, sh := range batch {
		names = append(names, sh.judged.ID, sh.judged.Undoes, sh.judged.added)
	}
	deviceNow, _ := time.Parse(time.RFC3339, req.Now)
	taken := false
	err = s.db.Write(ctx, d.Scope, "canvass.sync", func(tx *db.WriteTx) error {
		acks, taken = []Ack{}, false
		b, err := s.openBook(ctx, tx, p, names)
		if err != nil {
			return err
		}
		for _, sh := range batch {
			if sh.body == "" {
				continue
			}
			ack, err := b.sheet(ctx, sh, channelDoor, deviceNow, now)
			if err != nil {
				return err
			}
			taken = taken || ack.OK
			acks = append(acks, ack)
		}
		_, err = tx.Exec(ctx, `UPDATE worker SET last_seen_at = $3, last_queue = $4, news_seq = COALESCE(CAST($5 AS BIGINT), news_seq) WHERE org_id = $1 AND id = $2`,
			p.organization, d.Worker, db.At(now), max(0, req.Held-len(acks)), req.newsOf(p.packet))
		return err
	})
	if err != nil {
		return nil, err
	}
	if taken {
		s.live.changed(p.organization, p.program, p.packet)
	}
	return acks, nil
}

// sheet takes or refuses one entry.
func (b *book) sheet(ctx context.Context, sh sheet, channel string, deviceNow, now time.Time) (Ack, error) {
	why := sh.why
	sum := ""
	if why == "" {
		sum = sh.judged.fingerprint()
		if was := b.known[sh.id]; was != nil {
			if was.Detail.Sum == sum {
				return Ack{ID: sh.id, OK: true}, b.again(ctx, was)
			}
			why = "entry.id_reused"
		}
	}
	if why != "" {
		return Ack{ID: sh.id, Why: why}, refuse(ctx, b.tx, sh.device, b.ids, sh.id, why, sh.body, db.At(now))
	}
	e := sh.entry(sum, channel, deviceNow, now)
	return Ack{ID: sh.id, OK: true}, b.take(ctx, e)
}

func (sh sheet) entry(sum, channel string, deviceNow, now time.Time) *entry {
	j := sh.judged
	e := &entry{EventID: j.ID, Packet: sh.place.packet, Worker: sh.device.Worker, Household: j.household, Person: j.person, Kind: j.Kind, Undoes: j.Undoes,
		Result: j.Result, Language: j.Language, Channel: channel, Answers: j.Answers,
		Detail:     entryDetail{EventDetail: j.Detail, Sum: sum, Of: j.language, New: j.added},
		DeviceAt:   db.At(orElse(j.at, now)),
		At:         db.At(whenIt(j.at, deviceNow, sh.device.CreatedAt, now)),
		ReceivedAt: db.At(now)}
	if e.words = j.Detail.Text; j.Detail.Warn == WarnCode {
		e.Detail.Text = "" // the log lasts, and is exported
	}
	if j.Kind == kindAttempt {
		e.Contact, e.Talked = ruleOf[j.Result].counts(j.answered)
	}
	return e
}

func orElse(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}

// answer adds what the phone should know: whether it may go on, and what other phones did on its packet.
func (s *Service) answer(ctx context.Context, d Device, req SyncRequest, out *SyncResponse, now time.Time) error {
	if req.Done && now.Before(d.ExpiresAt) {
		if err := s.endShift(ctx, d, now); err != nil {
			return err
		}
		d.ExpiresAt = now
	}
	out.Cursor = req.Since
	here, err := s.place(ctx, d.Scope, d.Packet)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, d.Scope, func(tx *db.ReadTx) error {
		p, err := loadPacket(ctx, tx, d.Scope, d.Packet)
		if err != nil {
			return err
		}
		out.Wipe, out.Expired = d.Wiped, !p.Open(now) || !now.Before(d.ExpiresAt)
		if out.Wipe || out.Expired {
			return nil
		}
		since := req.Since
		if req.Packet != "" && req.Packet != d.Packet.String() {
			since = 0
		}
		entries, err := loadAppEntries(ctx, tx, d, since, maxChanges)
		for _, e := range entries {
			out.Cursor = e.seq
			if !e.Mine {
				out.Changes = append(out.Changes, e.AppEntry)
			}
		}
		if err != nil || req.newsOf(d.Packet) == nil {
			return err
		}
		news, err := s.newsSince(ctx, tx, d.Scope, here, *req.News, req.Lang)
		out.News = &news
		return err
	})
}

// newsOf is the cursor of a packet's news; nil where the phone speaks of another packet, or of none.
func (r SyncRequest) newsOf(packet id.ID) *int64 {
	if r.Packet != packet.String() {
		return nil
	}
	return r.News
}

// endShift gives a device nothing any more; what it still holds is taken. The doors of a packet of a program's code are open again when its last phone
// has ended.
func (s *Service) endShift(ctx context.Context, d Device, now time.Time) error {
	return s.db.Write(ctx, d.Scope, "canvass.endShift", func(tx *db.WriteTx) error {
		if _, err := tx.Exec(ctx, `UPDATE device SET expires_at = $2 WHERE token_hash = $1`, hashToken(d.token), db.At(now)); err != nil {
			return err
		}
		others, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM device WHERE organization_id = $1 AND packet_id = $2 AND expires_at > $3 AND wiped_at IS NULL`,
			d.Scope.Organization(), d.Packet, db.At(now))
		if err != nil || others > 0 {
			return err
		}
		return comeHome(ctx, tx, d.Scope, d.Packet, db.At(now))
	})
}

// appEntry is an entry for phones with its number in the log.
type appEntry struct {
	AppEntry
	seq int64
}

// loadAppEntries gives a packet's entries after a number as a phone reads them.
func loadAppEntries(ctx context.Context, q db.Querier, d Device, since int64, limit int) ([]appEntry, error) {
	entries, err := loadEntries(ctx, q, d.Scope, d.Packet, since, limit)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, nil
	}
	names := map[id.ID]string{}
	err = db.Each(ctx, q, func(r db.Row) error {
		var worker id.ID
		var name string
		err := r.Scan(&worker, &name)
		names[worker] = name
		return err
	}, `SELECT id, name FROM worker WHERE org_id = $1 AND packet_id = $2`, d.Scope.Organization(), d.Packet)
	if err != nil {
		return nil, err
	}
	out := make([]appEntry, 0, len(entries))
	for _, e := range entries {
		if (e.Kind == kindShift || e.Kind == kindSeen) && e.Worker != d.Worker {
			e = entry{EventID: e.EventID, Seq: e.Seq, Kind: e.Kind, At: e.At} // what somebody says of themselves is for the organizers
		}
		out = append(out, appEntry{e.forPhone(names[e.Worker], e.Worker == d.Worker), e.Seq})
	}
	return out, nil
}

// forPhone writes an entry as phones exchange it. Who was added at the door is called by the entry that did it.
func (e entry) forPhone(by string, mine bool) AppEntry {
	a := AppEntry{ID: e.EventID, Kind: e.Kind, Result: e.Result, Language: e.Language, Answers: e.Answers, Undoes: e.Undoes, At: e.At.Time, By: by, Mine: mine}
	if e.Household != 0 {
		a.Household = e.Household.String()
	}
	switch {
	case e.Detail.New != "":
		a.Person = newPrefix + e.Detail.New
	case e.Kind == kindPersonAdded:
	case e.Person != 0:
		a.Person = e.Person.String()
	}
	a.Detail = e.Detail.EventDetail
	return a
}
