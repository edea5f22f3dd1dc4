import type { DatabaseSync } from 'node:sqlite'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import { atomically } from './atomically.ts'

/** The tables of every service: what its key has sent, and how far its readers have read the chain. */
export const SERVICE_TABLES = `
  CREATE TABLE transactions (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    nonce INTEGER NOT NULL,
    "to" TEXT NOT NULL,
    data TEXT NOT NULL,
    value TEXT NOT NULL,
    gas TEXT NOT NULL,
    state TEXT NOT NULL,
    hash TEXT,
    block_number INTEGER,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE attempts (
    hash TEXT PRIMARY KEY,
    transaction_id INTEGER NOT NULL REFERENCES transactions (id),
    raw TEXT NOT NULL,
    max_fee_per_gas TEXT NOT NULL,
    max_priority_fee_per_gas TEXT NOT NULL,
    signed_at INTEGER NOT NULL
  ) STRICT;
  -- A nonce is spent by one transaction, and a purpose has one transaction under way: the database itself insists.
  CREATE UNIQUE INDEX one_per_nonce ON transactions (nonce) WHERE state NOT IN ('abandoned', 'lost');
  CREATE UNIQUE INDEX one_per_key ON transactions (key) WHERE state IN ('signed', 'sent');
  CREATE TABLE cursors (
    reader TEXT PRIMARY KEY,
    block_number INTEGER NOT NULL,
    block_hash TEXT NOT NULL
  ) STRICT;
`

/**
 * Moves a journal to its newest version, step by step. The file says which version it has (PRAGMA user_version); a step that
 * fails leaves it as it was.
 *
 * @param steps step n makes version n + 1 out of version n; a step that was published is never changed
 * @throws ServiceError where the journal is newer than the program, or a step does not fit it
 */
export function migrate(database: DatabaseSync, steps: readonly string[]): DatabaseSync {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version > steps.length) {
    throw refusal(`has version ${version}, and this program knows ${steps.length} at most`)
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    try {
      atomically(database, () => database.exec(`${step}; PRAGMA user_version = ${index + 1}`))
    } catch (cause) {
      throw refusal(`cannot be moved to version ${index + 1}: ${(cause as Error).message}`, cause)
    }
  }
  return database
}

function refusal(what: string, cause?: unknown): ServiceError {
  return new ServiceError(`The journal ${what}.`, {
    cause,
    exitCode: EXIT_CODES.unexpected,
    remedy: 'Run the version of the program that wrote it, or name another data folder.',
  })
}
