-- Control tables: who there is, who is signed in, what work waits. No row here says anything about a voter or
-- a member; only a platform scope reads them. They name an organization as organization_id, never as org_id:
-- a table with a column org_id is a tenant table and stands behind the second wall.
-- Types are portable words that package db turns into each engine's own (see db/migrate.go).
-- +goose Up

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE coalition (
  id         BIGINT NOT NULL PRIMARY KEY,
  slug       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE organization (
  id         BIGINT NOT NULL PRIMARY KEY,
  slug       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  state      TEXT NOT NULL,             -- postal code of the state, 'WI'
  time_zone  TEXT NOT NULL,             -- IANA name
  locale     TEXT NOT NULL,             -- of its pages where nobody chose one
  created_at BIGINT NOT NULL
);

CREATE TABLE coalition_organization (
  coalition_id    BIGINT NOT NULL REFERENCES coalition (id),
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  joined_at       BIGINT NOT NULL,
  PRIMARY KEY (coalition_id, organization_id)
);

CREATE TABLE account (
  id            BIGINT NOT NULL PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE,   -- folded to lower case
  name          TEXT NOT NULL,
  locale        TEXT NOT NULL,          -- '' = whatever the browser asks for
  password_hash TEXT NOT NULL,          -- argon2id in PHC form; '' = passkeys only
  created_at    BIGINT NOT NULL,
  disabled_at   BIGINT
);

CREATE TABLE passkey (
  id           BIGINT NOT NULL PRIMARY KEY,
  account_id   BIGINT NOT NULL REFERENCES account (id),
  credential   TEXT NOT NULL UNIQUE,    -- the credential id, base64url
  data         JSON NOT NULL,           -- the public key and counters, as the WebAuthn library keeps them
  name         TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkey_account ON passkey (account_id);

CREATE TABLE session (
  id           BIGINT NOT NULL PRIMARY KEY,
  token_hash   TEXT NOT NULL UNIQUE,    -- SHA-256 of the cookie: the database alone opens no session
  account_id   BIGINT NOT NULL REFERENCES account (id),
  browser      TEXT NOT NULL,           -- 'Firefox on Android': what its owner recognizes it by
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  ended_at     BIGINT
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE ceremony (                 -- a passkey challenge that waits for its answer
  token_hash TEXT NOT NULL PRIMARY KEY,
  data       JSON NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE membership (
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  account_id      BIGINT NOT NULL REFERENCES account (id),
  role            TEXT NOT NULL,
  created_at      BIGINT NOT NULL,
  ended_at        BIGINT,
  PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX membership_account ON membership (account_id);

CREATE TABLE invitation (
  id              BIGINT NOT NULL PRIMARY KEY,
  token_hash      TEXT NOT NULL UNIQUE,
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  role            TEXT NOT NULL,
  note            TEXT NOT NULL,        -- for whom, in the words of whoever invites
  created_by      BIGINT REFERENCES account (id), -- NULL: the command line
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  used_at         BIGINT,
  used_by         BIGINT REFERENCES account (id),
  revoked_at      BIGINT
);
CREATE INDEX invitation_organization ON invitation (organization_id);

CREATE TABLE job (
  id              BIGINT NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  kind            TEXT NOT NULL,
  payload         JSON NOT NULL,
  state           TEXT NOT NULL,        -- waiting, running, done, failed, cancelled
  run_at          BIGINT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  lease_until     BIGINT NOT NULL DEFAULT 0,
  worker          TEXT NOT NULL DEFAULT '',
  done            BIGINT NOT NULL DEFAULT 0,
  total           BIGINT NOT NULL DEFAULT 0,
  note            JSON,                 -- message key and arguments of what it is doing or why it failed
  cancel_asked    INTEGER NOT NULL DEFAULT 0,
  created_by      BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  started_at      BIGINT,
  finished_at     BIGINT
);
CREATE INDEX job_waiting ON job (state, run_at);
CREATE INDEX job_organization ON job (organization_id, created_at);

-- What a QR code, a list number or a volunteer's device opens. Only hashes are kept.
CREATE TABLE packet_key (
  token_hash      TEXT NOT NULL PRIMARY KEY,
  list_number     TEXT NOT NULL UNIQUE, -- typed by hand where no camera works; useless without an open packet
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  packet_id       BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  revoked_at      BIGINT
);

CREATE TABLE device (
  token_hash      TEXT NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL REFERENCES organization (id),
  packet_id       BIGINT NOT NULL,
  worker_id       BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,      -- after it nothing more may be read
  wiped_at        BIGINT                -- asked to wipe: what it still sends is taken, nothing is given out
);
CREATE INDEX device_worker ON device (organization_id, worker_id);

-- +goose Down
DROP TABLE device; DROP TABLE packet_key; DROP TABLE job; DROP TABLE invitation; DROP TABLE membership;
DROP TABLE ceremony; DROP TABLE session; DROP TABLE passkey; DROP TABLE account; DROP TABLE coalition_organization;
DROP TABLE organization; DROP TABLE coalition; DROP TABLE meta;
