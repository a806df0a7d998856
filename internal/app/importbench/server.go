package importbench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// ServerMeter looks at the memory of a PostgreSQL server's processes again and again.
type ServerMeter struct {
	stop  context.CancelFunc
	ended sync.WaitGroup
	peak  int
}

// WatchServer begins to look at the processes that serve one database; nothing is watched where the address is "", or on another machine.
func WatchServer(ctx context.Context, address string) *ServerMeter {
	ctx, stop := context.WithCancel(ctx)
	m := &ServerMeter{stop: stop}
	if address == "" {
		return m
	}
	m.ended.Go(func() {
		c, err := pgx.Connect(ctx, address)
		if err != nil {
			return
		}
		defer c.Close(context.WithoutCancel(ctx))
		for ctx.Err() == nil {
			m.peak = max(m.peak, ownMemory(ctx, c))
			time.Sleep(200 * time.Millisecond)
		}
	})
	return m
}

// Stop ends the watching and gives the largest sum, in MB, of what is not shared between the processes.
func (m *ServerMeter) Stop() int {
	m.stop()
	m.ended.Wait()
	return m.peak
}

func ownMemory(ctx context.Context, c *pgx.Conn) (mb int) {
	rows, err := c.Query(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`)
	if err != nil {
		return 0
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		return 0
	}
	var kb int
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "RssAnon:" {
				n, _ := strconv.Atoi(f[1]) // the kernel's own number
				kb += n
			}
		}
	}
	return kb >> 10
}
