package canvass

import (
	"context"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// FollowUp is a door to which somebody should go again: with a language, or at a better time.
type FollowUp struct {
	Entry    id.ID
	Packet   id.ID
	Result   Result
	Language string // that is needed, as far as anybody knows
	Stop     Stop   // without its floors
	Door     Door   // without its people
	Person   *Person
	Added    string // name of somebody who was added at the door
	Worker   string
	At       db.Time
	person   id.ID
	house    id.ID
}

// open is true for an attempt a after which nothing newer is known of the same person, or of anybody at the door
// where the attempt was about the whole door.
const open = `NOT EXISTS (SELECT 1 FROM attempt b WHERE b.org_id = a.org_id AND b.household_id = a.household_id AND b.program_id + 0 = a.program_id AND b.seq > a.seq
	AND b.kind = 'attempt' AND b.result <> 'not_home' AND (a.person_id IS NULL OR b.person_id = a.person_id)
	AND NOT EXISTS (SELECT 1 FROM attempt u WHERE u.org_id = b.org_id AND u.undoes = b.event_id AND u.kind = 'undo' AND u.packet_id + 0 = b.packet_id))`

// followUpResults are the results after which somebody should go again, as SQL text.
var followUpResults = func() (list string) {
	for _, r := range rules {
		if r.FollowUp {
			if list != "" {
				list += ", "
			}
			list += "'" + string(r.Result) + "'"
		}
	}
	return list
}()

func loadFollowUpCounts(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID) ([]LanguageCount, error) {
	return db.All(ctx, q, func(r db.Row) (c LanguageCount, err error) {
		err = r.Scan(&c.Language, &c.People)
		return c, err
	}, `SELECT `+languageOf+`, COUNT(*) FROM attempt a WHERE a.org_id = $1 AND a.program_id = $2 AND a.result = 'language_barrier' AND `+effective+` AND `+open+`
		GROUP BY 1 ORDER BY 2 DESC, 1`, sc.Organization(), program)
}

// AwaitLanguage tells how many doors wait for somebody who speaks their language, in all programs, and which program has most of them.
// It returns errs.Forbidden without ReadPeople.
func (s *Service) AwaitLanguage(ctx context.Context, sc authz.Scope) (n int64, program id.ID, err error) {
	defer errs.Wrap(&err, "canvass.AwaitLanguage")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return 0, 0, err
	}
	type waiting struct {
		program id.ID
		n       int64
	}
	var all []waiting
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		all, err = db.All(ctx, tx, func(r db.Row) (w waiting, err error) {
			err = r.Scan(&w.program, &w.n)
			return w, err
		}, `SELECT a.program_id, COUNT(*) FROM attempt a WHERE a.org_id = $1 AND a.result = 'language_barrier' AND `+effective+` AND `+open+`
			GROUP BY 1 ORDER BY 2 DESC, 1`, sc.Organization())
		return err
	})
	for _, w := range all {
		n += w.n
	}
	if len(all) > 0 {
		program = all[0].program
	}
	return n, program, err
}

// FollowUps lists the doors of a program to which somebody should go again, of one language or of all where it is
// nil, the oldest first. It returns errs.Forbidden without ReadPeople and errs.NotFound outside the Scope.
func (s *Service) FollowUps(ctx context.Context, sc authz.Scope, program id.ID, language *string) (p Program, out []FollowUp, err error) {
	defer errs.Wrap(&err, "canvass.FollowUps(%v)", program)
	if err := sc.Require(authz.ReadPeople); err != nil {
		return p, nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if p, err = s.turfs.ProgramOf(ctx, tx, sc, program); err != nil {
			return err
		}
		out, err = loadFollowUps(ctx, tx, sc, program, language)
		return err
	})
	if err != nil {
		return p, nil, err
	}
	for i := range out {
		place, err := s.place(ctx, sc, out[i].Packet)
		if err != nil {
			return p, nil, err
		}
		out[i].describe(place.snapshot)
	}
	return p, out, nil
}

func loadFollowUps(ctx context.Context, q db.Querier, sc authz.Scope, program id.ID, language *string) ([]FollowUp, error) {
	return db.All(ctx, q, func(r db.Row) (f FollowUp, err error) {
		var added *string
		err = r.Scan(&f.Entry, &f.Packet, &f.house, &f.person, &f.Result, &f.Language, &f.At, &f.Worker, &added)
		if added != nil {
			f.Added = *added
		}
		return f, err
	}, `SELECT a.id, a.packet_id, a.household_id, a.person_id, a.result, `+languageOf+`, a.at, w.name,
			(SELECT CAST(n.detail ->> 'name' AS TEXT) FROM attempt n WHERE n.org_id = a.org_id AND n.event_id = CAST(a.detail ->> 'new' AS TEXT) AND n.kind = 'person_added')
		FROM attempt a JOIN worker w ON w.org_id = a.org_id AND w.id = a.worker_id
		WHERE a.org_id = $1 AND a.program_id = $2 AND a.result IN (`+followUpResults+`) AND `+effective+` AND `+open+`
			AND (CAST($3 AS TEXT) IS NULL OR `+languageOf+` = $3) ORDER BY a.seq LIMIT 1000`, sc.Organization(), program, language)
}

// describe finds the door and the person in the packet that the entry was made on.
func (f *FollowUp) describe(s Snapshot) {
	for _, stop := range s.Stops {
		for _, floor := range stop.Floors {
			for _, d := range floor.Doors {
				if d.Household != f.house {
					continue
				}
				for _, p := range d.People {
					if p.ID == f.person {
						f.Person = &p
					}
				}
				f.Stop, f.Door = stop, d
				f.Stop.Floors, f.Door.People = nil, nil
				return
			}
		}
	}
}
