package canvass

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"sync"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// A form carries a value that is made once, when its page is made. Whoever sends it twice, by a double tap or because the line broke before
// the answer came, is told the same again: the phone's token follows from it, so that it needs to be kept nowhere.

// onceLength is that of such a value: what is shorter could be guessed or be somebody else's too, and counts as none.
const onceLength = 22

func newOnce() string { return newToken()[:onceLength] }

// tokenOnce is the n-th token of a phone that sent a form.
func (s *secrets) tokenOnce(organization, packet id.ID, once string, n int) string {
	mac := hmac.New(sha256.New, s.once)
	mac.Write([]byte(organization.String() + " " + packet.String() + " " + strconv.Itoa(n) + " " + once))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// mostOnce is how many lists one form may have got, one after the other: the page was gone back to when the first had ended.
const mostOnce = 8

// asked finds what a form has got already: the device where it can still be read, and in any case the token that it has next. about is a
// packet or a program.
func (s *Service) asked(ctx context.Context, organization, about id.ID, once string) (d Device, found bool, fresh string, err error) {
	if len(once) < onceLength {
		return d, false, newToken(), nil
	}
	for n := range mostOnce {
		fresh = s.secrets.tokenOnce(organization, about, once, n)
		devices, err := s.devices(ctx, fresh)
		if errs.KindOf(err) == errs.Unauthenticated {
			return d, false, fresh, nil
		}
		if err != nil {
			return d, false, "", err
		}
		if d = devices[0]; !d.Wiped && s.now().Before(d.ExpiresAt) {
			open, err := s.stillOpen(ctx, d)
			if err != nil || open {
				return d, open, fresh, err
			}
		}
	}
	return d, false, newToken(), nil
}

func (s *Service) stillOpen(ctx context.Context, d Device) (open bool, err error) {
	err = s.db.Read(ctx, d.Scope, func(tx *db.ReadTx) error {
		p, err := loadPacket(ctx, tx, d.Scope, d.Packet)
		open = p.Open(s.now())
		return err
	})
	return open, err
}

// turns lets one at a time choose doors of a program within this process: nobody chooses those that another is about to get. Between
// processes the database decides.
type turns struct {
	mu  sync.Mutex
	one map[id.ID]chan struct{}
}

// take waits for a program's turn. It returns errs.Unavailable where the asking is over before.
func (t *turns) take(ctx context.Context, program id.ID) (done func(), err error) {
	t.mu.Lock()
	if t.one == nil {
		t.one = map[id.ID]chan struct{}{}
	}
	turn := t.one[program]
	if turn == nil {
		turn = make(chan struct{}, 1)
		t.one[program] = turn
	}
	t.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, errs.Because(ctx.Err(), errs.Unavailable, "")
	}
}

// unused gives the ids of those packets on which nothing was recorded.
func unused(ctx context.Context, q db.Querier, sc authz.Scope, packets []Packet) (map[id.ID]bool, error) {
	ids := make([]id.ID, len(packets))
	for i, p := range packets {
		ids[i] = p.ID
	}
	all, err := db.All(ctx, q, db.Value[id.ID], `SELECT p.id FROM json_each($2) n CROSS JOIN packet p WHERE p.org_id = $1 AND p.id = CAST(n.value AS BIGINT)
		AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.org_id = p.org_id AND a.packet_id = p.id)`, sc.Organization(), db.List(ids))
	return setOf(all), err
}
