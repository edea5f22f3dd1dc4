import type { Deployment } from '@assay/protocol'
import type { Address } from 'viem'
import { NoDisputesError } from '../errors/namedErrors.ts'

/**
 * The address of a deployment's dispute.
 *
 * @throws NoDisputesError where it has none
 */
export function disputeOf(deployment: Deployment): Address {
  if (deployment.disputeGame === undefined) throw new NoDisputesError(deployment.market)
  return deployment.disputeGame
}
