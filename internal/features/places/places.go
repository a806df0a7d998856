// Package places keeps where things are: address points, outlines of wards and districts, streets, walkable roads; and puts
// households on the map with them.
package places

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/audit"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
	"banyan/internal/platform/jobs"
)

// Config is what the feature needs from the house.
type Config struct {
	DB    *db.DB
	IDs   *id.Source
	Now   func() time.Time
	Audit *audit.Log
	Queue *jobs.Queue
	Dir   string // below which uploaded files wait for their job; every process that runs jobs must see it
	Log   *slog.Logger
}

// Service is what can be done with places.
type Service struct {
	Config
	root  *os.Root
	roads roadCache
	known areaCache
}

// NewService returns a Service and names its handlers to the queue. It makes Dir where it is missing.
func NewService(c Config) (*Service, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: c, root: root}
	c.Queue.Handle(locateJob, s.locateInJob)
	c.Queue.Handle(loadJob, s.loadInJob)
	c.Queue.Handle(homesJob, s.homesInJob)
	return s, nil
}

// Close lets go of the folder.
func (s *Service) Close() error { return s.root.Close() }

// Layer is a file that was loaded: an outline or a road network.
type Layer struct {
	ID        id.ID
	Kind      string
	Name      string
	Features  int     // areas or lines; edges of a network
	Metres    float64 // of a network
	ExactTo   float64 // metres, of areas: nearer to a border the file does not tell
	CreatedAt time.Time
}

// Summary tells how far the organization's households are on the map.
type Summary struct {
	Households, Located, ByStreet int
	Points                        int
	Layers                        []Layer
	Districts                     []Coverage
}

// Summary counts households and lists what was loaded.
func (s *Service) Summary(ctx context.Context, sc authz.Scope) (out Summary, err error) {
	defer errs.Wrap(&err, "places.Summary")
	if err := sc.Require(authz.ReadPlaces); err != nil {
		return out, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		org := sc.Organization()
		err := db.Each(ctx, tx, func(r db.Row) error { return r.Scan(&out.Households, &out.Located, &out.ByStreet) },
			`SELECT count(*), count(lat), count(CASE WHEN located_by = 'street' THEN 1 END) FROM household WHERE org_id = $1`, org)
		if err != nil {
			return err
		}
		if out.Points, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM address_point WHERE org_id = $1`, org); err != nil {
			return err
		}
		out.Layers, err = db.All(ctx, tx, scanLayer, `SELECT id, kind, name, features, 0.0, exact_to, created_at FROM outline WHERE org_id = $1
			UNION ALL SELECT id, 'roads', name, edges, metres, 0.0, created_at FROM road_network WHERE org_id = $1 ORDER BY 1`, org)
		if err != nil {
			return err
		}
		out.Districts, err = coverage(ctx, tx, org)
		return err
	})
	return out, err
}

func scanLayer(r db.Row) (l Layer, err error) {
	var at db.Time
	err = r.Scan(&l.ID, &l.Kind, &l.Name, &l.Features, &l.Metres, &l.ExactTo, &at)
	l.CreatedAt = at.Time
	return l, err
}

// Delete takes a layer off the map. It returns errs.NotFound where the organization has no such layer.
func (s *Service) Delete(ctx context.Context, sc authz.Scope, layer id.ID) (err error) {
	defer errs.Wrap(&err, "places.Delete(%v)", layer)
	if err := sc.Require(authz.EditPlaces); err != nil {
		return err
	}
	return s.DB.Write(ctx, sc, "delete a map layer", func(tx *db.WriteTx) error {
		if err := s.unassign(ctx, tx, sc, layer); err != nil {
			return err
		}
		n := int64(0)
		for _, sql := range []string{`DELETE FROM outline_feature WHERE org_id = $1 AND outline_id = $2`, `DELETE FROM outline WHERE org_id = $1 AND id = $2`,
			`DELETE FROM road_network WHERE org_id = $1 AND id = $2`} {
			deleted, err := tx.Exec(ctx, sql, sc.Organization(), layer)
			if err != nil {
				return err
			}
			n += deleted
		}
		if n == 0 {
			return errs.New(errs.NotFound, "")
		}
		return s.Audit.Record(ctx, tx, sc, "places.delete", layer, nil)
	})
}

// unassign takes away the districts that a layer gave, and asks for them to be looked for in what remains.
func (s *Service) unassign(ctx context.Context, tx *db.WriteTx, sc authz.Scope, layer id.ID) error {
	n, err := tx.Exec(ctx, `DELETE FROM household_district WHERE org_id = $1 AND outline_id = $2`, sc.Organization(), layer)
	if err != nil || n == 0 {
		return errors.Join(err, tx.Touch(ctx, sc.Organization()))
	}
	return errors.Join(tx.TouchAll(ctx, sc.Organization()), s.EnqueueLocate(ctx, tx, sc))
}

// roadCache keeps the networks that were read last: parsing one takes far longer than using it.
type roadCache struct {
	mu   sync.Mutex
	kept map[id.ID]*geo.Roads
}

const maxNetworks = 4

func (c *roadCache) get(network id.ID) *geo.Roads {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[network]
}

func (c *roadCache) put(network id.ID, r *geo.Roads) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxNetworks {
		c.kept = map[id.ID]*geo.Roads{}
	}
	c.kept[network] = r
}

// Missing is an address that has no place on the map.
type Missing struct {
	Household    id.ID
	Line1, Line2 string
}

// mostMissing is how many addresses without a place are listed.
const mostMissing = 100

// Missing lists addresses without a place where somebody lives, street by street, at most 100.
func (s *Service) Missing(ctx context.Context, sc authz.Scope) (out []Missing, err error) {
	defer errs.Wrap(&err, "places.Missing")
	if err := sc.Require(authz.ReadPeople); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (m Missing, err error) {
			var number, street, unit, city, zip string
			err = r.Scan(&m.Household, &number, &street, &unit, &city, &zip)
			m.Line1 = strings.Join(strings.Fields(number+" "+street+" "+unit), " ")
			m.Line2 = strings.TrimSpace(city + " " + zip)
			return m, err
		}, `SELECT id, number, street, unit, city, zip FROM household WHERE org_id = $1 AND lat IS NULL ORDER BY address_key LIMIT $2`, sc.Organization(), mostMissing)
		return err
	})
	return out, err
}
