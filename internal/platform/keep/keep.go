// Package keep holds what is kept in memory of each organization's people: columns for universes, an index of names. What is kept
// answers exactly what the database would answer in the reader's transaction, on every server: it follows the feed of changes
// (db/feed.go) inside that transaction. Where it cannot (it is being loaded, or it is newer than the transaction), the caller asks
// the database.
package keep

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/id"
)

// Kept is what is kept of one organization. One goroutine uses it at a time.
type Kept interface {
	// Load reads everything.
	Load(ctx context.Context, tx *db.ReadTx, org id.ID) error
	// Refresh reads again what is known about these people. Those who are not there any more are gone.
	Refresh(ctx context.Context, tx *db.ReadTx, org id.ID, people []id.ID) error
	// Bytes is about how much memory it takes.
	Bytes() int
}

// Config is what a Keeper needs.
type Config[T Kept] struct {
	DB    *db.DB
	New   func() T
	Limit int           // bytes of all organizations together; the least recently used goes. 0 is 1 GB
	Small int           // an organization of at most so many people is loaded at once, by whoever asks first. 0 is 5,000
	Log   *slog.Logger  // nil is slog.Default()
	Name  string        // for the log
	Quiet time.Duration // how long to wait after everything has changed, as during an import, before it is read again. 0 is 2 s
}

// Keeper keeps a T for each organization that is asked about.
type Keeper[T Kept] struct {
	cfg  Config[T]
	mu   sync.Mutex
	orgs map[id.ID]*place[T]
	tick int64 // counts uses
}

// place is where an organization's T is kept. Its own lock is held while it is used and while it follows the feed.
type place[T Kept] struct {
	mu      sync.Mutex
	kept    T
	mark    db.Mark
	there   bool
	loading bool
	changes int   // people taken over since the feed was trimmed
	used    int64 // under the keeper's lock
	bytes   int   // under the keeper's lock
}

// New makes a Keeper.
func New[T Kept](cfg Config[T]) *Keeper[T] {
	if cfg.Limit == 0 {
		cfg.Limit = 1 << 30
	}
	if cfg.Small == 0 {
		cfg.Small = 5000
	}
	if cfg.Quiet == 0 {
		cfg.Quiet = 2 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	return &Keeper[T]{cfg: cfg, orgs: map[id.ID]*place[T]{}}
}

// With calls use with what is kept of the Scope's organization, as it is in the reader's transaction, and tells whether it could.
// Where it could not, use has not been called and the database must be asked. A write transaction is never answered from memory.
func (k *Keeper[T]) With(ctx context.Context, q db.Querier, sc authz.Scope, use func(T) error) (bool, error) {
	tx, reads := q.(*db.ReadTx)
	if !reads {
		return false, nil
	}
	p := k.place(sc.Organization())
	p.mu.Lock()
	defer p.mu.Unlock()
	ok, err := k.follow(ctx, tx, sc, p)
	if !ok || err != nil {
		return false, err
	}
	return true, use(p.kept)
}

func (k *Keeper[T]) place(org id.ID) *place[T] {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tick++
	p := k.orgs[org]
	if p == nil {
		p = &place[T]{}
		k.orgs[org] = p
	}
	p.used = k.tick
	return p
}

// follow brings what is kept to the transaction's snapshot.
func (k *Keeper[T]) follow(ctx context.Context, tx *db.ReadTx, sc authz.Scope, p *place[T]) (bool, error) {
	org := sc.Organization()
	if !p.there {
		return k.first(ctx, tx, sc, p)
	}
	c, err := tx.ChangesSince(ctx, org, p.mark)
	switch {
	case err != nil || c.Ahead:
		return false, err
	case c.All:
		var nothing T // what is loaded now must not stand beside what is no longer true
		p.there, p.kept = false, nothing
		return k.first(ctx, tx, sc, p)
	case len(c.People) > 0:
		if err := p.kept.Refresh(ctx, tx, org, c.People); err != nil {
			p.there = false // half of it may have been taken over
			return false, err
		}
		if p.changes += len(c.People); p.changes > trimAfter {
			p.changes = 0
			k.weigh(p)
			go k.trim(context.WithoutCancel(ctx), sc)
		}
	}
	p.mark = c.Now
	return true, nil
}

// trimAfter is after how many changes a process looks whether the feed has grown too long.
const trimAfter = 20000

func (k *Keeper[T]) trim(ctx context.Context, sc authz.Scope) {
	if err := k.cfg.DB.TrimFeed(ctx, sc); err != nil {
		k.cfg.Log.Warn("the feed of changes was not trimmed", "error", err)
	}
}

// first loads a small organization at once, in the caller's transaction, and begins to load a larger one.
func (k *Keeper[T]) first(ctx context.Context, tx *db.ReadTx, sc authz.Scope, p *place[T]) (bool, error) {
	if p.loading {
		return false, nil
	}
	people, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM (SELECT 1 FROM person WHERE org_id = $1 LIMIT $2) AS sample`, sc.Organization(), k.cfg.Small+1)
	if err != nil {
		return false, err
	}
	if people > k.cfg.Small {
		p.loading = true
		go k.load(context.WithoutCancel(ctx), sc, p)
		return false, nil
	}
	kept := k.cfg.New()
	mark, err := read(ctx, tx, sc, kept)
	if err != nil {
		return false, err
	}
	p.kept, p.mark, p.there = kept, mark, true
	k.weigh(p)
	return true, nil
}

func read[T Kept](ctx context.Context, tx *db.ReadTx, sc authz.Scope, kept T) (mark db.Mark, err error) {
	if mark, err = tx.Mark(ctx, sc.Organization()); err != nil {
		return mark, err
	}
	return mark, kept.Load(ctx, tx, sc.Organization())
}

// load reads everything in the background. Who asks meanwhile asks the database. It is read only when nothing has changed for
// everybody for a moment: an import says so at each of its steps.
func (k *Keeper[T]) load(ctx context.Context, sc authz.Scope, p *place[T]) {
	started := time.Now()
	kept := k.cfg.New()
	var mark db.Mark
	err := k.settle(ctx, sc)
	if err == nil {
		err = k.cfg.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
			mark, err = read(ctx, tx, sc, kept)
			return err
		})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loading = false
	if err != nil {
		k.cfg.Log.Warn("could not be loaded", "what", k.cfg.Name, "organization", sc.Organization(), "error", err)
		return
	}
	p.kept, p.mark, p.there = kept, mark, true
	k.weigh(p)
	k.cfg.Log.Info("loaded", "what", k.cfg.Name, "organization", sc.Organization(), "took", time.Since(started).Round(time.Millisecond), "megabytes", kept.Bytes()>>20)
}

// settle waits while everything keeps changing.
func (k *Keeper[T]) settle(ctx context.Context, sc authz.Scope) error {
	for first := true; ; first = false {
		var mark db.Mark
		err := k.cfg.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
			mark, err = tx.Mark(ctx, sc.Organization())
			return err
		})
		if err != nil {
			return err
		}
		if !first {
			time.Sleep(k.cfg.Quiet)
		} else {
			time.Sleep(k.cfg.Quiet / 20)
		}
		var c db.Changes
		err = k.cfg.DB.Read(ctx, sc, func(tx *db.ReadTx) (err error) {
			c, err = tx.ChangesSince(ctx, sc.Organization(), mark)
			return err
		})
		if err != nil || !c.All {
			return err
		}
	}
}

// weigh lets the least recently used go while all together are too heavy. The caller holds p's lock.
func (k *Keeper[T]) weigh(p *place[T]) {
	bytes := p.kept.Bytes()
	k.mu.Lock()
	defer k.mu.Unlock()
	p.bytes = bytes
	for {
		sum, oldest := 0, id.ID(0)
		for org, other := range k.orgs {
			sum += other.bytes
			if other != p && other.bytes > 0 && (oldest == 0 || other.used < k.orgs[oldest].used) {
				oldest = org
			}
		}
		if sum <= k.cfg.Limit || oldest == 0 {
			return
		}
		delete(k.orgs, oldest) // whoever uses it now goes on; the next one loads it again
	}
}
