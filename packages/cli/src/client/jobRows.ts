import type { Job } from '@assay/sdk'

/** A job in one row of a table: what happened, for whom, for how much. Amounts in the token's smallest unit. */
export type JobRow = {
  job: string
  state: string
  model: string
  requester: string
  worker: string
  seats: number
  fee: string
  paid: string
  royalty: string
  refunded: string
  outputRoot: string
  postedAt: string
  endedAt: string
  postedBlock: string
  postedTransaction: string
  endedTransaction: string
}

const ENDS: ReadonlySet<string> = new Set(['finalized', 'fulfilled', 'cancelled', 'expired'])

/** A job as one row; what has not happened is empty. */
export function rowOf({ id, state, request, seats, receipt, refunded, steps }: Job): JobRow {
  const [first] = steps
  const end = steps.findLast(({ kind }) => ENDS.has(kind))
  const sum = (of: 'paid' | 'royalty') =>
    seats.some((seat) => seat[of] !== undefined)
      ? String(seats.reduce((total, seat) => total + (seat[of] ?? 0n), 0n))
      : ''
  return {
    job: id,
    state,
    model: request.model,
    requester: request.requester,
    worker: seats.map(({ worker }) => worker).join(' '),
    seats: request.policy.seats,
    fee: String(request.offer.maxFee),
    paid: sum('paid'),
    royalty: sum('royalty'),
    refunded: refunded === undefined ? '' : String(refunded),
    outputRoot: receipt?.outputRoot ?? '',
    postedAt: timeOf(first),
    endedAt: timeOf(end),
    postedBlock: first === undefined ? '' : String(first.blockNumber),
    postedTransaction: first?.transactionHash ?? '',
    endedTransaction: end?.transactionHash ?? '',
  }
}

function timeOf(step: Job['steps'][number] | undefined): string {
  return step === undefined ? '' : new Date(step.timestamp * 1000).toISOString()
}
