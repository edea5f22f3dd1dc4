import type { DatabaseSync } from 'node:sqlite'

/**
 * Writes what the chain tells again: the commit does not wait for the disk, which takes longer than all else. A process that is
 * killed loses nothing of it. A power cut may take the last of these writes, but none that came before a commit that waited.
 */
export function relaxed<result>(database: DatabaseSync, write: () => result): result {
  database.exec('PRAGMA synchronous = NORMAL')
  try {
    return write()
  } finally {
    database.exec('PRAGMA synchronous = FULL')
  }
}
