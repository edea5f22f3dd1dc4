import type { Deployment } from '@assay/protocol'
import { workerRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type StakeSlotsParameters = {
  deployment: Deployment
  slots: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type StakeSlotsReturnType = Hex

/**
 * Stakes slots out of the market balance, so that the account can be drawn for quorums after a delay. Needs the worker registry as operator (setOperator).
 *
 * @throws BaseError with the contract's reason in words
 */
export function stakeSlots(
  client: AssayClient,
  parameters: StakeSlotsParameters,
): Promise<StakeSlotsReturnType> {
  const { deployment, account, slots } = parameters
  const data = encodeFunctionData({ abi: workerRegistryAbi, functionName: 'stake', args: [slots] })
  return writeContract(client, { deployment, account, to: deployment.workerRegistry, data })
}
