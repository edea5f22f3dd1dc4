import type { DatabaseSync } from 'node:sqlite'
import { atomically, type Row } from '@assay/service'
import type { Hex } from 'viem'

/** A game or a demand against this worker. */
export type KnownDispute = {
  /** Games and demands share one sequence of numbers. */
  number: bigint
  kind: 'game' | 'demand'
  job: Hex
  worker: Hex
  claim: Hex
  /** The block in which this worker saw its end, once it has. */
  endedAt: bigint | undefined
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS disputes (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    job TEXT NOT NULL,
    worker TEXT NOT NULL,
    claim TEXT NOT NULL,
    ended_at INTEGER,
    outcome TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS open_disputes ON disputes (ended_at);
  CREATE TABLE IF NOT EXISTS disputes_read (
    -- Whose disputes were read: another list of accounts has to be read from the beginning.
    accounts TEXT PRIMARY KEY,
    block_number INTEGER NOT NULL
  ) STRICT;
`

/** Which games and demands a worker knows of: all else about them is asked of the chain, at every look. */
export class DisputeJournal {
  readonly #database: DatabaseSync
  readonly #accounts: string

  constructor(database: DatabaseSync, accounts: readonly Hex[]) {
    this.#database = database
    this.#accounts = accounts
      .map((account) => account.toLowerCase())
      .sort()
      .join(' ')
    database.exec(SCHEMA)
  }

  /** The last block that was read; undefined at the beginning. */
  readUpTo(): bigint | undefined {
    const row = this.#database
      .prepare('SELECT block_number FROM disputes_read WHERE accounts = ?')
      .get(this.#accounts) as Row | undefined
    return row && BigInt(row.block_number as number)
  }

  /** Writes down what was read and how far together, so that none is missed. Reading again changes nothing. */
  advance(disputes: readonly Omit<KnownDispute, 'endedAt'>[], upTo: bigint): void {
    atomically(this.#database, () => {
      const insert = this.#database.prepare(
        `INSERT INTO disputes (number, kind, job, worker, claim) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, job = excluded.job,
           worker = excluded.worker, claim = excluded.claim`,
      )
      for (const { number, kind, job, worker, claim } of disputes) {
        insert.run(number, kind, job, worker, claim)
      }
      this.#database
        .prepare(
          `INSERT INTO disputes_read (accounts, block_number) VALUES (?, ?)
           ON CONFLICT (accounts) DO UPDATE SET block_number = excluded.block_number`,
        )
        .run(this.#accounts, Number(upTo))
    })
  }

  /** Those that have not ended, and those that ended in blocks that may still be undone. */
  unsettled(sinceBlock: bigint): KnownDispute[] {
    const rows = this.#database
      .prepare('SELECT * FROM disputes WHERE ended_at IS NULL OR ended_at >= ? ORDER BY number')
      .all(Number(sinceBlock)) as Row[]
    return rows.map((row) => ({
      number: BigInt(row.number as number),
      kind: row.kind as KnownDispute['kind'],
      job: row.job as Hex,
      worker: row.worker as Hex,
      claim: row.claim as Hex,
      endedAt: row.ended_at === null ? undefined : BigInt(row.ended_at as number),
    }))
  }

  end(number: bigint, block: bigint, outcome: string): void {
    this.#database
      .prepare('UPDATE disputes SET ended_at = ?, outcome = ? WHERE number = ?')
      .run(Number(block), outcome, number)
  }

  /** A reorganisation undid its end. */
  reopen(number: bigint): void {
    this.#database
      .prepare('UPDATE disputes SET ended_at = NULL, outcome = NULL WHERE number = ?')
      .run(number)
  }

  /** A reorganisation undid all of it. */
  remove(number: bigint): void {
    this.#database.prepare('DELETE FROM disputes WHERE number = ?').run(number)
  }
}
