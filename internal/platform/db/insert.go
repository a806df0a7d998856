package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// insertSizes are the numbers of rows that one INSERT takes: few sizes, so that few statements are prepared. On SQLite
// a row in a large INSERT costs a fraction of a row of its own, since the wall's triggers and the search index make
// every statement keep a journal of its own.
var insertSizes = []int{100, 25, 5, 1}

// Insert writes many rows with few statements. columns names the values of each row; end is what follows the rows,
// such as an ON CONFLICT clause. It tells how many rows were touched.
func (tx *WriteTx) Insert(ctx context.Context, table string, columns []string, rows [][]any, end string) (int64, error) {
	var total int64
	for len(rows) > 0 {
		size := insertSizes[slices.IndexFunc(insertSizes, func(n int) bool { return n <= len(rows) })]
		args := make([]any, 0, size*len(columns))
		for _, row := range rows[:size] {
			if len(row) != len(columns) {
				return total, fmt.Errorf("db: Insert into %s: a row of %d values for %d columns", table, len(row), len(columns))
			}
			args = append(args, row...)
		}
		n, err := tx.Exec(ctx, valuesText(table, columns, size, end), args...)
		if err != nil {
			return total, err
		}
		total += n
		rows = rows[size:]
	}
	return total, nil
}

func valuesText(table string, columns []string, rows int, end string) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for i := range rows * len(columns) {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%len(columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	b.WriteString(") " + end)
	return b.String()
}
