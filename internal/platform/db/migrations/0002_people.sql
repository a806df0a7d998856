-- Tenant tables of people and places. Every key begins with org_id, so that no row can point into another
-- organization and no UNIQUE tells that somebody else knows a person.
-- +goose Up

CREATE TABLE audit (
  org_id    BIGINT NOT NULL,
  seq       BIGINT NOT NULL,            -- 1, 2, 3 … without a gap
  at        BIGINT NOT NULL,
  actor     TEXT NOT NULL,
  account   BIGINT NOT NULL,            -- zero for devices and the system
  action    TEXT NOT NULL,
  object    BIGINT NOT NULL,
  detail    TEXT NOT NULL,              -- JSON as text: its bytes are hashed
  prev_hash TEXT NOT NULL,
  hash      TEXT NOT NULL,
  PRIMARY KEY (org_id, seq)
);

CREATE TABLE household (
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  number       TEXT NOT NULL,           -- as given: '8600', '37-12', '532HH'
  street       TEXT NOT NULL,
  unit         TEXT NOT NULL,           -- '' = the building itself
  floor        INTEGER,
  city         TEXT NOT NULL,
  state        TEXT NOT NULL,
  zip          TEXT NOT NULL,
  building_key TEXT NOT NULL,           -- normalized number, street, ZIP or city: one stop of a walk
  address_key  TEXT NOT NULL,           -- building_key and normalized unit: one household
  lat          DOUBLE,
  lon          DOUBLE,
  located_by   TEXT NOT NULL DEFAULT '',-- address point, street, hand, '' = not located
  ward         TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, address_key)
);
CREATE INDEX household_building ON household (org_id, building_key);

CREATE TABLE person (
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  household_id BIGINT,
  given        TEXT NOT NULL,
  middle       TEXT NOT NULL,
  family       TEXT NOT NULL,
  suffix       TEXT NOT NULL,
  native_name  TEXT NOT NULL,           -- as the person writes it, '' = not known
  native_lang  TEXT NOT NULL,           -- BCP 47 with script, for <bdi lang>
  search       TEXT NOT NULL,           -- folded names, all spellings; see kernels/names
  phone        TEXT NOT NULL,           -- E.164 or as given
  email        TEXT NOT NULL,
  language     TEXT NOT NULL,           -- the preferred one, the best source of person_language; '' = not known
  is_member    BOOLEAN NOT NULL,        -- on the organization's own list
  source       TEXT NOT NULL,           -- voter file, member list, door, hand
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id)
);
CREATE INDEX person_household ON person (org_id, household_id);
CREATE INDEX person_name ON person (org_id, family, given, id);
CREATE INDEX person_phone ON person (org_id, phone);
CREATE INDEX person_email ON person (org_id, email);
CREATE INDEX person_language_of ON person (org_id, language);

CREATE TABLE person_language (
  org_id    BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  language  TEXT NOT NULL,
  kind      TEXT NOT NULL,              -- spoken, read, preferred
  source    TEXT NOT NULL,              -- self-reported, observed, modelled
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, person_id, language, kind, source),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_language_language ON person_language (org_id, language, person_id);

CREATE TABLE person_tag (
  org_id    BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  tag       TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, person_id, tag),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_tag_tag ON person_tag (org_id, tag, person_id);

CREATE TABLE voter_registration (
  org_id        BIGINT NOT NULL,
  id            BIGINT NOT NULL,
  person_id     BIGINT NOT NULL,
  state         TEXT NOT NULL,
  voter_id      TEXT NOT NULL,          -- the state's number
  status        TEXT NOT NULL,          -- Active, Inactive … as the state writes it
  registered_on TEXT NOT NULL,          -- ISO date, '' = not given
  districts     JSON NOT NULL,          -- {"ward": "Ward 23", "congressional": "4", …}
  row_hash      TEXT NOT NULL,          -- of the row as last imported: an equal row changes nothing
  updated_at    BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, state, voter_id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX voter_registration_person ON voter_registration (org_id, person_id);

CREATE TABLE election_vote (
  org_id          BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  election        TEXT NOT NULL,        -- '2022-11', or '2022-11-08' where the file gives the day
  method          TEXT NOT NULL,        -- as the state writes it: At Polls, Absentee
  PRIMARY KEY (org_id, registration_id, election),
  FOREIGN KEY (org_id, registration_id) REFERENCES voter_registration (org_id, id)
);
CREATE INDEX election_vote_election ON election_vote (org_id, election, registration_id);

CREATE TABLE suppression (
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  person_id    BIGINT NOT NULL,
  scope        TEXT NOT NULL,           -- everywhere, door, phone, text, email
  reason       TEXT NOT NULL,           -- the canvass result: moved, deceased, do_not_contact, refused …
  address_key  TEXT NOT NULL,           -- moved holds for the address that the person left
  attempt_id   BIGINT,                  -- the entry that made it; an undo of that entry lifts it
  at           BIGINT NOT NULL,
  lifted_at    BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX suppression_person ON suppression (org_id, person_id);
CREATE INDEX suppression_attempt ON suppression (org_id, attempt_id);

CREATE TABLE import (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  job_id     BIGINT NOT NULL,
  name       TEXT NOT NULL,             -- of the file, as uploaded
  kind       TEXT NOT NULL,             -- voters, members, languages, places
  mapping    JSON NOT NULL,             -- field -> column, as recognized or chosen
  header     JSON NOT NULL,             -- the file's columns, for the file of bad rows
  sha256     TEXT NOT NULL,
  size       BIGINT NOT NULL,
  stored_as  TEXT NOT NULL,             -- file name below the data directory while the job needs it
  next_row   BIGINT NOT NULL,           -- where a killed run goes on
  rows_new   BIGINT NOT NULL,
  rows_changed BIGINT NOT NULL,
  rows_same  BIGINT NOT NULL,
  rows_bad   BIGINT NOT NULL,
  state      TEXT NOT NULL,             -- mapping, waiting, running, done, failed, cancelled
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE import_bad_row (
  org_id    BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  row       BIGINT NOT NULL,            -- 1 = the first row below the header
  field     TEXT NOT NULL,
  reason    TEXT NOT NULL,              -- message key
  args      JSON NOT NULL,
  raw       JSON NOT NULL,              -- the row's cells as they came
  PRIMARY KEY (org_id, import_id, row),
  FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id)
);

CREATE TABLE address_point (
  org_id       BIGINT NOT NULL,
  address_key  TEXT NOT NULL,
  building_key TEXT NOT NULL,
  lat          DOUBLE NOT NULL,
  lon          DOUBLE NOT NULL,
  ward         TEXT NOT NULL,
  PRIMARY KEY (org_id, address_key)
);
CREATE INDEX address_point_building ON address_point (org_id, building_key);

CREATE TABLE outline (                  -- a file of lines or areas that an organizer loaded
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT NOT NULL,             -- ward, district, boundary, street
  name       TEXT NOT NULL,
  features   INTEGER NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE outline_feature (
  org_id     BIGINT NOT NULL,
  outline_id BIGINT NOT NULL,
  seq        INTEGER NOT NULL,
  name       TEXT NOT NULL,
  geometry   JSON NOT NULL,             -- GeoJSON geometry, WGS 84
  min_lat    DOUBLE NOT NULL,
  min_lon    DOUBLE NOT NULL,
  max_lat    DOUBLE NOT NULL,
  max_lon    DOUBLE NOT NULL,
  PRIMARY KEY (org_id, outline_id, seq),
  FOREIGN KEY (org_id, outline_id) REFERENCES outline (org_id, id)
);

CREATE TABLE road_network (             -- an OpenStreetMap extract, reduced to what can be walked
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT NOT NULL,
  nodes      INTEGER NOT NULL,
  edges      INTEGER NOT NULL,
  metres     DOUBLE NOT NULL,
  min_lat    DOUBLE NOT NULL,
  min_lon    DOUBLE NOT NULL,
  max_lat    DOUBLE NOT NULL,
  max_lon    DOUBLE NOT NULL,
  graph      BLOB NOT NULL,             -- kernels/geo encoding
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- +goose Down
DROP TABLE road_network; DROP TABLE outline_feature; DROP TABLE outline; DROP TABLE address_point;
DROP TABLE import_bad_row; DROP TABLE import; DROP TABLE suppression; DROP TABLE election_vote;
DROP TABLE voter_registration; DROP TABLE person_tag; DROP TABLE person_language; DROP TABLE person;
DROP TABLE household; DROP TABLE audit;
