import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
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
  const call = registryCalls.removeAsk(deployment, { model })
  return writeCall(client, { deployment, account, call })
}
