// Package crowd keeps an organization's people in memory, so that universes are counted in milliseconds. It reads them from the
// tables in which every other package of the house finds them, and again whoever changes.
package crowd

import (
	"context"
	"slices"
	"time"

	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Crowd is the people of one organization. It is a keep.Kept.
type Crowd struct {
	*columns.Crowd
	parts map[id.ID]id.ID // rows that were merged, and the person who stands for them
	where Zone
	zone  *time.Location
}

// Zone tells in which time zone an organization's days begin.
type Zone func(ctx context.Context, q db.Querier, org id.ID) (*time.Location, error)

// New is an empty Crowd.
func New(where Zone) *Crowd {
	return &Crowd{Crowd: columns.New(), parts: map[id.ID]id.ID{}, where: where}
}

// Load reads everybody.
func (c *Crowd) Load(ctx context.Context, tx *db.ReadTx, org id.ID) (err error) {
	if c.zone, err = c.where(ctx, tx, org); err != nil {
		return err
	}
	l := newLoader(ctx, tx, org, c, nil)
	if err := l.run(); err != nil {
		return err
	}
	c.Settled()
	return nil
}

// Refresh reads again what is known about these people and about whoever they were or are merged with.
func (c *Crowd) Refresh(ctx context.Context, tx *db.ReadTx, org id.ID, people []id.ID) error {
	whole := map[id.ID]bool{} // who stands for them, before and now
	for _, p := range people {
		whole[p] = true
		if root := c.parts[p]; root != 0 {
			whole[root] = true
		}
	}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var root id.ID
		err := r.Scan(&root)
		whole[root] = true
		return err
	}, `SELECT merged_into FROM person WHERE org_id = $1 AND merged_into IS NOT NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, org, db.List(people))
	if err != nil {
		return err
	}
	c.forget(whole)
	l := newLoader(ctx, tx, org, c, keys(whole))
	if err := l.withParts(); err != nil {
		return err
	}
	if err := l.run(); err != nil {
		return err
	}
	c.Settled()
	return nil
}

// forget takes people away, and what is known of their parts.
func (c *Crowd) forget(people map[id.ID]bool) {
	var numbers []uint32
	for p := range people {
		if n, known := c.Number(int64(p)); known {
			numbers = append(numbers, n)
		}
	}
	for part, root := range c.parts {
		if people[root] || people[part] {
			delete(c.parts, part)
		}
	}
	c.Forget(numbers)
}

func keys(set map[id.ID]bool) []id.ID {
	out := make([]id.ID, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// day is the day of a moment, as conditions on moments tell days apart.
func (c *Crowd) day(at db.Time) string { return at.In(c.zone).Format(time.DateOnly) }

// Ask is what a question is asked with: for whom, today, and without those of whom no universe may speak.
func Ask(channel segment.Channel, now time.Time, young func(birth, source string) bool, base func(alias string) string) columns.Ask {
	return columns.Ask{Ask: segment.Ask{Channel: channel, Today: now, Base: base}, Young: young}
}
