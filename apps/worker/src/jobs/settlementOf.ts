import { decodeFulfilment, type JobState, jobStates, marketsAbi } from '@assay/protocol'
import { type Hex, isAddressEqual, type Log, parseEventLogs } from 'viem'

const EVENTS = ['JobFinalized', 'SeatSettled', 'JobFulfilled'] as const
/** Only these events, since each log is compared with all that are listed. */
const eventsAbi = marketsAbi.filter(
  (item) => item.type === 'event' && EVENTS.some((name) => name === item.name),
)

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
  logs: Log[],
  { job, worker, outputRoot }: { job: Hex; worker: Hex; outputRoot: Hex },
): WorkerSettlement | undefined {
  const events = parseEventLogs({
    abi: eventsAbi,
    eventName: [...EVENTS],
    // A transaction may settle many jobs; each of these events names its own first.
    logs: logs.filter(({ topics }) => topics[1] === job),
  })
  const fulfilled = events.find((event) => event.eventName === 'JobFulfilled')
  if (fulfilled?.eventName === 'JobFulfilled') {
    return { status: 'paid', paid: decodeFulfilment(fulfilled.args).paid }
  }
  const finalized = events.find((event) => event.eventName === 'JobFinalized')
  if (finalized === undefined) return undefined
  const own = events.find(
    (event) => event.eventName === 'SeatSettled' && isAddressEqual(event.args.worker, worker),
  )
  if (own?.eventName !== 'SeatSettled') return { status: 'rejected' }
  const state: JobState | undefined = jobStates[finalized.args.state]
  // Where the seats agreed on another output, a seat that only differs keeps its collateral.
  const isAccepted = state === 'accepted' && finalized.args.outputRoot === outputRoot
  return isAccepted ? { status: 'paid', paid: own.args.paid } : { status: 'unpaid' }
}
