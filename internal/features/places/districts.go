package places

import (
	"context"
	"sync"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// District is where an address lies, of one kind.
type District struct {
	Kind, Name string
	Sure       bool // false: the address is nearer to a border than the file is exact
}

// DistrictsOf lists the districts of a household by its place on the map. A person's registration, where the state's file names a
// district, is the better source.
func (s *Service) DistrictsOf(ctx context.Context, q db.Querier, sc authz.Scope, household id.ID) (out []District, err error) {
	defer errs.Wrap(&err, "places.DistrictsOf(%v)", household)
	if err := sc.Require(authz.ReadPlaces); err != nil {
		return nil, err
	}
	return db.All(ctx, q, func(r db.Row) (d District, err error) {
		err = r.Scan(&d.Kind, &d.Name, &d.Sure)
		return d, err
	}, `SELECT kind, name, sure FROM household_district WHERE org_id = $1 AND household_id = $2 ORDER BY kind`, sc.Organization(), household)
}

// areas find the ward and the districts of a place: all that an organization has loaded, ready to be asked a million times.
type areas struct {
	version version
	kinds   map[string]*areaKind
}

type areaKind struct {
	locator *geo.Locator
	areas   []area
}

type area struct {
	name    string
	outline id.ID
	exactTo float64
}

// version tells whether outlines came or went.
type version struct {
	newest id.ID
	count  int
}

// lies is where a place lies, of a kind; the zero area where no outline is around it.
func (a *areas) lies(kind string, p geo.Point) (found area, sure bool) {
	k := a.kinds[kind]
	if k == nil {
		return found, false
	}
	if i := k.locator.Find(p); i >= 0 {
		found = k.areas[i]
	}
	return found, found.name != "" && (found.exactTo <= surveyed || !k.locator.NearBorder(p, found.exactTo))
}

// areaCache keeps the areas of the organizations that asked last: reading them takes far longer than asking them.
type areaCache struct {
	mu   sync.Mutex
	kept map[id.ID]*areas
}

const mostAreas = 4

func (c *areaCache) get(org id.ID, v version) *areas {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.kept[org]; a != nil && a.version == v {
		return a
	}
	return nil
}

func (c *areaCache) put(org id.ID, a *areas) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= mostAreas {
		c.kept = map[id.ID]*areas{}
	}
	c.kept[org] = a
}

// areas reads what the organization has loaded, newest file first: of two files of one kind the newer is believed.
func (s *Service) areas(ctx context.Context, q db.Querier, org id.ID) (*areas, error) {
	v, err := db.One(ctx, q, func(r db.Row) (v version, err error) {
		err = r.Scan(&v.count, &v.newest)
		return v, err
	}, `SELECT count(*), COALESCE(max(id), 0) FROM outline WHERE org_id = $1`, org)
	if err != nil {
		return nil, err
	}
	if a := s.known.get(org, v); a != nil {
		return a, nil
	}
	a := &areas{version: v, kinds: map[string]*areaKind{}}
	shapes := map[string][]geo.MultiPolygon{}
	err = eachFeature(ctx, q, func(f geo.Feature, from layerOf) error {
		if a.kinds[from.kind] == nil {
			a.kinds[from.kind] = &areaKind{}
		}
		k := a.kinds[from.kind]
		k.areas = append(k.areas, area{name: f.Text("name"), outline: from.outline, exactTo: from.exactTo})
		shapes[from.kind] = append(shapes[from.kind], f.Geometry.Polygons)
		return nil
	}, `JOIN outline o ON o.org_id = f.org_id AND o.id = f.outline_id WHERE f.org_id = $1 AND o.kind <> 'street' ORDER BY f.outline_id DESC, f.seq`, org)
	if err != nil {
		return nil, err
	}
	for kind, k := range a.kinds {
		k.locator = geo.NewLocator(shapes[kind])
	}
	s.known.put(org, a)
	return a, nil
}

// assign writes the districts of households that have just been put on the map, and says which households it changed.
func (s *Service) assign(ctx context.Context, tx *db.WriteTx, org id.ID, a *areas, houses []house) (changed []id.ID, err error) {
	var ids []id.ID
	want := map[districtKey]districtRow{}
	for _, h := range houses {
		ids = append(ids, h.id)
		for _, kind := range DistrictKinds() {
			if found, sure := a.lies(kind, h.at); h.by != "" && found.name != "" {
				want[districtKey{h.id, kind}] = districtRow{found.name, found.outline, sure}
			}
		}
	}
	var gone []districtKey
	err = db.Each(ctx, tx, func(r db.Row) error {
		var key districtKey
		var row districtRow
		err := r.Scan(&key.household, &key.kind, &row.name, &row.outline, &row.sure)
		if is, ok := want[key]; !ok {
			gone = append(gone, key)
		} else if is == row {
			delete(want, key)
		}
		return err
	}, `SELECT household_id, kind, name, outline_id, sure FROM household_district WHERE org_id = $1 AND household_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
		ORDER BY household_id, kind`, org, db.List(ids))
	if err != nil {
		return nil, err
	}
	for _, key := range gone {
		if _, err := tx.Exec(ctx, `DELETE FROM household_district WHERE org_id = $1 AND household_id = $2 AND kind = $3`, org, key.household, key.kind); err != nil {
			return nil, err
		}
		changed = append(changed, key.household)
	}
	var rows [][]any
	for _, h := range houses { // in order, so that two runs write alike
		for _, kind := range DistrictKinds() {
			if d, ok := want[districtKey{h.id, kind}]; ok {
				rows = append(rows, []any{org, h.id, kind, d.name, d.outline, d.sure})
				changed = append(changed, h.id)
			}
		}
	}
	return changed, insertRows(ctx, tx, `INSERT INTO household_district (org_id, household_id, kind, name, outline_id, sure) VALUES `, rows,
		`ON CONFLICT (org_id, household_id, kind) DO UPDATE SET name = excluded.name, outline_id = excluded.outline_id, sure = excluded.sure`)
}

type (
	districtKey struct {
		household id.ID
		kind      string
	}
	districtRow struct {
		name    string
		outline id.ID
		sure    bool
	}
)

// Coverage is how many households lie in an area of a kind, and for how many of them the file is not exact enough.
type Coverage struct {
	Kind                      string
	Areas, Households, Unsure int
}

func coverage(ctx context.Context, q db.Querier, org id.ID) ([]Coverage, error) {
	return db.All(ctx, q, func(r db.Row) (c Coverage, err error) {
		err = r.Scan(&c.Kind, &c.Areas, &c.Households, &c.Unsure)
		return c, err
	}, `SELECT kind, count(DISTINCT name), count(*), count(CASE WHEN NOT sure THEN 1 END) FROM household_district WHERE org_id = $1 GROUP BY kind ORDER BY kind`, org)
}
