-- Shifts: who walks when, which turf, and whether everybody is home again. The places where volunteers start from, and their phone
-- numbers, are taken out 30 days after the shift (features/shift/trim.go).
-- +goose Up

CREATE TABLE shift (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  program_id BIGINT NOT NULL,
  starts_at  BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  place      TEXT NOT NULL,             -- where everybody meets, as written
  lat        DOUBLE,                    -- and where that is, as far as it is known
  lon        DOUBLE,
  wishes     JSON NOT NULL,             -- what matters when turfs are given out: {"language": 3, …}
  quotas     JSON NOT NULL,             -- conversations wanted by language: {"km": 40}
  version    BIGINT NOT NULL,           -- grows with every change of the board
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  trimmed_at BIGINT,                    -- since when the volunteers' places and numbers are gone
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id)
);
CREATE INDEX shift_starts ON shift (org_id, starts_at);

CREATE TABLE shift_worker (             -- somebody who signed up
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  shift_id   BIGINT NOT NULL,
  name       TEXT NOT NULL,             -- in whatever script
  name_lang  TEXT NOT NULL,             -- of the name, '' = not known
  person_id  BIGINT,                    -- where they are one of the people
  account_id BIGINT,                    -- where they are of the team
  phone      TEXT NOT NULL,
  languages  JSON NOT NULL,             -- ["en", "km"]
  start      TEXT NOT NULL,             -- where they start from, as written; '' = from the meeting place
  lat        DOUBLE,
  lon        DOUBLE,
  minutes    INTEGER NOT NULL,          -- how long they can walk
  pace       INTEGER NOT NULL,          -- in percent of the usual one
  no_stairs  BOOLEAN NOT NULL,
  bike       BOOLEAN NOT NULL,
  partner    BOOLEAN NOT NULL,          -- would rather not go alone
  first_time BOOLEAN NOT NULL,
  team       BIGINT,                    -- the same number for two who go together, NULL = alone
  in_at      BIGINT,                    -- checked in
  out_at     BIGINT,                    -- went out
  safe_at    BIGINT,                    -- said that they are home
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, shift_id, person_id),
  UNIQUE (org_id, shift_id, account_id),
  FOREIGN KEY (org_id, shift_id) REFERENCES shift (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);

CREATE TABLE shift_turf (               -- who walks which turf
  org_id    BIGINT NOT NULL,
  shift_id  BIGINT NOT NULL,
  turf_id   BIGINT NOT NULL,
  worker_id BIGINT NOT NULL,
  seq       INTEGER NOT NULL,           -- the worker's first, second … turf
  reasons   JSON NOT NULL,              -- why, as the proposal saw it
  by_hand   BOOLEAN NOT NULL,
  packet_id BIGINT,
  handed_at BIGINT,
  PRIMARY KEY (org_id, shift_id, turf_id, worker_id),
  FOREIGN KEY (org_id, shift_id) REFERENCES shift (org_id, id),
  FOREIGN KEY (org_id, turf_id) REFERENCES turf (org_id, id),
  FOREIGN KEY (org_id, worker_id) REFERENCES shift_worker (org_id, id),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id)
);
CREATE INDEX shift_turf_worker ON shift_turf (org_id, worker_id);

-- +goose Down
DROP TABLE shift_turf;
DROP TABLE shift_worker;
DROP TABLE shift;
