-- Who is one person: what people and models have said of it, and what waits to be decided. person.merged_into (0005) is
-- worked out from the assertions that hold. Rows name people without a foreign key: an assertion stays in the log when a
-- row of person that it names is erased.
-- +goose Up

-- Append-only. An assertion holds unless another one takes it back.
CREATE TABLE match_assertion (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  kind        TEXT NOT NULL,            -- same, not_same; taken_back
  left_id     BIGINT NOT NULL,          -- rows of person, the smaller id left
  right_id    BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  account     BIGINT NOT NULL,          -- zero for a run
  actor       TEXT NOT NULL,            -- as the log of the organization names them
  model_id    BIGINT,                   -- the model that a run, or a person who followed it, relied on
  probability DOUBLE,
  takes_back  BIGINT,                   -- of taken_back: which assertion no longer holds
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, takes_back)
);
CREATE INDEX match_assertion_left ON match_assertion (org_id, left_id);
CREATE INDEX match_assertion_right ON match_assertion (org_id, right_id);

-- Pairs that a person should look at.
CREATE TABLE match_pair (
  org_id      BIGINT NOT NULL,
  left_id     BIGINT NOT NULL,
  right_id    BIGINT NOT NULL,
  state       TEXT NOT NULL,            -- waiting, decided, settled (they became one by other decisions)
  skips       INTEGER NOT NULL,         -- how often somebody looked and passed on: it waits behind the others
  harm        INTEGER NOT NULL,         -- what a wrong decision would cost, see docs/merging.md
  probability DOUBLE NOT NULL,
  weight      DOUBLE NOT NULL,          -- bits
  evidence    JSON NOT NULL,            -- what each field said, not its value
  young       BOOLEAN NOT NULL,         -- one of them is under 18
  model_id    BIGINT NOT NULL,
  run_id      BIGINT NOT NULL,          -- the run that proposed it last
  PRIMARY KEY (org_id, left_id, right_id)
);
CREATE INDEX match_pair_queue ON match_pair (org_id, state, skips, harm, probability);
CREATE INDEX match_pair_right ON match_pair (org_id, right_id);

-- What was learned of an organization's rows.
CREATE TABLE match_model (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  parameters JSON NOT NULL,             -- kernels/linkage
  rows       BIGINT NOT NULL,           -- on how many it was learned
  at         BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE match_run (
  org_id      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  import_id   BIGINT,                   -- only this import's new rows against all others
  merges      BOOLEAN NOT NULL,         -- false: it only proposes
  started_at  BIGINT NOT NULL,
  finished_at BIGINT,
  rows        BIGINT NOT NULL,
  merged      BIGINT NOT NULL,
  proposed    BIGINT NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- +goose Down
DROP TABLE match_run; DROP TABLE match_model; DROP TABLE match_pair; DROP TABLE match_assertion;
