package people

import (
	"context"
	"slices"

	"banyan/internal/features/people/crowd"
	"banyan/internal/kernels/geo"
	"banyan/internal/kernels/segment"
	"banyan/internal/kernels/segment/columns"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
)

// Count is how many people and doors a query means.
type Count struct {
	Total      int // everybody of whom a universe may speak
	People     int // all that the query means
	Suppressed int // of them: may not be visited at the door
	Doors      int // households of the others
	Located    int // doors with a place on the map
	Phones     int // of the people: have a phone number and may be called
	Texts      int // of the people: have said yes to text messages
	ByLanguage map[string]int
}

// Resident is somebody of a universe.
type Resident struct {
	ID       id.ID
	Name     i18n.Name
	Language string // preferred, "" = not known
}

// SampleRow is somebody of a universe to look at.
type SampleRow struct {
	Resident
	Address  string
	IsMember bool
}

// Door is a household of a universe with those who may be visited there.
type Door struct {
	Household                  id.ID
	Building                   string // doors of one building are one stop
	Number, Street, Unit, City string
	Floor                      *int
	At                         geo.Point
	Located                    bool
	Ward                       string
	People                     []Resident
}

var everybody = segment.New(segment.Node{Everyone: true})

// ask is what a universe is asked with: today, and without those of whom no universe may speak.
func (s *Service) ask(ctx context.Context, q db.Querier, sc authz.Scope, channel segment.Channel) (columns.Ask, error) {
	zone, err := s.location(ctx, q, sc.Organization())
	if err != nil {
		return columns.Ask{}, err
	}
	now := s.now().In(zone)
	return columns.Ask{Ask: segment.Ask{Channel: channel, Today: now, Base: func(alias string) string { return stands(alias, false, now) }},
		Young: func(birth, source string) bool { return isUnderAge(birth, source, now) }}, nil
}

// where is the part of a statement that a query becomes; $1 is the organization, and own are the caller's further arguments.
func (s *Service) where(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, channel segment.Channel, own ...any) (string, []any, error) {
	ask, err := s.ask(ctx, q, sc, channel)
	p := query.Compile(ask.Ask, len(own)+2)
	return "p.org_id = $1 AND " + p.SQL, append(append([]any{sc.Organization()}, own...), p.Args...), err
}

// Count tells how many people and doors a query means: from memory, or by SQL, which is what the memory is held to.
func (s *Service) Count(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query) (c Count, err error) {
	defer errs.Wrap(&err, "people.Count")
	if err := sc.Require(authz.ReadUniverses); err != nil {
		return c, err
	}
	ask, err := s.ask(ctx, q, sc, segment.Door)
	if err != nil {
		return c, err
	}
	answered, err := s.crowd.With(ctx, q, sc, func(m *crowd.Crowd) error {
		n := m.Count(query, ask)
		c = Count{Total: m.Everybody(ask), People: n.People, Suppressed: n.People - n.Reachable, Doors: n.Doors, Located: n.Located, Phones: n.Phones, Texts: n.Texts, ByLanguage: n.ByLanguage}
		return nil
	})
	if answered || err != nil {
		return c, err
	}
	return s.countBySQL(ctx, q, sc, query)
}

func (s *Service) countBySQL(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query) (c Count, err error) {
	c.ByLanguage = map[string]int{}
	text, args, err := s.where(ctx, q, sc, query, segment.None)
	if err != nil {
		return c, err
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var language string
		var n int
		err := r.Scan(&language, &n)
		c.ByLanguage[language] = n
		c.People += n
		return err
	}, `SELECT p.language, count(*) FROM person p WHERE `+text+` GROUP BY p.language`, args...)
	if err != nil {
		return c, err
	}
	reachable := 0
	if text, args, err = s.where(ctx, q, sc, query, segment.Door); err != nil {
		return c, err
	}
	err = db.Each(ctx, q, func(r db.Row) error { return r.Scan(&reachable, &c.Doors, &c.Located) },
		`SELECT count(*), count(DISTINCT h.id), count(DISTINCT CASE WHEN h.lat IS NOT NULL THEN h.id END)
		 FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text, args...)
	if err != nil {
		return c, err
	}
	c.Suppressed = c.People - reachable
	phone, text2 := segment.Node{Phone: true}, segment.Node{Consent: &segment.Consent{Channel: "text"}}
	for _, one := range []struct {
		into    *int
		query   segment.Query
		channel segment.Channel
	}{
		{&c.Total, everybody, segment.None},
		{&c.Phones, segment.New(segment.Node{All: []segment.Node{query.Where, phone}}), segment.Phone},
		{&c.Texts, segment.New(segment.Node{All: []segment.Node{query.Where, phone, text2}}), segment.Text},
	} {
		text, args, err := s.where(ctx, q, sc, one.query, one.channel)
		if err != nil {
			return c, err
		}
		if *one.into, err = db.One(ctx, q, db.Value[int], `SELECT count(*) FROM person p WHERE `+text, args...); err != nil {
			return c, err
		}
	}
	return c, nil
}

// Sample gives n of the people, spread over all of them; the same ones for the same seed and data.
func (s *Service) Sample(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, n, seed int) (out []SampleRow, err error) {
	defer errs.Wrap(&err, "people.Sample")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	var chosen []id.ID
	ask, err := s.ask(ctx, q, sc, segment.None)
	if err != nil {
		return nil, err
	}
	answered, err := s.crowd.With(ctx, q, sc, func(m *crowd.Crowd) error {
		for _, person := range m.Sample(query, ask, n, uint64(seed)) {
			chosen = append(chosen, id.ID(person))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	text, args := "p.org_id = $1 AND p.id IN (SELECT CAST(value AS BIGINT) FROM json_each($4))", []any{sc.Organization(), n, seed, db.List(chosen)}
	if !answered {
		if text, args, err = s.where(ctx, q, sc, query, segment.None, n, seed); err != nil {
			return nil, err
		}
	}
	return db.All(ctx, q, func(r db.Row) (row SampleRow, err error) {
		var number, street, unit string
		err = r.Scan(append(residentFields(&row.Resident), &row.IsMember, &number, &street, &unit)...)
		row.Address = addressLine(number, street, unit)
		return row, err
	}, `SELECT `+residentColumns+`, p.is_member, COALESCE(h.number, ''), COALESCE(h.street, ''), COALESCE(h.unit, '')
	    FROM person p LEFT JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+` ORDER BY (p.id + CAST($3 AS BIGINT) * 331) % 997, p.id LIMIT $2`, args...)
}

// Doors gives the households of a query with the people who may be visited there, in the order of their ids; only these
// households where only is not nil.
func (s *Service) Doors(ctx context.Context, q db.Querier, sc authz.Scope, query segment.Query, only []id.ID) (doors []Door, err error) {
	defer errs.Wrap(&err, "people.Doors")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	var own []any
	from, limit := "", ""
	if only != nil { // first, and by CROSS JOIN: SQLite would else read everybody and ask of each whether they live there
		only = slices.Compact(slices.Sorted(slices.Values(only)))
		own, from, limit = []any{db.List(only)}, "json_each($2) o CROSS JOIN ", " AND p.household_id = CAST(o.value AS BIGINT)"
	}
	text, args, err := s.where(ctx, q, sc, query, segment.Door, own...)
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		var d Door
		var p Resident
		var lat, lon *float64
		err := r.Scan(append(residentFields(&p), &d.Household, &d.Building, &d.Number, &d.Street, &d.Unit, &d.City, &d.Floor, &lat, &lon, &d.Ward)...)
		if lat != nil && lon != nil {
			d.At, d.Located = geo.Point{Lat: *lat, Lon: *lon}, true
		}
		if n := len(doors); n == 0 || doors[n-1].Household != d.Household {
			doors = append(doors, d)
		}
		last := &doors[len(doors)-1]
		last.People = append(last.People, p)
		return err
	}, `SELECT `+residentColumns+`, h.id, h.building_key, h.number, h.street, h.unit, h.city, h.floor, h.lat, h.lon, h.ward
	    FROM `+from+`person p JOIN household h ON h.org_id = p.org_id AND h.id = p.household_id WHERE `+text+limit+` ORDER BY h.id, p.family, p.given, p.id`, args...)
	return doors, err
}

// addressLine writes number, street and unit as on an envelope.
func addressLine(number, street, unit string) string {
	line := number
	if street != "" {
		line += " " + street
	}
	if unit != "" {
		line += ", " + unit
	}
	return line
}
