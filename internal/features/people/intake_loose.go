package people

import (
	"cmp"
	"context"
	"slices"

	"banyan/internal/kernels/linkage"
	"banyan/internal/kernels/record"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// mostLoose is how many people without a voter's number are kept in memory for a run; where there are more, each chunk asks for those
// at its doors.
const mostLoose = 300000

// From when on a pair is asked about, and from when on it need not be.
const (
	perhaps = .5
	surely  = .9995
)

// loose is everybody who is known without a voter's number: whom a new voter may turn out to be.
type loose struct {
	*pool
	all   bool // the pool is everybody and stays for the run
	model *linkage.Model
	first int64        // row of the last chunk
	last  []*personRow // whom the last chunk took
}

// looseOnes gives whom the chunk's new voters may be, nil where that is nobody.
func (b *voterBatch) looseOnes(ctx context.Context) (*loose, error) {
	if b.Intake.loose != nil && b.Intake.loose.all {
		if len(b.Intake.loose.byID) == 0 {
			return nil, nil
		}
		return b.Intake.loose, nil
	}
	const unregistered = `p.source <> '` + SourceVoterFile + `' AND NOT EXISTS (SELECT 1 FROM voter_registration r WHERE r.org_id = p.org_id AND r.person_id = p.id)`
	if b.Intake.loose == nil {
		list, err := db.All(ctx, b.q(), scanPerson, selectPeople+unregistered+` LIMIT $2`, b.org, mostLoose+1)
		if err != nil {
			return nil, err
		}
		l := &loose{pool: newPool(), all: len(list) <= mostLoose, model: linkage.Default(len(list), 1_000_000)}
		for _, p := range list {
			if l.all {
				l.add(p)
			}
		}
		b.Intake.loose = l
		return b.looseOnes(ctx)
	}
	var buildings []string
	for _, i := range b.todo {
		if b.out[i].What == record.New {
			buildings = append(buildings, b.rows[i].Building)
		}
	}
	near := newPool()
	err := b.collect(ctx, near, `h.building_key IN (SELECT value FROM json_each($2)) AND `+unregistered, buildings)
	return &loose{pool: near, model: b.Intake.loose.model}, err
}

// begin gives back whom the chunk took when it was taken before: a transaction may run again.
func (l *loose) begin(rows []record.Voter) {
	if len(rows) > 0 && rows[0].Row == l.first {
		for _, p := range l.last {
			delete(l.taken, p.id)
		}
	}
	if len(rows) > 0 {
		l.first, l.last = rows[0].Row, nil
	}
}

// judge says whom a new voter is: somebody beyond doubt, or nobody, and whether they may be somebody. Two voter's numbers are never
// one person.
func (l *loose) judge(v *record.Voter) (p *personRow, doubt bool) {
	if !l.near(v) {
		return nil, false
	}
	p = l.find(wanted{name: v.Name, building: v.Building, address: v.Door, phone: v.Phone, email: v.Email, birth: v.BirthDate})
	if p == nil {
		p, doubt = l.compare(v)
	}
	if p != nil {
		l.take(p)
		l.last = append(l.last, p)
	}
	return p, doubt
}

// near tells whether anybody at all shares a door, a phone, an email or, without an address, a family name with the voter; a name in one
// piece may be cut in other ways.
func (l *loose) near(v *record.Voter) bool {
	return v.Name.Whole != "" || len(l.byBuilding[v.Building])+len(l.byPhone[v.Phone])+len(l.byEmail[v.Email]) > 0 || len(l.byFamily) > 0 && len(l.byFamily[joined(v.Name.Family)]) > 0
}

// compare asks the model about everybody who shares a door, a phone or an email with the voter, or a family name where no address
// is known. Two who fit are none beyond doubt.
func (l *loose) compare(v *record.Voter) (sure *personRow, doubt bool) {
	near := slices.Concat(l.byBuilding[v.Building], l.byPhone[v.Phone], l.byEmail[v.Email])
	if len(l.byFamily) > 0 {
		near = append(near, l.byFamily[joined(v.Name.Family)]...)
	}
	slices.SortFunc(near, func(a, b *personRow) int { return cmp.Compare(a.id, b.id) })
	for _, p := range slices.Compact(near) {
		if l.taken[p.id] || !worthAsking(p, v) {
			continue
		}
		c := l.model.Compare(linked(p.name, p.birth, p.phone, p.email, p.line, p.unit, p.zip), linked(v.Name, v.BirthDate, v.Phone, v.Email, v.Address.Number+" "+v.Address.Street, v.Address.Unit, v.Address.Zip))
		switch {
		case c.Probability >= surely && sure == nil:
			sure = p
		case c.Probability >= perhaps:
			doubt = true
		}
	}
	if doubt {
		return nil, true
	}
	return sure, false
}

// worthAsking keeps the model from being asked about everybody in a house: somebody with another given name, another birth and another
// phone is somebody else.
func worthAsking(p *personRow, v *record.Voter) bool {
	given := joined(v.Name.Given)
	return given == "" || p.foldGiven == "" || given[0] == p.foldGiven[0] || p.foldGiven == joined(v.Name.Family) || v.BirthDate != "" && v.BirthDate == p.birth ||
		v.Phone != "" && v.Phone == p.phone || v.Email != "" && v.Email == p.email
}

func linked(n record.Name, birth, phone, email, street, unit, zip string) *linkage.Record {
	return &linkage.Record{Given: n.Given, Middle: n.Middle, Family: n.Family, Suffix: n.Suffix, BirthDate: birth, Phone: phone, Email: email, Street: street, Unit: unit, Zip: zip}
}

// nextPerson is the id of somebody new; a story that is told again keeps the one that it had.
func (c chunk) nextPerson() id.ID {
	if c.replay != nil {
		return c.replay.person
	}
	return c.ids.Next()
}

func (c chunk) nextRegistration() id.ID {
	if c.replay != nil && c.replay.registration != 0 {
		return c.replay.registration
	}
	return c.ids.Next()
}
