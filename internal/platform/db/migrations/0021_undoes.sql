-- The index of what an entry takes back holds those entries alone. While it held every entry, each new one was written into the page in which others looked for
-- what is taken back, and PostgreSQL let one of any two phones that sent at once try again.
-- +goose Up
DROP INDEX attempt_undoes;
CREATE INDEX attempt_undoes ON attempt (org_id, undoes) WHERE undoes IS NOT NULL;

-- +goose Down
DROP INDEX attempt_undoes;
CREATE INDEX attempt_undoes ON attempt (org_id, undoes);
