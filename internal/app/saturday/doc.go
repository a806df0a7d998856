// Package saturday walks a whole day of doors as phones would: over HTTP, with bad signal, to a server that is killed in between, and then
// compares what every phone recorded with what the server's log says. It knows the pages and the sync contract (docs/sync.md) and nothing of the
// server's inside.
package saturday

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Plan is a day.
type Plan struct {
	Base     string // address of the server
	Seed     uint64
	Lists    []string      // what the QR codes of the walks open, one for each phone; two phones may share one
	Day      time.Duration // how long the day takes here
	Meanings Meanings
}

// Meanings tells what a result counts as, by the field's words and not by the server's table.
type Meanings struct {
	Contact   []string // results that reached the person
	Talk      string   // the one that carries answers
	NotPerson []string // results of a door at which nobody is named
}

// Door results as they fall at a hundred doors.
var outcomes = []struct {
	result string
	share  int
}{{"not_home", 54}, {"conversation", 26}, {"refused", 8}, {"language_barrier", 4}, {"moved", 3}, {"inaccessible", 3}, {"come_back", 2}}

// StandardMeanings are those of docs/sync.md.
var StandardMeanings = Meanings{Contact: []string{"conversation", "refused", "come_back", "do_not_contact"}, Talk: "conversation", NotPerson: []string{"not_home", "inaccessible"}}

// Day is what came of a plan.
type Day struct {
	Phones []*Phone
	Sync   Latencies // of each answered POST /api/sync
	Page   Latencies // from the join page to the list
	Faults map[string]int
}

// Walk lets every phone walk its list; it returns when each of them has been told that the server has everything. Down is asked before each
// request: while it is true, the server is known to be away, so that no time is spent on asking.
func Walk(ctx context.Context, p Plan) (*Day, error) {
	d := &Day{Faults: map[string]int{}}
	shared := map[string]int{}
	for i, list := range p.Lists {
		rng := rand.New(rand.NewPCG(p.Seed, uint64(i)+1))
		half := shared[list]
		shared[list]++
		d.Phones = append(d.Phones, newPhone(p, d, i, list, half, rng))
	}
	for _, ph := range d.Phones {
		ph.share = shared[ph.list]
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	failed := make(chan error, len(d.Phones))
	for _, ph := range d.Phones {
		all.Go(func() {
			if err := ph.day(ctx); err != nil {
				failed <- err
				stop()
			}
		})
	}
	all.Wait()
	select {
	case err := <-failed:
		return d, err
	default:
		return d, ctx.Err()
	}
}

// Latencies are how long answers took.
type Latencies struct {
	mu  sync.Mutex
	all []time.Duration
}

// Add notes one.
func (l *Latencies) Add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, d)
}

// Len is how many there are.
func (l *Latencies) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// Quantile is the time within which a part (0 to 1) of the answers came; 0 for none.
func (l *Latencies) Quantile(q float64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) == 0 {
		return 0
	}
	slices.Sort(l.all)
	return l.all[min(len(l.all)-1, int(q*float64(len(l.all))))]
}
