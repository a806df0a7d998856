package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"banyan/internal/demo"
	"banyan/internal/features/canvass"
	"banyan/internal/features/form"
	"banyan/internal/features/organization"
	"banyan/internal/features/outreach"
	"banyan/internal/features/voterfile"
	"banyan/internal/kernels/segment"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

func importOptions() voterfile.Options { return voterfile.Options{} }

// seedOrganization makes an organization with its staff.
func (a *App) seedOrganization(ctx context.Context, o *demo.Organization) (id.ID, error) {
	org, err := a.Organizations.Create(ctx, organization.Organization{Slug: o.Slug, Name: o.Name, State: o.Town.State, TimeZone: o.Zone, Locale: "en"})
	if err != nil {
		return 0, err
	}
	return org, a.DB.Write(ctx, authz.Platform("demo"), "the demo's staff", func(tx *db.WriteTx) error {
		for _, s := range o.Staff {
			who, err := a.Accounts.Provision(ctx, tx, s.Email, s.Name(), "")
			if err != nil {
				return err
			}
			if err := a.Organizations.Join(ctx, tx, org, who, roleOf(s.Role)); err != nil {
				return err
			}
			a.cfg.demo.add(a.cfg.Origin, DemoSignIn{Role: s.Role, Organization: o.Name, Name: s.Name(), account: who, slug: o.Slug})
		}
		return nil
	})
}

// turfSize is how many doors the demo's turfs have.
const turfSize = 60

// seedProgram makes the universe, the script and the program, cuts and publishes, and lets some volunteers walk. It
// returns what the QR code of a turf that nobody has walked yet opens.
func (a *App) seedProgram(ctx context.Context, sc authz.Scope, p demo.Program) (string, error) {
	u, err := a.Outreach.CreateUniverse(ctx, sc, p.Universe.Name, universeQuery(p.Universe))
	if err != nil {
		return "", err
	}
	f, err := a.Forms.Create(ctx, sc, p.Script.Title["en"], scriptDefinition(p.Script))
	if err != nil {
		return "", err
	}
	if _, err := a.Forms.Publish(ctx, sc, f.ID, f.Newest.UpdatedAt); err != nil {
		return "", err
	}
	program, err := a.Outreach.CreateProgram(ctx, sc, p.Name, u.ID, f.ID)
	if err != nil {
		return "", err
	}
	if _, err := a.Outreach.Cut(ctx, sc, program.ID, outreach.CutOptions{Revision: program.Revision, Doors: turfSize}, ""); err != nil {
		return "", err
	}
	if _, err := a.Outreach.PublishAll(ctx, sc, program.ID); err != nil {
		return "", err
	}
	_, turfs, err := a.Outreach.Program(ctx, sc, program.ID)
	if err != nil {
		return "", err
	}
	return a.seedWalks(ctx, sc, turfs, p.Script)
}

// walked is how much of each turf the demo's volunteers have done; the first turf waits for whoever tries the demo.
var walked = []struct {
	name  string
	share float64
}{{"", 0}, {"Mai", 1}, {"Linh", .8}, {"지우", .5}, {"Ayesha", .35}}

func (a *App) seedWalks(ctx context.Context, sc authz.Scope, turfs []outreach.Turf, script demo.Script) (first string, err error) {
	for i, w := range walked {
		if i >= len(turfs) {
			break
		}
		all, err := a.Canvass.PacketsOf(ctx, sc, turfs[i].ID)
		if err != nil || len(all) == 0 {
			return first, err
		}
		token, err := a.Canvass.JoinToken(sc, all[0])
		if err != nil {
			return first, err
		}
		if w.name == "" {
			first = a.cfg.Origin + "/j/" + token
			continue
		}
		walk, err := a.Outreach.Walk(ctx, sc, turfs[i].ID)
		if err != nil {
			return first, err
		}
		cookie, packet, err := a.Canvass.Join(ctx, token, w.name, []string{"en"}, "", "")
		if err != nil {
			return first, err
		}
		if err := a.sendWalk(ctx, cookie, packet, script.Walk(uint64(i), doorsOf(walk.Doors), w.share)); err != nil {
			return first, err
		}
	}
	return first, nil
}

func doorsOf(doors []outreach.Door) (out []demo.Door) {
	for _, d := range doors {
		door := demo.Door{Key: d.Household.String()}
		for _, p := range d.People {
			door.Persons = append(door.Persons, demo.Resident{Key: p.ID.String(), Language: p.Language})
		}
		out = append(out, door)
	}
	return out
}

// sendWalk sends what a volunteer recorded as a phone would.
func (a *App) sendWalk(ctx context.Context, cookie string, packet id.ID, knocks []demo.Knock) error {
	const batch = 50
	now := a.cfg.Now()
	for from := 0; from < len(knocks); from += batch {
		req := canvass.SyncRequest{V: 1, Now: now.Format(time.RFC3339Nano)}
		for _, k := range knocks[from:min(from+batch, len(knocks))] {
			raw, err := json.Marshal(canvass.Event{ID: uuidV7(now), Packet: packet.String(), Kind: "attempt", Household: k.Door, Person: k.Person,
				Result: canvass.Result(k.Result), Language: k.Language, Answers: k.Answers, At: now.Format(time.RFC3339Nano)})
			if err != nil {
				return err
			}
			req.Events = append(req.Events, raw)
		}
		answer, err := a.Canvass.Sync(ctx, cookie, req)
		if err != nil {
			return err
		}
		for _, ack := range answer.Acks {
			if !ack.OK {
				return fmt.Errorf("an entry was refused: %s", ack.Why)
			}
		}
	}
	return nil
}

// uuidV7 is RFC 9562's UUID of a moment.
func uuidV7(now time.Time) string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	ms := now.UnixMilli()
	for i := 5; i >= 0; i-- {
		b[i] = byte(ms)
		ms >>= 8
	}
	b[6], b[8] = 0x70|b[6]&15, 0x80|b[8]&63
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// universeQuery writes the demo's universe as an organizer would click it together.
func universeQuery(u demo.Universe) segment.Query {
	voted := func(year string) segment.Node {
		return segment.Node{Voted: &segment.Voted{Election: year + "-11"}}
	}
	notVoted := voted(u.NotVoted)
	return segment.New(segment.Node{Any: []segment.Node{
		{Member: true},
		{All: []segment.Node{
			{Registered: &segment.Registered{}},
			{Language: &segment.Language{In: u.Languages}},
			voted(u.Voted),
			{Not: &notVoted},
		}},
	}})
}

// scriptDefinition writes the demo's script as a form; no fluent speaker has read its translations.
func scriptDefinition(s demo.Script) form.Definition {
	d := form.Definition{Source: demo.ScriptLanguages[0], Languages: demo.ScriptLanguages[1:]}
	text := func(t demo.Text) form.Text {
		out := form.Text{Source: t[d.Source]}
		for _, language := range d.Languages {
			out.Translate(language, t[language], false)
		}
		return out
	}
	d.Greeting, d.Closing = text(s.Opening), text(s.Closing)
	for _, q := range s.Questions {
		question := form.Question{ID: q.Key, Kind: form.One, Text: text(q.Text)}
		if q.Many {
			question.Kind = form.Many
		}
		for _, c := range q.Choices {
			question.Choices = append(question.Choices, form.Choice{ID: c.Key, Text: text(c.Text)})
		}
		d.Questions = append(d.Questions, question)
	}
	return d
}
