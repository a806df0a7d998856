package places

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"banyan/internal/kernels/address"
	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const (
	locateJob   = "places.locate"
	perLocation = 1000 // households of one transaction

	byPoint  = "address point"
	byStreet = "street"
	byHand   = "hand"
)

// Located is what a run over the households did.
type Located struct{ Households, Placed, Moved int }

// EnqueueLocate asks, in the transaction of whoever asks, for all households to be put on the map again; a request that waits
// already is enough.
func (s *Service) EnqueueLocate(ctx context.Context, tx *db.WriteTx, sc authz.Scope) error {
	waiting, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM job WHERE organization_id = $1 AND kind = $2 AND state = 'waiting'`, sc.Organization(), locateJob)
	if err != nil || waiting > 0 {
		return err
	}
	_, err = s.Queue.Enqueue(ctx, tx, sc, locateJob, struct{}{})
	return err
}

func (s *Service) locateInJob(ctx context.Context, sc authz.Scope, _ json.RawMessage, p jobs.Progress) error {
	done, err := s.Locate(ctx, sc, func(done, total int64) { p.Set(done, total, "places.locating", "n", done, "total", total) })
	if err == nil {
		p.Set(int64(done.Households), int64(done.Households), "places.located_n", "n", done.Placed, "total", done.Households)
	}
	return err
}

// Locate puts every household of the organization on the map, except those that somebody placed by hand. It is harmless to repeat.
func (s *Service) Locate(ctx context.Context, sc authz.Scope, progress func(done, total int64)) (sum Located, err error) {
	defer errs.Wrap(&err, "places.Locate")
	total := int64(0)
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		total, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM household WHERE org_id = $1`, sc.Organization())
		return err
	})
	for last := ""; err == nil; {
		var part Located
		var next string
		err = s.DB.Write(ctx, sc, "locate households", func(tx *db.WriteTx) (err error) {
			part, next, err = s.locatePage(ctx, tx, sc, last)
			return err
		})
		if err != nil || part.Households == 0 {
			break
		}
		last = next
		sum.Households, sum.Placed, sum.Moved = sum.Households+part.Households, sum.Placed+part.Placed, sum.Moved+part.Moved
		if progress != nil {
			progress(int64(sum.Households), total)
		}
	}
	return sum, err
}

// locatePage goes on after an address key: keys follow streets, so that a street is read once.
func (s *Service) locatePage(ctx context.Context, tx *db.WriteTx, sc authz.Scope, after string) (sum Located, last string, err error) {
	houses, err := db.All(ctx, tx, scanHouse, selectHouse+`address_key > $2 ORDER BY address_key LIMIT $3`, sc.Organization(), after, perLocation)
	if err != nil || len(houses) == 0 {
		return sum, after, err
	}
	sum, err = s.place(ctx, tx, sc.Organization(), houses)
	return sum, houses[len(houses)-1].key, err
}

// LocateThese puts households on the map in the transaction in which they came to be.
func (s *Service) LocateThese(ctx context.Context, tx *db.WriteTx, sc authz.Scope, households []id.ID) (err error) {
	defer errs.Wrap(&err, "places.LocateThese(%d)", len(households))
	if len(households) == 0 {
		return nil
	}
	houses, err := db.All(ctx, tx, scanHouse, selectHouse+`id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) ORDER BY address_key`, sc.Organization(), db.List(households))
	if err != nil {
		return err
	}
	_, err = s.place(ctx, tx, sc.Organization(), houses)
	return err
}

// house is a household that looks for its place.
type house struct {
	id            id.ID
	key, building string
	spot
}

// spot is where a house stands and how that is known.
type spot struct {
	at   geo.Point
	by   string // "" = not located
	ward string
}

const selectHouse = `SELECT id, address_key, building_key, COALESCE(lat, 0.0), COALESCE(lon, 0.0), located_by, ward FROM household WHERE org_id = $1 AND `

func scanHouse(r db.Row) (h house, err error) {
	err = r.Scan(&h.id, &h.key, &h.building, &h.at.Lat, &h.at.Lon, &h.by, &h.ward)
	return h, err
}

// place finds the places of some houses, in the order of their keys, and writes what is new.
func (s *Service) place(ctx context.Context, tx *db.WriteTx, org id.ID, houses []house) (sum Located, err error) {
	l := locator{ctx: ctx, q: tx, org: org}
	a, err := s.areas(ctx, tx, org)
	if err != nil {
		return sum, err
	}
	if err = l.load(houses); err != nil {

		return sum, err
	}
	var moved []id.ID
	var moves []house
	for i, h := range houses {
		found := h.spot
		if h.by != byHand {
			if found, err = l.find(h); err != nil {
				return sum, err
			}
		}
		if found.by != "" {
			sum.Placed++
			if ward, _ := a.lies(KindWard, found.at); ward.name != "" {
				found.ward = ward.name
			}
		}
		sum.Households++
		houses[i].spot = found
		if found == h.spot || near(found.at, h.at) && found.by == h.by && found.ward == h.ward {
			continue
		}
		moved = append(moved, h.id)
		moves = append(moves, houses[i])
	}
	if err := s.move(ctx, tx, org, moves); err != nil {
		return sum, err
	}
	sum.Moved = len(moved)
	changed, err := s.assign(ctx, tx, org, a, houses)
	if err != nil {
		return sum, err
	}
	return sum, tx.TouchHouseholds(ctx, org, append(moved, changed...)...)
}

// mostRows is how many rows one statement changes.
const mostRows = 100

// move writes where houses stand, many in one statement.
func (s *Service) move(ctx context.Context, tx *db.WriteTx, org id.ID, houses []house) error {
	for part := range slices.Chunk(houses, mostRows) {
		args := []any{org}
		var rows strings.Builder
		for i, h := range part {
			var lat, lon any
			if h.by != "" {
				lat, lon = h.at.Lat, h.at.Lon
			}
			args = append(args, h.id, lat, lon, h.by, h.ward)
			if n := 5 * i; i == 0 {
				rows.WriteString(`(CAST($2 AS BIGINT), CAST($3 AS DOUBLE PRECISION), CAST($4 AS DOUBLE PRECISION), CAST($5 AS TEXT), CAST($6 AS TEXT))`)
			} else {
				fmt.Fprintf(&rows, `, ($%d, $%d, $%d, $%d, $%d)`, n+2, n+3, n+4, n+5, n+6)
			}
		}
		_, err := tx.Exec(ctx, `WITH found (id, lat, lon, located_by, ward) AS (VALUES `+rows.String()+`) UPDATE household SET lat = found.lat, lon = found.lon,
			located_by = found.located_by, ward = found.ward FROM found WHERE household.org_id = $1 AND household.id = found.id`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// locator finds places for one page of houses.
type locator struct {
	ctx context.Context
	q   db.Querier
	org id.ID

	exact, building map[string][]point
	rest            map[string][]point // by street and number alone
	street          string             // whose houses are in numbers
	numbers         []numbered
}

func (l *locator) load(houses []house) (err error) {
	var keys, buildings []string
	for _, h := range houses {
		keys, buildings = append(keys, h.key), append(buildings, h.building)
	}
	if l.exact, err = pointsByKey(l.ctx, l.q, l.org, "address_key", keys); err != nil {
		return err
	}
	if l.building, err = pointsByKey(l.ctx, l.q, l.org, "building_key", buildings); err != nil {
		return err
	}
	return l.readWithoutZip(houses)
}

// find tries, best first: the point of the very unit, the points of the building, the one building of this street and number where
// the ZIP is missing on one side, and a place between the neighbours.
func (l *locator) find(h house) (spot, error) {
	if p := l.exact[h.key]; len(p) > 0 {
		return spot{p[0].at, byPoint, p[0].ward}, nil
	}
	if p := l.building[h.building]; len(p) > 0 {
		return spot{center(p), byPoint, p[0].ward}, nil
	}
	if p := l.withoutZip(h.building); len(p) > 0 {
		return spot{center(p), byPoint, p[0].ward}, nil
	}
	street, number := address.SplitKey(h.building)
	if err := l.readStreet(street); err != nil {
		return spot{}, err
	}
	n := geo.ParseHouseNumber(number)
	if !n.Known || n.Prefix != "" {
		return spot{}, nil
	}
	if at, ward, ok := between(l.numbers, n.First); ok {
		return spot{at, byStreet, ward}, nil
	}
	return spot{}, nil
}

// readWithoutZip reads what withoutZip needs for the houses that have no point of their own, in one pass.
func (l *locator) readWithoutZip(houses []house) error {
	l.rest = map[string][]point{}
	condition := `(building_key < '0' OR building_key > ':')` // points without ZIP: their keys begin with no digit
	everywhere := false
	for _, h := range houses {
		if where, rest, _ := strings.Cut(h.building, "/"); len(l.exact[h.key])+len(l.building[h.building]) == 0 {
			l.rest[rest] = nil
			everywhere = everywhere || !hasZip(where)
		}
	}
	if len(l.rest) == 0 {
		return nil
	}
	if everywhere {
		condition = `1 = 1`
		if known, err := l.readInTowns(); known || err != nil {
			return err
		}
	}
	return db.Each(l.ctx, l.q, func(r db.Row) error {
		var p point
		err := r.Scan(&p.building, &p.at.Lat, &p.at.Lon, &p.ward)
		_, rest, _ := strings.Cut(p.building, "/")
		if list, wanted := l.rest[rest]; wanted {
			l.rest[rest] = append(list, p)
		}
		return err
	}, `SELECT building_key, lat, lon, ward FROM address_point WHERE org_id = $1 AND `+condition+` ORDER BY address_key`, l.org)
}

// withoutZip finds the building of a street and number where the house or the point has no ZIP: only if there is just one such
// building, since two towns may have a street of one name.
func (l *locator) withoutZip(building string) (found []point) {
	where, rest, _ := strings.Cut(building, "/")
	for _, p := range l.rest[rest] {
		switch {
		case hasZip(where) && hasZip(p.building):
			continue
		case len(found) > 0 && p.building != found[0].building:
			return nil
		}
		found = append(found, p)
	}
	return found
}

// mostTowns is up to how many ZIPs and towns a street and number are looked up in each of them; a reading of all points costs less then.
const mostTowns = 200

// readInTowns reads what readWithoutZip needs by its key in each ZIP and town that has points, where these are few: somebody
// who types one address does not wait for a million. It tells whether it did.
func (l *locator) readInTowns() (known bool, err error) {
	var keys []string
	after := ""
	for towns := 0; ; towns++ {
		first, err := db.All(l.ctx, l.q, db.Value[string], `SELECT building_key FROM address_point WHERE org_id = $1 AND building_key > $2 ORDER BY building_key LIMIT 1`, l.org, after)
		if err != nil {
			return false, err
		}
		if len(first) == 0 {
			break
		}
		if towns == mostTowns || len(keys) > 100*mostTowns {
			return false, nil
		}
		where, _, _ := strings.Cut(first[0], "/")
		for rest := range l.rest {
			keys = append(keys, where+"/"+rest)
		}
		after = where + "0" // '0' follows '/': everything of this town is before it
	}
	found, err := pointsByKey(l.ctx, l.q, l.org, "building_key", keys)
	for _, key := range slices.Sorted(maps.Keys(found)) {
		_, rest, _ := strings.Cut(key, "/")
		l.rest[rest] = append(l.rest[rest], found[key]...)
	}
	return true, err
}

func hasZip(where string) bool { return where != "" && where[0] >= '0' && where[0] <= '9' }

// readStreet reads the numbered houses of a street; houses come street by street.
func (l *locator) readStreet(street string) error {
	if l.street == street {
		return nil
	}
	l.street, l.numbers = street, nil
	end := street[:len(street)-1] + "0" // '0' follows '/': everything below the street
	return db.Each(l.ctx, l.q, func(r db.Row) error {
		var key string
		var n numbered
		err := r.Scan(&key, &n.at.Lat, &n.at.Lon, &n.ward)
		_, number := address.SplitKey(key)
		if h := geo.ParseHouseNumber(number); h.Known && h.Prefix == "" {
			n.number = h.First
			l.numbers = append(l.numbers, n)
		}
		return err
	}, `SELECT building_key, lat, lon, ward FROM address_point WHERE org_id = $1 AND building_key >= $2 AND building_key < $3 ORDER BY building_key`, l.org, street, end)
}
