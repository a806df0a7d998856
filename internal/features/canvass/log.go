package canvass

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// effective is true for an entry that no undo of its packet names, in whatever order the two came. It reads the
// entry under the name a. "+ 0" keeps the planners to the index on undoes, here and below: without statistics
// SQLite would as soon read all entries of the packet, for each entry (measured: 6 entries a second, not 700).
const effective = `NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = a.org_id AND u.undoes = a.event_id AND u.kind = 'undo' AND u.packet_id + 0 = a.packet_id)`

// counted are the three figures, always apart.
const counted = `COUNT(CASE WHEN a.is_attempt THEN 1 END), COUNT(CASE WHEN a.is_contact THEN 1 END), COUNT(CASE WHEN a.is_conversation THEN 1 END)`

// entry is a row of the attempt log.
type entry struct {
	ID         id.ID
	EventID    string
	Seq        int64
	Packet     id.ID
	Worker     id.ID
	Household  id.ID
	Person     id.ID
	Kind       string
	Undoes     string
	Result     Result
	Language   string
	Channel    string
	Answers    map[string][]string
	Detail     entryDetail
	Contact    bool
	Talked     bool
	DeviceAt   db.Time
	At         db.Time
	ReceivedAt db.Time
	words      string // of a warning: those of a code that opens a door stay out of the log
}

// entryDetail is what an entry holds besides its columns.
type entryDetail struct {
	EventDetail
	Sum string `json:"sum"`           // fingerprint of the event: the same id with another content is not the same entry
	Of  string `json:"of,omitempty"`  // language of the person or the door, for counting where the entry names none
	New string `json:"new,omitempty"` // id of the entry that added the person whom this one is about
}

const (
	channelDoor  = "door"
	channelPaper = "paper"
)

const entryColumns = `a.id, a.event_id, a.seq, a.packet_id, a.worker_id, a.household_id, a.person_id, a.kind, a.undoes, a.result, a.language, a.channel,
	a.answers, a.detail, a.is_contact, a.is_conversation, a.device_at, a.at, a.received_at`

func scanEntry(r db.Row) (e entry, err error) {
	var undoes *string
	var answers db.JSON[map[string][]string]
	var detail db.JSON[entryDetail]
	err = r.Scan(&e.ID, &e.EventID, &e.Seq, &e.Packet, &e.Worker, &e.Household, &e.Person, &e.Kind, &undoes, &e.Result, &e.Language, &e.Channel,
		&answers, &detail, &e.Contact, &e.Talked, &e.DeviceAt, &e.At, &e.ReceivedAt)
	if undoes != nil {
		e.Undoes = *undoes
	}
	e.Answers, e.Detail = answers.V, detail.V
	return e, err
}

// book is the attempt log of one packet during one write: what it holds of the entries in question, and the next
// number. The numbers are the organization's own order; writes are serial, so the highest one is known.
type book struct {
	tx     *db.WriteTx
	sc     authz.Scope // of the organization, as the server
	people People

	consents Consents // nil: nobody keeps them
	place    *place
	ids      *id.Source
	now      time.Time
	seq      int64
	known    map[string]*entry // by event id: repeated, undone, adding a person
	undone   map[string]bool   // event ids that an undo of this packet names
}

// openBook reads what a batch touches: entries of the same ids, those that its undos and added people name, and the
// undos that came before what they undo.
func (s *Service) openBook(ctx context.Context, tx *db.WriteTx, p *place, names []string) (*book, error) {
	b := &book{tx: tx, sc: doorScope(p.organization), people: s.people, consents: s.consents, place: p, ids: s.ids, now: s.now(), known: map[string]*entry{}, undone: map[string]bool{}}
	list := db.List(names)
	err := db.Each(ctx, tx, func(r db.Row) error {
		e, err := scanEntry(r)
		b.known[e.EventID] = &e
		return err
	}, `SELECT `+entryColumns+` FROM attempt a WHERE a.org_id = $1 AND a.event_id IN (SELECT value FROM json_each($2))`, p.organization, list)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var of string
		err := r.Scan(&of)
		b.undone[of] = true
		return err
	}, `SELECT u.undoes FROM json_each($3) n CROSS JOIN attempt u WHERE u.org_id = $1 AND u.undoes = n.value AND u.packet_id + 0 = $2 AND u.kind = 'undo'`,
		p.organization, p.packet, list)
	if err != nil {
		return nil, err
	}
	b.seq, err = db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(MAX(seq), 0) FROM attempt WHERE org_id = $1`, p.organization)
	return b, err
}

// again writes that an entry was delivered once more: the acknowledgement must wait for the disk like the first one.
func (b *book) again(ctx context.Context, e *entry) error {
	_, err := b.tx.Exec(ctx, `UPDATE attempt SET deliveries = deliveries + 1 WHERE org_id = $1 AND event_id = $2`, b.place.organization, e.EventID)
	if err != nil {
		return err
	}
	return b.tx.Touch(ctx, b.place.organization) // nothing that anybody keeps
}

// take appends an entry and does what follows from it.
func (b *book) take(ctx context.Context, e *entry) error {
	if added := b.known[e.Detail.New]; added != nil && added.Kind == kindPersonAdded && added.Packet == b.place.packet && added.Household == e.Household {
		e.Person = added.Person
	}
	if e.Kind == kindPersonAdded && !b.undone[e.EventID] {
		e.Person = b.ids.Next()
		p := NewPerson{ID: e.Person, Household: e.Household, Name: e.Detail.Name, Language: e.Detail.Language, At: e.At.Time}
		if err := b.people.AddAtDoor(ctx, b.tx, b.sc, p); err != nil {
			return err
		}
	}
	if err := b.append(ctx, e); err != nil {
		return err
	}
	if err := b.touch(ctx, e, b.known[e.Undoes]); err != nil {
		return err
	}
	b.known[e.EventID] = e
	switch e.Kind {
	case kindAttempt:
		return b.settle(ctx, e)
	case kindPersonAdded:
		return b.settleWaiting(ctx, e)
	case kindNote:
		return b.warn(ctx, e)
	case kindUndo:
		return b.undo(ctx, e)
	}
	return nil
}

// touch says whom an entry changes, and the one that it undoes: the person, or everybody of the door where nobody was met.
func (b *book) touch(ctx context.Context, entries ...*entry) error {
	for _, e := range entries {
		var err error
		switch {
		case e == nil:
		case e.Person != 0:
			err = b.tx.Touch(ctx, b.place.organization, e.Person)
		case e.Household != 0:
			err = b.tx.TouchHouseholds(ctx, b.place.organization, e.Household)
		case e.Kind == kindShift, e.Kind == kindSeen:
			err = b.tx.Touch(ctx, b.place.organization) // nobody at a door
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *book) append(ctx context.Context, e *entry) error {
	b.seq++
	e.ID, e.Seq = b.ids.Next(), b.seq
	var undoes any
	if e.Undoes != "" {
		undoes = e.Undoes
	}
	_, err := b.tx.Exec(ctx, `INSERT INTO attempt (org_id, id, event_id, seq, packet_id, program_id, turf_id, pass, worker_id, household_id, person_id, kind, undoes,
			result, language, channel, answers, detail, is_attempt, is_contact, is_conversation, device_at, at, received_at, deliveries)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 1)
		ON CONFLICT (org_id, event_id) DO UPDATE SET deliveries = attempt.deliveries + 1`,
		b.place.organization, e.ID, e.EventID, e.Seq, b.place.packet, b.place.program, cmp.Or(b.place.doors[e.Household].Turf, b.place.turf), b.place.pass, e.Worker, orNull(e.Household), orNull(e.Person),
		e.Kind, undoes, string(e.Result), e.Language, e.Channel, db.JSON[map[string][]string]{V: e.Answers}, db.JSON[entryDetail]{V: e.Detail},
		e.Kind == kindAttempt, e.Contact, e.Talked, e.DeviceAt, e.At, e.ReceivedAt)
	return err
}

func orNull(i id.ID) any {
	if i == 0 {
		return nil
	}
	return i
}

// settle makes the suppressions of one worker's entries about one person, or one whole door, what the newest
// effective one of them says: recording again is how a volunteer corrects a mistake. Another worker's entry never
// ends a suppression.
func (b *book) settle(ctx context.Context, about *entry) error {
	people, err := b.whom(ctx, about)
	if err != nil {
		return err
	}
	group, err := db.All(ctx, b.tx, func(r db.Row) (e entry, err error) {
		err = r.Scan(&e.ID, &e.EventID, &e.Result, &e.At)
		return e, err
	}, `SELECT a.id, a.event_id, a.result, a.at FROM attempt a WHERE a.org_id = $1 AND a.household_id = $2 AND a.packet_id + 0 = $3 AND a.worker_id = $4
			AND a.kind = 'attempt' AND COALESCE(CAST(a.detail ->> 'new' AS TEXT), '') = $6 AND (CAST($6 AS TEXT) <> '' OR COALESCE(a.person_id, 0) = $5) AND `+effective+`
		ORDER BY a.seq DESC`, b.place.organization, about.Household, b.place.packet, about.Worker, about.Person, about.Detail.New)
	if err != nil {
		return err
	}
	for i, e := range group {
		rule := ruleOf[e.Result]
		switch {
		case rule.Suppress == "":
		case i > 0:
			err = b.lift(ctx, e.ID)
		default:
			e.Household = about.Household
			err = b.suppress(ctx, e, rule, people)
		}
		if err != nil {
			return err
		}
	}
	return b.settleConsent(ctx, group, people, about)
}

// whom tells who an entry is about: one person, or everybody of the door. Somebody who was added at the door is called
// by the entry that did it, because entries about them may come before it, and is nobody until it comes.
func (b *book) whom(ctx context.Context, e *entry) ([]id.ID, error) {
	switch {
	case e.Person != 0:
		return []id.ID{e.Person}, nil
	case e.Detail.New != "":
		return db.All(ctx, b.tx, db.Value[id.ID], `SELECT person_id FROM attempt WHERE org_id = $1 AND event_id = $2 AND kind = 'person_added'
			AND packet_id + 0 = $3 AND household_id + 0 = $4 AND person_id IS NOT NULL`, b.place.organization, e.Detail.New, b.place.packet, e.Household)
	}
	var out []id.ID
	for _, p := range b.place.doors[e.Household].People {
		out = append(out, p.ID)
	}
	return out, nil
}

func (b *book) suppress(ctx context.Context, e entry, rule ResultRule, people []id.ID) error {
	for _, p := range people {
		err := b.people.Suppress(ctx, b.tx, b.sc, Suppression{Person: p, Household: e.Household, Scope: rule.Suppress, Reason: string(rule.Result), Attempt: e.ID, At: e.At.Time})
		if err != nil {
			return err
		}
	}
	reason := AskedNotTo
	if rule.Result == Moved || rule.Result == Deceased {
		reason = Gone
	}
	return Strikes{People: people, Reason: reason, Source: e.ID, byPacket: b.place.packet}.write(ctx, b.tx, b.sc, db.At(b.now))
}

// lift ends what an entry has kept people from.
func (b *book) lift(ctx context.Context, entry id.ID) error {
	if err := unstrike(ctx, b.tx, b.sc, entry); err != nil {
		return err
	}
	if err := b.unsay(ctx, entry); err != nil {
		return err
	}
	return b.people.Lift(ctx, b.tx, b.sc, entry, b.now)
}

// settleWaiting gives entries that came before the entry that added their person what follows from them.
func (b *book) settleWaiting(ctx context.Context, added *entry) error {
	if added.Person == 0 {
		return nil
	}
	waiting, err := db.All(ctx, b.tx, scanEntry, `SELECT `+entryColumns+` FROM attempt a WHERE a.org_id = $1 AND a.household_id = $2 AND a.packet_id + 0 = $3
		AND a.kind = 'attempt' AND COALESCE(a.person_id, 0) = 0 AND CAST(a.detail ->> 'new' AS TEXT) = $4 AND `+effective+` ORDER BY a.seq DESC`,
		b.place.organization, added.Household, b.place.packet, added.EventID)
	if err != nil {
		return err
	}
	settled := map[id.ID]bool{} // each worker's newest one holds
	for _, e := range waiting {
		if rule := ruleOf[e.Result]; !settled[e.Worker] && rule.Suppress != "" {
			if err := b.suppress(ctx, e, rule, []id.ID{added.Person}); err != nil {
				return err
			}
		}
		if !settled[e.Worker] {
			if err := b.agree(ctx, e, added.Person); err != nil {
				return err
			}
		}
		settled[e.Worker] = true
	}
	return nil
}

// undo does what follows where the undone entry is here already; where it comes later, take does it then.
func (b *book) undo(ctx context.Context, e *entry) error {
	b.undone[e.Undoes] = true
	was := b.known[e.Undoes]
	if was == nil || was.Packet != b.place.packet {
		return nil
	}
	switch was.Kind {
	case kindNote:
		if was.Detail.Warn != "" {
			_, err := endWarnings(ctx, b.tx, b.sc, `event_id = $2`, was.EventID)
			return err
		}
	case kindAttempt:
		if err := b.lift(ctx, was.ID); err != nil {
			return err
		}
		return b.settle(ctx, was)
	case kindPersonAdded:
		if was.Person != 0 { // added by mistake: the row stays for the log, nobody visits it
			return b.people.Suppress(ctx, b.tx, b.sc, Suppression{Person: was.Person, Household: was.Household, Scope: "everywhere", Reason: "added_by_mistake", Attempt: e.ID, At: e.At.Time})
		}
	}
	return nil
}

// refuse keeps what could not be taken, each content once, so that nothing that a volunteer wrote is lost.
func refuse(ctx context.Context, tx *db.WriteTx, d Device, ids *id.Source, eventID, why, body string, now db.Time) error {
	sum := sha256.Sum256([]byte(body))
	key := eventID + "~" + base64.RawURLEncoding.EncodeToString(sum[:9])
	_, err := tx.Exec(ctx, `INSERT INTO refused_entry (org_id, id, packet_id, worker_id, event_id, reason, body, received_at, deliveries)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (org_id, event_id, reason) DO UPDATE SET deliveries = refused_entry.deliveries + 1`,
		d.Scope.Organization(), ids.Next(), d.Packet, d.Worker, key, why, body, now)
	return err
}

// loadEntries gives a packet's entries after a number, undone ones and undos too: phones compute what counts.
func loadEntries(ctx context.Context, q db.Querier, sc authz.Scope, packet id.ID, since int64, limit int) ([]entry, error) {
	return db.All(ctx, q, scanEntry, `SELECT `+entryColumns+` FROM attempt a WHERE a.org_id = $1 AND a.packet_id = $2 AND a.seq > $3 ORDER BY a.seq LIMIT $4`,
		sc.Organization(), packet, since, limit)
}

// whenIt tells when an entry happened: the device's time, moved by how wrong its clock is now, and never outside
// what can be true. A device without a readable clock gets the time of receipt.
func whenIt(device, deviceNow, joined, received time.Time) time.Time {
	if device.IsZero() {
		return received
	}
	at := device
	if !deviceNow.IsZero() {
		at = at.Add(received.Sub(deviceNow))
	}
	if at.Before(joined) {
		at = joined
	}
	if at.After(received) {
		at = received
	}
	return at
}

// unavailable tells an error after which asking again may help; nothing may be judged by it.
func unavailable(err error) bool {
	return slices.Contains([]errs.Kind{errs.Unavailable, errs.Internal, errs.RateLimited}, errs.KindOf(err))
}
