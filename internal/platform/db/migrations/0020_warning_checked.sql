-- A warning that a phone reports acts at once and for some days; an organizer looks at it before it holds for long.
-- +goose Up
ALTER TABLE door_warning ADD COLUMN worker_id BIGINT;   -- whose phone reported it; NULL = an organizer, or from before this was kept
ALTER TABLE door_warning ADD COLUMN checked_at BIGINT;  -- since when an organizer vouches for it; NULL = nobody has looked
ALTER TABLE door_warning ADD COLUMN checked_by TEXT NOT NULL DEFAULT '';
CREATE INDEX door_warning_worker ON door_warning (org_id, worker_id);

UPDATE door_warning SET checked_at = at, checked_by = by_name WHERE event_id = ''; -- what organizers wrote themselves

-- +goose Down
DROP INDEX door_warning_worker;
ALTER TABLE door_warning DROP COLUMN checked_by;
ALTER TABLE door_warning DROP COLUMN checked_at;
ALTER TABLE door_warning DROP COLUMN worker_id;
