-- The index behind the search for people: one LIKE over person.search, anywhere in the text.
--   … WHERE org_id = $1 AND id IN (SELECT id FROM person_search WHERE org_id = $1 AND search LIKE $2)
-- with db.Contains(folded) as $2. SQLite answers it from a trigram index, PostgreSQL too, where the text has at least
-- three characters; shorter ones are found by reading. On SQLite the index is tied to person by the hidden rowid,
-- which VACUUM may change: run INSERT INTO person_index (person_index) VALUES ('rebuild') after one.
-- +goose Up

-- +dialect sqlite
CREATE VIRTUAL TABLE person_index USING fts5 (org_id UNINDEXED, id UNINDEXED, search, content = 'person', tokenize = 'trigram', detail = 'none');
-- +goose StatementBegin
CREATE TRIGGER person_index_insert AFTER INSERT ON person BEGIN
  INSERT INTO person_index (rowid, org_id, id, search) VALUES (NEW.rowid, NEW.org_id, NEW.id, NEW.search);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_index_delete AFTER DELETE ON person BEGIN
  INSERT INTO person_index (person_index, rowid, org_id, id, search) VALUES ('delete', OLD.rowid, OLD.org_id, OLD.id, OLD.search);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER person_index_update AFTER UPDATE OF search, org_id, id ON person WHEN NEW.search IS NOT OLD.search OR NEW.org_id <> OLD.org_id OR NEW.id <> OLD.id BEGIN
  INSERT INTO person_index (person_index, rowid, org_id, id, search) VALUES ('delete', OLD.rowid, OLD.org_id, OLD.id, OLD.search);
  INSERT INTO person_index (rowid, org_id, id, search) VALUES (NEW.rowid, NEW.org_id, NEW.id, NEW.search);
END;
-- +goose StatementEnd
INSERT INTO person_index (person_index) VALUES ('rebuild');
-- +dialect end

-- +dialect postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX person_search_trigrams ON person USING gin (search gin_trgm_ops);
CREATE VIEW person_search WITH (security_invoker = true) AS SELECT org_id, id, search FROM person;
-- STRICT keeps the planner from pasting the body into the query, where a nested loop would take the list apart again for
-- each row: that made a thousand look-ups take seconds.
-- +goose StatementBegin
CREATE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 1000
AS $$ SELECT jsonb_array_elements_text(list::jsonb) $$;
-- +goose StatementEnd
-- +dialect end

-- +goose Down
-- +dialect sqlite
DROP TABLE person_index;
DROP TRIGGER person_index_insert; DROP TRIGGER person_index_delete; DROP TRIGGER person_index_update;
-- +dialect end
-- +dialect postgres
DROP VIEW person_search; DROP INDEX person_search_trigrams; DROP FUNCTION json_each(text);
-- +dialect end
