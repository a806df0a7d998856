package turfbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errNotThere says that a peer is not installed here.
var errNotThere = errors.New("not installed")

// patience is how long a peer may take for one town.
const patience = 2 * time.Minute

// extended is a connection to a database that has an extension.
func extended(ctx context.Context, url, extension string) (*pgx.Conn, error) {
	if url == "" {
		return nil, fmt.Errorf("%w: no --postgres", errNotThere)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS "+extension+" CASCADE")
	var refused *pgconn.PgError
	if errors.As(err, &refused) && slices.Contains([]string{"0A000", "58P01", "42501"}, refused.Code) { // not on the machine, or not allowed to this role
		err = fmt.Errorf("%w: %s", errNotThere, refused.Message)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return conn, nil
}

// postgisMeans asks PostGIS's ST_ClusterKMeans, which knows no sizes.
func postgisMeans(ctx context.Context, url string, doors []Door, size int) (turfs [][]int, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := extended(ctx, url, "postgis")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, "CREATE TEMP TABLE door (id int, x float8, y float8)"); err != nil {
		return nil, err
	}
	at := flatten(doors)
	rows := pgx.CopyFromSlice(len(at), func(i int) ([]any, error) { return []any{i, at[i].x, at[i].y}, nil })
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"door"}, []string{"id", "x", "y"}, rows); err != nil {
		return nil, err
	}
	turfs = make([][]int, max(1, (len(doors)+size/2)/size))
	found, err := conn.Query(ctx, "SELECT id, ST_ClusterKMeans(ST_MakePoint(x, y), $1) OVER () FROM door", len(turfs))
	if err != nil {
		return nil, err
	}
	var door, turf int
	if _, err := pgx.ForEachRow(found, []any{&door, &turf}, func() error { turfs[turf] = append(turfs[turf], door); return nil }); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(turfs, func(t []int) bool { return len(t) == 0 }), nil
}

// pgRouting orders places by pgr_TSPeuclidean, whose round is opened at its longest step.
type pgRouting struct{ conn *pgx.Conn }

func (p pgRouting) order(ctx context.Context, places []spot) ([]int, error) {
	if len(places) < 4 {
		return upTo(len(places)), nil
	}
	var values []string
	for i, at := range places {
		values = append(values, fmt.Sprintf("(%d::bigint,%.6f::float8,%.6f::float8)", i+1, at.x, at.y))
	}
	rows, err := p.conn.Query(ctx, "SELECT node FROM pgr_TSPeuclidean($1) ORDER BY seq", "SELECT * FROM (VALUES "+strings.Join(values, ",")+") AS t(id, x, y)")
	if err != nil {
		return nil, err
	}
	round, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(round) != len(places)+1 {
		return nil, errors.Join(err, fmt.Errorf("pgr_TSPeuclidean gave %d rows for %d places", len(round), len(places)))
	}
	order := make([]int, len(places))
	for i := range order {
		order[i] = int(round[i]) - 1
	}
	return openedAtLongest(places, order), nil
}

// openedAtLongest makes a walk of a round.
func openedAtLongest(places []spot, round []int) []int {
	first, longest := 0, -1.0
	for i, a := range round {
		if d := away(places[a], places[round[(i+1)%len(round)]]); d > longest {
			first, longest = (i+1)%len(round), d
		}
	}
	return slices.Concat(round[first:], round[:first])
}
