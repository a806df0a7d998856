package places

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"banyan/internal/kernels/geo"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// wards are the areas that tell a door's ward.
type wards []ward

type ward struct {
	name string
	box  geo.Box
	area geo.MultiPolygon
}

// at is the ward around a place. Where there are no wards, or none of them is around it, ok is false.
func (w wards) at(p geo.Point) (name string, ok bool) {
	for _, one := range w {
		if one.box.Contains(p) && one.area.Contains(p) {
			return one.name, true
		}
	}
	return "", false
}

func (s *Service) wards(ctx context.Context, q db.Querier, org id.ID) (wards, error) {
	features, err := readFeatures(ctx, q, `JOIN outline o ON o.org_id = f.org_id AND o.id = f.outline_id WHERE f.org_id = $1 AND o.kind = 'ward' ORDER BY f.outline_id DESC, f.seq`, org)
	var out wards
	for _, f := range features {
		out = append(out, ward{name: f.Text("name"), box: f.Geometry.Box(), area: f.Geometry.Polygons})
	}
	return out, err
}

// readFeatures reads stored shapes; the kind and the name are their properties.
func readFeatures(ctx context.Context, q db.Querier, from string, args ...any) ([]geo.Feature, error) {
	return db.All(ctx, q, func(r db.Row) (f geo.Feature, err error) {
		var name, kind string
		var geometry db.JSON[json.RawMessage]
		if err := r.Scan(&name, &kind, &geometry); err != nil {
			return f, err
		}
		err = geo.ReadOutlines(strings.NewReader(string(geometry.V)), geo.Limits{}, func(one geo.Feature) error {
			f.Geometry = one.Geometry
			return nil
		})
		f.Properties = map[string]any{"name": name, "kind": kind}
		return f, err
	}, `SELECT f.name, o.kind, f.geometry FROM outline_feature f `+from, args...)
}

// fileProblem tells a file that cannot be used from everything else that can go wrong.
func fileProblem(err error) (*geo.FormatError, bool) {
	var p *geo.FormatError
	return p, errors.As(err, &p)
}
