// Command pgcluster starts one throw-away PostgreSQL for all the packages' tests:
//
//	eval "$(go run ./internal/platform/db/dbtest/pgcluster start)"   # sets BANYAN_TEST_POSTGRES
//	go run ./internal/platform/db/dbtest/pgcluster stop
package main

import (
	"fmt"
	"net/url"
	"os"

	"banyan/internal/platform/db/dbtest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pgcluster:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "start":
		c, err := dbtest.Start(false)
		if err != nil {
			return err
		}
		fmt.Printf("export %s='%s'\n", dbtest.Variable, c.URL)
		return nil
	case len(args) == 1 && args[0] == "stop":
		u, err := url.Parse(os.Getenv(dbtest.Variable))
		if err != nil || u.Query().Get("host") == "" {
			return fmt.Errorf("%s does not name a cluster that start has made", dbtest.Variable)
		}
		return (&dbtest.Cluster{Dir: u.Query().Get("host")}).Stop()
	}
	return fmt.Errorf("usage: pgcluster start | stop")
}
