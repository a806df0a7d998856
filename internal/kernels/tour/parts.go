package tour

import (
	"sync"
	"sync/atomic"
)

// inParts calls do for [0,n) in parts of at most size, on so many workers. What a part does must not depend on the others, so that
// the number of workers changes nothing but the time.
func inParts(n, size, workers int, do func(from, to int)) {
	parts := (n + size - 1) / size
	workers = min(workers, parts)
	if workers <= 1 {
		for from := 0; from < n; from += size {
			do(from, min(from+size, n))
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < parts; i = int(next.Add(1)) - 1 {
				do(i*size, min((i+1)*size, n))
			}
		})
	}
	wg.Wait()
}
