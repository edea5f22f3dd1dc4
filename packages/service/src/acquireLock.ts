import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EXIT_CODES, ServiceError } from './ServiceError.ts'

/** What keeps a lock from being collected, and so given back, where its owner forgot the function that gives it back. */
const held = new Set<DatabaseSync>()

/**
 * Takes a lock that the operating system gives back when the process ends, however it ends.
 *
 * It is SQLite's exclusive lock on a separate file, so a crash leaves nothing stale behind.
 *
 * @param what what the lock protects, for the message: "the data folder x".
 * @returns a function that gives the lock back.
 */
export function acquireLock(file: string, what: string): () => void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!/locked|busy/i.test((cause as Error).message)) throw cause
    throw new ServiceError(`Another process already uses ${what}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: 'Stop it first: two processes with one key would spend the same nonces.',
    })
  }
  held.add(database)
  return () => {
    held.delete(database)
    database.close()
  }
}
