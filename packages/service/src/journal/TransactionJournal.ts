import type { DatabaseSync } from 'node:sqlite'
import type { Address, Hex } from 'viem'
import { atomically } from './atomically.ts'
import type { Row } from './openJournal.ts'
import { relaxed } from './relaxed.ts'

/**
 * signed: written, perhaps broadcast, perhaps not; sent: a node took it; included and reverted: in a block;
 * abandoned: no node took it and its nonce may be used again; lost: another transaction took its nonce.
 */
export type TransactionState = 'signed' | 'sent' | 'included' | 'reverted' | 'abandoned' | 'lost'

/** One version of a transaction: equal but for its fees. */
export type TransactionAttempt = {
  hash: Hex
  raw: Hex
  maxFeePerGas: bigint
  maxPriorityFeePerGas: bigint
}

export type JournaledTransaction = {
  id: number
  /** What the transaction is for; at most one with the same key is in flight. */
  key: string
  kind: string
  nonce: number
  to: Address
  data: Hex
  value: bigint
  gas: bigint
  state: TransactionState
  blockNumber?: bigint
  hash?: Hex
  /** Oldest first. */
  attempts: TransactionAttempt[]
}

/** What one account has sent, written before it is sent. */
export class TransactionJournal {
  readonly #database: DatabaseSync
  readonly #now: () => number

  constructor(database: DatabaseSync, now: () => number = Date.now) {
    this.#database = database
    this.#now = now
  }

  /** Writes a signed transaction down. It must be broadcast only after this returned. */
  add(
    transaction: Omit<JournaledTransaction, 'id' | 'state' | 'attempts' | 'blockNumber' | 'hash'>,
    attempt: TransactionAttempt,
  ): JournaledTransaction {
    return atomically(this.#database, () => {
      const { key, kind, nonce, to, data, value, gas } = transaction
      const { lastInsertRowid } = this.#database
        .prepare(
          `INSERT INTO transactions (key, kind, nonce, "to", data, value, gas, state, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'signed', ?)`,
        )
        .run(key, kind, nonce, to, data, String(value), String(gas), this.#now())
      const id = Number(lastInsertRowid)
      this.#insertAttempt(id, attempt)
      return { ...transaction, id, state: 'signed', attempts: [attempt] }
    })
  }

  /** Writes a replacement (same nonce, higher fees) down, before it is broadcast. */
  addAttempt(transaction: JournaledTransaction, attempt: TransactionAttempt): void {
    this.#insertAttempt(transaction.id, attempt)
    transaction.attempts.push(attempt)
  }

  setState(
    transaction: JournaledTransaction,
    state: TransactionState,
    inclusion?: { hash: Hex; blockNumber: bigint },
  ): void {
    relaxed(this.#database, () =>
      this.#database
        .prepare('UPDATE transactions SET state = ?, hash = ?, block_number = ? WHERE id = ?')
        .run(
          state,
          inclusion?.hash ?? null,
          inclusion === undefined ? null : Number(inclusion.blockNumber),
          transaction.id,
        ),
    )
    transaction.state = state
    if (inclusion) {
      transaction.hash = inclusion.hash
      transaction.blockNumber = inclusion.blockNumber
    } else {
      delete transaction.hash
      delete transaction.blockNumber
    }
  }

  /** Transactions whose fate is not known yet, by nonce. */
  unfinished(): JournaledTransaction[] {
    return this.#select(`WHERE state IN ('signed', 'sent') ORDER BY nonce`)
  }

  /** Transactions that were included at or after a block, by nonce: a reorganisation may have undone them. */
  includedSince(blockNumber: bigint): JournaledTransaction[] {
    return this.#select(
      `WHERE state IN ('included', 'reverted') AND block_number >= ? ORDER BY nonce`,
      Number(blockNumber),
    )
  }

  /** Every transaction ever written down, oldest first. */
  all(): JournaledTransaction[] {
    return this.#select('ORDER BY id')
  }

  /** The first nonce above all that are under way. */
  nextNonce(): number {
    const row = this.#database
      .prepare(`SELECT max(nonce) AS nonce FROM transactions WHERE state IN ('signed', 'sent')`)
      .get() as Row
    return row.nonce === null ? 0 : Number(row.nonce) + 1
  }

  /** Forgets transactions that ended before a time (milliseconds) and below a block, above which they may be undone. */
  prune(before: number, belowBlock: bigint): void {
    atomically(this.#database, () => {
      const ended = `state IN ('included', 'reverted', 'abandoned', 'lost') AND created_at < ?
         AND coalesce(block_number, 0) < ?`
      const which = [before, Number(belowBlock)]
      this.#database
        .prepare(
          `DELETE FROM attempts WHERE transaction_id IN (SELECT id FROM transactions WHERE ${ended})`,
        )
        .run(...which)
      this.#database.prepare(`DELETE FROM transactions WHERE ${ended}`).run(...which)
    })
  }

  #insertAttempt(id: number, attempt: TransactionAttempt): void {
    this.#database
      .prepare(
        `INSERT INTO attempts (hash, transaction_id, raw, max_fee_per_gas, max_priority_fee_per_gas, signed_at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET transaction_id = excluded.transaction_id`,
      )
      .run(
        attempt.hash,
        id,
        attempt.raw,
        String(attempt.maxFeePerGas),
        String(attempt.maxPriorityFeePerGas),
        this.#now(),
      )
  }

  #select(condition: string, ...values: number[]): JournaledTransaction[] {
    const select = this.#database.prepare(`SELECT * FROM transactions ${condition}`)
    const rows = select.all(...values) as Row[]
    const attempts = this.#database.prepare(
      'SELECT * FROM attempts WHERE transaction_id = ? ORDER BY rowid',
    )
    return rows.map((row) => ({
      id: Number(row.id),
      key: String(row.key),
      kind: String(row.kind),
      nonce: Number(row.nonce),
      to: row.to as Address,
      data: row.data as Hex,
      value: BigInt(String(row.value)),
      gas: BigInt(String(row.gas)),
      state: row.state as TransactionState,
      ...(row.hash === null ? {} : { hash: row.hash as Hex }),
      ...(row.block_number === null ? {} : { blockNumber: BigInt(row.block_number as number) }),
      attempts: (attempts.all(row.id as number) as Row[]).map((attempt) => ({
        hash: attempt.hash as Hex,
        raw: attempt.raw as Hex,
        maxFeePerGas: BigInt(String(attempt.max_fee_per_gas)),
        maxPriorityFeePerGas: BigInt(String(attempt.max_priority_fee_per_gas)),
      })),
    }))
  }
}
