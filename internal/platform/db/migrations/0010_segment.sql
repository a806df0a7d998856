-- What changed, for whoever keeps people in memory (db/feed.go): one row for each person whom a transaction changed, written by that
-- transaction. person_id 0 is everybody, -1 says that older rows are gone.
-- stamp: on SQLite 1, 2, 3 … in the order of the commits; on PostgreSQL the number of the writing transaction.
-- +goose Up
CREATE TABLE person_change (
  org_id    BIGINT NOT NULL,
  stamp     BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  PRIMARY KEY (org_id, stamp, person_id)
); -- without rowid

-- +dialect postgres
ALTER TABLE person_change ALTER COLUMN stamp SET DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT);
-- +dialect end

CREATE TABLE universe_version (         -- what a universe asked before, and now: one row each time it was saved
  org_id      BIGINT NOT NULL,
  universe_id BIGINT NOT NULL,
  version     INTEGER NOT NULL,         -- 1, 2, 3 …
  name        TEXT NOT NULL,
  query       JSON NOT NULL,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (org_id, universe_id, version),
  FOREIGN KEY (org_id, universe_id) REFERENCES universe (org_id, id)
);
INSERT INTO universe_version (org_id, universe_id, version, name, query, by_name, at)
  SELECT org_id, id, 1, name, query, '', updated_at FROM universe;

-- +goose Down
DROP TABLE universe_version;
DROP TABLE person_change;
