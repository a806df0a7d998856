-- Where somebody gets post, where that is not where they live; and which values of the organization's own fields a file told.
-- +goose Up
CREATE TABLE person_mailing (
  org_id    BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  lines     TEXT NOT NULL,              -- street, box, apartment: divided by line breaks
  city      TEXT NOT NULL,
  state     TEXT NOT NULL,
  zip       TEXT NOT NULL,
  country   TEXT NOT NULL,
  source    TEXT NOT NULL,              -- voter file, member list, hand
  at        BIGINT NOT NULL,
  PRIMARY KEY (org_id, person_id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);

ALTER TABLE custom_value ADD COLUMN import_id BIGINT; -- the import that wrote the value; NULL = by hand, which no file writes over

-- +goose Down
ALTER TABLE custom_value DROP COLUMN import_id;
DROP TABLE person_mailing;
