import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type RevokeKeyParameters = {
  deployment: Deployment
  /** The key, as it was listed. */
  signer: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type RevokeKeyReturnType = Hex

/**
 * Ends a key of the account now. What it signed before stays signed.
 *
 * @throws BaseError with the contract's reason in words
 */
export function revokeKey(
  client: AssayClient,
  parameters: RevokeKeyParameters,
): Promise<RevokeKeyReturnType> {
  const { deployment, account, signer } = parameters
  const call = registryCalls.revokeKey(deployment, { signer })
  return writeCall(client, { deployment, account, call })
}
