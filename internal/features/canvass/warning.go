package canvass

import (
	"context"
	"maps"
	"slices"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// WarningKind says what stands about a door. Each is a message, warn.KIND, of the volunteer's words.
type WarningKind string

// The kinds of warnings. None is about the people behind a door.
const (
	WarnDog    WarningKind = "dog"
	WarnSkip   WarningKind = "skip"   // somebody was threatening: nobody goes there
	WarnStairs WarningKind = "stairs" // no way up but stairs, or the elevator is broken
	WarnWayIn  WarningKind = "way_in" // doorman, which bell, which door
	WarnCode   WarningKind = "code"   // opens the door: never on paper, not in the log, gone after a month
)

// warningRule is what a kind means.
type warningRule struct {
	Kind     WarningKind
	Building bool // it holds for everything behind the same front door
	Words    bool // it says nothing without words
	Holds    time.Duration
}

const warningHolds = 365 * 24 * time.Hour

var warningRules = []warningRule{
	{Kind: WarnDog, Holds: warningHolds}, {Kind: WarnSkip, Holds: warningHolds}, {Kind: WarnStairs, Building: true, Holds: warningHolds},
	{Kind: WarnWayIn, Building: true, Words: true, Holds: warningHolds}, {Kind: WarnCode, Building: true, Words: true, Holds: 30 * 24 * time.Hour},
}

func ruleOfWarning(kind WarningKind) (warningRule, bool) {
	i := slices.IndexFunc(warningRules, func(r warningRule) bool { return r.Kind == kind })
	if i < 0 {
		return warningRule{}, false
	}
	return warningRules[i], true
}

const (
	// uncheckedHolds is how long a warning holds that a phone reported and at which no organizer has looked: the next weekend still knows of it.
	uncheckedHolds = 7 * 24 * time.Hour
	// mostSkips is how many doors one phone takes off the walks before an organizer has looked: a stranger on a list may say anything of a door.
	mostSkips = 5
)

// maxWarning is how long the words of a warning may be: they stand at the door's row on a small phone.
const maxWarning = 120

// Warning is what whoever comes to a door should know of it.
type Warning struct {
	ID, Household id.ID
	Kind          WarningKind
	Text, By      string
	At, ExpiresAt db.Time
	Worker        id.ID   // whose phone reported it; 0 = an organizer
	CheckedAt     db.Time // since when an organizer vouches for it; zero = nobody has looked
	CheckedBy     string
	// Waits is set where a phone reported more doors to skip than are believed at once: nobody is told before an organizer has looked.
	Waits    bool
	building string
}

// holds is for how long a warning is told.
func (w Warning) holds() time.Duration {
	rule, _ := ruleOfWarning(w.Kind)
	if w.CheckedAt.IsZero() {
		return min(rule.Holds, uncheckedHolds)
	}
	return rule.Holds
}

// insertWarning keeps a warning, and takes away the words of those that hold no more.
func insertWarning(ctx context.Context, tx *db.WriteTx, sc authz.Scope, w Warning, event string, now time.Time) error {
	rule, _ := ruleOfWarning(w.Kind)
	if !rule.Building {
		w.building = ""
	}
	seq, err := nextNews(ctx, tx, sc.Organization(), 1)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE door_warning SET text = '' WHERE org_id = $1 AND text <> '' AND expires_at <= $2`, sc.Organization(), db.At(now)); err != nil {
		return err
	}
	var ended any
	if w.Waits {
		ended = seq // ended as it began: see held
	}
	_, err = tx.Exec(ctx, `INSERT INTO door_warning (org_id, id, seq, household_id, building, kind, text, event_id, by_name, at, expires_at, ended_seq, worker_id, checked_at, checked_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		sc.Organization(), w.ID, seq, w.Household, w.building, string(w.Kind), w.Text, event, w.By, w.At, db.At(w.At.Add(w.holds())), ended, orNull(w.Worker), w.CheckedAt, w.CheckedBy)
	return err
}

// held is true for a warning that nobody has ended. One that waits for an organizer ended with the number with which it began.
const held = `(ended_seq IS NULL OR ended_seq = seq)`

// warn keeps what a note says about the door itself.
func (b *book) warn(ctx context.Context, e *entry) error {
	if e.Detail.Warn == "" || b.undone[e.EventID] {
		return nil
	}
	name, err := db.One(ctx, b.tx, db.Value[string], `SELECT name FROM worker WHERE org_id = $1 AND id = $2`, b.place.organization, e.Worker)
	if err != nil {
		return err
	}
	w := Warning{ID: b.ids.Next(), Household: e.Household, Kind: e.Detail.Warn, Text: e.words, By: name, At: e.At, Worker: e.Worker, building: b.place.buildings[e.Household]}
	if w.Kind == WarnSkip {
		skips, err := db.One(ctx, b.tx, db.Value[int], `SELECT COUNT(*) FROM door_warning WHERE org_id = $1 AND worker_id = $2 AND kind = 'skip' AND checked_at IS NULL AND ended_seq IS NULL AND expires_at > $3`,
			b.place.organization, e.Worker, db.At(b.now))
		if err != nil {
			return err
		}
		w.Waits = skips >= mostSkips
	}
	return insertWarning(ctx, b.tx, b.sc, w, e.EventID, b.now)
}

// endWarnings ends those that a condition on door_warning picks; $2 is the first of args. The words of a code that opens a door go at once.
func endWarnings(ctx context.Context, tx *db.WriteTx, sc authz.Scope, where string, args ...any) (int64, error) {
	seq, err := nextNews(ctx, tx, sc.Organization(), 1)
	if err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `UPDATE door_warning SET ended_seq = $3, text = CASE WHEN kind = 'code' THEN '' ELSE text END WHERE org_id = $1 AND `+held+` AND `+where, slices.Concat([]any{sc.Organization()}, args, []any{seq})...)
	if err != nil {
		return n, err
	}
	return n, tx.Touch(ctx, sc.Organization())
}

const warningColumns = `w.id, w.household_id, w.kind, w.text, w.by_name, w.at, w.expires_at, w.worker_id, w.checked_at, w.checked_by, COALESCE(w.ended_seq, 0) = w.seq, w.building`

func scanWarning(r db.Row) (w Warning, err error) {
	err = r.Scan(&w.ID, &w.Household, &w.Kind, &w.Text, &w.By, &w.At, &w.ExpiresAt, &w.Worker, &w.CheckedAt, &w.CheckedBy, &w.Waits, &w.building)
	return w, err
}

// atPlace is true for a warning w at one of a packet's doors ($2) or in one of its buildings ($3).
const atPlace = `(w.household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) OR w.building <> '' AND w.building IN (SELECT value FROM json_each($3)))`

// loadWarnings gives the warnings at a packet's doors that came, or ended, after a number.
func (s *Service) loadWarnings(ctx context.Context, q db.Querier, sc authz.Scope, p *place, since int64) ([]NewsItem, error) {
	return db.All(ctx, q, func(r db.Row) (NewsItem, error) {
		var ended *int64
		w, err := scanWarning(rowAnd{r, []any{&ended}})
		rule, _ := ruleOfWarning(w.Kind)
		n := NewsItem{Kind: newsWarning, ID: w.ID.String(), At: w.At.UnixMilli(), Why: string(w.Kind), Text: w.Text, Building: rule.Building, Over: ended != nil}
		for _, household := range p.concerned(w, rule) {
			n.Of = append(n.Of, household.String())
		}
		return n, err
	}, `SELECT `+warningColumns+`, w.ended_seq FROM door_warning w WHERE w.org_id = $1 AND `+atPlace+` AND w.expires_at > $5 AND NOT (w.ended_seq IS NOT NULL AND w.ended_seq = w.seq)
		AND (w.seq > $4 AND (w.ended_seq IS NULL OR $4 > 0) OR w.ended_seq > $4 AND $4 > 0) ORDER BY w.seq`,
		sc.Organization(), db.List(slices.Collect(maps.Keys(p.doors))), db.List(slices.Collect(maps.Values(p.buildings))), since, db.At(s.now()))
}

// concerned gives the packet's doors that a warning is about, in walk order.
func (p *place) concerned(w Warning, rule warningRule) (out []id.ID) {
	for _, stop := range p.snapshot.Stops {
		same := w.building != "" && stop.Building == w.building
		var all, one []id.ID
		for _, f := range stop.Floors {
			for _, d := range f.Doors {
				all = append(all, d.Household)
				if d.Household == w.Household {
					one = []id.ID{d.Household}
				}
			}
		}
		if same || rule.Building && len(one) > 0 {
			out = append(out, all...)
			continue
		}
		out = append(out, one...)
	}
	return out
}

// toSkip tells which of these households nobody should go to.
func (s *Service) toSkip(ctx context.Context, q db.Querier, sc authz.Scope, households []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var household id.ID
		err := r.Scan(&household)
		out[household] = true
		return err
	}, `SELECT DISTINCT w.household_id FROM door_warning w WHERE w.org_id = $1 AND w.kind = 'skip' AND w.ended_seq IS NULL AND w.expires_at > $3
		AND w.household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, sc.Organization(), db.List(households), db.At(s.now()))
	return out, err
}

// checkWarning tells what is wrong with a note about a door.
func (j *judged) checkWarning(*place) string {
	if j.Detail.Warn == "" {
		return ""
	}
	rule, ok := ruleOfWarning(j.Detail.Warn)
	switch {
	case !ok, j.Kind != kindNote, j.Person != "":
		return "entry.unreadable"
	case rule.Words && j.Detail.Text == "":
		return "entry.text_missing"
	case len([]rune(j.Detail.Text)) > maxWarning:
		return "entry.text_long"
	}
	return ""
}
