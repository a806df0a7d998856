package places

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"banyan/internal/kernels/address"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

const homesJob = "places.homes"

// homesRequest is the payload of a job.
type homesRequest struct {
	URL string `json:"url"`
}

// MakeHomes makes, in a job that it gives, a household of every address point behind which no home is known: so that somebody can knock
// at every door. It is zero where the organization has no address points. url is where the job's page leads back to.
func (s *Service) MakeHomes(ctx context.Context, tx *db.WriteTx, sc authz.Scope, url string) (job id.ID, err error) {
	defer errs.Wrap(&err, "places.MakeHomes")
	if err := sc.Require(authz.CutTurfs); err != nil {
		return 0, err
	}
	points, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM (SELECT 1 FROM address_point WHERE org_id = $1 LIMIT 1) any_point`, sc.Organization())
	if err != nil || points == 0 {
		return 0, err
	}
	return s.Queue.Enqueue(ctx, tx, sc, homesJob, homesRequest{url})
}

// HomesToMake counts the address points at which no home has been looked for.
func (s *Service) HomesToMake(ctx context.Context, q db.Querier, sc authz.Scope) (n int, err error) {
	defer errs.Wrap(&err, "places.HomesToMake")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return 0, err
	}
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM address_point WHERE org_id = $1 AND NOT homed`, sc.Organization())
}

func (s *Service) homesInJob(ctx context.Context, sc authz.Scope, _ json.RawMessage, p jobs.Progress) error {
	total := 0
	h := homes{Service: s, sc: sc, org: sc.Organization(), made: map[string]bool{}}
	err := s.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
		if total, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM address_point WHERE org_id = $1`, h.org); err != nil {
			return err
		}
		return h.readWithoutZip(ctx, tx)
	})
	done, made := 0, 0
	for last := ""; err == nil; {
		var part []written
		var n int
		err = s.DB.Write(ctx, sc, "make homes of address points", func(tx *db.WriteTx) (err error) {
			part, n, err = h.page(ctx, tx, last)
			return err
		})
		if err != nil || len(part) == 0 {
			break
		}
		last = part[len(part)-1].key
		done, made = done+len(part), made+n
		p.Set(int64(done), int64(total), "places.homes_making", "n", done, "total", total)
	}
	if err == nil {
		p.Set(int64(done), int64(done), "places.homes_made", "n", made)
	}
	return err
}

// homes makes households of address points, page by page. Repeating it is harmless.
type homes struct {
	*Service
	sc  authz.Scope
	org id.ID
	// What is known of one street and number where the ZIP is missing on one side: by the key without its ZIP.
	bare   map[string]bool // households without ZIP
	zipped map[string]bool // households with one; nil until a point without ZIP asks
	made   map[string]bool // homes with one that this run has made
}

// written is an address point as somebody wrote it.
type written struct {
	key, building string
	address.Address
}

// page deals with the points after an address key, and tells how many homes it made.
func (h *homes) page(ctx context.Context, tx *db.WriteTx, after string) (points []written, made int, err error) {
	points, err = db.All(ctx, tx, func(r db.Row) (p written, err error) {
		err = r.Scan(&p.key, &p.building, &p.Number, &p.Street, &p.Unit, &p.City, &p.State, &p.Zip)
		if p.Street == "" {
			p.Address = spelled(p.key, p.building)
		}
		return p, err
	}, `SELECT address_key, building_key, number, street, unit, city, state, zip FROM address_point WHERE org_id = $1 AND address_key > $2 ORDER BY address_key LIMIT $3`, h.org, after, perLocation)
	if err != nil || len(points) == 0 {
		return points, 0, err
	}
	homeless, err := h.homeless(ctx, tx, points)
	if err != nil {
		return points, 0, err
	}
	ids := make([]id.ID, 0, len(homeless))
	rows := make([][]any, 0, len(homeless))
	for _, p := range homeless {
		var floor any
		if n, known := address.Floor(p.Unit); known {
			floor = n
		}
		home := h.IDs.Next()
		ids = append(ids, home)
		rows = append(rows, []any{h.org, home, p.Number, p.Street, p.Unit, floor, p.City, p.State, p.Zip, p.building, p.key, db.At(h.Now())})
	}
	_, err = tx.Insert(ctx, "household", []string{"org_id", "id", "number", "street", "unit", "floor", "city", "state", "zip", "building_key", "address_key", "created_at"}, rows, "ON CONFLICT (org_id, address_key) DO NOTHING")
	if err != nil {
		return points, 0, err
	}
	if err := tx.Touch(ctx, h.org); err != nil { // nobody lives there
		return points, 0, err
	}
	if err := h.LocateThese(ctx, tx, h.sc, ids); err != nil {
		return points, 0, err
	}
	_, err = tx.Exec(ctx, `UPDATE address_point SET homed = $4 WHERE org_id = $1 AND address_key > $2 AND address_key <= $3 AND NOT homed`, h.org, after, points[len(points)-1].key, true)
	return points, len(ids), err
}

// homeless are the points at which no home is known. The point of a building whose apartments are known is none.
func (h *homes) homeless(ctx context.Context, q db.Querier, points []written) (out []written, err error) {
	keys, buildings := make([]string, len(points)), make([]string, len(points))
	for i, p := range points {
		keys[i], buildings[i] = p.key, p.building
	}
	set := func(text string, list []string) (map[string]bool, error) {
		values, err := db.All(ctx, q, db.Value[string], text, h.org, db.List(slices.Compact(slices.Sorted(slices.Values(list)))))
		found := map[string]bool{}
		for _, v := range values {
			found[v] = true
		}
		return found, err
	}
	known, err := set(`SELECT x.address_key FROM json_each($2) k CROSS JOIN household x WHERE x.org_id = $1 AND x.address_key = k.value`, keys) // the keys first: see pointsByKey
	if err != nil {
		return nil, err
	}
	divided, err := set(`SELECT x.building_key FROM json_each($2) k CROSS JOIN household x WHERE x.org_id = $1 AND x.building_key = k.value AND x.address_key <> x.building_key
		UNION SELECT x.building_key FROM json_each($2) k CROSS JOIN address_point x WHERE x.org_id = $1 AND x.building_key = k.value AND x.address_key <> x.building_key`, buildings)
	if err != nil {
		return nil, err
	}
	for _, p := range points {
		elsewhere, err := h.withoutZip(ctx, q, p.key)
		if err != nil {
			return nil, err
		}
		if !known[p.key] && !elsewhere && (p.key != p.building || !divided[p.building]) {
			out = append(out, p)
		}
	}
	return out, nil
}

// readWithoutZip reads the households that have no ZIP.
func (h *homes) readWithoutZip(ctx context.Context, q db.Querier) (err error) {
	h.bare, err = h.rests(ctx, q, `AND (address_key < '0' OR address_key > ':')`) // keys with a ZIP begin with a digit
	return err
}

// rests are the keys of households without what stands for the town.
func (h *homes) rests(ctx context.Context, q db.Querier, condition string) (map[string]bool, error) {
	out := map[string]bool{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var key string
		err := r.Scan(&key)
		_, rest, _ := strings.Cut(key, "/")
		out[rest] = true
		return err
	}, `SELECT address_key FROM household WHERE org_id = $1 `+condition, h.org)
	return out, err
}

// withoutZip tells whether the same street, number and unit is a home already where the ZIP is missing on one side only.
func (h *homes) withoutZip(ctx context.Context, q db.Querier, key string) (known bool, err error) {
	where, rest, _ := strings.Cut(key, "/")
	if hasZip(where) {
		h.made[rest] = !h.bare[rest]
		return h.bare[rest], nil
	}
	if h.zipped == nil {
		if h.zipped, err = h.rests(ctx, q, `AND address_key >= '0' AND address_key < ':'`); err != nil {
			return false, err
		}
	}
	return h.zipped[rest] || h.made[rest], nil // points with a ZIP come first: their keys begin with digits
}

// spelled writes an address from its key, for points that came before their own writing was kept.
func spelled(key, building string) (a address.Address) {
	street, number := address.SplitKey(building)
	where, name, _ := strings.Cut(strings.TrimSuffix(street, "/"), "/")
	a = address.Address{Number: strings.ToUpper(number), Street: capitals(name), Unit: strings.ToUpper(strings.TrimPrefix(strings.TrimPrefix(key, building), "/"))}
	if hasZip(where) {
		a.Zip = where
		return a
	}
	words := strings.Fields(where)
	if n := len(words); n > 1 && len(words[n-1]) == 2 {
		a.State, words = strings.ToUpper(words[n-1]), words[:n-1]
	}
	a.City = capitals(strings.Join(words, " "))
	return a
}

// capitals begins each word with one.
func capitals(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		letters := slices.Clone([]rune(w))
		letters[0] = unicode.ToUpper(letters[0])
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// Areas names where homes and address points are: the wards, cities and ZIP codes, and by "place/" with the kind the districts that were loaded.
func (s *Service) Areas(ctx context.Context, q db.Querier, sc authz.Scope) (out map[string][]string, err error) {
	defer errs.Wrap(&err, "places.Areas")
	if err := sc.Require(authz.ReadTurfs); err != nil {
		return nil, err
	}
	out = map[string][]string{}
	take := func(r db.Row) error {
		var kind, name string
		err := r.Scan(&kind, &name)
		out[kind] = append(out[kind], name)
		return err
	}
	for _, column := range []string{"ward", "city", "zip"} {
		err := db.Each(ctx, q, take, `SELECT '`+column+`' AS kind, name FROM (SELECT DISTINCT `+column+` AS name FROM household WHERE org_id = $1 UNION SELECT DISTINCT `+column+` FROM address_point WHERE org_id = $1) named
			WHERE name <> '' ORDER BY name`, sc.Organization())
		if err != nil {
			return nil, err
		}
	}
	return out, db.Each(ctx, q, take, `SELECT DISTINCT 'place/' || o.kind, f.name FROM outline_feature f JOIN outline o ON o.org_id = f.org_id AND o.id = f.outline_id
		WHERE f.org_id = $1 AND f.name <> '' AND o.kind IN (SELECT value FROM json_each($2)) ORDER BY 1, 2`, sc.Organization(), db.List(DistrictKinds()))
}
