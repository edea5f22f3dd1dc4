import type { Deployment } from '@assay/protocol'
import { disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type TimeoutDemandParameters = {
  deployment: Deployment
  demand: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type TimeoutDemandReturnType = Hex

/**
 * Ends a demand that was not answered in time: the fee goes back, and the claim is refuted. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function timeoutDemand(
  client: AssayClient,
  parameters: TimeoutDemandParameters,
): Promise<TimeoutDemandReturnType> {
  const { deployment, account, demand } = parameters
  const call = disputeCalls.timeoutDemand(deployment, { demand })
  return writeCall(client, { deployment, account, call })
}
