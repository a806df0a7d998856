package people

import (
	"context"
	"errors"
	"hash/maphash"

	"banyan/internal/kernels/record"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// FirstLoad takes a large voter file into a database that holds little yet: its rows go in all at once, with keys built after
// them. Until Publish nothing is there, so that a load which is killed begins anew, and what went in already is recognized as its
// own.
type FirstLoad struct {
	*Intake
	d    *db.DB
	sc   authz.Scope
	seed maphash.Seed
	into *db.Load

	nobody bool // the organization had no voter when the load began

	homes                           map[uint64]id.ID // by hash of the address key
	householdIDs, personIDs, regIDs row64
}

// The tables of a load, by their place in firstTables.
const (
	loadHouseholds = iota
	loadPeople
	loadRegistrations
	loadNames
	loadMailings
)

var firstTables = []db.Loading{{Table: "household", Columns: householdColumns}, {Table: "person", Columns: personNames}, {Table: "voter_registration", Columns: regNames},
	{Table: "person_name", Columns: nameInsert[1:]}, {Table: "person_mailing", Columns: mailingInsert[1:]}}

// row64 hands out ids that were taken in a row.
type row64 struct{ next, end id.ID }

func (r *row64) take(ids *id.Source) id.ID {
	if r.next == r.end {
		r.next = ids.Many(idsAtOnce)
		r.end = r.next + idsAtOnce
	}
	r.next++
	return r.next - 1
}

const idsAtOnce = 4096

// BeginLoad begins such a load of about so many rows; nil where rows had better be taken chunk by chunk.
func (in *Intake) BeginLoad(ctx context.Context, d *db.DB, sc authz.Scope, rows int64) (l *FirstLoad, err error) {
	defer errs.Wrap(&err, "people.Intake.BeginLoad")
	if err := sc.Require(authz.ImportPeople); err != nil {
		return nil, err
	}
	into, err := d.BeginLoad(ctx, sc, "first load", rows, firstTables...)
	if err != nil || into == nil {
		return nil, err
	}
	l = &FirstLoad{Intake: in, d: d, sc: sc, seed: maphash.MakeSeed(), into: into, homes: map[uint64]id.ID{}}
	err = d.Read(ctx, sc, func(tx *db.ReadTx) error {
		some, err := db.All(ctx, tx, db.Value[int64], `SELECT 1 FROM voter_registration WHERE org_id = $1 LIMIT 1`, sc.Organization())
		if l.nobody = len(some) == 0; err != nil {
			return err
		}
		return db.Each(ctx, tx, func(r db.Row) error {
			var key string
			var home id.ID
			err := r.Scan(&key, &home)
			l.homes[maphash.String(l.seed, key)] = home
			return err
		}, `SELECT address_key, id FROM household WHERE org_id = $1`, sc.Organization())
	})
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Close gives up what was not published.
func (l *FirstLoad) Close() error { return l.into.Close() }

// Take looks at the next rows, which Prepare has seen. New people wait for Publish; rows about somebody known have the outcome zero: they
// are to be taken by Voters after Publish.
func (l *FirstLoad) Take(ctx context.Context, rows []record.Voter) (out []record.Outcome, err error) {
	defer errs.Wrap(&err, "people.FirstLoad.Take(%d rows)", len(rows))
	var b *voterBatch
	err = l.d.Read(ctx, l.sc, func(tx *db.ReadTx) error {
		c, err := l.watching(tx, l.sc)
		if err != nil {
			return err
		}
		b = c.voters(rows)
		b.nobody = l.nobody
		if err := b.check(ctx); err != nil {
			return err
		}
		if err := b.match(ctx); err != nil {
			return err
		}
		for _, i := range b.todo { // while that is quickly answered
			if _, err := c.hadState(ctx, b.rows[i].State); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var fresh []int
	for _, i := range b.todo {
		if b.out[i].What == record.New {
			fresh = append(fresh, i)
		} else {
			b.out[i] = record.Outcome{}
		}
	}
	if l.loose != nil {
		l.loose.begin(rows) // gives back whom the rows would take: Voters decides
	}
	codes, err := l.learnCodes(ctx, b, fresh)
	if err != nil {
		return nil, err
	}
	for _, i := range fresh {
		if err := l.keep(b, &b.rows[i], codes); err != nil {
			return nil, err
		}
	}
	return b.out, nil
}

// learnCodes makes sure that every way of voting has its number.
func (l *FirstLoad) learnCodes(ctx context.Context, b *voterBatch, fresh []int) (codes map[record.Vote]int, err error) {
	known := true
	for _, i := range fresh {
		for _, v := range b.rows[i].Votes {
			_, ok := l.codes[v]
			known = known && ok
		}
	}
	if known {
		return l.codes, nil
	}
	for range 2 { // the second time they are there and can be remembered
		err = l.into.Beside(ctx, func(tx *db.WriteTx) error {
			c, err := l.chunk(tx, l.sc)
			if err != nil {
				return err
			}
			codes, err = c.voteCodes(ctx, b.rows, fresh)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// keep puts one new voter into the files.
func (l *FirstLoad) keep(b *voterBatch, v *record.Voter, codes map[record.Vote]int) error {
	home, err := l.home(b, v)
	if err != nil {
		return err
	}
	p := personRow{id: l.personIDs.take(l.ids), household: home, source: SourceVoterFile, created: b.at, updated: b.at, imp: b.imp, phone: v.Phone, email: v.Email, birth: v.BirthDate,
		name: record.Name{Given: v.Name.Given, Middle: v.Name.Middle, Family: v.Name.Family, Suffix: v.Name.Suffix, Native: v.Name.Native}}
	row, _ := b.registered(v, registration{id: l.regIDs.take(l.ids)}, nil, codes)
	row.person = p.id
	if err := l.keepFurther(b, &p, v); err != nil {
		return err
	}
	if err := l.into.Add(loadPeople, p.values()); err != nil {
		return err
	}
	return l.into.Add(loadRegistrations, row.values())
}

// keepFurther puts a new voter's former name and other place for the post into the files.
func (l *FirstLoad) keepFurther(b *voterBatch, p *personRow, v *record.Voter) error {
	if v.Name.Former == "" && v.Mailing.Empty() {
		return nil
	}
	more := further{chunk: b.chunk, called: map[id.ID][]string{}, known: furtherKnown{names: map[ownKey]bool{}, mailings: map[id.ID]mailingFact{}}}
	said := voterSaying(p, 0, v, true)
	more.weighNames(said)
	more.weighMailing(said)
	p.called = more.called[p.id]
	for _, row := range more.names {
		if err := l.into.Add(loadNames, row[1:]); err != nil {
			return err
		}
	}
	for _, row := range more.mailings {
		if err := l.into.Add(loadMailings, row[1:]); err != nil {
			return err
		}
	}
	return nil
}

func (l *FirstLoad) home(b *voterBatch, v *record.Voter) (id.ID, error) {
	if v.Door == "" {
		return 0, nil
	}
	key := maphash.String(l.seed, v.Door)
	if home, ok := l.homes[key]; ok {
		return home, nil
	}
	home := l.householdIDs.take(l.ids)
	l.homes[key] = home
	return home, l.into.Add(loadHouseholds, b.householdRow(home, v.Address, v.Building, v.Door))
}

// Publish brings what waits into the tables. done is told how many rows of all are in.
func (l *FirstLoad) Publish(ctx context.Context, done func(rows, all int64)) (err error) {
	defer errs.Wrap(&err, "people.FirstLoad.Publish")
	return l.into.Commit(ctx, func(ctx context.Context, tx *db.WriteTx) error { return tx.TouchAll(ctx, l.sc.Organization()) }, done)
}
