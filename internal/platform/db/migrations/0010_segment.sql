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

-- +goose Down
DROP TABLE person_change;
