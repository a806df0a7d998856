// Package audit keeps the log of sensitive acts: append-only, one chain of hashes for each organization, written
// in the transaction of the act itself, so that neither can exist without the other.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// Entry is one line of the log.
type Entry struct {
	Seq     int64
	At      time.Time
	Actor   string
	Account id.ID // zero for devices and the system
	Action  string
	Object  id.ID
	Detail  string // JSON
	Prev    string
	Hash    string
}

// Log writes and reads the audit log.
type Log struct{ now func() time.Time }

// New returns a Log that takes its time from now.
func New(now func() time.Time) *Log { return &Log{now: now} }

// Record appends an entry for what the Scope's actor does, in the transaction that does it. Detail becomes
// JSON and must hold no more of a person than the act needs.
func (l *Log) Record(ctx context.Context, tx *db.WriteTx, sc authz.Scope, action string, object id.ID, detail any) (err error) {
	defer errs.Wrap(&err, "audit.Record(%s)", action)
	if sc.Organization() == 0 {
		return fmt.Errorf("an act belongs to an organization")
	}
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	prev, err := db.All(ctx, tx, scanHead, `SELECT seq, hash FROM audit WHERE org_id = $1 ORDER BY seq DESC LIMIT 1`, sc.Organization())
	if err != nil {
		return err
	}
	e := Entry{Seq: 1, At: l.now().UTC().Truncate(time.Millisecond), Actor: sc.Actor().Name, Account: sc.Actor().Account, Action: action, Object: object, Detail: string(b)}
	if len(prev) == 1 {
		e.Seq, e.Prev = prev[0].Seq+1, prev[0].Hash
	}
	e.Hash = e.sum(sc.Organization())
	_, err = tx.Exec(ctx, `INSERT INTO audit (org_id, seq, at, actor, account, action, object, detail, prev_hash, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		sc.Organization(), e.Seq, db.At(e.At), e.Actor, e.Account, e.Action, e.Object, e.Detail, e.Prev, e.Hash)
	return err
}

// sum is the SHA-256 over the organization, the entry and the hash before it; every part is preceded by its
// length, so that no two different entries give the same bytes.
func (e Entry) sum(organization id.ID) string {
	h := sha256.New()
	for _, part := range []string{organization.String(), fmt.Sprint(e.Seq), fmt.Sprint(e.At.UnixMilli()), e.Actor, e.Account.String(), e.Action, e.Object.String(), e.Detail, e.Prev} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func scanHead(r db.Row) (e Entry, err error) {
	err = r.Scan(&e.Seq, &e.Hash)
	return e, err
}

func scanEntry(r db.Row) (e Entry, err error) {
	var at db.Time
	err = r.Scan(&e.Seq, &at, &e.Actor, &e.Account, &e.Action, &e.Object, &e.Detail, &e.Prev, &e.Hash)
	e.At = at.Time
	return e, err
}

const columns = `seq, at, actor, account, action, object, detail, prev_hash, hash`

// Page reads at most limit entries older than before, newest first; before 0 begins at the newest.
// It returns errs.Forbidden without ReadAudit.
func (l *Log) Page(ctx context.Context, d *db.DB, sc authz.Scope, before int64, limit int) (out []Entry, err error) {
	if err := sc.Require(authz.ReadAudit); err != nil {
		return nil, err
	}
	err = d.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, scanEntry, `SELECT `+columns+` FROM audit WHERE org_id = $1 AND ($2 = 0 OR seq < $2) ORDER BY seq DESC LIMIT $3`,
			sc.Organization(), before, limit)
		return err
	})
	return out, err
}

// Verify reads the whole chain of an organization and returns the sequence number of the first entry that does
// not fit, or 0 where all do; n is how many it read. It returns errs.Forbidden without ReadAudit.
func (l *Log) Verify(ctx context.Context, d *db.DB, sc authz.Scope) (n, broken int64, err error) {
	if err := sc.Require(authz.ReadAudit); err != nil {
		return 0, 0, err
	}
	prev := ""
	err = d.Read(ctx, sc, func(tx *db.ReadTx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			e, err := scanEntry(r)
			if err != nil {
				return err
			}
			n++
			if broken == 0 && (e.Seq != n || e.Prev != prev || e.Hash != e.sum(sc.Organization())) {
				broken = n
			}
			prev = e.Hash
			return nil
		}, `SELECT `+columns+` FROM audit WHERE org_id = $1 ORDER BY seq`, sc.Organization())
	})
	return n, broken, err
}
