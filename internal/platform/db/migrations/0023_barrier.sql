-- Which doors wait for somebody who speaks their language is asked whenever somebody opens the start page.

-- +goose Up
CREATE INDEX attempt_barrier ON attempt (org_id, program_id) WHERE result = 'language_barrier';

-- +goose Down
DROP INDEX attempt_barrier;
