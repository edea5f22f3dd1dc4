import type { DatabaseSync } from 'node:sqlite'
import { atomically, type BlockCursor, CursorTable, type Row } from '@assay/service'
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

/** Which games and demands a worker knows of: all else about them is asked of the chain, at every look. */
export class DisputeJournal {
  readonly #database: DatabaseSync
  readonly #cursor: CursorTable
  /** Whose disputes are written down. */
  readonly accounts: readonly Hex[]

  constructor(database: DatabaseSync, accounts: readonly Hex[]) {
    this.#database = database
    this.accounts = accounts
    // Another list of accounts has to be read from the beginning.
    const names = accounts.map((account) => account.toLowerCase()).sort()
    this.#cursor = new CursorTable(database, `disputes of ${names.join(' ')}`)
  }

  cursor(): BlockCursor | undefined {
    return this.#cursor.read()
  }

  /** After a reorganisation nothing has to be taken back: the chain is asked about each of them, and says which are gone. */
  rewind(): void {}

  /** Writes down what was read and how far together, so that none is missed. Reading again changes nothing. */
  advance(disputes: readonly Omit<KnownDispute, 'endedAt'>[], cursor: BlockCursor): void {
    atomically(this.#database, () => {
      const insert = this.#database.prepare(
        `INSERT INTO disputes (number, kind, job, worker, claim) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, job = excluded.job,
           worker = excluded.worker, claim = excluded.claim`,
      )
      for (const { number, kind, job, worker, claim } of disputes) {
        insert.run(number, kind, job, worker, claim)
      }
      this.#cursor.write(cursor)
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
}
