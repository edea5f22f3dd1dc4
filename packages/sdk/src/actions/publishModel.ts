import type { Deployment } from '@assay/protocol'
import { modelRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type PublishModelParameters = {
  deployment: Deployment
  name: string
  profile: Hex
  /** programRoot of an exact program, tensorRoot of a float .onnx file's bytes. */
  root: Hex
  /** Hundredths of a percent. */
  royaltyBps?: number
  cardUri: string
  /** tensorRoot of the card's bytes. */
  cardDigest: Hex
  account?: Account | Address
}
export type PublishModelReturnType = Hex

/**
 * Publishes a model as the next version of a name; the name belongs to who first used it.
 *
 * @throws BaseError with the contract's reason in words
 */
export function publishModel(
  client: AssayClient,
  parameters: PublishModelParameters,
): Promise<PublishModelReturnType> {
  const { deployment, account, name, profile, root, royaltyBps = 0 } = parameters
  const { cardUri, cardDigest } = parameters
  const data = encodeFunctionData({
    abi: modelRegistryAbi,
    functionName: 'publish',
    args: [{ name, profile, root, royaltyBps, cardUri, cardDigest }],
  })
  return writeContract(client, { deployment, account, to: deployment.modelRegistry, data })
}
