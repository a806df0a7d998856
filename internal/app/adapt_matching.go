package app

import (
	"cmp"
	"context"

	"banyan/internal/features/canvass"
	"banyan/internal/features/matching"
	"banyan/internal/features/people"
	"banyan/internal/kernels/address"
	"banyan/internal/kernels/linkage"
	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// mergePeople gives matching the rows of people, and what was tried to reach them.
type mergePeople struct{ *people.Service }

func (m mergePeople) Each(ctx context.Context, q db.Querier, sc authz.Scope, fn func(matching.Row) error) error {
	return m.EachMergeRow(ctx, q, sc, func(r people.MergeRow) error { return fn(matching.Row(r)) })
}

func (m mergePeople) Whole(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) ([]matching.Row, error) {
	return asRows(m.MergeRows(ctx, q, sc, rows))
}

func (m mergePeople) Near(ctx context.Context, q db.Querier, sc authz.Scope, like linkage.Record) ([]matching.Row, error) {
	var a address.Address
	if a.Number, a.Street, a.Unit = address.Line(like.Street); a.Street == "" {
		return asRows(m.NearRows(ctx, q, sc, like, "", ""))
	}
	a.Unit, a.City, a.Zip = cmp.Or(like.Unit, a.Unit), like.City, like.Zip
	return asRows(m.NearRows(ctx, q, sc, like, a.Key(), a.BuildingKey()))
}

// found is how many people a search offers.
const found = 20

func (m mergePeople) Find(ctx context.Context, sc authz.Scope, typed string) (out []id.ID, err error) {
	list, err := m.Service.Find(ctx, sc, typed)
	for _, f := range list[:min(len(list), found)] {
		out = append(out, f.ID)
	}
	return out, err
}

func asRows(rows []people.MergeRow, err error) ([]matching.Row, error) {
	out := make([]matching.Row, len(rows))
	for i, r := range rows {
		out[i] = matching.Row(r)
	}
	return out, err
}

func (m mergePeople) Views(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (map[id.ID]matching.View, error) {
	found, err := m.MergeViews(ctx, q, sc, rows)
	out := make(map[id.ID]matching.View, len(found))
	for row, v := range found {
		out[row] = matching.View(v)
	}
	return out, err
}

func (m mergePeople) Attempts(ctx context.Context, q db.Querier, sc authz.Scope, rows []id.ID) (map[id.ID]int, error) {
	return canvass.CountAttempts(ctx, q, sc, rows)
}
