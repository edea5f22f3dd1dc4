import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type StakeSlotsParameters = {
  deployment: Deployment
  slots: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type StakeSlotsReturnType = Hex

/**
 * Stakes slots out of the free balance, so that the account can be drawn for quorums after a delay.
 *
 * @throws BaseError with the contract's reason in words
 */
export function stakeSlots(
  client: AssayClient,
  parameters: StakeSlotsParameters,
): Promise<StakeSlotsReturnType> {
  const { deployment, account, slots } = parameters
  const call = registryCalls.stake(deployment, { slots })
  return writeCall(client, { deployment, account, call })
}
