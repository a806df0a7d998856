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

// layerOf is the file that a stored shape came in.
type layerOf struct {
	outline id.ID
	kind    string
	exactTo float64
}

// readFeatures reads stored shapes; the kind and the name are their properties.
func readFeatures(ctx context.Context, q db.Querier, from string, args ...any) (out []geo.Feature, err error) {
	err = eachFeature(ctx, q, func(f geo.Feature, _ layerOf) error {
		out = append(out, f)
		return nil
	}, from, args...)
	return out, err
}

func eachFeature(ctx context.Context, q db.Querier, do func(geo.Feature, layerOf) error, from string, args ...any) error {
	return db.Each(ctx, q, func(r db.Row) error {
		var f geo.Feature
		var name string
		var l layerOf
		var geometry db.JSON[json.RawMessage]
		if err := r.Scan(&l.outline, &name, &l.kind, &l.exactTo, &geometry); err != nil {
			return err
		}
		err := geo.ReadOutlines(strings.NewReader(string(geometry.V)), geo.Limits{}, func(one geo.Feature) error {
			f.Geometry = one.Geometry
			return nil
		})
		if err != nil {
			return err
		}
		f.Properties = map[string]any{"name": name, "kind": l.kind}
		return do(f, l)
	}, `SELECT o.id, f.name, o.kind, o.exact_to, f.geometry FROM outline_feature f `+from, args...)
}

// fileProblem tells a file that cannot be used from everything else that can go wrong.
func fileProblem(err error) (*geo.FormatError, bool) {
	var p *geo.FormatError
	return p, errors.As(err, &p)
}
