package shift

import (
	"context"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/id"
)

// drawings remembers the ground of maps that are open: it changes with a cut only, and is asked for with every entry at a door.
type drawings struct {
	mu sync.Mutex
	of map[drawingKey]drawnAt
}

type drawingKey struct {
	organization, program id.ID
	revision, turfs       int
}

type drawnAt struct {
	Drawing
	at time.Time
}

const (
	maxDrawings = 16
	drawingLife = 10 * time.Minute // after which streets that were loaded since are seen
)

// get gives the ground of a board that was read with this Scope just now.
func (c *drawings) get(ctx context.Context, s *Service, sc authz.Scope, b Board) (Drawing, error) {
	key := drawingKey{sc.Organization(), b.Program.ID, b.Program.Revision, len(b.Program.Turfs)}
	c.mu.Lock()
	known, ok := c.of[key]
	c.mu.Unlock()
	if ok && s.Now().Sub(known.at) < drawingLife {
		return known.Drawing, nil
	}
	d, err := s.Drawing(ctx, sc, b)
	if err != nil {
		return d, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= maxDrawings {
		c.of = map[drawingKey]drawnAt{}
	}
	c.of[key] = drawnAt{d, s.Now()}
	return d, nil
}
