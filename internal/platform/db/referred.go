package db

import (
	"context"
	"fmt"
	"slices"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
)

// Referred tells which rows of a table some row of another table points at, by the foreign keys of the schema, so that no later table is
// forgotten. Tables in except don't count.
func (tx *WriteTx) Referred(ctx context.Context, sc authz.Scope, table string, ids []id.ID, except ...string) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for _, t := range tx.s.texts.schema.Tables {
		if slices.Contains(except, t.Name) {
			continue
		}
		for _, f := range t.Foreign {
			if f.Parent != table || len(f.Columns) != 2 || f.Columns[0] != "org_id" || f.ParentColumns[1] != "id" {
				continue
			}
			text := fmt.Sprintf(`SELECT DISTINCT %[1]s FROM %[2]s WHERE org_id = $1 AND %[1]s IN (SELECT CAST(value AS BIGINT) FROM json_each($2))`, f.Columns[1], t.Name)
			err := Each(ctx, tx, func(r Row) error {
				var who id.ID
				err := r.Scan(&who)
				out[who] = true
				return err
			}, text, sc.Organization(), List(ids))
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
