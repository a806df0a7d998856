-- How somebody mapped the columns of a file, kept for the next file with the same header.
-- +goose Up
CREATE TABLE import_mapping (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  name        TEXT NOT NULL,            -- the first file's, until somebody gives another
  fingerprint TEXT NOT NULL,            -- of the header, in whatever order
  mapping     JSON NOT NULL,
  header      JSON NOT NULL,
  used_at     BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, fingerprint)
);

-- +goose Down
DROP TABLE import_mapping;
