import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'

/** A row of a journal's table. */
export type Row = Record<string, string | number | bigint | null | Uint8Array>

/** Compiles each statement once: it takes longer than most of them run. */
class Journal extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>()

  override prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = super.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

/**
 * Opens the SQLite file in which a process writes down what must survive a crash.
 *
 * Every commit, unless it is `relaxed`, is on disk before it returns (WAL with full synchronisation): what is written before a
 * transaction is broadcast is still there after `kill -9` or a power cut.
 */
export function openJournal(file: string): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const database = new Journal(file)
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
    )
    return database
  } catch (cause) {
    throw new ServiceError(`The journal ${file} cannot be opened: ${(cause as Error).message}.`, {
      cause,
      exitCode: EXIT_CODES.unexpected,
      remedy: 'Check the disk, the permissions and the path of the data folder.',
    })
  }
}
