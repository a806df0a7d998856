-- People who are called back after a conversation at their door: did somebody come by? Deleted 30 days after the shift
-- (features/quality/trim.go). What is found in the log itself is kept nowhere.
-- +goose Up
CREATE TABLE call_back (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  shift_id    BIGINT NOT NULL,
  worker_id   BIGINT NOT NULL,          -- who recorded the conversation: the first of their numbers in the shift
  attempt_id  BIGINT NOT NULL,
  person_id   BIGINT NOT NULL,
  language    TEXT NOT NULL,            -- in which it was held
  talked_at   BIGINT NOT NULL,
  result      TEXT NOT NULL,            -- '' = to be called; confirmed, unsure, nobody, wrong
  tries       INTEGER NOT NULL,         -- calls that nobody answered
  by_account  BIGINT,                   -- who called
  at          BIGINT,
  forget_at   BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, attempt_id),
  FOREIGN KEY (org_id, shift_id) REFERENCES shift (org_id, id),
  FOREIGN KEY (org_id, worker_id) REFERENCES worker (org_id, id),
  FOREIGN KEY (org_id, attempt_id) REFERENCES attempt (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES person (org_id, id)
);
CREATE INDEX call_back_shift ON call_back (org_id, shift_id);
CREATE INDEX call_back_person ON call_back (org_id, person_id);

-- +goose Down
DROP TABLE call_back;
