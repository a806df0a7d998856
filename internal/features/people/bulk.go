package people

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// rowsPerStatement keeps a statement small enough for both engines and its text repeatable, so that it is prepared once.
const rowsPerStatement = 100

// insertRows writes many rows with few statements: head ends in VALUES, tail is what follows the rows (ON CONFLICT …).
func insertRows(ctx context.Context, tx *db.WriteTx, head string, rows [][]any, tail string) error {
	for len(rows) > 0 {
		n := min(rowsPerStatement, len(rows))
		var text strings.Builder
		var args []any
		text.WriteString(head)
		for i, row := range rows[:n] {
			if i > 0 {
				text.WriteByte(',')
			}
			text.WriteByte('(')
			for j, v := range row {
				if j > 0 {
					text.WriteByte(',')
				}
				args = append(args, v)
				text.WriteString("$" + strconv.Itoa(len(args)))
			}
			text.WriteByte(')')
		}
		text.WriteString(" " + tail)
		if _, err := tx.Exec(ctx, text.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// ref is an id as a column that may be NULL.
func ref(i id.ID) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// jsonText is a value for a JSON column.
func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
