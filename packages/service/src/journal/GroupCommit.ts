import type { DatabaseSync } from 'node:sqlite'
import { atomically } from './atomically.ts'

type Entry = { work: () => void; resolve: () => void; reject: (error: unknown) => void }

/** For how many times as long as it took, nothing is written after a commit, and for how long at most (milliseconds). */
const REST = { factor: 4, most: 20 }

/**
 * Writes what comes at the same time to the disk at once: each commit waits for the disk, so that many small ones would take longer
 * than all else. Where much comes, the disk gets a fifth of the time: what comes while it rests goes with the next commit.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #now: () => number
  #entries: Entry[] = []
  #restsUntil = 0

  /** @param now the machine's time (milliseconds) */
  constructor(database: DatabaseSync, now: () => number = () => performance.now()) {
    this.#database = database
    this.#now = now
  }

  /** Resolves once what `work` writes is on the disk. Where the work of another in the group throws, nothing of it is. */
  write(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ work, resolve, reject })
      if (this.#entries.length === 1) this.#schedule()
    })
  }

  #schedule(): void {
    const rest = this.#restsUntil - this.#now()
    if (rest > 0) setTimeout(() => this.#commit(), rest)
    else setImmediate(() => this.#commit())
  }

  #commit(): void {
    const entries = this.#entries
    this.#entries = []
    const start = this.#now()
    try {
      atomically(this.#database, () => {
        for (const { work } of entries) work()
      })
    } catch (error) {
      for (const { reject } of entries) reject(error)
      return
    }
    const end = this.#now()
    this.#restsUntil = end + Math.min(REST.factor * (end - start), REST.most)
    for (const { resolve } of entries) resolve()
  }
}
