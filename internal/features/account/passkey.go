package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"banyan/internal/platform/db"
	"banyan/internal/platform/errs"
	"banyan/internal/platform/id"
)

// ceremonyLife is how long a browser may take to answer a passkey challenge.
const ceremonyLife = 5 * time.Minute

// Passkey is one key that signs an account in.
type Passkey struct {
	ID                id.ID
	Name              string
	CreatedAt, UsedAt time.Time
}

func newWebAuthn(origin string) (*webauthn.WebAuthn, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Banyan", RPOrigins: []string{strings.TrimSuffix(origin, "/")},
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationPreferred}})
}

// HasPasskeys tells whether this server can use passkeys.
func (s *Service) HasPasskeys() bool { return s.webauthn != nil }

// user is an account as the WebAuthn library sees it.
type user struct {
	Account
	keys []webauthn.Credential
}

// WebAuthnID is the account's id as 8 bytes.
func (u user) WebAuthnID() []byte { return binary.BigEndian.AppendUint64(nil, uint64(u.ID)) }

// WebAuthnName is shown by the browser when it asks which key.
func (u user) WebAuthnName() string { return u.Email }

// WebAuthnDisplayName is shown by the browser when it asks which key.
func (u user) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials are the account's keys.
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func (s *Service) user(ctx context.Context, a id.ID) (u user, err error) {
	if u.Account, err = s.Get(ctx, a); err != nil {
		return u, err
	}
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		u.keys, err = db.All(ctx, tx, func(r db.Row) (webauthn.Credential, error) {
			var c db.JSON[webauthn.Credential]
			err := r.Scan(&c)
			return c.V, err
		}, `SELECT data FROM passkey WHERE account_id = $1`, a)
		return err
	})
	return u, err
}

// BeginPasskey starts adding a passkey; the token goes into a cookie until FinishPasskey.
func (s *Service) BeginPasskey(ctx context.Context, a id.ID) (options *protocol.CredentialCreation, token string, err error) {
	defer errs.Wrap(&err, "account.BeginPasskey")
	u, err := s.user(ctx, a)
	if err != nil {
		return nil, "", err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range u.keys {
		known = append(known, k.Descriptor())
	}
	options, session, err := s.webauthn.BeginRegistration(u, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", err
	}
	token, err = s.keepCeremony(ctx, session)
	return options, token, err
}

// FinishPasskey checks the browser's answer and keeps the key. It returns errs.Invalid where the answer is wrong.
func (s *Service) FinishPasskey(ctx context.Context, a id.ID, token, name string, r *http.Request) (err error) {
	defer errs.Wrap(&err, "account.FinishPasskey")
	session, err := s.takeCeremony(ctx, token)
	if err != nil {
		return err
	}
	u, err := s.user(ctx, a)
	if err != nil {
		return err
	}
	c, err := s.webauthn.FinishRegistration(u, session, r)
	if err != nil {
		return errs.Because(err, errs.Invalid, "account.passkeys.failed")
	}
	key := s.ids.Next()
	return s.db.Write(ctx, control, "add a passkey", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `INSERT INTO passkey (id, account_id, credential, data, name, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			key, a, credentialID(c.ID), db.JSON[webauthn.Credential]{V: *c}, name, db.At(s.now()))
		return err
	})
}

// BeginPasskeySignIn starts a sign-in by passkey, without a name: the browser knows which keys it has.
func (s *Service) BeginPasskeySignIn(ctx context.Context) (options *protocol.CredentialAssertion, token string, err error) {
	defer errs.Wrap(&err, "account.BeginPasskeySignIn")
	options, session, err := s.webauthn.BeginDiscoverableLogin()
	if err != nil {
		return nil, "", err
	}
	token, err = s.keepCeremony(ctx, session)
	return options, token, err
}

// FinishPasskeySignIn checks the browser's answer and opens a session. It returns errs.Invalid where it is wrong.
func (s *Service) FinishPasskeySignIn(ctx context.Context, token, browser string, r *http.Request) (_ string, err error) {
	defer errs.Wrap(&err, "account.FinishPasskeySignIn")
	session, err := s.takeCeremony(ctx, token)
	if err != nil {
		return "", err
	}
	var found user
	_, c, err := s.webauthn.FinishPasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if len(handle) != 8 {
			return nil, errs.New(errs.NotFound, "")
		}
		found, err = s.user(ctx, id.ID(binary.BigEndian.Uint64(handle)))
		return found, err
	}, session, r)
	if err != nil || found.disabled || c.Authenticator.CloneWarning {
		return "", errs.Because(err, errs.Invalid, "account.passkeys.failed")
	}
	err = s.db.Write(ctx, control, "passkey used", func(tx *db.WriteTx) error {
		_, err := tx.Exec(ctx, `UPDATE passkey SET data = $2, last_used_at = $3 WHERE credential = $1`, credentialID(c.ID), db.JSON[webauthn.Credential]{V: *c}, db.At(s.now()))
		return err
	})
	if err != nil {
		return "", err
	}
	return s.open(ctx, found.ID, browser)
}

// Passkeys lists an account's keys.
func (s *Service) Passkeys(ctx context.Context, a id.ID) (out []Passkey, err error) {
	defer errs.Wrap(&err, "account.Passkeys")
	err = s.db.Read(ctx, control, func(tx *db.ReadTx) error {
		out, err = db.All(ctx, tx, func(r db.Row) (k Passkey, err error) {
			var created, used db.Time
			err = r.Scan(&k.ID, &k.Name, &created, &used)
			k.CreatedAt, k.UsedAt = created.Time, used.Time
			return k, err
		}, `SELECT id, name, created_at, last_used_at FROM passkey WHERE account_id = $1 ORDER BY created_at`, a)
		return err
	})
	return out, err
}

// RemovePasskey takes a key away. It returns errs.Conflict where the account could not sign in any more.
func (s *Service) RemovePasskey(ctx context.Context, a, key id.ID) (err error) {
	defer errs.Wrap(&err, "account.RemovePasskey")
	return s.db.Write(ctx, control, "remove a passkey", func(tx *db.WriteTx) error {
		left, err := db.One(ctx, tx, db.Value[int64], `SELECT (SELECT COUNT(*) FROM passkey WHERE account_id = $1 AND id <> $2)
			+ (SELECT COUNT(*) FROM account WHERE id = $1 AND password_hash <> '')`, a, key)
		if err != nil {
			return err
		}
		if left == 0 {
			return errs.New(errs.Conflict, "account.passkeys.last")
		}
		n, err := tx.Exec(ctx, `DELETE FROM passkey WHERE account_id = $1 AND id = $2`, a, key)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "")
		}
		return err
	})
}

func (s *Service) keepCeremony(ctx context.Context, session *webauthn.SessionData) (string, error) {
	token := rand.Text() + rand.Text()
	return token, s.db.Write(ctx, control, "begin a passkey ceremony", func(tx *db.WriteTx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM ceremony WHERE expires_at < $1`, db.At(s.now())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO ceremony (token_hash, data, expires_at) VALUES ($1, $2, $3)`, hashToken(token), db.JSON[webauthn.SessionData]{V: *session}, db.At(s.now().Add(ceremonyLife)))
		return err
	})
}

// takeCeremony uses a challenge up: it is answered once or not at all.
func (s *Service) takeCeremony(ctx context.Context, token string) (out webauthn.SessionData, err error) {
	err = s.db.Write(ctx, control, "end a passkey ceremony", func(tx *db.WriteTx) error {
		d, err := db.One(ctx, tx, db.Value[db.JSON[webauthn.SessionData]], `DELETE FROM ceremony WHERE token_hash = $1 AND expires_at >= $2 RETURNING data`, hashToken(token), db.At(s.now()))
		out = d.V
		return err
	})
	if errs.KindOf(err) == errs.NotFound {
		err = errs.Because(err, errs.Invalid, "account.passkeys.failed")
	}
	return out, err
}

func credentialID(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
