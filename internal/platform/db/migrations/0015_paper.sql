-- Photos of walk lists that came back on paper, beside which somebody types them in.
-- +goose Up
CREATE TABLE packet_sheet (
  org_id     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  packet_id  BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  size       BIGINT NOT NULL,
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, packet_id) REFERENCES packet (org_id, id)
);
CREATE INDEX packet_sheet_packet ON packet_sheet (org_id, packet_id);

CREATE TABLE packet_sheet_data (         -- apart, so that no list of sheets reads it
  org_id   BIGINT NOT NULL,
  sheet_id BIGINT NOT NULL,
  data     BLOB NOT NULL,
  PRIMARY KEY (org_id, sheet_id),
  FOREIGN KEY (org_id, sheet_id) REFERENCES packet_sheet (org_id, id)
);

-- +goose Down
DROP TABLE packet_sheet_data; DROP TABLE packet_sheet;
