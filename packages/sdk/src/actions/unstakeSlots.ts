import type { Deployment } from '@assay/protocol'
import { workerRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
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
  const data = encodeFunctionData({
    abi: workerRegistryAbi,
    functionName: 'unstake',
    args: [slots],
  })
  return writeContract(client, { deployment, account, to: deployment.workerRegistry, data })
}
