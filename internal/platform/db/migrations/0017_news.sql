-- News for phones that are out: whom nobody should visit any more, what stands about a door, what the director has to say.
-- The three are told in one order, so that a phone asks for what came since.
-- +goose Up
CREATE TABLE news_head (                -- the newest number of an organization's news
  org_id BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  PRIMARY KEY (org_id)
);

CREATE TABLE strike (                   -- a person or a door that is not to be visited any more
  org_id       BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  program_id   BIGINT,                  -- NULL = in every program
  packet_id    BIGINT,                  -- NULL = on every packet
  household_id BIGINT,                  -- either the whole door
  person_id    BIGINT,                  -- or one person
  reason       TEXT NOT NULL,
  source       BIGINT NOT NULL,         -- what made it and may take it back: a file, an entry; 0 = nothing
  by_packet    BIGINT NOT NULL,         -- the packet whose entry made it, which knows already; 0 = none
  at           BIGINT NOT NULL,
  lifted_seq   BIGINT,                  -- taken back
  PRIMARY KEY (org_id, seq),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX strike_person ON strike (org_id, person_id, seq);
CREATE INDEX strike_household ON strike (org_id, household_id, seq);
CREATE INDEX strike_source ON strike (org_id, source);

CREATE TABLE door_warning (             -- what whoever comes to a door should know of it; never of the people
  org_id       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  household_id BIGINT NOT NULL,
  building     TEXT NOT NULL,           -- it holds for every door of this building; '' = for this door alone
  kind         TEXT NOT NULL,           -- dog, skip, stairs, way_in, code
  text         TEXT NOT NULL,
  event_id     TEXT NOT NULL,           -- the entry that made it; '' = an organizer
  by_name      TEXT NOT NULL,
  at           BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  ended_seq    BIGINT,                  -- holds no more
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id)
);
CREATE INDEX door_warning_household ON door_warning (org_id, household_id);
CREATE INDEX door_warning_building ON door_warning (org_id, building);
CREATE INDEX door_warning_event ON door_warning (org_id, event_id);

CREATE TABLE announcement (             -- what the director says to phones that are out
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  program_id BIGINT NOT NULL,
  packets    JSON NOT NULL,             -- to these only; [] = to all of the program
  source     TEXT NOT NULL,             -- the language that everybody without a translation gets
  texts      JSON NOT NULL,             -- {"en": "Rain at 4. Come back.", "km": "…"}
  urgent     BOOLEAN NOT NULL,
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_seq  BIGINT,                    -- taken back
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id)
);
CREATE INDEX announcement_program ON announcement (org_id, program_id, seq);

ALTER TABLE worker ADD COLUMN news_seq BIGINT NOT NULL DEFAULT 0; -- the newest news that the phone said it has

-- +goose Down
ALTER TABLE worker DROP COLUMN news_seq;
DROP TABLE announcement; DROP TABLE door_warning; DROP TABLE strike; DROP TABLE news_head;
