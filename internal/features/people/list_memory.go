package people

import (
	"context"
	"fmt"

	"banyan/internal/features/people/crowd"
	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// meant is what is known of the people whom a filter means before any of them is read.
type meant struct {
	total  int
	more   bool    // there are more than total
	listed bool    // people holds everybody who can stand on the page
	people []id.ID // all of them where they are few, else those of the page
}

// walkStep is how many people are looked at in one go on the way to a page.
const walkStep = 500

// meant finds out whom a filter means: from memory, where that answers, or by SQL, which is what the memory is held to.
func (s *Service) meant(ctx context.Context, tx *db.ReadTx, sc authz.Scope, f Filter, p place) (m meant, err error) {
	if m, ok, err := s.fromMemory(ctx, tx, sc, f, p); ok || err != nil {
		return m, err
	}
	text, args, err := s.whereFilter(ctx, tx, sc, f, sc.Can(authz.ReadYouth))
	if err != nil {
		return m, err
	}
	m.people, err = db.All(ctx, tx, db.Value[id.ID], fmt.Sprintf(`SELECT p.id FROM person p WHERE %s LIMIT %d`, text, countedUpTo+1), args...)
	m.total, m.more = min(len(m.people), countedUpTo), len(m.people) > countedUpTo
	m.listed = !m.more
	return m, err
}

// fromMemory answers a filter that searches for no name. ok is false where the memory cannot.
func (s *Service) fromMemory(ctx context.Context, tx *db.ReadTx, sc authz.Scope, f Filter, p place) (m meant, ok bool, err error) {
	young := sc.Can(authz.ReadYouth)
	switch problem := f.query().Validate(); {
	case problem != nil:
		return m, false, errs.Because(problem, errs.Invalid, "people.filter_wrong")
	case f.Who == whoYoung && !young:
		return m, false, errs.New(errs.Forbidden, "")
	case f.Search != "":
		return m, false, nil
	}
	ask, err := s.ask(ctx, tx, sc, segment.None)
	if err != nil {
		return m, false, err
	}
	ok, err = s.crowd.With(ctx, tx, sc, func(all *crowd.Crowd) error {
		set := setOf(all, ask, f, young)
		m = meant{total: set.Count(), listed: true}
		if m.total <= countedUpTo {
			for _, number := range set.Numbers() {
				m.people = append(m.people, id.ID(all.ID(number)))
			}
			return nil
		}
		m.people, err = s.walk(ctx, tx, sc, p, func(person id.ID) bool {
			number, known := all.Number(int64(person))
			return known && set.Has(number)
		})
		return err
	})
	return m, ok, err
}

// setOf is the people whom a filter means, as the memory numbers them.
func setOf(all *crowd.Crowd, ask columns.Ask, f Filter, young bool) *columns.Set {
	grown := ask
	if young {
		ask.Young = nil // nobody is left out
	}
	set := all.Set(f.query(), ask)
	if f.Who == whoYoung {
		set.Without(all.Set(everybody, grown))
	}
	return set
}

// walk gives the people of one page and one more, by going along the order of the list.
func (s *Service) walk(ctx context.Context, q db.Querier, sc authz.Scope, p place, has func(id.ID) bool) (out []id.ID, err error) {
	for {
		from, _, _ := p.from()
		behind, order := p.behind()
		step, err := db.All(ctx, q, db.Value[id.ID], `SELECT p.id FROM person p WHERE p.org_id = $1 AND `+behind+` ORDER BY `+order+` LIMIT $2`, sc.Organization(), walkStep, from)
		if err != nil {
			return nil, err
		}
		for _, person := range step {
			if has(person) {
				out = append(out, person)
			}
		}
		if len(out) > perPage || len(step) < walkStep {
			return out[:min(len(out), perPage+1)], nil
		}
		if last := step[len(step)-1]; p.before != 0 {
			p.before = last
		} else {
			p.after = last
		}
	}
}
