-- Drives: programs of other kinds than outreach, doors behind which nobody is known, and what became of people's ballots.
-- +goose Up
ALTER TABLE program ADD COLUMN kind TEXT NOT NULL DEFAULT 'outreach'; -- outreach, registration, pledge, ballot_chase, cure, count

-- How an address point was written; '' = it came before this was kept, and its key says it.
ALTER TABLE address_point ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN city TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN zip TEXT NOT NULL DEFAULT '';
ALTER TABLE address_point ADD COLUMN homed BOOLEAN NOT NULL DEFAULT FALSE; -- a home has been looked for there

-- Which attempt made a consent: taking the attempt back takes the consent back.
ALTER TABLE person_consent ADD COLUMN attempt_id BIGINT;
CREATE INDEX person_consent_attempt ON person_consent (org_id, attempt_id);

CREATE TABLE ballot_file (              -- what the election office told on a day
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  name        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  size        BIGINT NOT NULL,
  election    TEXT NOT NULL,            -- its day
  state       TEXT NOT NULL,            -- whose voter numbers stand in it
  header      JSON NOT NULL,            -- the names of the columns
  sample      JSON NOT NULL,            -- the first rows, until it has been read
  mapping     JSON NOT NULL,            -- which column is what, and what the words in it mean
  step        TEXT NOT NULL,            -- asking, reading, done, failed, undone
  rows_read   BIGINT NOT NULL,
  rows_new    BIGINT NOT NULL,
  rows_changed BIGINT NOT NULL,
  rows_known  BIGINT NOT NULL,          -- about voters who are on a list
  rows_bad    BIGINT NOT NULL,
  struck      BIGINT NOT NULL,          -- people who were struck off walk lists
  by_name     TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  done_at     BIGINT,
  undone_at   BIGINT,
  PRIMARY KEY (org_id, id)
);

-- Where a ballot stands. It names a registration and no key holds it there: an import that is taken back takes its registrations away,
-- and what was told about them stays until its own file is taken back.
CREATE TABLE ballot (
  org_id          BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  election        TEXT NOT NULL,
  status          TEXT NOT NULL,        -- requested, sent, returned, accepted, rejected, cured
  reason          TEXT NOT NULL,        -- of a rejection, as the office writes it
  on_date         TEXT NOT NULL,        -- ISO, '' = not told
  file_id         BIGINT NOT NULL,
  PRIMARY KEY (org_id, registration_id, election),
  FOREIGN KEY (org_id, file_id) REFERENCES ballot_file (org_id, id)
);
CREATE INDEX ballot_status ON ballot (org_id, election, status);

CREATE TABLE ballot_change (            -- what each file changed, and what stood there before: for the timeline and for undoing
  org_id          BIGINT NOT NULL,
  file_id         BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  election        TEXT NOT NULL,
  status          TEXT NOT NULL,
  reason          TEXT NOT NULL,
  on_date         TEXT NOT NULL,
  was_status      TEXT NOT NULL,        -- '' = nothing was known
  was_reason      TEXT NOT NULL,
  was_on_date     TEXT NOT NULL,
  was_file_id     BIGINT,
  at              BIGINT NOT NULL,
  PRIMARY KEY (org_id, file_id, registration_id),
  FOREIGN KEY (org_id, file_id) REFERENCES ballot_file (org_id, id)
);
CREATE INDEX ballot_change_registration ON ballot_change (org_id, registration_id);

CREATE TABLE ballot_bad_row (
  org_id  BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  row_no  BIGINT NOT NULL,
  reason  TEXT NOT NULL,                -- message key
  value   TEXT NOT NULL,                -- the cell at fault
  cells   JSON NOT NULL,
  PRIMARY KEY (org_id, file_id, row_no),
  FOREIGN KEY (org_id, file_id) REFERENCES ballot_file (org_id, id)
);

-- +goose Down
DROP TABLE ballot_bad_row; DROP TABLE ballot_change; DROP TABLE ballot; DROP TABLE ballot_file;
DROP INDEX person_consent_attempt;
ALTER TABLE person_consent DROP COLUMN attempt_id;
ALTER TABLE address_point DROP COLUMN homed; ALTER TABLE address_point DROP COLUMN zip; ALTER TABLE address_point DROP COLUMN state; ALTER TABLE address_point DROP COLUMN city;
ALTER TABLE address_point DROP COLUMN unit; ALTER TABLE address_point DROP COLUMN street; ALTER TABLE address_point DROP COLUMN number;
ALTER TABLE program DROP COLUMN kind;
