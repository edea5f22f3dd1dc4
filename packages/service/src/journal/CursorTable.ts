import type { DatabaseSync } from 'node:sqlite'
import type { Hex } from 'viem'
import type { BlockCursor } from '../chain/BlockFollower.ts'
import type { Row } from './openJournal.ts'

/** How far a journal has read the chain. */
export class CursorTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
    database.exec(`
      CREATE TABLE IF NOT EXISTS cursor (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        block_number INTEGER NOT NULL,
        block_hash TEXT NOT NULL
      ) STRICT;
    `)
  }

  read(): BlockCursor | undefined {
    const row = this.#database.prepare('SELECT * FROM cursor').get() as Row | undefined
    return row && { number: BigInt(row.block_number as number), hash: row.block_hash as Hex }
  }

  write({ number, hash }: BlockCursor): void {
    this.#database
      .prepare(
        `INSERT INTO cursor (id, block_number, block_hash) VALUES (1, ?, ?)
         ON CONFLICT (id) DO UPDATE SET block_number = excluded.block_number, block_hash = excluded.block_hash`,
      )
      .run(Number(number), hash)
  }
}
