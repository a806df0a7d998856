package places

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// most shapes that are drawn at once: more are a grey mass on every screen.
const (
	mostOutlines = 2000
	mostLines    = 6000
)

// LoadOutlines keeps the areas or lines of a GeoJSON or TopoJSON file, or of a zip archive with a shapefile. An empty kind is told by
// the file (see kindOf). It returns errs.Invalid with what is wrong and where for a file that
// cannot be used, errs.Forbidden without EditPlaces.
func (s *Service) LoadOutlines(ctx context.Context, sc authz.Scope, name, kind string, file io.Reader) (l Layer, err error) {
	defer errs.Wrap(&err, "places.LoadOutlines(%q)", name)
	if err := sc.Require(authz.EditPlaces); err != nil {
		return l, err
	}
	var features []geo.Feature
	err = readFile(file, func(f geo.Feature) error {
		if len(f.Geometry.Lines)+len(f.Geometry.Polygons) > 0 {
			features = append(features, f)
		}
		return nil
	})
	if p, ok := fileProblem(err); ok {
		return l, errs.Because(err, errs.Invalid, problemKey(p), "n", p.Feature, "problem", p.Problem)
	}
	if err != nil {
		return l, err
	}
	if len(features) == 0 {
		return l, errs.New(errs.Invalid, "places.file_empty")
	}
	l = Layer{ID: s.IDs.Next(), Kind: cmp.Or(kind, kindOf(features[0])), Name: name, Features: len(features), ExactTo: exactness(features), CreatedAt: s.Now()}
	return l, s.DB.Write(ctx, sc, "load outlines", func(tx *db.WriteTx) error { return s.saveOutlines(ctx, tx, sc, l, features) })
}

// readFile tells a zip archive by how it begins.
func readFile(file io.Reader, each func(geo.Feature) error) error {
	in := bufio.NewReaderSize(file, 1<<16)
	if head, err := in.Peek(4); err != nil || string(head) != "PK\x03\x04" {
		return geo.ReadOutlines(in, geo.Limits{}, each) // it says what is wrong with an empty file
	}
	archive, err := io.ReadAll(io.LimitReader(in, mostFile))
	if err != nil {
		return err
	}
	return geo.ReadOutlinesZip(bytes.NewReader(archive), int64(len(archive)), geo.Limits{Bytes: mostFile}, each)
}

func problemKey(p *geo.FormatError) string {
	switch {
	case p.Limit:
		return "places.file_too_large"
	case p.Feature > 0:
		return "places.file_wrong_at"
	}
	return "places.file_wrong"
}

func (s *Service) saveOutlines(ctx context.Context, tx *db.WriteTx, sc authz.Scope, l Layer, features []geo.Feature) error {
	org := sc.Organization()
	_, err := tx.Exec(ctx, `INSERT INTO outline (org_id, id, kind, name, features, exact_to, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		org, l.ID, l.Kind, l.Name, l.Features, l.ExactTo, sc.Actor().Account, db.At(l.CreatedAt))
	if err != nil {
		return err
	}
	rows := make([][]any, len(features))
	for i, f := range features {
		shape, err := json.Marshal(f.Geometry)
		if err != nil {
			return err
		}
		box := f.Geometry.Box()
		rows[i] = []any{org, l.ID, i + 1, nameOf(l.Kind, f), string(shape), box.South, box.West, box.North, box.East}
	}
	err = insertRows(ctx, tx, `INSERT INTO outline_feature (org_id, outline_id, seq, name, geometry, min_lat, min_lon, max_lat, max_lon) VALUES `, rows, "")
	if err != nil {
		return err
	}
	if l.Kind != KindStreet {
		if err := s.EnqueueLocate(ctx, tx, sc); err != nil {
			return err
		}
	}
	return s.Audit.Record(ctx, tx, sc, "places.load", l.ID, map[string]any{"kind": l.Kind, "name": l.Name, "features": l.Features})
}

// Outlines gives wards, districts and boundaries to draw inside a box.
func (s *Service) Outlines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) (out []geo.Feature, err error) {
	defer errs.Wrap(&err, "places.Outlines")
	return featuresIn(ctx, q, sc, box, "o.kind <> 'street'", mostOutlines)
}

// Lines gives streets to draw inside a box: the roads of a network that covers it, else street lines that were loaded.
func (s *Service) Lines(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) (out []geo.Feature, err error) {
	defer errs.Wrap(&err, "places.Lines")
	roads, err := s.Roads(ctx, q, sc, box)
	if err != nil {
		return nil, err
	}
	if roads == nil {
		return featuresIn(ctx, q, sc, box, "o.kind = 'street'", mostLines)
	}
	for _, r := range roads.Within(box) {
		if len(out) == mostLines {
			break
		}
		out = append(out, geo.Feature{Geometry: geo.Geometry{Lines: []geo.Line{r.Line}}, Properties: map[string]any{"name": r.Name, "kind": KindStreet, "class": r.Class.String()}})
	}
	return out, nil
}

func featuresIn(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box, kind string, most int) ([]geo.Feature, error) {
	if err := sc.Require(authz.ReadPlaces); err != nil {
		return nil, err
	}
	return readFeatures(ctx, q, fmt.Sprintf(`JOIN outline o ON o.org_id = f.org_id AND o.id = f.outline_id WHERE f.org_id = $1 AND f.max_lat >= $2 AND f.min_lat <= $3
		AND f.max_lon >= $4 AND f.min_lon <= $5 AND %s ORDER BY f.outline_id, f.seq LIMIT %d`, kind, most), sc.Organization(), box.South, box.North, box.West, box.East)
}

// LoadRoads keeps the walkable roads of an OpenStreetMap extract (.osm.pbf). It returns errs.Invalid for a file that is none,
// errs.Forbidden without EditPlaces.
func (s *Service) LoadRoads(ctx context.Context, sc authz.Scope, name string, file io.Reader) (l Layer, err error) {
	defer errs.Wrap(&err, "places.LoadRoads(%q)", name)
	if err := sc.Require(authz.EditPlaces); err != nil {
		return l, err
	}
	roads, err := geo.ReadRoads(bufio.NewReaderSize(file, 1<<20), geo.RoadOptions{})
	if p, ok := fileProblem(err); ok {
		return l, errs.Because(err, errs.Invalid, problemKey(p), "n", p.Feature, "problem", p.Problem)
	}
	if err != nil {
		return l, err
	}
	nodes, edges, metres := roads.Size()
	if edges == 0 {
		return l, errs.New(errs.Invalid, "places.file_empty")
	}
	l = Layer{ID: s.IDs.Next(), Kind: KindRoads, Name: name, Features: edges, Metres: metres, CreatedAt: s.Now()}
	box, graph := roads.Box(), roads.Bytes()
	return l, s.DB.Write(ctx, sc, "load roads", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO road_network (org_id, id, name, nodes, edges, metres, min_lat, min_lon, max_lat, max_lon, graph, created_by, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, sc.Organization(), l.ID, name, nodes, edges, metres, box.South, box.West, box.North, box.East, graph,
			sc.Actor().Account, db.At(l.CreatedAt))
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, sc, "places.load", l.ID, map[string]any{"kind": l.Kind, "name": name, "edges": edges})
	})
}

// Roads gives the road network around a box, the newest of those that cover most of it; nil where none is loaded.
func (s *Service) Roads(ctx context.Context, q db.Querier, sc authz.Scope, box geo.Box) (_ *geo.Roads, err error) {
	defer errs.Wrap(&err, "places.Roads")
	if err := sc.Require(authz.ReadPlaces); err != nil {
		return nil, err
	}
	type network struct {
		id      id.ID
		covered float64
	}
	var best network
	err = db.Each(ctx, q, func(r db.Row) error {
		var n network
		var b geo.Box
		if err := r.Scan(&n.id, &b.South, &b.West, &b.North, &b.East); err != nil {
			return err
		}
		n.covered = (min(b.North, box.North) - max(b.South, box.South)) * (min(b.East, box.East) - max(b.West, box.West))
		if best.id == 0 || n.covered > best.covered {
			best = n
		}
		return nil
	}, `SELECT id, min_lat, min_lon, max_lat, max_lon FROM road_network WHERE org_id = $1 AND max_lat >= $2 AND min_lat <= $3 AND max_lon >= $4 AND min_lon <= $5 ORDER BY id DESC`,
		sc.Organization(), box.South, box.North, box.West, box.East)
	if err != nil || best.id == 0 {
		return nil, err
	}
	roads := s.roads.get(best.id)
	if roads == nil {
		graph, err := db.One(ctx, q, db.Value[[]byte], `SELECT graph FROM road_network WHERE org_id = $1 AND id = $2`, sc.Organization(), best.id)
		if err != nil {
			return nil, err
		}
		if roads, err = geo.ParseRoads(graph); err != nil {
			return nil, err
		}
		s.roads.put(best.id, roads)
	}
	return roads.Clip(box), nil
}
