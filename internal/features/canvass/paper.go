package canvass

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Paper results are typed one line at a time, as the walk list shows them: the line's code, the letter of the result,
// and the answers, a question's number with the letters of its choices, or with = and words:
//
//	12a t 1a 2bd 3=wants a ride
//
// A line "u" takes the newest one back.

// Typed is an entry that was typed in from paper.
type Typed struct {
	EventID  string
	Seq      int64
	Code     string
	Address  string
	Person   *Person
	Result   Result
	Answers  string
	Undone   bool
	personID id.ID
	house    id.ID
}

const shownTyped = 30

// EnterLine takes one line from paper. event is the id of the form that was sent: sent twice, it is one entry. It
// returns errs.Invalid (field line) for what cannot be read, errs.Forbidden without EnterResults, and errs.NotFound
// outside the Scope.
func (s *Service) EnterLine(ctx context.Context, sc authz.Scope, packet id.ID, event, line string) (err error) {
	defer errs.Wrap(&err, "canvass.EnterLine(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return err
	}
	e := Event{ID: event, Packet: packet.String(), Kind: kindAttempt}
	if strings.TrimSpace(strings.ToLower(line)) == "u" {
		typed, err := s.TypedLines(ctx, sc, packet)
		if err != nil {
			return err
		}
		last := slices.IndexFunc(typed, func(t Typed) bool { return !t.Undone })
		if last < 0 {
			return errs.Field("line", "canvass.enter.nothing_to_undo")
		}
		e.Kind, e.Undoes = kindUndo, typed[last].EventID
	} else if err := readLine(&e, p.snapshot, line); err != nil {
		return err
	}
	return s.enter(ctx, sc, p, e)
}

// UndoLine takes a typed entry back. Errors as EnterLine.
func (s *Service) UndoLine(ctx context.Context, sc authz.Scope, packet id.ID, event, undoes string) (err error) {
	defer errs.Wrap(&err, "canvass.UndoLine(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return err
	}
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return err
	}
	return s.enter(ctx, sc, p, Event{ID: event, Packet: packet.String(), Kind: kindUndo, Undoes: undoes})
}

func (s *Service) enter(ctx context.Context, sc authz.Scope, p *place, e Event) error {
	now := s.now()
	if !uuidV7.MatchString(e.ID) {
		return errs.New(errs.Invalid, "entry.id_bad")
	}
	j, why := judge(e, p)
	if why != "" {
		return errs.Field("line", why)
	}
	err := s.db.Write(ctx, sc, "canvass.paper", func(tx *db.WriteTx) error {
		worker, err := s.paperWorker(ctx, tx, sc, p.packet, now)
		if err != nil {
			return err
		}
		b, err := s.openBook(ctx, tx, p, []string{e.ID, e.Undoes})
		if err != nil {
			return err
		}
		d := Device{Scope: sc, Packet: p.packet, Worker: worker, CreatedAt: p.published}
		ack, err := b.sheet(ctx, sheet{id: e.ID, judged: j, device: d, place: p}, channelPaper, time.Time{}, now)
		if err != nil {
			return err
		}
		if !ack.OK {
			return errs.Field("line", ack.Why)
		}
		return s.audit.Record(ctx, tx, sc, "results.enter", p.packet, map[string]string{"entry": e.ID, "kind": e.Kind})
	})
	if err == nil {
		s.live.changed(p.organization, p.program, p.packet)
	}
	return err
}

// paperWorker is the account among the packet's workers.
func (s *Service) paperWorker(ctx context.Context, tx *db.WriteTx, sc authz.Scope, packet id.ID, now time.Time) (id.ID, error) {
	worker, err := db.One(ctx, tx, db.Value[id.ID], `SELECT id FROM worker WHERE org_id = $1 AND packet_id = $2 AND account_id = $3`, sc.Organization(), packet, sc.Actor().Account)
	if errs.KindOf(err) != errs.NotFound {
		return worker, err
	}
	worker = s.ids.Next()
	_, err = tx.Exec(ctx, `INSERT INTO worker (org_id, id, packet_id, name, languages, account_id, joined_at, last_seen_at) VALUES ($1, $2, $3, $4, '[]', $5, $6, $6)`,
		sc.Organization(), worker, packet, sc.Actor().Name, sc.Actor().Account, db.At(now))
	return worker, err
}

// readLine fills an event from a typed line.
func readLine(e *Event, snapshot Snapshot, line string) error {
	words := strings.Fields(line)
	if len(words) < 2 {
		return errs.Field("line", "canvass.enter.too_short")
	}
	door, person, ok := snapshot.byCode(strings.ToLower(words[0]))
	if !ok {
		return errs.Field("line", "canvass.enter.code_unknown", "code", words[0])
	}
	e.Household = door.Household.String()
	if person != nil {
		e.Person = person.ID.String()
	}
	at := slices.IndexFunc(rules, func(r ResultRule) bool { return r.Key == strings.ToLower(words[1]) })
	if at < 0 {
		return errs.Field("line", "canvass.enter.result_unknown", "letter", words[1])
	}
	e.Result = rules[at].Result
	if person != nil && rules[at].Talks {
		e.Language = person.Language
	}
	return readAnswers(e, snapshot.Script, words[2:])
}

// byCode finds a line of the walk list by its code: 12 is a door, 12a its first person.
func (s Snapshot) byCode(code string) (Door, *Person, bool) {
	for _, d := range s.Doors() {
		if d.Code(-1) == code {
			return d, nil, true
		}
		for i := range d.People {
			if d.Code(i) == code {
				return d, &d.People[i], true
			}
		}
	}
	return Door{}, nil, false
}

// questions are the items that can be answered, as the walk list numbers them from 1.
func (s Script) questions() (out []Item) {
	for _, item := range s.Items {
		if item.Kind != Say {
			out = append(out, item)
		}
	}
	return out
}

func readAnswers(e *Event, script Script, words []string) error {
	questions := script.questions()
	for i, w := range words {
		digits := len(w) - len(strings.TrimLeft(w, "0123456789"))
		n, err := strconv.Atoi(w[:digits])
		if err != nil || n < 1 || n > len(questions) || digits == len(w) {
			return errs.Field("line", "canvass.enter.answer_unknown", "answer", w)
		}
		q := questions[n-1]
		if e.Answers == nil {
			e.Answers = map[string][]string{}
		}
		if text, ok := strings.CutPrefix(w[digits:], "="); ok {
			if q.Kind != AskWords {
				return errs.Field("line", "canvass.enter.answer_unknown", "answer", w)
			}
			e.Answers[q.ID] = []string{strings.TrimSpace(strings.Join(append([]string{text}, words[i+1:]...), " "))}
			return nil
		}
		for _, letter := range strings.ToLower(w[digits:]) {
			c := int(letter - 'a')
			if c < 0 || c >= len(q.Choices) {
				return errs.Field("line", "canvass.enter.answer_unknown", "answer", w)
			}
			e.Answers[q.ID] = append(e.Answers[q.ID], q.Choices[c].ID)
		}
	}
	return nil
}

// TypedLines gives what this account typed in last for a packet, the newest first. Errors as EnterLine.
func (s *Service) TypedLines(ctx context.Context, sc authz.Scope, packet id.ID) (out []Typed, err error) {
	defer errs.Wrap(&err, "canvass.TypedLines(%v)", packet)
	if err := sc.Require(authz.EnterResults); err != nil {
		return nil, err
	}
	p, err := s.place(ctx, sc, packet)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (t Typed, err error) {
			var answers db.JSON[map[string][]string]
			err = r.Scan(&t.EventID, &t.Seq, &t.house, &t.personID, &t.Result, &answers, &t.Undone)
			t.Answers = p.snapshot.Script.shorthand(answers.V)
			return t, err
		}, `SELECT a.event_id, a.seq, a.household_id, a.person_id, a.result, a.answers, NOT (`+effective+`) FROM attempt a
			JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
			WHERE a.org_id = $1 AND a.packet_id = $2 AND w.account_id = $3 AND a.kind = 'attempt' AND a.channel = 'paper' ORDER BY a.seq DESC LIMIT $4`,
			sc.Organization(), packet, sc.Actor().Account, shownTyped)
		return err
	})
	for i := range out {
		out[i].describe(p.snapshot)
	}
	return out, err
}

func (t *Typed) describe(s Snapshot) {
	for _, stop := range s.Stops {
		for _, f := range stop.Floors {
			for _, d := range f.Doors {
				if d.Household != t.house {
					continue
				}
				t.Code, t.Address = d.Code(-1), stop.Number+" "+stop.Street
				if d.Unit != "" {
					t.Address += " #" + d.Unit
				}
				for i, p := range d.People {
					if p.ID == t.personID {
						t.Code, t.Person = d.Code(i), &p
					}
				}
			}
		}
	}
}

func newEventID() string { return uuid.Must(uuid.NewV7()).String() } // it fails only without randomness
