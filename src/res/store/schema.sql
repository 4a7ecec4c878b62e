-- The tables of version 1 (spelled for PostgreSQL; SQLite reads the same text).

-- The log. One row of head; the newest committed head of all replicas.
CREATE TABLE log_head (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  epoch BIGINT NOT NULL,        -- grows with every batch: the fence between replicas
  batch TEXT NOT NULL           -- id of the batch that made this head
);
-- Batches of late, so that a writer that lost its connection in COMMIT learns whether it happened.
CREATE TABLE log_batches (batch TEXT PRIMARY KEY, size BIGINT NOT NULL, epoch BIGINT NOT NULL);
CREATE TABLE log_leaves (leaf_index BIGINT PRIMARY KEY, leaf BYTEA NOT NULL);
CREATE TABLE log_tiles (
  level BIGINT NOT NULL, tile_index BIGINT NOT NULL, hashes BYTEA NOT NULL,
  PRIMARY KEY (level, tile_index)
);
-- Signed heads that were published, newest kept: (origin, size, note with cosignatures).
CREATE TABLE log_checkpoints (size BIGINT PRIMARY KEY, note TEXT NOT NULL, published_at BIGINT NOT NULL);

-- What each leaf commits to. leaf.digest = SHA-256(salt || content); both gone after an erasure.
CREATE TABLE records (
  leaf_index BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,           -- evidence, evidence_content, incident, incident_update, policy_change, ...
  event TEXT NOT NULL,          -- what happened, in the words of the audit: evidence_submitted, ...
  ref TEXT NOT NULL UNIQUE,     -- the opaque id in the leaf
  subject TEXT NOT NULL,        -- id of the evidence, incident, policy digest, ...: what it is about
  model TEXT NOT NULL,          -- model version, or ''
  ts BIGINT NOT NULL,
  actor TEXT NOT NULL,          -- opaque key id; '' under auth.mode none; 'system'
  salt BYTEA,
  content TEXT,                 -- RFC 8785
  erased_at BIGINT
);
CREATE INDEX records_kind ON records (kind, leaf_index);
CREATE INDEX records_subject ON records (subject, leaf_index);

CREATE TABLE evidence (
  id TEXT PRIMARY KEY,
  leaf_index BIGINT NOT NULL,
  artifact_type TEXT NOT NULL,
  model_version TEXT NOT NULL,
  stored_at BIGINT NOT NULL,
  content_leaf BIGINT,          -- of the evidence_content record; NULL: nothing uploaded
  content_digest BYTEA,
  content_size BIGINT,
  content_type TEXT
);
CREATE INDEX evidence_model ON evidence (model_version, leaf_index);
CREATE INDEX evidence_type ON evidence (artifact_type, leaf_index);
CREATE INDEX evidence_leaf ON evidence (leaf_index);
CREATE INDEX evidence_content ON evidence (content_digest);

CREATE TABLE models (model_version TEXT PRIMARY KEY, first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL);

CREATE TABLE segments (
  leaf_index BIGINT PRIMARY KEY,
  gateway TEXT NOT NULL,
  first_seq BIGINT NOT NULL,
  next_seq BIGINT NOT NULL,
  seal TEXT NOT NULL,           -- JSON, as sent
  min_id TEXT NOT NULL,         -- smallest and largest exchange id of its decisions; '' when none
  max_id TEXT NOT NULL,
  first_ts BIGINT NOT NULL,
  last_ts BIGINT NOT NULL,
  blob BYTEA,                   -- digest of the stored bytes (zstd); NULL after retention
  summary TEXT NOT NULL,        -- JSON: counts by phase and action
  UNIQUE (gateway, first_seq)
);
CREATE INDEX segments_ids ON segments (max_id);
CREATE INDEX segments_blob ON segments (blob);
-- Run-time figures of decisions, a row a minute, model and gateway.
CREATE TABLE runtime (
  model TEXT NOT NULL, minute BIGINT NOT NULL, gateway TEXT NOT NULL,
  figures TEXT NOT NULL,        -- JSON: requests, failures, latency histogram, actions, harm
  PRIMARY KEY (model, minute, gateway)
);

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  leaf_index BIGINT NOT NULL,   -- of its opening
  severity TEXT NOT NULL,
  status TEXT NOT NULL,         -- open, contained, rca, closed
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  rca_due BIGINT NOT NULL,
  regulatory_due BIGINT,        -- NULL: not reportable
  rca_done_at BIGINT,
  fingerprint TEXT,             -- of the alert that opened it
  description TEXT NOT NULL
);
CREATE INDEX incidents_created ON incidents (created_at, id);
CREATE UNIQUE INDEX incidents_alert ON incidents (fingerprint) WHERE fingerprint IS NOT NULL AND status <> 'closed';

-- What is still to be sent to sinks.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY, sink TEXT NOT NULL, body TEXT NOT NULL,
  created_at BIGINT NOT NULL, next_at BIGINT NOT NULL, attempts BIGINT NOT NULL, last_error TEXT NOT NULL
);
CREATE INDEX outbox_next ON outbox (next_at);

-- Risk snapshots as they changed, for /risk/history.
CREATE TABLE snapshots (leaf_index BIGINT PRIMARY KEY, model TEXT NOT NULL, ts BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX snapshots_model ON snapshots (model, ts);

-- Documents by digest that events speak of (policies).
CREATE TABLE documents (digest TEXT PRIMARY KEY, kind TEXT NOT NULL, content TEXT NOT NULL, first_seen BIGINT NOT NULL);

-- Small facts: the log's origin, digest of the policy last seen, last retention run.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Blobs, where they lie in the database (PostgreSQL).
CREATE TABLE blobs (digest BYTEA PRIMARY KEY, bytes BYTEA NOT NULL);
