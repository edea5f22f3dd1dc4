import type { DatabaseSync } from 'node:sqlite'

/** Does all of some work on a journal, or, where it throws, none of it. */
export function atomically<result>(database: DatabaseSync, work: () => result): result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
