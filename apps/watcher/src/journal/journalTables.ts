/** The tables of a watcher's journal, by version: each later addition is its own step. */
export const WATCHER_TABLES = [
  `
  CREATE TABLE requests (
    job TEXT PRIMARY KEY,
    posting TEXT NOT NULL,
    block_number INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE claims (
    id TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    seat INTEGER NOT NULL,
    worker TEXT NOT NULL,
    output_root TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- The last second in which a challenge counts, once it was asked for.
    until INTEGER,
    -- Looked at again at this time, not before.
    retry_at INTEGER NOT NULL DEFAULT 0,
    detail TEXT,
    -- The watcher's own run (JSON), once it was found wrong.
    own TEXT
  ) STRICT;
  CREATE INDEX new_claims ON claims (until, block_number) WHERE state = 'new';
  CREATE INDEX claims_by_state ON claims (state, block_number);
  -- Inputs of wrong results: a challenger cannot depend on a server that may be gone.
  CREATE TABLE inputs (root TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  -- Demands of this watcher whose fees are locked.
  CREATE TABLE demands (
    number INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    fee TEXT NOT NULL,
    -- Asked about at this time, not before.
    ask_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE money (
    -- What it was for, so that the same thing read twice counts once.
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    amount TEXT NOT NULL
  ) STRICT;
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`,
  `
  -- Since when it needs no more attention, and when it was read (unix seconds).
  ALTER TABLE claims ADD COLUMN ended_at INTEGER;
  UPDATE claims SET ended_at = unixepoch() WHERE state IN ('closed', 'left', 'right');
  ALTER TABLE requests ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;
  UPDATE requests SET read_at = unixepoch();
`,
]
