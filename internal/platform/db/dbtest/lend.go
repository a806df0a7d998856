package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"sync"

	"banyan/internal/platform/db"
)

// Making a database takes PostgreSQL longer than most tests take, so databases are lent, emptied and lent again, also
// from one package's tests to the next one's. Who uses one holds an advisory lock, which ends with the process.

// tooLarge is where emptying no longer pays: rows that are gone still fill the files.
const tooLarge = 48 << 20

// library is this process's connection that holds the locks.
var library = struct {
	sync.Mutex
	conn *sql.Conn
	held map[string]bool
}{held: map[string]bool{}}

func borrow() (string, error) {
	template, err := postgresTemplate()
	if err != nil {
		return "", err
	}
	prefix := strings.Replace(template, "template", "test", 1) + "_"
	library.Lock()
	defer library.Unlock()
	if err := openLibrary(); err != nil {
		return "", err
	}
	names, err := shelf(prefix)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if got, err := claim(name); err != nil {
			return "", err
		} else if got {
			return name, empty(name)
		}
	}
	name := prefix + strings.ToLower(rand.Text()[:12])
	if _, err := claim(name); err != nil {
		return "", err
	}
	_, err = library.conn.ExecContext(context.Background(), fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, template))
	return name, err
}

func openLibrary() error {
	if library.conn != nil {
		return nil
	}
	base, err := cluster()
	if err != nil {
		return err
	}
	pool, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	library.conn, err = pool.Conn(context.Background())
	return err
}

// shelf lists the databases that may be free. Those that have grown are dropped, where nobody uses them.
func shelf(prefix string) ([]string, error) {
	ctx := context.Background()
	rows, err := library.conn.QueryContext(ctx, `SELECT datname, pg_database_size(oid) > $2 FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname`, prefix, tooLarge)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var good, large []string
	for rows.Next() {
		var name string
		var grown bool
		if err := rows.Scan(&name, &grown); err != nil {
			return nil, err
		}
		if grown {
			large = append(large, name)
		} else {
			good = append(good, name)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range large {
		if got, err := claim(name); err != nil {
			return nil, err
		} else if got {
			if _, err := library.conn.ExecContext(ctx, `DROP DATABASE `+name); err != nil {
				return nil, err
			}
			if err := release(name); err != nil {
				return nil, err
			}
		}
	}
	return good, nil
}

// claim takes the lock of a database; false where somebody else, or another test of this process, has it.
func claim(name string) (got bool, err error) {
	if library.held[name] {
		return false, nil
	}
	err = library.conn.QueryRowContext(context.Background(), `SELECT pg_try_advisory_lock(4202409, hashtext($1))`, name).Scan(&got)
	if got {
		library.held[name] = true
	}
	return got, err
}

func release(name string) error {
	delete(library.held, name)
	_, err := library.conn.ExecContext(context.Background(), `SELECT pg_advisory_unlock(4202409, hashtext($1))`, name)
	return err
}

func giveBack(name string) error {
	library.Lock()
	defer library.Unlock()
	return release(name)
}

// childrenFirst is the order in which the tables can be emptied.
var childrenFirst []string

// empty removes every row of a database that somebody has used before.
func empty(name string) error {
	ctx := context.Background()
	if childrenFirst == nil {
		d, err := db.Open(ctx, db.Config{URL: database(name)})
		if err != nil {
			return err
		}
		tables, err := d.Schema().ParentsFirst()
		if err != nil {
			return err
		}
		for _, t := range tables {
			childrenFirst = append([]string{t.Name}, childrenFirst...)
		}
		if err := d.Close(); err != nil {
			return err
		}
	}
	c, err := sql.Open("pgx", database(name))
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.ExecContext(ctx, `BEGIN; SET LOCAL banyan.maintenance = 'on'; DELETE FROM "`+strings.Join(childrenFirst, `"; DELETE FROM "`)+`"; COMMIT`)
	return err
}
