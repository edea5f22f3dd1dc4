import { disputeGameAbi } from '@assay/protocol'
import { encodeEventTopics, type Hex, parseEventLogs } from 'viem'
import type { RawLog } from '../chain/readLogs.ts'
import type { Demand } from '../types/dispute.ts'

/** The first topics of every event that belongs to a demand. */
export const DEMAND_EVENT_TOPICS: readonly Hex[] = (
  ['PagesDemanded', 'DemandAnswered', 'DemandSettled', 'DemandMissed'] as const
).map((eventName) => encodeEventTopics({ abi: disputeGameAbi, eventName })[0] as Hex)

/** The number that stands for the input in place of an output's position. */
const INPUT = 255n

/**
 * Tells demands from their events.
 *
 * @param logs the dispute's logs in the chain's order; those of other events are left out
 * @returns in the order of their numbers
 */
export function demandsFromLogs(logs: readonly RawLog[]): Demand[] {
  const demands = new Map<bigint, Demand>()
  const events = parseEventLogs({ abi: disputeGameAbi, logs: logs as never, strict: true })
  for (const event of events) {
    if (event.eventName === 'PagesDemanded') {
      const { demand, claim, job, worker, demander, output, first, count, deadline } = event.args
      demands.set(demand, {
        ...{ demand, claim, job, worker, demander },
        what: output === INPUT ? 'input' : 'output',
        ...(output === INPUT ? {} : { output: Number(output) }),
        first: Number(first),
        count: Number(count),
        deadline: Number(deadline),
        state: 'open',
      })
      continue
    }
    if (!('demand' in event.args)) continue
    const demand = demands.get(event.args.demand)
    if (demand === undefined) continue
    switch (event.eventName) {
      case 'DemandMissed':
        demand.state = 'missed'
        break
      case 'DemandAnswered':
        Object.assign(demand, { state: 'answered', pages: event.args.pages })
        break
      case 'DemandSettled':
        Object.assign(demand, { state: 'settled', feeTo: event.args.paid })
        break
    }
  }
  return [...demands.values()]
}
