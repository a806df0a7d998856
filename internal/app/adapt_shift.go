package app

import (
	"context"
	"slices"
	"time"

	"banyan/internal/features/canvass"
	"banyan/internal/features/outreach"
	"banyan/internal/features/people"
	"banyan/internal/features/shift"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// What shifts need of the others.

// shiftTurfs gives the cut of the outreach feature.
type shiftTurfs struct{ *outreach.Service }

// Programs lists the open programs.
func (t shiftTurfs) Programs(ctx context.Context, sc authz.Scope) (out []shift.Program, err error) {
	all, err := t.Service.Programs(ctx, sc)
	for _, p := range all {
		out = append(out, shift.Program{ID: p.ID, Name: p.Name, Pass: p.Pass, Revision: p.Revision})
	}
	return out, err
}

// ProgramOf gives a program with its turfs in use.
func (t shiftTurfs) ProgramOf(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (shift.Program, error) {
	p, turfs, err := t.ProgramIn(ctx, q, sc, program)
	out := shift.Program{ID: p.ID, Name: p.Name, Pass: p.Pass, Revision: p.Revision}
	for _, x := range turfs {
		turf := shift.Turf{ID: x.ID, Number: x.Number, Name: x.Name, Doors: x.Doors, People: x.People, Languages: x.Languages, Metres: x.Metres, Minutes: x.Minutes}
		if box := x.Outline.Box(); !box.Empty() {
			turf.Center = shift.Spot{Point: box.Center(), Known: true}
		}
		out.Turfs = append(out.Turfs, turf)
	}
	return out, err
}

// Doors gives the doors of a program's turfs in use.
func (t shiftTurfs) Doors(ctx context.Context, sc authz.Scope, program id.ID) (map[id.ID][]shift.Door, error) {
	st, err := t.Stand(ctx, sc, program)
	if err != nil {
		return nil, err
	}
	byNumber, out := map[int]id.ID{}, map[id.ID][]shift.Door{}
	for _, x := range st.Turfs {
		byNumber[x.Number] = x.ID
	}
	for _, d := range st.Doors {
		if turf := byNumber[st.TurfOf[d.Household]]; turf != 0 {
			out[turf] = append(out[turf], shiftDoor(d))
		}
	}
	return out, nil
}

// DoorsOf gives the doors of one turf.
func (t shiftTurfs) DoorsOf(ctx context.Context, sc authz.Scope, turf id.ID) (out []shift.Door, err error) {
	w, err := t.Walk(ctx, sc, turf)
	for _, d := range w.Doors {
		out = append(out, shiftDoor(d))
	}
	return out, err
}

func shiftDoor(d outreach.Door) shift.Door {
	out := shift.Door{Household: d.Household, At: d.At, Located: d.Located}
	if d.Floor != nil {
		out.Floor = *d.Floor
	}
	for _, p := range d.People {
		if p.Language != "" && !slices.Contains(out.Languages, p.Language) {
			out.Languages = append(out.Languages, p.Language)
		}
	}
	return out
}

// CutRoute makes a turf of doors of several turfs.
func (t shiftTurfs) CutRoute(ctx context.Context, sc authz.Scope, program id.ID, revision int, name string, households []id.ID) (id.ID, int, error) {
	made, err := t.Draw(ctx, sc, program, revision, name, outreach.Selection{Households: households})
	return made.ID, made.Number, err
}

// shiftPackets lets shifts hand turfs out. Both features are needed: who was tried is known by household, who is in which turf by the cut.
type shiftPackets struct {
	canvass  *canvass.Service
	outreach *outreach.Service
}

// Publish hands turfs out, also where the script lacks a language: the program's page has said so.
func (p shiftPackets) Publish(ctx context.Context, sc authz.Scope, turfs []id.ID, until time.Time, then func(*db.WriteTx, []shift.Published) error) (out []shift.Published, err error) {
	_, err = p.canvass.PublishAll(ctx, sc, turfs, until, true, func(tx *db.WriteTx, all []canvass.Published) error {
		out = nil
		for _, one := range all {
			out = append(out, shift.Published{Turf: one.Turf, Packet: one.Packet.ID, Problem: orNothingLeft(one.Problem, shift.ErrNothingLeft)})
		}
		return then(tx, out)
	})
	return out, err
}

// Code gives what opens a packet.
func (p shiftPackets) Code(ctx context.Context, sc authz.Scope, packet id.ID, origin string) (shift.Code, error) {
	brief, err := p.canvass.Brief(ctx, sc, packet)
	if err != nil {
		return shift.Code{}, err
	}
	token, err := p.canvass.JoinToken(sc, brief)
	if err != nil {
		return shift.Code{}, err
	}
	url := origin + "/j/" + token
	qr, err := canvass.NewQRCode(url)
	return shift.Code{ListNumber: brief.ListNumber, URL: url, QRSize: qr.Size, QRPath: qr.Path}, err
}

// Standing tells how far a program is. A door counts for the turf that it is in now, whoever went there and in which cut.
func (p shiftPackets) Standing(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (shift.Standing, error) {
	st, err := p.canvass.Standing(ctx, q, sc, program, since)
	if err != nil {
		return shift.Standing{}, err
	}
	out := shift.Standing{Tried: map[id.ID]int{}, Off: map[id.ID]int{}, Doors: map[id.ID]bool{}, Packets: map[id.ID]shift.PacketStanding{}, Languages: st.Languages, Attempts: st.Since.Attempts, Contacts: st.Since.Contacts}
	for packet, x := range st.Packets {
		out.Packets[packet] = shift.PacketStanding{Turf: x.Turf, LastAt: x.LastAt.Time, Held: x.Held, Ended: x.Ended, HomeAt: x.HomeAt.Time, ListNumber: x.ListNumber}
	}
	if len(st.Tried)+len(st.Off) == 0 {
		return out, nil
	}
	placed, err := p.outreach.Placed(ctx, q, sc, program)
	if err != nil {
		return out, err
	}
	for _, household := range st.Tried {
		out.Doors[household] = true
	}
	for turf, households := range placed {
		for _, household := range households {
			switch {
			case out.Doors[household]:
				out.Tried[turf]++
			case st.Off[household]:
				out.Off[turf]++
			}
		}
	}
	return out, nil
}

// Seq is the number of a program's newest entry.
func (p shiftPackets) Seq(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (int64, error) {
	return p.canvass.Newest(ctx, q, sc, program)
}

// Barriers gives the doors to which somebody should go again who speaks a language.
func (p shiftPackets) Barriers(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (map[string][]id.ID, error) {
	return p.canvass.Barriers(ctx, q, sc, program)
}

// shiftPeople finds who may be signed up.
type shiftPeople struct{ *people.Service }

// Find gives people whose names are near.
func (p shiftPeople) Find(ctx context.Context, sc authz.Scope, typed string) (out []shift.Found, err error) {
	found, err := p.Service.Find(ctx, sc, typed)
	for _, f := range found {
		out = append(out, shift.Found{Person: f.ID, Name: f.Name, Address: f.Address})
	}
	return out, err
}

// Volunteer gives what is known of a person. What is written about children stays where it is.
func (p shiftPeople) Volunteer(ctx context.Context, sc authz.Scope, person id.ID) (out shift.Volunteer, err error) {
	profile, err := p.Profile(ctx, sc, person)
	if err != nil {
		return out, err
	}
	out.Name = profile.Name
	for _, l := range profile.Languages {
		if l.Kind != record.Read && !slices.Contains(out.Languages, l.Language) {
			out.Languages = append(out.Languages, l.Language)
		}
	}
	if len(out.Languages) == 0 && profile.Language != "" {
		out.Languages = []string{profile.Language}
	}
	if profile.Young {
		return out, nil
	}
	if i := slices.IndexFunc(profile.Contacts, func(c people.Contact) bool { return c.Kind == people.Phone && c.Wrong.IsZero() }); i >= 0 {
		out.Phone = profile.Contacts[i].Text()
	}
	if h := profile.Household; h != nil {
		out.Address = h.Address() + ", " + h.Town()
	}
	return out, nil
}

// Asking gives who asks for help now.
func (p shiftPackets) Asking(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) (out []shift.Asking, err error) {
	all, err := p.canvass.Calling(ctx, q, sc, program)
	for _, a := range all {
		out = append(out, shift.Asking{Packet: a.Packet, Turf: a.Turf, Worker: a.Worker, At: a.At.Time, Door: a.Door})
	}
	return out, err
}

// FirstTries gives the doors on which somebody was tried since a moment.
func (p shiftPackets) FirstTries(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (out []shift.FirstTry, err error) {
	all, err := p.canvass.FirstTries(ctx, q, sc, program, since)
	for _, t := range all {
		out = append(out, shift.FirstTry{Packet: t.Packet, Household: t.Household, At: t.At.Time, Contact: t.Contact, Talked: t.Talked})
	}
	return out, err
}

// LastDoors gives the newest door of each packet since a moment.
func (p shiftPackets) LastDoors(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, since time.Time) (out []shift.LastDoor, err error) {
	all, err := p.canvass.LastDoors(ctx, q, sc, program, since)
	for _, l := range all {
		last := shift.LastDoor{Packet: l.Packet, Worker: l.Worker, At: l.At.Time, Door: l.Door}
		if l.Lat != nil && l.Lon != nil {
			last.Place = shift.Spot{Point: geo.Point{Lat: *l.Lat, Lon: *l.Lon}, Known: true}
		}
		out = append(out, last)
	}
	return out, err
}

// Ground draws what lies under a program's turfs.
func (t shiftTurfs) Ground(ctx context.Context, sc authz.Scope, program id.ID) (out shift.Ground, err error) {
	turfs, lines, err := t.Under(ctx, sc, program)
	out.Outlines = map[id.ID]geo.MultiPolygon{}
	for _, x := range turfs {
		out.Outlines[x.ID] = x.Outline
	}
	for _, f := range lines {
		out.Streets = append(out.Streets, f.Geometry.Lines...)
	}
	return out, err
}
