/**
 * Keys: hot keys that may act for a cold account.
 *
 * @module
 */
import {
  hashKeyConsent,
  type KeyConsent,
  keyConsentMessage,
  keyRegistryAbi,
  normalizeSignature,
  registryCalls,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explained } from './errors/explainChainError.ts'
import { signTypedData } from './signTypedData.ts'
import { chainTime } from './time.ts'
import type { AssayClient } from './types/client.ts'
import { accountOf, type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `keys.isValid` takes. */
export type IsValidParameters = ReadParameters & {
  /** Whose key it would be. */
  owner: Address
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
  /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** When (unix seconds); now by default. */
  time?: number
}

/** Whether a key may act for an account in all that the scope covers. */
export function isValid(client: AssayClient, parameters: IsValidParameters): Promise<boolean> {
  return explained(async () => {
    const { deployment, owner, signer, scope } = parameters
    const time = parameters.time ?? (await chainTime(client))
    return readContract(client, {
      address: deployment.keyRegistry,
      abi: keyRegistryAbi,
      functionName: 'isKey',
      args: [owner, signer, scope, BigInt(time)],
    })
  })
}

/** What `keys.get` takes. */
export type GetParameters = ReadParameters & {
  /** Whose key it would be. */
  owner: Address
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
}

/** How an account listed a key; times in unix seconds, all zero where it never did. */
export type ListedKey = {
  /** What it may do: KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  validFrom: number
  /** The first second in which it is good no more. */
  validUntil: number
}

/** Reads how an account listed a key. */
export function get(client: AssayClient, parameters: GetParameters): Promise<ListedKey> {
  return explained(async () => {
    const { deployment, owner, signer } = parameters
    const { scope, validFrom, validUntil } = await readContract(client, {
      address: deployment.keyRegistry,
      abi: keyRegistryAbi,
      functionName: 'getKey',
      args: [owner, signer],
    })
    return { scope, validFrom, validUntil }
  })
}

/** What `keys.signConsent` takes. */
export type SignConsentParameters = ReadParameters & {
  /** The account that will list the key. */
  owner: Address
  /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** The first second in which the key is no longer valid (unix seconds). */
  validUntil: number
  /** The key; the client's account by default. */
  account?: WriteParameters['account']
}

/**
 * Signs, as a key, that an account may list it (EIP-712).
 *
 * @returns the signature that `keys.set` takes as consent
 */
export function signConsent(client: AssayClient, parameters: SignConsentParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, owner, scope, validUntil } = parameters
    const consent: KeyConsent = { account: owner, scope, validUntil }
    const account = accountOf(client, parameters.account)
    return signTypedData(client, { account, ...keyConsentMessage(deployment, consent) })
  })
}

/** What `keys.set` takes. */
export type SetParameters = WriteParameters & {
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
  /** What it may do: KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** The first second in which it is valid (unix seconds); at once by default. */
  validFrom?: number
  /** The first second in which it is good no more (unix seconds). */
  validUntil: number
  /** The key's own signature, from `keys.signConsent`. */
  consent: Hex
}

/**
 * Lists a key (hot) that may act for the account (cold) from then on. A key has one interval for ever: it can be ended early, never set
 * again.
 *
 * @returns the transaction's hash
 */
export async function set(client: AssayClient, parameters: SetParameters): Promise<Hex> {
  const { deployment, signer, scope, validUntil } = parameters
  const account = accountOf(client, parameters.account)
  const consent = await normalizeSignature({
    signature: parameters.consent,
    digest: hashKeyConsent(deployment, { account: account.address, scope, validUntil }),
    signer,
  })
  return write(client, parameters, registryCalls.setKey(deployment, { ...parameters, consent }))
}

/** What `keys.revoke` takes. */
export type RevokeParameters = WriteParameters & {
  /** The key, as it was listed. */
  signer: Hex
}

/**
 * Ends a key of the account now. What it signed before stays signed.
 *
 * @returns the transaction's hash
 */
export function revoke(client: AssayClient, parameters: RevokeParameters): Promise<Hex> {
  return write(client, parameters, registryCalls.revokeKey(parameters.deployment, parameters))
}
