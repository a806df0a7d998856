-- Tenant tables of outreach: whom, with which words, on which walk, and what came of it.
-- +goose Up

CREATE TABLE universe (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT NOT NULL,
  query      JSON NOT NULL,             -- kernels/segment; evaluated when opened, never a frozen list
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE form (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT NOT NULL,             -- script
  name       TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE form_version (
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  form_id      BIGINT NOT NULL,
  version      INTEGER NOT NULL,        -- 1, 2, 3 …
  definition   JSON NOT NULL,           -- questions, choices and their translations; features/form
  updated_at   BIGINT NOT NULL,
  published_at BIGINT,                  -- from then on it never changes
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, form_id, version),
  FOREIGN KEY (org_id, form_id) REFERENCES form (org_id, id)
);

CREATE TABLE program (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  name        TEXT NOT NULL,
  universe_id BIGINT NOT NULL,
  form_id     BIGINT,
  pass        INTEGER NOT NULL,         -- one attempt at the whole universe; 1, 2, 3 …
  revision    INTEGER NOT NULL,         -- of the cut; two organizers cutting at once cannot both win
  created_by  BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  closed_at   BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, universe_id) REFERENCES universe (org_id, id),
  FOREIGN KEY (org_id, form_id) REFERENCES form (org_id, id)
);

CREATE TABLE turf (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  program_id BIGINT NOT NULL,
  number     INTEGER NOT NULL,          -- 1, 2, 3 … within the program
  name       TEXT NOT NULL,
  state      TEXT NOT NULL,             -- draft, published
  cut        INTEGER NOT NULL DEFAULT 0,-- the program's revision that made it
  retired_by INTEGER,                   -- the revision that replaced it, NULL = in use; its packets still take entries
  drawn      BOOLEAN NOT NULL,          -- by hand
  doors      INTEGER NOT NULL,
  people     INTEGER NOT NULL,
  languages  JSON NOT NULL,             -- {"vi": 12, …} people by language
  metres     DOUBLE NOT NULL,
  minutes    DOUBLE NOT NULL,
  outline    JSON NOT NULL,             -- GeoJSON geometry
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id)
);
CREATE INDEX turf_program ON turf (org_id, program_id, number);

CREATE TABLE turf_door (
  org_id       BIGINT NOT NULL,
  turf_id      BIGINT NOT NULL,
  seq          INTEGER NOT NULL,        -- walk order, from 1
  household_id BIGINT NOT NULL,
  PRIMARY KEY (org_id, turf_id, seq),
  UNIQUE (org_id, turf_id, household_id),
  FOREIGN KEY (org_id, turf_id) REFERENCES turf (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id)
);
CREATE INDEX turf_door_household ON turf_door (org_id, household_id);

CREATE TABLE packet (                   -- a published turf: an immutable snapshot with its script
  org_id          BIGINT NOT NULL,
  id              BIGINT NOT NULL,
  turf_id         BIGINT NOT NULL,
  program_id      BIGINT NOT NULL,
  form_version_id BIGINT NOT NULL,
  pass            INTEGER NOT NULL,
  list_number     TEXT NOT NULL,
  token           TEXT NOT NULL,        -- sealed with the server's key, so that the QR code can be shown again
  snapshot        JSON NOT NULL,        -- doors, people, script as they were
  doors           INTEGER NOT NULL,
  people          INTEGER NOT NULL,
  created_by      BIGINT NOT NULL,
  published_at    BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  revoked_at      BIGINT,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, list_number),
  FOREIGN KEY (org_id, turf_id) REFERENCES turf (org_id, id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id),
  FOREIGN KEY (org_id, form_version_id) REFERENCES form_version (org_id, id)
);
CREATE INDEX packet_turf ON packet (org_id, turf_id);

CREATE TABLE worker (                   -- who walks: a first name, languages and nothing more
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  packet_id    BIGINT NOT NULL,
  name         TEXT NOT NULL,
  languages    JSON NOT NULL,
  account_id   BIGINT,                  -- staff who type paper results in
  joined_at    BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  last_queue   INTEGER NOT NULL DEFAULT 0, -- entries that the device said it still holds
  wiped_at     BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id)
);
CREATE INDEX worker_packet ON worker (org_id, packet_id);

CREATE TABLE attempt (                  -- the attempt log: append-only; the newest by seq wins, an undo is an entry
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  event_id     TEXT NOT NULL,           -- the device's UUIDv7: the idempotency key
  seq          BIGINT NOT NULL,         -- the server's own order within the organization
  packet_id    BIGINT NOT NULL,
  program_id   BIGINT NOT NULL,
  turf_id      BIGINT NOT NULL,
  pass         INTEGER NOT NULL,
  worker_id    BIGINT NOT NULL,
  household_id BIGINT,
  person_id    BIGINT,                  -- whom the entry is about; NULL = the door itself
  kind         TEXT NOT NULL,           -- attempt, undo, person_added, note
  undoes       TEXT,                    -- event_id of the entry that an undo takes back
  result       TEXT NOT NULL,           -- canvass result, or conversation
  language     TEXT NOT NULL,           -- in which it was held
  channel      TEXT NOT NULL,           -- door, paper
  answers      JSON NOT NULL,           -- {"q1": ["yes"]}
  detail       JSON NOT NULL,           -- what a person added at the door is called; how many were home
  is_attempt   BOOLEAN NOT NULL,        -- counted apart, always
  is_contact   BOOLEAN NOT NULL,
  is_conversation BOOLEAN NOT NULL,
  device_at    BIGINT NOT NULL,         -- the phone's clock, which lies
  at           BIGINT NOT NULL,         -- when it happened, as far as both clocks let us tell
  received_at  BIGINT NOT NULL,
  deliveries   INTEGER NOT NULL,        -- a repeated delivery writes, so that its commit waits for the disk
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, event_id),
  UNIQUE (org_id, seq),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id),
  FOREIGN KEY (org_id, worker_id) REFERENCES worker (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX attempt_undoes ON attempt (org_id, undoes);
CREATE INDEX attempt_program ON attempt (org_id, program_id, seq);
CREATE INDEX attempt_packet ON attempt (org_id, packet_id, seq);
CREATE INDEX attempt_person ON attempt (org_id, person_id, seq);
CREATE INDEX attempt_household ON attempt (org_id, household_id, seq);

CREATE TABLE refused_entry (            -- what a device sent and could not be taken: kept, shown, never lost
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  packet_id   BIGINT NOT NULL,
  worker_id   BIGINT NOT NULL,
  event_id    TEXT NOT NULL,
  reason      TEXT NOT NULL,            -- message key
  body        TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  deliveries  INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, event_id, reason)
);

-- +goose Down
DROP TABLE refused_entry; DROP TABLE attempt; DROP TABLE worker; DROP TABLE packet; DROP TABLE turf_door;
DROP TABLE turf; DROP TABLE program; DROP TABLE form_version; DROP TABLE form; DROP TABLE universe;
