import type { DatabaseSync } from 'node:sqlite'
import type { Hex } from 'viem'
import type { BlockCursor } from '../chain/BlockFollower.ts'
import type { Row } from './openJournal.ts'

/** How far a reader has read the chain into a journal. */
export class CursorTable {
  readonly #database: DatabaseSync
  readonly #reader: string

  /** @param reader which of a journal's readers it is */
  constructor(database: DatabaseSync, reader: string) {
    this.#database = database
    this.#reader = reader
  }

  read(): BlockCursor | undefined {
    const row = this.#database
      .prepare('SELECT * FROM cursors WHERE reader = ?')
      .get(this.#reader) as Row | undefined
    return row && { number: BigInt(row.block_number as number), hash: row.block_hash as Hex }
  }

  write({ number, hash }: BlockCursor): void {
    this.#database
      .prepare(
        `INSERT INTO cursors (reader, block_number, block_hash) VALUES (?, ?, ?)
         ON CONFLICT (reader) DO UPDATE SET block_number = excluded.block_number, block_hash = excluded.block_hash`,
      )
      .run(this.#reader, Number(number), hash)
  }
}
