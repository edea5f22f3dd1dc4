import { formatDuration } from '../../display/format.ts'
import type { OpenDispute, Seat, WorkerStatus } from './readWork.ts'

export type Threat = {
  id: string
  sentence: string
  /** When it costs something (unix seconds); undefined where it is now, or at no known time. */
  by: number | undefined
  href: string | undefined
}

/** The coin may pay for no fewer transactions before it is a threat. */
const FEWEST_TRANSACTIONS = 50n

/** What is about to cost a worker something, the next first. */
export function threatsOf({
  now,
  disputes,
  seats,
  coin,
  gasEach,
  status,
}: {
  now: number
  disputes: readonly OpenDispute[]
  seats: readonly Seat[]
  /** For gas, in the chain's smallest unit. */
  coin: bigint | undefined
  /** What one of its transactions cost on average; undefined where it sent none. */
  gasEach: bigint | undefined
  status: WorkerStatus | undefined
}): Threat[] {
  const threats: Threat[] = []
  for (const { game, turn, deadline } of disputes) {
    if (turn !== 'worker') continue
    threats.push({
      id: `dispute-${game}`,
      sentence: `Dispute ${game} waits for the worker’s answer${left(deadline, now)}.`,
      by: deadline,
      href: `/disputes/${game}`,
    })
  }
  for (const { job, seat, outcome, deadline } of seats) {
    if (!isDue(outcome)) continue
    threats.push({
      id: `job-${job}-${seat}`,
      sentence: `A claimed job has no result yet${left(deadline, now)}.`,
      by: deadline,
      href: `/jobs/${job}`,
    })
  }
  if (coin !== undefined && gasEach !== undefined && gasEach > 0n) {
    const pays = coin / gasEach
    if (pays < FEWEST_TRANSACTIONS)
      threats.push({
        id: 'gas',
        sentence: `The coin for gas pays for ${pays} more transactions such as its last ones. Send it some.`,
        by: undefined,
        href: undefined,
      })
  } else if (coin === 0n)
    threats.push({
      id: 'gas',
      sentence: 'It has no coin for gas, so it can send nothing. Send it some.',
      by: undefined,
      href: undefined,
    })
  if (status?.ready === false)
    for (const reason of status.reasons)
      threats.push({
        id: `reason-${reason}`,
        sentence: `The worker says that it is not ready: ${reason}`,
        by: undefined,
        href: undefined,
      })
  return threats.sort((a, b) => (a.by ?? 0) - (b.by ?? 0))
}

/** Whether a place still owes something by its deadline. */
export function isDue(outcome: string): boolean {
  return outcome === 'working' || outcome === 'committed'
}

function left(deadline: number | undefined, now: number): string {
  if (deadline === undefined) return ''
  return deadline > now ? `, ${formatDuration(deadline - now)} left` : ', and its time is over'
}
