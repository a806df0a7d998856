package app

import (
	"cmp"
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"slices"

	"banyan/internal/features/canvass"
	"banyan/internal/features/people"
	"banyan/internal/features/quality"
	"banyan/internal/features/shift"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What quality needs of the others.

// buildQuality makes the feature that helps a director to look at a day's work.
func (a *App) buildQuality() *quality.Service {
	return quality.NewService(quality.Config{DB: a.DB, IDs: a.IDs, Now: a.cfg.Now, Seed: lot, Audit: a.Audit, Queue: a.Queue,
		Shifts: qualityShifts{a.Shifts}, Log: qualityLog{a.Canvass}, People: qualityPeople{a.People}})
}

// lot is a number that nobody can know before.
func lot() uint64 {
	var b [8]byte
	_, _ = crand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}

// qualityShifts knows who walked what.
type qualityShifts struct{ *shift.Service }

// Shift gives a shift with its crews and their packets.
func (s qualityShifts) Shift(ctx context.Context, q db.Querier, sc authz.Scope, one id.ID) (quality.Shift, error) {
	x, program, crews, err := s.Crews(ctx, q, sc, one)
	out := quality.Shift{ID: x.ID, Program: program, Starts: x.Starts.Time, Ends: x.Ends.Time}
	for _, c := range crews {
		crew := quality.Crew{ID: c.Workers[0].ID, Packets: c.Packets, Fast: true}
		for _, w := range c.Workers {
			crew.New, crew.Fast = crew.New || w.First, crew.Fast && w.Bike
		}
		out.Crews = append(out.Crews, crew)
	}
	return out, err
}

// qualityLog reads what was recorded.
type qualityLog struct{ *canvass.Service }

// Entries gives the attempts that count on some packets, and who joined them.
func (l qualityLog) Entries(ctx context.Context, q db.Querier, sc authz.Scope, packets []id.ID) ([]quality.Entry, []quality.Joined, error) {
	recorded, walkers, err := l.Recorded(ctx, q, sc, packets)
	entries := make([]quality.Entry, 0, len(recorded))
	for _, r := range recorded {
		e := quality.Entry{ID: r.ID, Packet: r.Packet, Worker: r.Worker, Household: r.Household, Person: r.Person, Result: string(r.Result), Language: r.Language, Paper: r.Paper,
			Contact: r.Contact, Talked: r.Talked, Answers: r.Answers, Phone: r.DeviceAt.Time, At: r.At.Time, Received: r.ReceivedAt.Time}
		if r.Lat != nil && r.Lon != nil {
			e.Place, e.Placed = geo.Point{Lat: *r.Lat, Lon: *r.Lon}, true
		}
		entries = append(entries, e)
	}
	var joined []quality.Joined
	for _, w := range walkers {
		joined = append(joined, quality.Joined{Worker: w.ID, Packet: w.Packet, Name: w.Name, Staff: w.Staff, Out: w.Published.Time})
	}
	return entries, joined, err
}

// Script gives the words of a packet's questions in a language, or as they were written.
func (l qualityLog) Script(ctx context.Context, sc authz.Scope, packet id.ID, language string) (quality.Script, error) {
	s, err := l.Asked(ctx, sc, packet)
	out := quality.Script{}
	for _, item := range s.Items {
		q := quality.Question{Text: cmp.Or(item.Text[language], item.Text[s.Source]), Choices: map[string]string{}}
		for _, c := range item.Choices {
			q.Choices[c.ID] = cmp.Or(c.Text[language], c.Text[s.Source])
		}
		out[item.ID] = q
	}
	return out, err
}

// qualityPeople knows who may be called.
type qualityPeople struct{ *people.Service }

// Person gives a person's name and the number that is used.
func (p qualityPeople) Person(ctx context.Context, sc authz.Scope, person id.ID) (quality.Person, error) {
	profile, err := p.Profile(ctx, sc, person)
	out := quality.Person{Name: profile.Name}
	if i := slices.IndexFunc(profile.Contacts, func(c people.Contact) bool { return c.Kind == people.Phone && c.First && c.Wrong.IsZero() }); err == nil && i >= 0 {
		out.Phone = profile.Contacts[i].Text()
	}
	return out, err
}
