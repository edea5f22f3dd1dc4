import { type Address, type Hex, hashTypedData } from 'viem'
import type { Deployment } from './deployment.ts'
import { keysDomain } from './domain.ts'
import { keyConsentTypes } from './generated/typedData.ts'

/** What a key signs so that an account can list it. */
export interface KeyConsent {
  /** The account that lists it. */
  readonly account: Address
  /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  readonly scope: number
  /** The first second in which it is good no more (unix seconds). */
  readonly validUntil: number
}

/** The EIP-712 message that a key signs: what signTypedData takes. */
export function keyConsentMessage(
  deployment: Pick<Deployment, 'chainId' | 'keyRegistry'>,
  consent: KeyConsent,
) {
  return {
    domain: keysDomain(deployment),
    types: keyConsentTypes,
    primaryType: 'KeyConsent',
    message: consent,
  } as const
}

/** The EIP-712 digest of a key's consent; equal to KeyRegistry.hashConsent. */
export function hashKeyConsent(
  deployment: Pick<Deployment, 'chainId' | 'keyRegistry'>,
  consent: KeyConsent,
): Hex {
  return hashTypedData(keyConsentMessage(deployment, consent))
}
