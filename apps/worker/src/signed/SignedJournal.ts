import type { DatabaseSync } from 'node:sqlite'
import {
  decodeSignedRequest,
  encodeSignedRequest,
  type SignedRequestMessage,
} from '@assay/protocol'
import { GroupCommit, type Row } from '@assay/service'
import type { Address, Hex } from 'viem'

/** How far a signed request is. */
export type SignedState =
  /** Agreed to: a result is owed. */
  | 'accepted'
  /** Posted and claimed on chain; the job goes on like any other. */
  | 'posted'
  /** On chain with its result. */
  | 'fulfilled'
  /** The requester took it back, or spent the money for it, before the result was there. */
  | 'withdrawn'
  | 'failed'

export type SignedEntry = {
  id: Hex
  message: SignedRequestMessage
  state: SignedState
  detail?: string
  /** The transaction that submitted it. */
  transaction?: Hex
}

/** The signed requests that a worker agreed to, and the requesters that withdrew one. */
export class SignedJournal {
  readonly #database: DatabaseSync
  /** What is owed, decoded: it is asked for at every look. */
  #accepted: Map<Hex, SignedEntry> | undefined
  /** What is owed and not on the disk yet. */
  readonly #unwritten = new Set<Hex>()
  readonly #group: GroupCommit

  /** @param group shared with the database's other journals */
  constructor(database: DatabaseSync, group = new GroupCommit(database)) {
    this.#database = database
    this.#group = group
  }

  /** Writes down what was agreed to, before the requester hears of it: it is owed at once, and resolves once it is on the disk. */
  accept(id: Hex, message: SignedRequestMessage): Promise<void> {
    this.#owed().set(id, { id, message, state: 'accepted' })
    this.#unwritten.add(id)
    const written = this.#group.write(() => {
      this.#database
        .prepare(
          `INSERT INTO signed_requests (id, requester, message, state) VALUES (?, ?, ?, 'accepted')
           ON CONFLICT (id) DO NOTHING`,
        )
        .run(id, message.request.requester, encodeSignedRequest(message))
    })
    written.then(
      () => this.#unwritten.delete(id),
      () => {
        this.#unwritten.delete(id)
        // Nothing is owed where nobody was told.
        this.#owed().delete(id)
      },
    )
    return written
  }

  /** Whether nothing of this request waits for the disk: before, nobody is told of it and nothing is done for it. */
  isWritten(id: Hex): boolean {
    return !this.#unwritten.has(id)
  }

  /** Resolves once all that was agreed to so far is on the disk. */
  written(): Promise<void> {
    return this.#group.write(() => {})
  }

  /** What results are owed for, oldest first. */
  accepted(): SignedEntry[] {
    return [...this.#owed().values()]
  }

  entry(id: Hex): SignedEntry | undefined {
    const owed = this.#owed().get(id)
    if (owed !== undefined) return owed
    const row = this.#database.prepare('SELECT * FROM signed_requests WHERE id = ?').get(id) as
      | Row
      | undefined
    return row && entryOf(row)
  }

  async end(
    id: Hex,
    state: SignedState,
    rest: { detail?: string; transaction?: Hex } = {},
  ): Promise<void> {
    await this.#group.write(() => {
      this.#database
        .prepare(
          'UPDATE signed_requests SET state = ?, detail = ?, hash = ?, ended_at = unixepoch() WHERE id = ?',
        )
        .run(state, rest.detail ?? null, rest.transaction ?? null, id)
    })
    this.#owed().delete(id)
  }

  #owed(): Map<Hex, SignedEntry> {
    if (this.#accepted === undefined) {
      const rows = this.#database
        .prepare("SELECT * FROM signed_requests WHERE state = 'accepted' ORDER BY rowid")
        .all() as Row[]
      this.#accepted = new Map(rows.map((row) => [row.id as Hex, entryOf(row)]))
    }
    return this.#accepted
  }

  /** Forgets requests that ended before a time (milliseconds). */
  prune(before: number): void {
    this.#database
      .prepare("DELETE FROM signed_requests WHERE state <> 'accepted' AND ended_at < ?")
      .run(Math.floor(before / 1000))
  }

  /** Remembers that a requester withdrew a request that was agreed to (unix seconds). */
  rememberWithdrawal(id: Hex, requester: Address, at: number): void {
    this.#database
      .prepare(
        'INSERT INTO withdrawals (id, requester, at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
      )
      .run(id, requester, at)
  }

  /** When an account last withdrew a request (unix seconds). */
  lastWithdrawal(requester: Address): number | undefined {
    const row = this.#database
      .prepare('SELECT MAX(at) AS at FROM withdrawals WHERE requester = ?')
      .get(requester) as Row
    return row.at === null ? undefined : Number(row.at)
  }
}

function entryOf(row: Row): SignedEntry {
  return {
    id: row.id as Hex,
    message: decodeSignedRequest(row.message as string),
    state: row.state as SignedState,
    ...(row.detail === null ? {} : { detail: row.detail as string }),
    ...(row.hash === null ? {} : { transaction: row.hash as Hex }),
  }
}
