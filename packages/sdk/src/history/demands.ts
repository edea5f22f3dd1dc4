import { disputeGameAbi } from '@assay/protocol'
import { eventsOf, type LogOf } from '../logs.ts'
import type { Demand } from '../types/dispute.ts'

/** The event with which a demand begins: its indexed parameters are the demand, the job and the worker. */
export const DEMAND_MADE = eventsOf(disputeGameAbi, 'PagesDemanded')

/** The events with which a demand goes on. */
export const DEMAND_ENDED = eventsOf(
  disputeGameAbi,
  'DemandAnswered',
  'DemandSettled',
  'DemandMissed',
)

/** Every event that belongs to a demand, which is the first indexed parameter. */
export const DEMAND_EVENTS = eventsOf(disputeGameAbi, ...DEMAND_MADE.names, ...DEMAND_ENDED.names)

/** A log of an event that belongs to a demand. */
export type DemandLog = LogOf<typeof DEMAND_EVENTS>

/** The number that stands for the input in place of an output's position. */
const INPUT = 255n

/**
 * Tells demands from their events.
 *
 * @param logs the dispute's logs in the chain's order
 * @returns in the order of their numbers
 */
export function demandsFromLogs(logs: readonly DemandLog[]): Demand[] {
  const demands = new Map<bigint, Demand>()
  for (const event of logs) {
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
