package organization

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// InvitationLife is how long an invitation link works.
const InvitationLife = 7 * 24 * time.Hour

const maxNote = 120

// Invitation is a link that makes whoever opens it a member, once.
type Invitation struct {
	ID           id.ID
	Organization Organization
	Role         authz.Role
	Note         string
	ExpiresAt    time.Time
}

// Members lists who belongs to the Scope's organization; errs.Forbidden without ManageMembers.
func (s *Service) Members(ctx context.Context, sc authz.Scope) (out []Member, err error) {
	defer errs.Wrap(&err, "organization.Members")
	if err := sc.Require(authz.ManageMembers); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (m Member, err error) {
			var since db.Time
			err = r.Scan(&m.Account, &m.Name, &m.Email, &m.Role, &since)
			m.Since = since.Time
			return m, err
		}, `SELECT a.id, a.name, a.email, m.role, m.created_at FROM membership m JOIN account a ON a.id = m.account_id
			WHERE m.organization_id = $1 AND m.ended_at IS NULL ORDER BY a.name, a.id`, sc.Organization())
		return err
	})
	return out, err
}

// Join makes an account a member in the caller's transaction, which must have the organization's Scope.
func (s *Service) Join(ctx context.Context, tx *db.WriteTx, organization, account id.ID, role authz.Role) error {
	_, err := tx.Exec(ctx, `INSERT INTO membership (organization_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organization_id, account_id) DO UPDATE SET role = EXCLUDED.role, ended_at = NULL`, organization, account, string(role), db.At(s.now()))
	return err
}

// ChangeRole gives a member another role. It returns errs.NotFound for somebody who is no member, errs.Invalid for
// an unknown role, and errs.Conflict where no owner would be left.
func (s *Service) ChangeRole(ctx context.Context, sc authz.Scope, account id.ID, role authz.Role) (err error) {
	defer errs.Wrap(&err, "organization.ChangeRole(%v)", account)
	if _, ok := authz.ParseRole(string(role)); !ok {
		return errs.Field("role", "error.invalid")
	}
	return s.changeMember(ctx, sc, account, role.May(authz.ManageMembers), "member.role", map[string]any{"role": role},
		`UPDATE membership SET role = $3 WHERE organization_id = $1 AND account_id = $2 AND ended_at IS NULL`, string(role))
}

// Remove ends a membership, with the errors of ChangeRole.
func (s *Service) Remove(ctx context.Context, sc authz.Scope, account id.ID) (err error) {
	defer errs.Wrap(&err, "organization.Remove(%v)", account)
	return s.changeMember(ctx, sc, account, false, "member.removed", nil,
		`UPDATE membership SET ended_at = $3 WHERE organization_id = $1 AND account_id = $2 AND ended_at IS NULL`, db.At(s.now()))
}

// changeMember writes a change of one member. Who may invite nobody any more leaves no open invitation behind: it would
// be their way back in.
func (s *Service) changeMember(ctx context.Context, sc authz.Scope, account id.ID, mayInvite bool, action string, detail any, sql string, arg any) error {
	if err := sc.Require(authz.ManageMembers); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, action, func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, sql, sc.Organization(), account, arg)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "")
		}
		owners, err := db.One(ctx, tx, db.Value[int64], `SELECT COUNT(*) FROM membership WHERE organization_id = $1 AND role = 'owner' AND ended_at IS NULL`, sc.Organization())
		if err != nil {
			return err
		}
		if owners == 0 {
			return errs.New(errs.Conflict, "team.last_owner")
		}
		if !mayInvite {
			if _, err := tx.Exec(ctx, `UPDATE invitation SET revoked_at = $3 WHERE organization_id = $1 AND created_by = $2 AND used_at IS NULL AND revoked_at IS NULL`,
				sc.Organization(), account, db.At(s.now())); err != nil {
				return err
			}
		}
		return s.log.Record(ctx, tx, sc, action, account, detail)
	})
}

// Invite makes an invitation and returns its token, which is shown once and kept nowhere.
// Nobody can give a role that they could not hold themselves: only owners have ManageMembers.
func (s *Service) Invite(ctx context.Context, sc authz.Scope, role authz.Role, note string) (token string, inv Invitation, err error) {
	defer errs.Wrap(&err, "organization.Invite")
	if err := sc.Require(authz.ManageMembers); err != nil {
		return "", inv, err
	}
	if _, ok := authz.ParseRole(string(role)); !ok {
		return "", inv, errs.Field("role", "error.invalid")
	}
	if note = strings.TrimSpace(note); utf8.RuneCountInString(note) > maxNote {
		return "", inv, errs.Field("note", "error.too_long", "max", maxNote)
	}
	token = rand.Text()
	inv = Invitation{ID: s.ids.Next(), Role: role, Note: note, ExpiresAt: s.now().Add(InvitationLife)}
	err = s.db.Write(ctx, sc, "invite", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO invitation (id, token_hash, organization_id, role, note, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, NULLIF(CAST($6 AS BIGINT), 0), $7, $8)`,
			inv.ID, hashToken(token), sc.Organization(), string(role), note, sc.Actor().Account, db.At(s.now()), db.At(inv.ExpiresAt))
		if err != nil {
			return err
		}
		return s.log.Record(ctx, tx, sc, "member.invited", inv.ID, map[string]any{"role": role})
	})
	return token, inv, err
}

// Invitations lists those that are still open.
func (s *Service) Invitations(ctx context.Context, sc authz.Scope) (out []Invitation, err error) {
	defer errs.Wrap(&err, "organization.Invitations")
	if err := sc.Require(authz.ManageMembers); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, sc, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (i Invitation, err error) {
			var until db.Time
			err = r.Scan(&i.ID, &i.Role, &i.Note, &until)
			i.ExpiresAt = until.Time
			return i, err
		}, `SELECT id, role, note, expires_at FROM invitation WHERE organization_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 ORDER BY id DESC`,
			sc.Organization(), db.At(s.now()))
		return err
	})
	return out, err
}

// Revoke withdraws an invitation; errs.NotFound where the organization has no such open one.
func (s *Service) Revoke(ctx context.Context, sc authz.Scope, invitation id.ID) (err error) {
	defer errs.Wrap(&err, "organization.Revoke(%v)", invitation)
	if err := sc.Require(authz.ManageMembers); err != nil {
		return err
	}
	return s.db.Write(ctx, sc, "revoke an invitation", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `UPDATE invitation SET revoked_at = $3 WHERE organization_id = $1 AND id = $2 AND used_at IS NULL AND revoked_at IS NULL`,
			sc.Organization(), invitation, db.At(s.now()))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "")
		}
		return s.log.Record(ctx, tx, sc, "member.invitation_revoked", invitation, nil)
	})
}

// Open finds an invitation by its token; errs.Expired where it was used, withdrawn or is too old, or never was.
func (s *Service) Open(ctx context.Context, token string) (inv Invitation, err error) {
	defer errs.Wrap(&err, "organization.Open")
	var org id.ID
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		inv, err = db.One(ctx, tx, func(r db.Row) (i Invitation, err error) {
			var until db.Time
			err = r.Scan(&i.ID, &org, &i.Role, &until)
			i.ExpiresAt = until.Time
			return i, err
		}, `SELECT id, organization_id, role, expires_at FROM invitation WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2`,
			hashToken(token), db.At(s.now()))
		return err
	})
	if errs.KindOf(err) == errs.NotFound {
		return inv, errs.Because(err, errs.Expired, "")
	}
	if err == nil {
		inv.Organization, err = s.Get(ctx, org)
	}
	return inv, err
}

// Joining is what somebody without an account fills in to accept an invitation.
type Joining struct{ Email, Name, Password, Locale string }

// Accept uses an invitation up: the signed-in account, or a new one made from in, becomes a member. Somebody who is a
// member already keeps their role, and the invitation stays open for whom it was meant. It returns the account,
// errs.Expired where somebody else was faster, and the errors of creating an account.
func (s *Service) Accept(ctx context.Context, token string, signedIn id.ID, in Joining) (account id.ID, inv Invitation, err error) {
	defer errs.Wrap(&err, "organization.Accept")
	if inv, err = s.Open(ctx, token); err != nil {
		return 0, inv, err
	}
	enter := func(context.Context, *db.WriteTx) (id.ID, error) { return signedIn, nil }
	if signedIn == 0 {
		if enter, err = s.accounts.PrepareAccount(ctx, in.Email, in.Name, in.Password, in.Locale); err != nil {
			return 0, inv, err
		}
	}
	member := false
	err = s.db.Write(ctx, control, "accept an invitation", func(tx *db.WriteTx) (err error) {
		if account, err = enter(ctx, tx); err != nil {
			return err
		}
		if member, err = isMember(ctx, tx, inv.Organization.ID, account); err != nil || member {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE invitation SET used_at = $2, used_by = $3 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL`, inv.ID, db.At(s.now()), account)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Expired, "")
		}
		return s.Join(ctx, tx, inv.Organization.ID, account, inv.Role)
	})
	if err != nil {
		return 0, inv, err
	}
	if member {
		return account, inv, nil
	}
	sc := authz.Member(inv.Organization.ID, authz.Actor{Account: account, Name: in.Name}, inv.Role)
	err = s.db.Write(ctx, sc, "log an accepted invitation", func(tx *db.WriteTx) error {
		return s.log.Record(ctx, tx, sc, "member.joined", account, map[string]any{"role": inv.Role})
	})
	return account, inv, err
}

func isMember(ctx context.Context, q db.Querier, organization, account id.ID) (bool, error) {
	n, err := db.One(ctx, q, db.Value[int64], `SELECT COUNT(*) FROM membership WHERE organization_id = $1 AND account_id = $2 AND ended_at IS NULL`, organization, account)
	return n > 0, err
}

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}
