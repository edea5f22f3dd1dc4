import { demandsFromLogs } from '@assay/sdk'
import type { ChainEvent } from '../chain/events.ts'
import { jobLog } from './foldJob.ts'
import { amount, type FoldContext, Movements, type Rows } from './Rows.ts'

/** What the events of one demand tell. */
export function foldDemand(events: readonly ChainEvent[], { demandFeePerPage }: FoldContext): Rows {
  const [told] = demandsFromLogs(events.map(jobLog) as never)
  const made = events.find(({ name }) => name === 'PagesDemanded')
  if (told === undefined || made === undefined) return {}
  const { job, claim, worker, demander, what, first, count, deadline, state } = told
  const demand = Number(told.demand)
  const fee = demandFeePerPage * BigInt(count)
  const movements = new Movements()
  const ofDemand = { job, demand }
  movements.add(made, {
    account: demander,
    kind: 'demand-locked',
    free: -fee,
    locked: fee,
    ...ofDemand,
  })
  for (const event of events) {
    if (event.name === 'DemandMissed')
      movements.add(event, {
        account: demander,
        kind: 'demand-back',
        free: fee,
        locked: -fee,
        ...ofDemand,
      })
    if (event.name !== 'DemandSettled') continue
    const to = event.args.paid as string
    const isBack = to === demander
    movements.add(
      event,
      {
        account: demander,
        kind: isBack ? 'demand-back' : 'demand-paid',
        free: isBack ? fee : 0n,
        locked: -fee,
        ...ofDemand,
      },
      ...(isBack
        ? []
        : [
            {
              account: to,
              kind: 'demand-earned',
              free: fee,
              locked: 0n,
              ...ofDemand,
              counterparty: demander,
            },
          ]),
    )
  }
  const ended = events.find(({ name }) => name === 'DemandAnswered' || name === 'DemandMissed')
  return {
    demands: [
      {
        ...{ demand, job, claim, worker, demander, what, output: told.output ?? null },
        ...{ first_page: first, page_count: count, fee: amount(fee), deadline, state },
        ...{ fee_to: told.feeTo ?? null, pages: told.pages ?? null, made_at: made.timestamp },
        ended_at: ended?.timestamp ?? null,
        made_block: made.blockNumber,
        made_transaction: made.transactionHash,
      },
    ],
    movements: movements.rows,
  }
}
