package people

import (
	"cmp"
	"context"
	"strings"

	"banyan/internal/kernels/names"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What a file can tell that is news about a person.
const (
	EventRegistered  = "registered"   // new in the state's file
	EventMoved       = "moved"        // to another address
	EventMovedCounty = "moved_county" // and into another county
	EventStatus      = "status"
	EventName        = "name"
	EventParty       = "party"
	EventVoted       = "voted"
	EventDropped     = "dropped"  // a complete file of the state lacks the voter
	EventReturned    = "returned" // and a later one does not
)

// NewsKinds lists them as pages do.
var NewsKinds = []string{EventRegistered, EventReturned, EventMovedCounty, EventMoved, EventName, EventStatus, EventParty, EventVoted, EventDropped}

// event is one piece of news.
type event struct {
	person   id.ID
	kind, on string
	detail   map[string]any
}

// news tells what a row of a voter file says that was not known. The first file of a state is no news about anybody.
func (b *voterBatch) news(v *record.Voter, was, p *personRow, had *regImage, row *regRow, later bool) (out []event) {
	if b.imp == 0 {
		return nil
	}
	add := func(kind string, detail map[string]any) {
		out = append(out, event{p.id, kind, b.day, detail})
	}
	if had == nil {
		if later {
			add(EventRegistered, map[string]any{"county": v.County})
			out[0].on = cmp.Or(wholeDay(v.RegisteredOn), b.day)
		}
		return out
	}
	fromTo := func(kind, from, to string) {
		if from != to && from != "" {
			add(kind, map[string]any{"from": from, "to": to})
		}
	}
	if had.DroppedOn != "" {
		add(EventReturned, map[string]any{})
	}
	if moved := was.household != 0 && v.Door != "" && was.addressKey != v.Door; moved && had.County != "" && v.County != "" && had.County != v.County {
		add(EventMovedCounty, map[string]any{"from_county": had.County, "to_county": v.County})
	} else if moved {
		add(EventMoved, map[string]any{"county": v.County})
	}
	fromTo(EventStatus, had.Status, v.Status)
	fromTo(EventParty, had.Party, v.Party)
	if whole(was.name) != whole(p.name) {
		add(EventName, map[string]any{"from": whole(was.name), "to": whole(p.name)})
	}
	if elections := newVotes(had.Votes, row.Votes, b.votes); len(elections) > 0 {
		add(EventVoted, map[string]any{"elections": elections})
	}
	return out
}

// wholeDay is a date that names a day, else "".
func wholeDay(date string) string {
	if len(date) == len("2006-01-02") {
		return date
	}
	return ""
}

// whole is a name as one text; whether it is written in capitals is no news.
func whole(n record.Name) string {
	return strings.Join(strings.Fields(names.Fold(n.Given+" "+n.Family+" "+n.Suffix)), " ")
}

var eventColumns = []string{"org_id", "id", "person_id", "kind", "on_date", "detail", "import_id"}

func (c chunk) saveEvents(ctx context.Context, news []event) error {
	var rows [][]any
	for _, e := range news {
		detail, err := jsonText(e.detail)
		if err != nil {
			return err
		}
		rows = append(rows, []any{int64(c.org), int64(c.ids.Next()), int64(e.person), e.kind, e.on, detail, int64(c.imp)})
	}
	_, err := c.tx.InsertMany(ctx, "person_event", eventColumns, rows, "")
	return err
}

// hadState tells whether the organization had voters of a state before this import.
func (c chunk) hadState(ctx context.Context, state string) (bool, error) {
	if c.imp == 0 {
		return false, nil
	}
	if had, known := c.later[state]; known {
		return had, nil
	}
	rows, err := db.All(ctx, c.q(), db.Value[int64], `SELECT 1 FROM voter_registration WHERE org_id = $1 AND state = $2 AND (import_id IS NULL OR import_id <> $3) LIMIT 1`, c.org, state, c.imp)
	if err == nil {
		c.later[state] = len(rows) > 0
	}
	return len(rows) > 0, err
}
