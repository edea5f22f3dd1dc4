import { decodeFulfilment, type JobState, jobStates, marketAbi } from '@assay/protocol'
import { type Hex, isAddressEqual, type Log, parseEventLogs } from 'viem'

/** How a job ended for the worker: an answer that nobody judged (void) is not paid, a rejected one costs the collateral. */
export type WorkerSettlement =
  | { status: 'paid'; paid: bigint }
  | { status: 'void' }
  | { status: 'rejected' }

/** Reads from a transaction's logs how it settled a job for a worker; undefined where it did not. */
export function settlementOf(
  logs: Log[],
  { job, worker }: { job: Hex; worker: Hex },
): WorkerSettlement | undefined {
  const events = parseEventLogs({
    abi: marketAbi,
    eventName: ['JobFinalized', 'SeatSettled', 'JobFulfilled'],
    logs,
  }).filter(({ args }) => args.job === job)
  const fulfilled = events.find((event) => event.eventName === 'JobFulfilled')
  if (fulfilled?.eventName === 'JobFulfilled') {
    return { status: 'paid', paid: decodeFulfilment(fulfilled.args).paid }
  }
  const finalized = events.find((event) => event.eventName === 'JobFinalized')
  if (finalized === undefined) return undefined
  const state: JobState | undefined = jobStates[finalized.args.state]
  if (state === 'void') return { status: 'void' }
  const own = events.find(
    (event) => event.eventName === 'SeatSettled' && isAddressEqual(event.args.worker, worker),
  )
  // Accepted with another's output is a rejection of this worker's.
  if (own?.eventName !== 'SeatSettled') return { status: 'rejected' }
  return { status: 'paid', paid: own.args.paid }
}
