import { type Deployment, registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type SetKeyParameters = {
  deployment: Deployment
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
  /** What it may do: KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** The first second in which it is good (unix seconds); at once by default. */
  validFrom?: number
  /** The first second in which it is good no more (unix seconds). */
  validUntil: number
  /** The key's own signature, from `signKeyConsent`. */
  consent: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type SetKeyReturnType = Hex

/**
 * Lists a key (hot) that may act for the account (cold) from now on. A key has one time for ever: it can be ended early, never set
 * again.
 *
 * @throws BaseError with the contract's reason in words
 */
export function setKey(
  client: AssayClient,
  parameters: SetKeyParameters,
): Promise<SetKeyReturnType> {
  const { deployment, account, signer, scope, validFrom = 0, validUntil, consent } = parameters
  const call = registryCalls.setKey(deployment, { signer, scope, validFrom, validUntil, consent })
  return writeCall(client, { deployment, account, call })
}
