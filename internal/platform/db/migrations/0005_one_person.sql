-- One person may stand in several lists. A merge moves nothing: the absorbed row points at the one that stands for the
-- person and keeps all that it has, so that taking the merge back gives both back as they were.
-- +goose Up
ALTER TABLE person ADD COLUMN merged_into BIGINT;               -- the person that stands for this row, never a chain; NULL = stands for itself
ALTER TABLE person ADD COLUMN birth_date TEXT NOT NULL DEFAULT ''; -- '1980-03-14', '1980-03', '1980', '' = not known
CREATE INDEX person_merged ON person (org_id, merged_into) WHERE merged_into IS NOT NULL;

-- +goose Down
DROP INDEX person_merged;
ALTER TABLE person DROP COLUMN birth_date;
ALTER TABLE person DROP COLUMN merged_into;
