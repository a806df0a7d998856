package canvass

import (
	"sync"
	"time"

	"banyan/internal/platform/id"
)

// place is where entries are made: a packet, its snapshot, and its doors by household.
type place struct {
	organization, packet, program, turf id.ID
	pass                                int
	snapshot                            Snapshot
	doors                               map[id.ID]Door
	buildings                           map[id.ID]string // of the doors, where they are known
	published                           time.Time
}

// places remembers packets that were read: a snapshot never changes, and every sync needs it. When it is full it is
// emptied, which costs one more read of each packet.
type places struct {
	mu sync.Mutex
	m  map[[2]id.ID]*place
}

const maxPlaces = 512

func (c *places) get(organization, packet id.ID) *place {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[[2]id.ID{organization, packet}]
}

func (c *places) put(p *place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= maxPlaces {
		c.m = map[[2]id.ID]*place{}
	}
	c.m[[2]id.ID{p.organization, p.packet}] = p
}
