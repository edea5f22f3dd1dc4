import { type Hex, isAddress, isHex } from 'viem'

/** One place of the worker in a job. */
export type Seat = {
  job: Hex
  seat: number
  outcome: string
  fee: bigint
  deadline: number | undefined
  /** When it was taken; where request and result came in one call, when the result came. */
  at: number
  transactions: readonly Hex[]
}

export type Day = { day: string; taken: number; answered: number; missed: number; earned: bigint }
export type OpenDispute = {
  game: string
  job: Hex
  turn: string | undefined
  deadline: number | undefined
}
export type AskRow = { model: Hex; fee: bigint; collateral: bigint; lockFor: number }

export type Work = {
  endpoint: string | undefined
  days: readonly Day[]
  asks: readonly AskRow[]
  stake: bigint
  unbonding: bigint
}

/** More places are not asked for. */
export const MOST_SEATS = 500

/** The newest places of a worker: the columns that readSeats takes. */
export const SEATS_QUERY = `select job, seat, outcome, fee, deadline, coalesce(claimed_at, submitted_at) as at,
  claim_transaction, submit_transaction, settle_transaction
  from seats where worker = $1 order by coalesce(claimed_at, submitted_at) desc limit ${MOST_SEATS}`

/** Reads the index's record of a worker, of which nothing is trusted. */
export function readWork(json: unknown): Work | undefined {
  const root = record(json)
  const worker = record(root?.worker)
  if (root === undefined || worker === undefined) return undefined
  return {
    endpoint: typeof worker.endpoint === 'string' ? worker.endpoint : undefined,
    stake: amount(worker.stake) ?? 0n,
    unbonding: amount(worker.unbonding) ?? 0n,
    days: list(root.days).flatMap((entry): Day[] => {
      const day = record(entry)
      const earned = amount(day?.earned)
      if (typeof day?.day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day.day)) return []
      if (earned === undefined) return []
      const [taken = 0, answered = 0, missed = 0] = [day.taken, day.answered, day.missed].map(count)
      return [{ day: day.day, taken, answered, missed, earned }]
    }),
    asks: list(root.askRows).flatMap((entry): AskRow[] => {
      const ask = record(entry)
      const [fee, collateral] = [amount(ask?.fee), amount(ask?.collateral)]
      const model = hash(ask?.model)
      if (model === undefined || fee === undefined || collateral === undefined) return []
      return [{ model, fee, collateral, lockFor: count(ask?.lockFor) ?? 0 }]
    }),
  }
}

export function readSeats(json: unknown): Seat[] {
  return list(record(json)?.rows).flatMap((entry): Seat[] => {
    const row = record(entry)
    const [job, fee] = [hash(row?.job), amount(row?.fee)]
    if (row === undefined || job === undefined || fee === undefined) return []
    return [
      {
        ...{ job, fee },
        seat: count(row.seat) ?? 0,
        outcome: typeof row.outcome === 'string' ? row.outcome : 'unknown',
        deadline: count(row.deadline),
        at: count(row.at) ?? 0,
        transactions: [
          row.claim_transaction,
          row.submit_transaction,
          row.settle_transaction,
        ].flatMap((each) => hash(each) ?? []),
      },
    ]
  })
}

export function readDisputes(json: unknown): OpenDispute[] {
  return list(record(json)?.rows).flatMap((entry): OpenDispute[] => {
    const row = record(entry)
    const job = hash(row?.job)
    const game = typeof row?.game === 'number' ? `${row.game}` : row?.game
    if (job === undefined || typeof game !== 'string' || !/^\d{1,20}$/.test(game)) return []
    const turn = typeof row?.turn === 'string' ? row.turn : undefined
    return [{ game, job, turn, deadline: count(row?.deadline) }]
  })
}

/** What a worker says of itself: its own word. */
export type WorkerStatus = {
  worker: Hex
  version: string
  ready: boolean
  reasons: readonly string[]
  openJobs: number
  skipped: readonly { job: Hex; reason: string; detail: string | undefined; at: string }[]
}

export function readStatus(json: unknown): WorkerStatus | undefined {
  const root = record(json)
  const worker = root?.worker
  if (typeof worker !== 'string' || !isAddress(worker, { strict: false })) return undefined
  return {
    worker,
    version: words(root?.version, 40) ?? 'unknown',
    ready: root?.ready === true,
    reasons: list(root?.reasons).flatMap((each) => words(each, 300) ?? []),
    openJobs: list(root?.jobs).length,
    skipped: list(root?.skipped)
      .slice(0, 100)
      .flatMap((entry) => {
        const skip = record(entry)
        const job = hash(skip?.job)
        const reason = words(skip?.reason, 60)
        if (job === undefined || reason === undefined) return []
        const [detail, at = ''] = [words(skip?.detail, 300), words(skip?.at, 30)]
        return [{ job, reason, detail, at }]
      }),
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Numbers of the index's SQL come as text where they can be large. */
function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined
}

function amount(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^\d{1,78}$/.test(value) ? BigInt(value) : undefined
}

function hash(value: unknown): Hex | undefined {
  return typeof value === 'string' && value.length === 66 && isHex(value) ? value : undefined
}

function words(value: unknown, most: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, most) : undefined
}
