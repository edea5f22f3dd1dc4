import type { Deployment } from '@assay/protocol'
import { workerRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type WithdrawStakeParameters = {
  deployment: Deployment
  account?: Account | Address
}
/** The transaction's hash. */
export type WithdrawStakeReturnType = Hex

/**
 * Moves the stake that is released to the market balance.
 *
 * @throws BaseError with the contract's reason in words
 */
export function withdrawStake(
  client: AssayClient,
  parameters: WithdrawStakeParameters,
): Promise<WithdrawStakeReturnType> {
  const { deployment, account } = parameters
  const data = encodeFunctionData({
    abi: workerRegistryAbi,
    functionName: 'withdrawStake',
    args: [],
  })
  return writeContract(client, { deployment, account, to: deployment.workerRegistry, data })
}
