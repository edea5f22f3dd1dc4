import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type PublishModelParameters = {
  deployment: Deployment
  name: string
  profile: Hex
  /** programRoot of an exact program, tensorRoot of a float .onnx file's bytes. */
  root: Hex
  /** Canonical bytes of the input, and of all outputs together: `dataSizes` tells them from a program. */
  inputBytes: number
  outputBytes: number
  /** Hundredths of a percent; a multiple of 10. */
  royaltyBps?: number
  cardUri: string
  /** tensorRoot of the card's bytes. */
  cardDigest: Hex
  account?: Account | Address
}
export type PublishModelReturnType = Hex

/**
 * Publishes a model as the next version of a name; the name belongs to the account that first used it.
 *
 * @throws BaseError with the contract's reason in words
 */
export function publishModel(
  client: AssayClient,
  parameters: PublishModelParameters,
): Promise<PublishModelReturnType> {
  const { deployment, account, name, profile, root, royaltyBps = 0 } = parameters
  const { inputBytes, outputBytes, cardUri, cardDigest } = parameters
  const sizes = { inputBytes, outputBytes }
  const publication = { name, profile, root, royaltyBps, ...sizes, cardUri, cardDigest }
  const call = registryCalls.publish(deployment, publication)
  return writeCall(client, { deployment, account, call })
}
