-- Who a person is, beyond one row of one file: every name as it was given, how to reach them and whether they agreed, who
-- belongs to them, what they say of themselves. Rows belong to the row of person at which they were written, also after a
-- merge (see 0005): a page reads the rows of all parts.
-- There is no column for immigration status, country of birth or a social-security number, and no custom field may be one.
-- +goose Up
ALTER TABLE person ADD COLUMN family_first BOOLEAN NOT NULL DEFAULT FALSE; -- the person said that their family name goes first

DROP INDEX person_name;                 -- its name is the table's now
CREATE INDEX person_by_name ON person (org_id, family, given, id);

CREATE TABLE person_name (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  person_id  BIGINT NOT NULL,
  kind       TEXT NOT NULL,             -- given (as the person writes it), native, romanized, chosen, former
  text       TEXT NOT NULL,             -- the whole name; its order and spaces are the person's
  lang       TEXT NOT NULL,             -- BCP 47 with script, '' = not known
  name_order TEXT NOT NULL,             -- given first, family first, '' = not known
  given      TEXT NOT NULL,             -- the parts, where they are known
  middle     TEXT NOT NULL,
  family     TEXT NOT NULL,
  suffix     TEXT NOT NULL,
  source     TEXT NOT NULL,             -- self-reported, observed, document, or where the person is known from
  at         BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_name_person ON person_name (org_id, person_id);

-- person.phone and person.email stay the ones to use first; a row here says more about them, or is another one.
CREATE TABLE person_contact (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  kind      TEXT NOT NULL,              -- phone, email
  value     TEXT NOT NULL,              -- E.164, or folded to lower case
  label     TEXT NOT NULL,              -- mobile, home, work, family, other, '' = not known
  source    TEXT NOT NULL,
  at        BIGINT NOT NULL,
  wrong_at  BIGINT,                     -- known to reach somebody else, since then
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, person_id, kind, value),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_contact_value ON person_contact (org_id, value);

-- Append-only: the newest row of a channel and purpose holds.
CREATE TABLE person_consent (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  channel   TEXT NOT NULL,              -- text, phone, email, door, mail
  purpose   TEXT NOT NULL,              -- organizing, events, fundraising, health …
  granted   BOOLEAN NOT NULL,           -- FALSE = withdrawn or refused
  source    TEXT NOT NULL,              -- said in person, paper form, web form, text reply, phone call
  wording   TEXT NOT NULL,              -- what they agreed to, or the form and its version
  by_name   TEXT NOT NULL,              -- who wrote it down
  at        BIGINT NOT NULL,            -- when the person said it
  noted_at  BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_consent_person ON person_consent (org_id, person_id, channel, purpose, at);
CREATE INDEX person_consent_channel ON person_consent (org_id, channel, purpose, person_id);

-- What a person calls themselves: only ever their own words, written by them or for them.
CREATE TABLE person_identity (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  words     TEXT NOT NULL,
  lang      TEXT NOT NULL,
  said_by   TEXT NOT NULL,              -- person: wrote it; told: said it to by_name
  by_name   TEXT NOT NULL,
  said_on   TEXT NOT NULL,              -- ISO date
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_identity_person ON person_identity (org_id, person_id);

-- What a model thinks: never a fact, never exported by person, gone when the person says it themselves and when it expires.
CREATE TABLE person_model (
  org_id      BIGINT NOT NULL,
  person_id   BIGINT NOT NULL,
  topic       TEXT NOT NULL,            -- language, community
  value       TEXT NOT NULL,            -- code of the language, name of the community
  model       TEXT NOT NULL,            -- which model, or which file brought it
  probability DOUBLE,                   -- NULL = the model gave none
  at          BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  PRIMARY KEY (org_id, person_id, topic, value, model),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_model_value ON person_model (org_id, topic, value, person_id);
INSERT INTO person_model (org_id, person_id, topic, value, model, at, expires_at)
  SELECT org_id, person_id, 'language', language, 'file', max(at), max(at) + 31536000000 FROM person_language m WHERE source = 'modelled' AND NOT EXISTS
    (SELECT 1 FROM person_language s WHERE s.org_id = m.org_id AND s.person_id = m.person_id AND s.source = 'self-reported')
  GROUP BY org_id, person_id, language;
DELETE FROM person_language WHERE source = 'modelled';
UPDATE person SET language = COALESCE((SELECT l.language FROM person_language l WHERE l.org_id = person.org_id AND l.person_id = person.id
    ORDER BY CASE l.source WHEN 'self-reported' THEN 0 ELSE 1 END, CASE l.kind WHEN 'preferred' THEN 0 WHEN 'spoken' THEN 1 ELSE 2 END, l.at DESC, l.language LIMIT 1), '')
  WHERE EXISTS (SELECT 1 FROM person_model m WHERE m.org_id = person.org_id AND m.person_id = person.id);

-- person_id is the KIND of other_id: 'parent' = person_id is the parent of other_id.
CREATE TABLE person_relation (
  org_id    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  kind      TEXT NOT NULL,              -- parent, grandparent, guardian, spouse, sibling, neighbour, friend, brought, other
  other_id  BIGINT NOT NULL,
  source    TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, person_id, kind, other_id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id),
  FOREIGN KEY (org_id, other_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_relation_other ON person_relation (org_id, other_id);

-- What a guardian agreed to for somebody under 18. Append-only: the newest row holds.
CREATE TABLE guardian_consent (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  person_id   BIGINT NOT NULL,          -- the young person
  guardian_id BIGINT NOT NULL,
  granted     BOOLEAN NOT NULL,
  version     TEXT NOT NULL,            -- of the form that was signed
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  noted_at    BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id),
  FOREIGN KEY (org_id, guardian_id) REFERENCES person (org_id, id)
);
CREATE INDEX guardian_consent_person ON guardian_consent (org_id, person_id);

CREATE TABLE custom_field (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,            -- text, number, date, choice, yes_no
  choices     JSON NOT NULL,            -- of a choice: its texts
  position    INTEGER NOT NULL,
  archived_at BIGINT,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE custom_value (
  org_id    BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  field_id  BIGINT NOT NULL,
  value     TEXT NOT NULL,              -- the text, the choice, an ISO date, yes or no, the number as it was typed
  number    DOUBLE,                     -- of a number
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, person_id, field_id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id),
  FOREIGN KEY (org_id, field_id) REFERENCES custom_field (org_id, id)
);
CREATE INDEX custom_value_field ON custom_value (org_id, field_id, value, person_id);

CREATE TABLE person_note (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  person_id  BIGINT NOT NULL,
  text       TEXT NOT NULL,
  author     BIGINT NOT NULL,           -- account
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  edited_at  BIGINT,
  deleted_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_note_person ON person_note (org_id, person_id);

CREATE TABLE person_note_version (      -- what a note said before an edit
  org_id  BIGINT NOT NULL,
  note_id BIGINT NOT NULL,
  version INTEGER NOT NULL,
  text    TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (org_id, note_id, version),
  FOREIGN KEY (org_id, note_id) REFERENCES person_note (org_id, id)
);

CREATE TABLE person_file (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  person_id  BIGINT NOT NULL,
  name       TEXT NOT NULL,             -- as uploaded, without folders
  media_type TEXT NOT NULL,             -- as found out from the content
  size       BIGINT NOT NULL,
  sha256     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX person_file_person ON person_file (org_id, person_id);

CREATE TABLE person_file_data (         -- apart, so that no list of files reads it
  org_id  BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  data    BLOB NOT NULL,
  PRIMARY KEY (org_id, file_id),
  FOREIGN KEY (org_id, file_id) REFERENCES person_file (org_id, id)
);

CREATE TABLE people_view (              -- a saved list: its filter, columns and order, never its people
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  name       TEXT NOT NULL,
  owner      BIGINT NOT NULL,           -- account
  shared     BOOLEAN NOT NULL,
  query      TEXT NOT NULL,             -- of the list's address
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE bulk_edit (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  action      TEXT NOT NULL,            -- tag, untag, speak, set, hold
  args        JSON NOT NULL,
  query       TEXT NOT NULL,            -- the filter, where all that it means were chosen
  picked      JSON NOT NULL,            -- else the people
  youth       BOOLEAN NOT NULL,         -- whoever asked may see people under 18
  total       BIGINT NOT NULL,
  after_id    BIGINT NOT NULL,          -- where a stopped run goes on
  state       TEXT NOT NULL,            -- running, done, undoing, undone
  job_id      BIGINT,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE bulk_edit_row (            -- whom an edit changed, from what to what
  org_id    BIGINT NOT NULL,
  bulk_id   BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  before    TEXT NOT NULL,              -- JSON, '' = there was nothing
  after     TEXT NOT NULL,
  undone    BOOLEAN,                    -- FALSE = somebody changed it since: kept
  PRIMARY KEY (org_id, bulk_id, person_id),
  FOREIGN KEY (org_id, bulk_id) REFERENCES bulk_edit (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);

-- What there is to filter by is read value by value from an index (people/vocabulary.go); a person's past from the log.
CREATE INDEX household_ward ON household (org_id, ward);
CREATE INDEX household_city ON household (org_id, city);
CREATE INDEX household_zip ON household (org_id, zip);
CREATE INDEX voter_registration_status ON voter_registration (org_id, status);
CREATE INDEX audit_object ON audit (org_id, object, seq);

-- +goose Down
DROP INDEX audit_object; DROP INDEX voter_registration_status; DROP INDEX household_zip; DROP INDEX household_city; DROP INDEX household_ward;
DROP TABLE bulk_edit_row; DROP TABLE bulk_edit; DROP TABLE people_view; DROP TABLE person_file_data; DROP TABLE person_file;
DROP TABLE person_note_version; DROP TABLE person_note; DROP TABLE custom_value; DROP TABLE custom_field; DROP TABLE guardian_consent;
DROP TABLE person_relation; DROP TABLE person_model; DROP TABLE person_identity; DROP TABLE person_consent; DROP TABLE person_contact;
DROP TABLE person_name; DROP INDEX person_by_name;
CREATE INDEX person_name ON person (org_id, family, given, id);
ALTER TABLE person DROP COLUMN family_first;
