import type { ChainEvent } from '../chain/events.ts'
import type { Row } from '../database/Database.ts'

/** What the events of one subject tell, by table. */
export type Rows = Partial<Record<TableName, Row[]>>

/** Tables whose rows are told from events, and the column that names the subject. */
export const SUBJECT_COLUMNS = {
  job: {
    jobs: 'id',
    seats: 'job',
    receipts: 'job',
    verdicts: 'job',
    callbacks: 'job',
    draws: 'job',
  },
  game: { disputes: 'game', moves: 'game' },
  demand: { demands: 'demand' },
  model: { model_versions: 'id' },
  worker: { workers: 'address', asks: 'worker', unbondings: 'worker' },
  plan: { plans: 'plan_id' },
  run: { runs: 'key' },
  account: { approvals: 'owner', keys: 'account' },
  money: {},
  none: {},
} as const

export type TableName =
  | {
      [kind in keyof typeof SUBJECT_COLUMNS]: keyof (typeof SUBJECT_COLUMNS)[kind]
    }[keyof typeof SUBJECT_COLUMNS]
  | 'movements'

/** What folding needs beside the events. */
export interface FoldContext {
  /** The contracts that have a meaning of their own. */
  readonly verifiers: {
    readonly signature: string
    readonly optimistic: string
    readonly quorum: string
  }
  /** The fee of one demanded page, and the stake of one slot; they never change. */
  readonly demandFeePerPage: bigint
  readonly slotStake: bigint
  /** A model's publisher; undefined where nobody has published it. */
  publisherOf(model: string): string | undefined
}

/** Amounts go into JSON as strings. */
export const amount = (value: bigint): string => value.toString()

export interface Movement {
  readonly account: string
  readonly kind: string
  readonly free: bigint
  readonly locked: bigint
  readonly job?: string
  readonly game?: number
  readonly demand?: number
  readonly plan?: string
  readonly counterparty?: string
}

/** Collects the movements of money of one subject. */
export class Movements {
  readonly rows: Row[] = []

  /** Writes down what an event moved; a movement of nothing is none. */
  add(event: ChainEvent, ...movements: readonly Movement[]): void {
    for (const { free, locked, ...movement } of movements) {
      if (free === 0n && locked === 0n) continue
      const part = this.rows.filter(
        ({ block_number, log_index }) =>
          block_number === event.blockNumber && log_index === event.logIndex,
      ).length
      this.rows.push({
        source: `${event.kind}:${event.subject}`,
        block_number: event.blockNumber,
        log_index: event.logIndex,
        part,
        ...movement,
        free: amount(free),
        locked: amount(locked),
        at: event.timestamp,
        transaction_hash: event.transactionHash,
      })
    }
  }
}
