package canvass

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"banyan/internal/platform/db/dbtest"
)

// BenchmarkSync measures entries a second that come from many phones at once, each entry in a request of its own: the
// hardest case, since nothing is grouped before the writer.
func BenchmarkSync(b *testing.B) {
	for _, clients := range []int{1, 50, 300} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			w := newWorld(b, dbtest.SQLite(b), 60)
			packet := w.publish()
			phones := make([]*phone, clients)
			for i := range phones {
				phones[i] = w.join(packet, fmt.Sprint("Volunteer ", i), "")
			}
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, p := range phones {
				wg.Go(func() {
					for n := i; n < b.N; n += clients {
						req := p.request(p.event("attempt", w.turf.Doors[n%60].Household, result(NotHome, 0)))
						req.Since = 1 << 40 // what others did is not asked for
						if _, err := w.service.Sync(context.Background(), p.cookie, req); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
