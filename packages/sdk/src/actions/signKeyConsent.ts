import { type Deployment, type KeyConsent, keyConsentMessage } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { accountOf } from '../chain/writeCall.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type SignKeyConsentParameters = {
  deployment: Deployment
  /** The account that will list the key. */
  owner: Address
  /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** The first second in which the key is good no more (unix seconds). */
  validUntil: number
  /** The key; the client's account by default. */
  account?: Account | Address
}
export type SignKeyConsentReturnType = Hex

/** Signs, as a key, that an account may list it (EIP-712): what `setKey` takes. */
export async function signKeyConsent(
  client: AssayClient,
  parameters: SignKeyConsentParameters,
): Promise<SignKeyConsentReturnType> {
  const { deployment, owner, scope, validUntil } = parameters
  const consent: KeyConsent = { account: owner, scope, validUntil }
  try {
    const account = accountOf(client, parameters.account)
    return await signTypedData(client, { account, ...keyConsentMessage(deployment, consent) })
  } catch (error) {
    throw explainChainError(error)
  }
}
