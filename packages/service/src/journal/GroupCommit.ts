import type { DatabaseSync } from 'node:sqlite'
import { atomically } from './atomically.ts'

type Entry = { work: () => void; resolve: () => void; reject: (error: unknown) => void }

/**
 * Writes what comes at the same time to the disk at once: each commit waits for the disk, so that many small ones would take longer
 * than all else.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  #entries: Entry[] = []

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Resolves once what `work` writes is on the disk. Where the work of another in the group throws, nothing of it is. */
  write(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ work, resolve, reject })
      if (this.#entries.length === 1) setImmediate(() => this.#commit())
    })
  }

  #commit(): void {
    const entries = this.#entries
    this.#entries = []
    try {
      atomically(this.#database, () => {
        for (const { work } of entries) work()
      })
    } catch (error) {
      for (const { reject } of entries) reject(error)
      return
    }
    for (const { resolve } of entries) resolve()
  }
}
