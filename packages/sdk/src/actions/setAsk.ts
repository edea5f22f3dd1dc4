import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type SetAskParameters = {
  deployment: Deployment
  /** The model's id. */
  model: Hex
  /** Least fee, in the token's smallest unit. */
  fee: bigint
  /** Most collateral that it locks, in the token's smallest unit. */
  collateral: bigint
  /** How long it needs after its claim at most (seconds). */
  lockFor: number
  account?: Account | Address
}
/** The transaction's hash. */
export type SetAskReturnType = Hex

/**
 * Says for what the account serves a model: a price tag that requesters can name in an offer, not a promise.
 *
 * @throws BaseError with the contract's reason in words
 */
export function setAsk(
  client: AssayClient,
  parameters: SetAskParameters,
): Promise<SetAskReturnType> {
  const { deployment, account, model, fee, collateral, lockFor } = parameters
  const call = registryCalls.setAsk(deployment, { model, fee, collateral, lockFor })
  return writeCall(client, { deployment, account, call })
}
