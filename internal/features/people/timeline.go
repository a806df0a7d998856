package people

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// EventKinds are what a timeline can be narrowed to.
var EventKinds = []string{"contact", "file", "consent", "note", "tag", "language", "family", "change", "merge"}

const eventsPerPage = 25

// Event is one line of a timeline.
type Event struct {
	At      time.Time
	Kind    string // one of EventKinds
	What    string // what happened: the end of a message key, people.event.*
	Value   string // what it is about, as it is stored
	Detail  string
	By      string
	Attempt *Attempt

	source int    // of two at one moment the earlier source goes first,
	key    string // then the larger key
}

// Cursor is a place in a timeline; the zero Cursor is its top.
type Cursor struct {
	at     int64
	source int
	key    string
}

// String writes a cursor for an address.
func (c Cursor) String() string {
	return strconv.FormatInt(c.at, 10) + "." + strconv.Itoa(c.source) + "." + c.key
}

// parseCursor reads a cursor; anything else is the top.
func parseCursor(text string) (c Cursor) {
	at, rest, _ := strings.Cut(text, ".")
	source, key, _ := strings.Cut(rest, ".")
	var err error
	if c.at, err = strconv.ParseInt(at, 10, 64); err != nil {
		return Cursor{}
	}
	if c.source, err = strconv.Atoi(source); err != nil {
		return Cursor{}
	}
	c.key = key
	return c
}

// after tells whether an event comes behind the cursor: timelines go from the newest back.
func (c Cursor) after(e Event) bool {
	if c.at == 0 {
		return true
	}
	return cmp.Or(cmp.Compare(c.at, e.At.UnixMilli()), cmp.Compare(e.source, c.source), cmp.Compare(c.key, e.key)) > 0
}

// Timeline is a part of what happened with a person, the newest first.
type Timeline struct {
	Events []Event
	Next   string // cursor of what follows; "" where nothing does
}

// timelineSource reads events of one table about the parts of a person ($2), at most $3, not after $4: what, value, detail, by, at, key.
type timelineSource struct{ kind, sql string }

var timelineSources = []timelineSource{
	{"file", `SELECT 'known' AS what, source AS value, '' AS detail, '' AS by_name, created_at AS at, CAST(id AS TEXT) AS k FROM person WHERE org_id = $1 AND id IN PARTS`},
	{"consent", `SELECT CASE WHEN granted THEN 'agreed' ELSE 'withdrawn' END AS what, channel AS value, purpose AS detail, by_name, at, CAST(id AS TEXT) AS k FROM person_consent WHERE org_id = $1 AND person_id IN PARTS`},
	{"consent", `SELECT CASE WHEN granted THEN 'guardian_agreed' ELSE 'guardian_withdrew' END AS what, version AS value, '' AS detail, by_name, at, CAST(id AS TEXT) AS k FROM guardian_consent WHERE org_id = $1 AND person_id IN PARTS`},
	{"consent", `SELECT 'held' AS what, scope AS value, reason AS detail, '' AS by_name, at, CAST(id AS TEXT) AS k FROM suppression WHERE org_id = $1 AND person_id IN PARTS`},
	{"consent", `SELECT 'lifted' AS what, scope AS value, reason AS detail, '' AS by_name, lifted_at AS at, CAST(id AS TEXT) AS k FROM suppression WHERE org_id = $1 AND lifted_at IS NOT NULL AND person_id IN PARTS`},
	{"note", `SELECT 'note' AS what, text AS value, '' AS detail, by_name, at, CAST(id AS TEXT) AS k FROM person_note WHERE org_id = $1 AND deleted_at IS NULL AND person_id IN PARTS`},
	{"note", `SELECT 'attached' AS what, name AS value, '' AS detail, by_name, at, CAST(id AS TEXT) AS k FROM person_file WHERE org_id = $1 AND deleted_at IS NULL AND person_id IN PARTS`},
	{"tag", `SELECT 'tagged' AS what, tag AS value, '' AS detail, '' AS by_name, at, tag AS k FROM person_tag WHERE org_id = $1 AND person_id IN PARTS`},
	{"language", `SELECT 'language' AS what, language AS value, source AS detail, '' AS by_name, at, language || kind || source AS k FROM person_language WHERE org_id = $1 AND person_id IN PARTS`},
	{"change", `SELECT 'field' AS what, f.name AS value, v.value AS detail, '' AS by_name, v.at, CAST(v.field_id AS TEXT) AS k FROM custom_value v JOIN custom_field f ON f.org_id = v.org_id AND f.id = v.field_id
		WHERE v.org_id = $1 AND v.person_id IN PARTS`},
	{"file", `SELECT 'ballot' AS what, c.status AS value, c.election || CASE WHEN c.reason = '' THEN '' ELSE ': ' || c.reason END AS detail, '' AS by_name, c.at, CAST(c.file_id AS TEXT) || '/' || CAST(c.registration_id AS TEXT) AS k
		FROM ballot_change c JOIN voter_registration r ON r.org_id = c.org_id AND r.id = c.registration_id WHERE c.org_id = $1 AND r.person_id IN PARTS`},
	{"log", `SELECT action AS what, detail AS value, '' AS detail, actor AS by_name, at, CAST(seq AS TEXT) AS k FROM audit WHERE org_id = $1 AND object IN PARTS AND action IN (SELECT value FROM json_each($6))`},
}

// logged are the acts that only the log tells, by the kind of event that they are. What leaves a row of its own is told by that row.
var logged = map[string]string{
	"people.edit": "change", "people.address": "change", "people.mailing": "change", "people.member": "change", "people.contact": "change", "people.contact_wrong": "change", "people.contact_right": "change",
	"people.contact_removed": "change", "people.name": "change", "people.name_removed": "change", "people.identity": "change", "people.identity_removed": "change",
	"people.untag": "tag", "people.unspeak": "language", "people.relate": "family", "people.unrelate": "family",
	"people.note_edited": "note", "people.note_deleted": "note", "people.note_restored": "note", "people.file_opened": "note", "people.file_deleted": "note", "people.file_restored": "note",
	"matching.same": "merge", "matching.not_same": "merge", "matching.take_back": "merge",
}

// Timeline gives a part of what happened with a person, of all kinds or of one. It returns errs.NotFound where the Scope has no such person.
func (s *Service) Timeline(ctx context.Context, sc authz.Scope, person id.ID, kind string, from Cursor) (t Timeline, err error) {
	defer errs.Wrap(&err, "people.Timeline(%v)", person)
	err = s.view(ctx, sc, person, func(tx *db.ReadTx, w who) error {
		t, err = s.timeline(ctx, tx, sc, w, kind, from)
		return err
	})
	return t, err
}

func (s *Service) timeline(ctx context.Context, q db.Querier, sc authz.Scope, w who, kind string, from Cursor) (t Timeline, err error) {
	var all []Event
	if s.attempts != nil && (kind == "" || kind == "contact") {
		attempts, err := s.attempts.OfPerson(ctx, q, sc, w.parts)
		if err != nil {
			return t, err
		}
		for i, a := range attempts {
			e := Event{At: a.At, Kind: "contact", What: "attempt", Attempt: &attempts[i], source: -1, key: strconv.Itoa(1_000_000 - i)}
			if from.after(e) {
				all = append(all, e)
			}
		}
	}
	if kind == "" || kind == "file" {
		told, err := fileEvents(ctx, q, sc.Organization(), w.parts)
		if err != nil {
			return t, err
		}
		all = append(all, slices.DeleteFunc(told, func(e Event) bool { return !from.after(e) })...)
	}
	for i, source := range timelineSources {
		if kind == "" || kind == source.kind || source.kind == "log" {
			events, err := source.read(ctx, q, sc.Organization(), w.parts, kind, from, i)
			if err != nil {
				return t, err
			}
			all = append(all, events...)
		}
	}
	slices.SortFunc(all, func(a, b Event) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.source, b.source), cmp.Compare(b.key, a.key))
	})
	if len(all) > eventsPerPage {
		all = all[:eventsPerPage]
		last := all[eventsPerPage-1]
		t.Next = Cursor{last.At.UnixMilli(), last.source, last.key}.String()
	}
	t.Events = all
	return t, nil
}

// read asks one table for one event more than a page. Of events at the cursor's own moment, those of earlier sources are behind it
// already, those of later ones are all still to come, and its own go on below its key.
func (x timelineSource) read(ctx context.Context, q db.Querier, org id.ID, parts []id.ID, kind string, from Cursor, source int) ([]Event, error) {
	behind := "at < $4"
	switch {
	case from.at == 0:
		behind, from.at = "at <= $4", 1<<60
	case source > from.source:
		behind = "at <= $4"
	case source == from.source:
		behind = "(at < $4 OR at = $4 AND k < $5)"
	}
	args := []any{org, db.List(parts), eventsPerPage + 1, from.at}
	if x.kind == "log" || behind != "at <= $4" && behind != "at < $4" {
		args = append(args, from.key)
	}
	if x.kind == "log" {
		args = append(args, db.List(actsOf(kind)))
	}
	sql := strings.ReplaceAll(x.sql, "PARTS", "(SELECT CAST(value AS BIGINT) FROM json_each($2))")
	if x.kind == "log" && !strings.Contains(behind, "$5") {
		behind += " AND CAST($5 AS TEXT) IS NOT NULL" // every argument is used
	}
	return db.All(ctx, q, func(r db.Row) (e Event, err error) {
		var at db.Time
		e = Event{Kind: x.kind, source: source}
		err = r.Scan(&e.What, &e.Value, &e.Detail, &e.By, &at, &e.key)
		e.At = at.Time
		if x.kind == "log" {
			e.fromLog()
		}
		return e, err
	}, `SELECT what, value, detail, by_name, at, k FROM (`+sql+`) events WHERE `+behind+` ORDER BY at DESC, k DESC LIMIT $3`, args...)
}

// toldWords are what the kinds of a voter file's news are called where their own word means something else here.
var toldWords = map[string]string{"status": "status_changed", "name": "renamed"}

// fileEvents are what voter files told about a person, each at the day that it holds for.
func fileEvents(ctx context.Context, q db.Querier, org id.ID, parts []id.ID) ([]Event, error) {
	return db.All(ctx, q, func(r db.Row) (e Event, err error) {
		var on string
		var detail db.JSON[map[string]any]
		e = Event{Kind: "file", source: -2}
		err = r.Scan(&e.What, &on, &detail, &e.key)
		e.At, _ = time.Parse(time.DateOnly, on) // a day that cannot be read is the oldest
		e.What = cmp.Or(toldWords[e.What], e.What)
		e.Value = told(detail.V)
		return e, err
	}, `SELECT kind, on_date, detail, CAST(id AS TEXT) FROM person_event WHERE`+ofParts+`ORDER BY on_date DESC LIMIT 500`, org, db.List(parts))
}

// told writes the details of a voter file's news: from what to what, or the elections.
func told(detail map[string]any) string {
	text := func(names ...string) string {
		for _, n := range names {
			if s, ok := detail[n].(string); ok && s != "" {
				return s
			}
		}
		return ""
	}
	from, to := text("from", "from_county"), text("to", "to_county")
	if from != "" && to != "" {
		return from + " → " + to
	}
	var elections []string
	if list, ok := detail["elections"].([]any); ok {
		for _, e := range list {
			if s, ok := e.(string); ok {
				elections = append(elections, s)
			}
		}
	}
	return cmp.Or(to, from, strings.Join(elections, ", "))
}

// actsOf are the acts of the log that an event of a kind can be.
func actsOf(kind string) []string {
	var out []string
	for act, k := range logged {
		if kind == "" || k == kind {
			out = append(out, act)
		}
	}
	slices.Sort(out)
	return out
}

// fromLog reads what an entry of the log says. Nothing in it tells what stood there before.
func (e *Event) fromLog() {
	var detail struct {
		Fields   []string
		Tag      string
		Code     string
		Relation string
	}
	_ = json.Unmarshal([]byte(e.Value), &detail) // an entry of another shape has nothing to show beside its act
	_, act, _ := strings.Cut(e.What, ".")
	e.Kind, e.What = logged[e.What], act
	e.Value, e.Detail = cmp.Or(detail.Tag, detail.Code, detail.Relation), strings.Join(detail.Fields, ",")
}
