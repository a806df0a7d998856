-- Files of millions: what an import made and changed, so that it can be taken back; what a month's file tells; votes in
-- one short column; keys that a first large load builds after its rows.
-- +goose Up

-- The search for names reads an index in memory (kernels/names); one in the database made every row cost ten.
-- +dialect sqlite
DROP TRIGGER person_index_insert;
DROP TRIGGER person_index_delete;
DROP TRIGGER person_index_update;
DROP TABLE person_index;
PRAGMA defer_foreign_keys = ON;
-- +dialect end
-- +dialect postgres
DROP VIEW person_search;
DROP INDEX person_search_trigrams;
-- +dialect end

ALTER TABLE person ADD COLUMN import_id BIGINT;  -- the import that made the row; NULL = another way

-- How somebody voted in one election, by a number that an organization's rows name it by.
CREATE TABLE vote_code (
  org_id   BIGINT NOT NULL,
  code     INTEGER NOT NULL,
  election TEXT NOT NULL,               -- '2022-11', or '2022-11-08' where the file gives the day
  method   TEXT NOT NULL,               -- as the state writes it: At Polls, Absentee
  PRIMARY KEY (org_id, code),
  UNIQUE (org_id, election, method)
);
INSERT INTO vote_code (org_id, code, election, method)
  SELECT org_id, ROW_NUMBER() OVER (PARTITION BY org_id ORDER BY election, method), election, method
  FROM (SELECT DISTINCT org_id, election, method FROM election_vote) AS kinds;

-- +dialect postgres
ALTER TABLE household ADD COLUMN import_id BIGINT;
ALTER TABLE household DROP CONSTRAINT household_org_id_address_key_key;
CREATE UNIQUE INDEX household_address ON household (org_id, address_key);
ALTER TABLE voter_registration DROP CONSTRAINT voter_registration_org_id_state_voter_id_key;
CREATE UNIQUE INDEX voter_registration_number ON voter_registration (org_id, state, voter_id);
ALTER TABLE voter_registration ADD COLUMN party TEXT COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN gender TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN county TEXT COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN precinct TEXT COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN votes TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN dropped_on TEXT COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN import_id BIGINT;
-- +dialect end
-- +dialect sqlite
-- A UNIQUE within CREATE TABLE can't be left out while rows come in, an index can: the two tables are written anew. The rows
-- that point at them wait until the end of the transaction to be checked.
CREATE TABLE household_before AS SELECT * FROM household;
DELETE FROM household;
DROP TABLE household;
CREATE TABLE household (
  org_id       INTEGER NOT NULL,
  id           INTEGER NOT NULL,
  number       TEXT NOT NULL,           -- as given: '8600', '37-12', '532HH'
  street       TEXT NOT NULL,
  unit         TEXT NOT NULL,           -- '' = the building itself
  floor        INTEGER,
  city         TEXT NOT NULL,
  state        TEXT NOT NULL,
  zip          TEXT NOT NULL,
  building_key TEXT NOT NULL,           -- normalized number, street, ZIP or city: one stop of a walk
  address_key  TEXT NOT NULL,           -- building_key and normalized unit: one household
  lat          REAL,
  lon          REAL,
  located_by   TEXT NOT NULL DEFAULT '',-- address point, street, hand, '' = not located
  ward         TEXT NOT NULL DEFAULT '',
  created_at   INTEGER NOT NULL,
  import_id    INTEGER,                 -- the import that made the row
  PRIMARY KEY (org_id, id)
) STRICT;
INSERT INTO household (org_id, id, number, street, unit, floor, city, state, zip, building_key, address_key, lat, lon, located_by, ward, created_at)
  SELECT org_id, id, number, street, unit, floor, city, state, zip, building_key, address_key, lat, lon, located_by, ward, created_at FROM household_before;
DROP TABLE household_before;
CREATE UNIQUE INDEX household_address ON household (org_id, address_key);
CREATE INDEX household_building ON household (org_id, building_key);
CREATE INDEX household_ward ON household (org_id, ward);
CREATE INDEX household_city ON household (org_id, city);
CREATE INDEX household_zip ON household (org_id, zip);

CREATE TABLE voter_registration_before AS SELECT * FROM voter_registration;
DELETE FROM voter_registration;
DROP TABLE voter_registration;
CREATE TABLE voter_registration (
  org_id        INTEGER NOT NULL,
  id            INTEGER NOT NULL,
  person_id     INTEGER NOT NULL,
  state         TEXT NOT NULL,
  voter_id      TEXT NOT NULL,          -- the state's number
  status        TEXT NOT NULL,          -- Active, Inactive … as the state writes it
  registered_on TEXT NOT NULL,          -- ISO date, '' = not given
  districts     TEXT NOT NULL,          -- JSON: {"ward": "Ward 23", "congressional": "4", …}
  row_hash      TEXT NOT NULL,          -- of the row as last imported: an equal row changes nothing
  updated_at    INTEGER NOT NULL,
  party         TEXT NOT NULL DEFAULT '',
  gender        TEXT NOT NULL DEFAULT '',
  county        TEXT NOT NULL DEFAULT '',
  precinct      TEXT NOT NULL DEFAULT '',
  votes         TEXT NOT NULL DEFAULT '',
  dropped_on    TEXT NOT NULL DEFAULT '',
  import_id     INTEGER,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
) STRICT;
INSERT INTO voter_registration (org_id, id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at)
  SELECT org_id, id, person_id, state, voter_id, status, registered_on, districts, row_hash, updated_at FROM voter_registration_before;
DROP TABLE voter_registration_before;
CREATE UNIQUE INDEX voter_registration_number ON voter_registration (org_id, state, voter_id);
CREATE INDEX voter_registration_person ON voter_registration (org_id, person_id);
CREATE INDEX voter_registration_status ON voter_registration (org_id, status);
-- +dialect end

-- votes: the codes of vote_code, ascending, a blank before, between and after: ' 3 17 24 '; '' = none.
-- dropped_on: since when a complete file of the state lacks the voter; '' = it does not.
UPDATE voter_registration SET votes = COALESCE((SELECT ' ' || string_agg(k.code || '', ' ' ORDER BY k.code) || ' ' FROM election_vote v
    JOIN vote_code k ON k.org_id = v.org_id AND k.election = v.election AND k.method = v.method
    WHERE v.org_id = voter_registration.org_id AND v.registration_id = voter_registration.id), '');
-- The old hashes were of other bytes: the next file is compared field by field, once.
UPDATE voter_registration SET row_hash = '';
DROP TABLE election_vote;

-- What a file told that was news about a person.
CREATE TABLE person_event (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  kind      TEXT NOT NULL,              -- registered, moved, moved_county, status, name, party, voted, dropped, returned
  on_date   TEXT NOT NULL,              -- ISO date
  detail    JSON NOT NULL,
  import_id BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_event_kind ON person_event (org_id, kind, on_date, person_id);
CREATE INDEX person_event_person ON person_event (org_id, person_id);
CREATE INDEX person_event_import ON person_event (org_id, import_id, kind);

-- What an import changed in a row that was there before: what stood there, and what the file said. Taking an import back
-- is telling the story again without it.
CREATE TABLE import_change (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,            -- in the order of time
  import_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  before    TEXT NOT NULL,              -- JSON of the person; '' = was not there
  after     TEXT NOT NULL,              -- hash of the person as the import left them: another one now means that somebody edited
  said      TEXT NOT NULL,              -- JSON of the file's row
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id)
);
CREATE INDEX import_change_import ON import_change (org_id, import_id, id);
CREATE INDEX import_change_person ON import_change (org_id, person_id, id);

-- Which registrations stood in a file just as they were known. Without it nobody could say, once an earlier file is taken
-- back, that this one said the same.
CREATE TABLE import_seen (
  org_id    BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  from_row  BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  ids       BLOB NOT NULL,              -- ascending, each the difference to the one before, as varints
  PRIMARY KEY (org_id, import_id, from_row),
  FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id)
);

ALTER TABLE import ADD COLUMN rows_matched BIGINT NOT NULL DEFAULT 0; -- recognized as somebody known without a voter's number
ALTER TABLE import ADD COLUMN rows_unclear BIGINT NOT NULL DEFAULT 0; -- new, and perhaps somebody known: in the review
ALTER TABLE import ADD COLUMN complete BOOLEAN NOT NULL DEFAULT FALSE; -- says that who is not in it is no longer registered
ALTER TABLE import ADD COLUMN preview JSON;                            -- counts and samples of a look at the whole file
ALTER TABLE import ADD COLUMN undone JSON;                             -- what taking it back did
ALTER TABLE import ADD COLUMN on_day TEXT NOT NULL DEFAULT '';         -- the file's day, for its events

-- +goose Down
-- There is no way back: what an import made could not be told from the rest any more.
INSERT INTO no_way_back VALUES (1);
