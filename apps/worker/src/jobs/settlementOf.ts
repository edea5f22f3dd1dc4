import { decodeFulfilment, type JobState, jobStates, marketsAbi } from '@assay/protocol'
import { decodeLogs, eventsOf } from '@assay/sdk'
import { type Hex, isAddressEqual, type Log } from 'viem'

const EVENTS = eventsOf(marketsAbi, 'JobFinalized', 'SeatSettled', 'JobFulfilled')

/** How a job ended for the worker. Unpaid: no fee, but the collateral came back. Rejected: the collateral is lost. */
export type WorkerSettlement =
  | { status: 'paid'; paid: bigint }
  | { status: 'unpaid' }
  | { status: 'rejected' }

/**
 * Reads from a transaction's logs how it settled a job for a worker; undefined where it did not.
 *
 * @param parameters.outputRoot what the worker submitted
 */
export function settlementOf(
  logs: readonly Log[],
  { job, worker, outputRoot }: { job: Hex; worker: Hex; outputRoot: Hex },
): WorkerSettlement | undefined {
  // A transaction may settle many jobs; each of these events names its own first.
  const own = logs.filter(({ topics }) => topics[1] === job)
  const events = decodeLogs(EVENTS, own)
  const fulfilled = events.find((event) => event.eventName === 'JobFulfilled')
  if (fulfilled?.eventName === 'JobFulfilled') {
    return { status: 'paid', paid: decodeFulfilment(fulfilled.args).paid }
  }
  const finalized = events.find((event) => event.eventName === 'JobFinalized')
  if (finalized === undefined) return undefined
  const seat = events.find(
    (event) => event.eventName === 'SeatSettled' && isAddressEqual(event.args.worker, worker),
  )
  if (seat?.eventName !== 'SeatSettled') return { status: 'rejected' }
  const state: JobState | undefined = jobStates[finalized.args.state]
  // Where the seats agreed on another output, a seat that only differs keeps its collateral.
  const isAccepted = state === 'accepted' && finalized.args.outputRoot === outputRoot
  return isAccepted ? { status: 'paid', paid: seat.args.paid } : { status: 'unpaid' }
}
