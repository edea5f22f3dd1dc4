/** The tables of a worker's journal, by version: each later addition is its own step. */
export const WORKER_TABLES = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    posting TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    -- Closed jobs need no more attention: ended, or never to be served by this worker.
    closed TEXT
  ) STRICT;
  CREATE INDEX open_jobs ON jobs (block_number) WHERE closed IS NULL;
  CREATE TABLE results (
    job TEXT PRIMARY KEY,
    worker TEXT NOT NULL,
    output BLOB NOT NULL,
    output_root TEXT NOT NULL,
    evidence_hash TEXT NOT NULL,
    profile TEXT NOT NULL,
    completed_at INTEGER NOT NULL,
    signature TEXT NOT NULL,
    signer TEXT NOT NULL
  ) STRICT;
  CREATE TABLE salts (
    job TEXT PRIMARY KEY,
    salt TEXT NOT NULL
  ) STRICT;
  CREATE TABLE disputes (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    job TEXT NOT NULL,
    worker TEXT NOT NULL,
    claim TEXT NOT NULL,
    ended_at INTEGER,
    outcome TEXT
  ) STRICT;
  CREATE INDEX open_disputes ON disputes (ended_at);
  CREATE TABLE signed_requests (
    id TEXT PRIMARY KEY,
    requester TEXT NOT NULL,
    message TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    hash TEXT
  ) STRICT;
  CREATE INDEX accepted_requests ON signed_requests (id) WHERE state = 'accepted';
  CREATE TABLE withdrawals (
    id TEXT PRIMARY KEY,
    requester TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
`,
  `
  -- Since when it needs no more attention (unix seconds).
  ALTER TABLE jobs ADD COLUMN closed_at INTEGER;
  UPDATE jobs SET closed_at = unixepoch() WHERE closed IS NOT NULL;
  ALTER TABLE signed_requests ADD COLUMN ended_at INTEGER;
  UPDATE signed_requests SET ended_at = unixepoch() WHERE state <> 'accepted';
`,
]
