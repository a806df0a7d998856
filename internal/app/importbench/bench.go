package importbench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Meter measures what reads cost while something else happens.
type Meter struct {
	stop  context.CancelFunc
	ended sync.WaitGroup
	mu    sync.Mutex
	took  map[string][]time.Duration
	err   error
}

// Read is one kind of read.
type Read struct {
	Name string
	Do   func(context.Context) error
}

// every is the pause between two reads.
const every = 15 * time.Millisecond

// Watch begins to read again and again, one kind after the other.
func Watch(ctx context.Context, reads []Read) *Meter {
	ctx, stop := context.WithCancel(ctx)
	m := &Meter{stop: stop, took: map[string][]time.Duration{}}
	m.ended.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			r := reads[n%len(reads)]
			began := time.Now()
			err := r.Do(ctx)
			m.mu.Lock()
			if err == nil {
				m.took[r.Name] = append(m.took[r.Name], time.Since(began))
			} else if ctx.Err() == nil {
				m.err = errors.Join(m.err, err)
			}
			m.mu.Unlock()
			time.Sleep(every)
		}
	})
	return m
}

// Stop ends the reading and tells the percentiles of each kind.
func (m *Meter) Stop() (lines []string, err error) {
	m.stop()
	m.ended.Wait()
	for name, list := range m.took {
		slices.Sort(list)
		at := func(p int) time.Duration {
			return list[min(len(list)*p/100, len(list)-1)].Round(100 * time.Microsecond)
		}
		lines = append(lines, fmt.Sprintf("%-8s %6d reads, p50 %v, p99 %v, longest %v", name, len(list), at(50), at(99), list[len(list)-1].Round(100*time.Microsecond)))
	}
	slices.Sort(lines)
	return lines, m.err
}

// CPU is how much of the processors this process has had.
func CPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ForgetPeak begins to look for the largest memory anew; where the system can't, the peak is that of the whole run.
func ForgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// Peak is the largest memory of the process, in MB.
func Peak() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			kb, _ := strconv.Atoi(f[1]) // the kernel's own number
			return kb >> 10
		}
	}
	return 0
}
