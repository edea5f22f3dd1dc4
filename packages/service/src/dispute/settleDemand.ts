import { type Deployment, disputeCalls, encodeCall } from '@assay/protocol'
import { ContractError } from '@assay/sdk'
import type { TransactionSender } from '../sender/TransactionSender.ts'

/**
 * Settles the fee of an answered demand: to the worker, or back to the demander of a claim that was refuted.
 *
 * @returns undefined once it is settled, else when to ask again (unix seconds)
 * @throws Error where the chain takes it neither now nor later
 */
export async function settleDemand(
  { deployment, sender }: { deployment: Deployment; sender: TransactionSender },
  { demand, now }: { demand: bigint; now: number },
): Promise<number | undefined> {
  const outcome = await sender.send({
    kind: 'settle-demand',
    key: `settle-demand:${demand}`,
    ...encodeCall(disputeCalls.settleDemand(deployment, { demand })),
  })
  if (outcome.status === 'included') return undefined
  if (outcome.status === 'lost') return now + 1
  const { reason } = outcome
  if (reason instanceof ContractError) {
    if (reason.errorName === 'DemandNotAnswered') return undefined
    if (reason.errorName === 'ClaimNotDecided') return Math.max(now, Number(reason.operands[1])) + 1
  }
  throw reason
}
