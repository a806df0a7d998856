// Package account is who signs in: accounts, passwords, passkeys and sessions. What an account may do in an
// organization is not here but in package organization.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/webauthn"

	"banyan/internal/platform/authz"
	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/i18n"
	"banyan/internal/platform/id"
	"banyan/internal/platform/web"
)

const (
	// SessionLife is how long a session lasts without being used.
	SessionLife = 30 * 24 * time.Hour
	// seenEvery keeps a busy session from writing on each request.
	seenEvery = 5 * time.Minute
	// MaxName is the longest name of an account, in characters.
	MaxName = 120
)

// Account is somebody who can sign in.
type Account struct {
	ID          id.ID
	Email, Name string
	Locale      string // "" = as the browser asks for
	hash        string
	disabled    bool
}

// HasPassword tells whether the account can sign in by password.
func (a Account) HasPassword() bool { return a.hash != "" }

// Session is one browser that is signed in.
type Session struct {
	ID                id.ID
	Browser           string
	CreatedAt, SeenAt time.Time
}

// Service signs people in and out.
type Service struct {
	db       *db.DB
	ids      *id.Source
	now      func() time.Time
	webauthn *webauthn.WebAuthn // nil where the server has no address for passkeys
}

// NewService returns the Service. Origin is the server's public address; without one there are no passkeys.
func NewService(d *db.DB, ids *id.Source, now func() time.Time, origin string) (*Service, error) {
	s := &Service{db: d, ids: ids, now: now}
	var err error
	s.webauthn, err = newWebAuthn(origin)
	return s, err
}

var control = authz.Platform("accounts")

// New is what an account begins with.
type New struct{ Email, Name, Password, Locale string }

// Prepare checks what a new account begins with and hashes its password, which takes long; the function that it
// returns makes the account in a transaction of the caller (an invitation is used up in the same one).
// It returns errs.Invalid for each field that is wrong; the function, errs.Conflict where the e-mail has an account.
func (s *Service) Prepare(ctx context.Context, in New) (_ func(context.Context, *db.WriteTx) (id.ID, error), err error) {
	defer errs.Wrap(&err, "account.Prepare")
	email, name := foldEmail(in.Email), strings.TrimSpace(in.Name)
	if err := checkNew(email, name, in.Password); err != nil {
		return nil, err
	}
	hash, err := hashPassword(ctx, in.Password)
	if err != nil {
		return nil, err
	}
	a := s.ids.Next()
	return func(ctx context.Context, tx *db.WriteTx) (id.ID, error) {
		return s.insert(ctx, tx, a, New{Email: email, Name: name, Locale: in.Locale}, hash)
	}, nil
}

// Provision makes an account that has no password yet, in a transaction of the caller: the demo's staff sign in by a
// link, and an administrator's command can do the same. It returns errs.Conflict where the e-mail has an account.
func (s *Service) Provision(ctx context.Context, tx *db.WriteTx, email, name, locale string) (id.ID, error) {
	return s.insert(ctx, tx, s.ids.Next(), New{Email: foldEmail(email), Name: name, Locale: locale}, "")
}

func (s *Service) insert(ctx context.Context, tx *db.WriteTx, a id.ID, in New, hash string) (id.ID, error) {
	n, err := tx.Exec(ctx, `INSERT INTO account (id, email, name, locale, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email) DO NOTHING`,
		a, in.Email, in.Name, in.Locale, hash, db.At(s.now()))
	if err == nil && n == 0 {
		err = &errs.Error{Kind: errs.Conflict, Key: "invite.email_taken", Field: "email"}
	}
	return a, err
}

// SignIn opens a session for an e-mail and a password, and returns the token of its cookie.
// It returns errs.Invalid where they do not fit together, after the same time whether or not the account exists.
func (s *Service) SignIn(ctx context.Context, email, password, browser string) (token string, err error) {
	defer errs.Wrap(&err, "account.SignIn")
	a, err := s.byEmail(ctx, foldEmail(email))
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return "", err
	}
	ok, err := checkPassword(ctx, a.hash, password)
	if err != nil {
		return "", err
	}
	if !ok || a.disabled {
		return "", errs.Field("email", "account.sign_in.wrong")
	}
	return s.open(ctx, a.ID, browser)
}

// open makes a session. Only the hash of its token is kept.
func (s *Service) open(ctx context.Context, a id.ID, browser string) (string, error) {
	token, now := rand.Text()+rand.Text(), s.now()
	session := s.ids.Next()
	err := s.db.Write(ctx, control, "sign in", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO session (id, token_hash, account_id, browser, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)`,
			session, hashToken(token), a, browser, db.At(now), db.At(now.Add(SessionLife)))
		return err
	})
	return token, err
}

// Visitor finds who a session cookie belongs to; errs.Unauthenticated for a token that opens nothing.
func (s *Service) Visitor(ctx context.Context, token string) (v web.Visitor, err error) {
	defer errs.Wrap(&err, "account.Visitor")
	var seen, expires db.Time
	now := s.now()
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		v, err = db.One(ctx, tx, func(r db.Row) (v web.Visitor, err error) {
			err = r.Scan(&v.Session, &v.Account, &v.Name, &v.Locale, &seen, &expires)
			return v, err
		}, `SELECT s.id, a.id, a.name, a.locale, s.last_seen_at, s.expires_at FROM session s JOIN account a ON a.id = s.account_id
			WHERE s.token_hash = $1 AND s.ended_at IS NULL AND a.disabled_at IS NULL`, hashToken(token))
		return err
	})
	if errs.KindOf(err) == errs.NotFound || err == nil && !now.Before(expires.Time) {
		return web.Visitor{}, errs.New(errs.Unauthenticated, "")
	}
	if err == nil && now.Sub(seen.Time) > seenEvery {
		err = s.db.Write(ctx, control, "session seen", func(tx *db.WriteTx) error {
			_, err := tx.Exec(ctx, `UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1`, v.Session, db.At(now), db.At(now.Add(SessionLife)))
			return err
		})
	}
	return v, err
}

// Sessions lists where an account is signed in, newest use first.
func (s *Service) Sessions(ctx context.Context, a id.ID) (out []Session, err error) {
	defer errs.Wrap(&err, "account.Sessions")
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (x Session, err error) {
			var created, seen db.Time
			err = r.Scan(&x.ID, &x.Browser, &created, &seen)
			x.CreatedAt, x.SeenAt = created.Time, seen.Time
			return x, err
		}, `SELECT id, browser, created_at, last_seen_at FROM session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 100`,
			a, db.At(s.now()))
		return err
	})
	return out, err
}

// End ends one session of an account; errs.NotFound where the account has no such session.
func (s *Service) End(ctx context.Context, a, session id.ID) (err error) {
	defer errs.Wrap(&err, "account.End")
	return s.db.Write(ctx, control, "end a session", func(tx *db.WriteTx) error {
		n, err := tx.Exec(ctx, `UPDATE session SET ended_at = $3 WHERE account_id = $1 AND id = $2 AND ended_at IS NULL`, a, session, db.At(s.now()))
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		return err
	})
}

// Get reads an account; errs.NotFound where there is none.
func (s *Service) Get(ctx context.Context, a id.ID) (Account, error) {
	return s.find(ctx, `id = $1`, a)
}

func (s *Service) byEmail(ctx context.Context, email string) (Account, error) {
	return s.find(ctx, `email = $1`, email)
}

func (s *Service) find(ctx context.Context, where string, arg any) (a Account, err error) {
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		a, err = db.One(ctx, tx, func(r db.Row) (a Account, err error) {
			var disabled db.Time
			err = r.Scan(&a.ID, &a.Email, &a.Name, &a.Locale, &a.hash, &disabled)
			a.disabled = !disabled.IsZero()
			return a, err
		}, `SELECT id, email, name, locale, password_hash, disabled_at FROM account WHERE `+where, arg)
		return err
	})
	return a, err
}

// Rename sets an account's name and language. It returns errs.Invalid for a field that is wrong.
func (s *Service) Rename(ctx context.Context, a id.ID, name, locale string) (err error) {
	defer errs.Wrap(&err, "account.Rename")
	name = strings.TrimSpace(name)
	if err := checkName(name); err != nil {
		return err
	}
	if l, ok := i18n.Get(locale); ok {
		locale = l.Tag()
	} else {
		locale = ""
	}
	return s.db.Write(ctx, control, "rename an account", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `UPDATE account SET name = $2, locale = $3 WHERE id = $1`, a, name, locale)
		return err
	})
}

// ChangePassword sets a new password and ends every other session of the account.
// It returns errs.Invalid where the present one is wrong or the new one is weak.
func (s *Service) ChangePassword(ctx context.Context, a, keep id.ID, present, wanted string) (err error) {
	defer errs.Wrap(&err, "account.ChangePassword")
	acc, err := s.Get(ctx, a)
	if err != nil {
		return err
	}
	if acc.HasPassword() {
		ok, err := checkPassword(ctx, acc.hash, present)
		if err != nil {
			return err
		}
		if !ok {
			return errs.Field("present", "account.sign_in.wrong")
		}
	}
	if err := weak(wanted, acc.Email); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, wanted)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, control, "change a password", func(tx *db.WriteTx) error {
		if _, err := tx.Exec(ctx, `UPDATE account SET password_hash = $2 WHERE id = $1`, a, hash); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE session SET ended_at = $3 WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL`, a, keep, db.At(s.now()))
		return err
	})
}

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func foldEmail(e string) string { return strings.ToLower(strings.TrimSpace(e)) }

func checkName(name string) error {
	if name == "" {
		return errs.Field("name", "error.required")
	}
	if utf8.RuneCountInString(name) > MaxName {
		return errs.Field("name", "error.too_long", "max", MaxName)
	}
	return nil
}

func checkEmail(email string) error {
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > 254 {
		return errs.Field("email", "error.email")
	}
	return nil
}
