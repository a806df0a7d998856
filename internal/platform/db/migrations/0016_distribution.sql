-- One code for a whole program: whoever opens it gets the nearest doors that they can speak with, for some hours. And what goes into a
-- program's second and further passes.
-- +goose Up

CREATE TABLE distribution (
  org_id      BIGINT NOT NULL,
  program_id  BIGINT NOT NULL,
  turf_id     BIGINT NOT NULL,          -- a turf without doors, under which the packets of the code are kept
  list_number TEXT NOT NULL,
  token       TEXT NOT NULL,            -- sealed with the server's key, so that the QR code can be shown again
  hours       INTEGER NOT NULL,         -- for how long doors are checked out
  most        INTEGER NOT NULL,         -- volunteers at once
  opened_by   BIGINT NOT NULL,
  opened_at   BIGINT NOT NULL,
  closed_at   BIGINT,                   -- NULL = the code opens doors
  PRIMARY KEY (org_id, program_id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id),
  FOREIGN KEY (org_id, turf_id) REFERENCES turf (org_id, id)
);

CREATE TABLE checkout (                 -- a door that is with a volunteer: its key lets it be with one at a time
  org_id       BIGINT NOT NULL,
  program_id   BIGINT NOT NULL,
  household_id BIGINT NOT NULL,
  packet_id    BIGINT NOT NULL,
  until        BIGINT NOT NULL,         -- then it is open again, whoever has it
  PRIMARY KEY (org_id, program_id, household_id),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id),
  FOREIGN KEY (org_id, household_id) REFERENCES household (org_id, id),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id)
);
CREATE INDEX checkout_packet ON checkout (org_id, packet_id);

ALTER TABLE packet_key ADD COLUMN program_id BIGINT; -- of a program's code, which opens no packet (packet_id is 0)

CREATE TABLE program_pass (             -- a program's second and further passes; the first is about the whole universe
  org_id     BIGINT NOT NULL,
  program_id BIGINT NOT NULL,
  pass       INTEGER NOT NULL,
  results    JSON NOT NULL,             -- which doors go in, by what the passes before left: ["not_home", "not_tried"]
  begun_by   BIGINT NOT NULL,
  begun_at   BIGINT NOT NULL,
  PRIMARY KEY (org_id, program_id, pass),
  FOREIGN KEY (org_id, program_id) REFERENCES program (org_id, id)
);

-- +goose Down
DROP TABLE program_pass;
ALTER TABLE packet_key DROP COLUMN program_id;
DROP TABLE checkout;
DROP TABLE distribution;
