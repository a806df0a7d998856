package canvass

import (
	"sync"

	"banyan/internal/platform/id"
)

// live tells the pages and phones of this process that a program's or a packet's log has grown. What another process wrote is found by
// asking the database (see stream.go).
type live struct {
	mu      sync.Mutex
	waiting map[[2]id.ID]map[chan struct{}]bool
	readers int
}

// maxReaders bounds the pages and phones that one process feeds.
const maxReaders = 2000

func newLive() *live { return &live{waiting: map[[2]id.ID]map[chan struct{}]bool{}} }

// changed wakes everybody who follows one of these: a program, a packet. It never waits.
func (l *live) changed(organization id.ID, of ...id.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range of {
		for c := range l.waiting[[2]id.ID{organization, one}] {
			select {
			case c <- struct{}{}:
			default: // it has not looked since the last time
			}
		}
	}
}

// follow gives a channel that is woken at changes of a program or a packet, and what ends it; ok is false where too many follow already.
func (l *live) follow(organization, of id.ID) (woken <-chan struct{}, leave func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readers >= maxReaders {
		return nil, nil, false
	}
	l.readers++
	key := [2]id.ID{organization, of}
	if l.waiting[key] == nil {
		l.waiting[key] = map[chan struct{}]bool{}
	}
	c := make(chan struct{}, 1)
	l.waiting[key][c] = true
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.readers--
		if delete(l.waiting[key], c); len(l.waiting[key]) == 0 {
			delete(l.waiting, key)
		}
	}, true
}
