-- The districts in which households lie, by their place on the map.
-- +goose Up
ALTER TABLE outline ADD COLUMN exact_to DOUBLE NOT NULL DEFAULT 0; -- metres; nearer to a border the file cannot say on which side an address lies

CREATE TABLE household_district (
  org_id       BIGINT NOT NULL,
  household_id BIGINT NOT NULL,
  kind         TEXT NOT NULL,           -- of the outline: congress, state_upper, county, ward …
  name         TEXT NOT NULL,           -- 'WI-4', 'Milwaukee County, WI', '28'
  outline_id   BIGINT NOT NULL,
  sure         BOOLEAN NOT NULL,        -- false: nearer to a border than the file is exact
  PRIMARY KEY (org_id, household_id, kind),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id),
  FOREIGN KEY (org_id, outline_id) REFERENCES outline (org_id, id)
);
CREATE INDEX household_district_name ON household_district (org_id, kind, name, household_id);
CREATE INDEX household_district_outline ON household_district (org_id, outline_id);

-- +goose Down
DROP TABLE household_district;
ALTER TABLE outline DROP COLUMN exact_to;
