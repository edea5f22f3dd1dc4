import type { Deployment } from '@assay/protocol'
import { workerRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type RemoveAskParameters = {
  deployment: Deployment
  /** The model's id. */
  model: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type RemoveAskReturnType = Hex

/**
 * Takes the account's ask for a model back.
 *
 * @throws BaseError with the contract's reason in words
 */
export function removeAsk(
  client: AssayClient,
  parameters: RemoveAskParameters,
): Promise<RemoveAskReturnType> {
  const { deployment, account, model } = parameters
  const data = encodeFunctionData({
    abi: workerRegistryAbi,
    functionName: 'removeAsk',
    args: [model],
  })
  return writeContract(client, { deployment, account, to: deployment.workerRegistry, data })
}
