import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type UnstakeSlotsParameters = {
  deployment: Deployment
  slots: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type UnstakeSlotsReturnType = Hex

/**
 * Gives slots back: they cannot be drawn any more, and their stake is released 45 days later.
 *
 * @throws BaseError with the contract's reason in words
 */
export function unstakeSlots(
  client: AssayClient,
  parameters: UnstakeSlotsParameters,
): Promise<UnstakeSlotsReturnType> {
  const { deployment, account, slots } = parameters
  const call = registryCalls.unstake(deployment, { slots })
  return writeCall(client, { deployment, account, call })
}
