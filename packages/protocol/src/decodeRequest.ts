import type { Address, Hex } from 'viem'
import type { Request } from './request.ts'
import { splitTerms } from './splitTerms.ts'

/** The arguments of a RequestPosted or JobFulfilled event that hold its request. */
export interface PostedRequest {
  readonly requester: Address
  readonly model: Hex
  /** The packed rest of the request, and what the event tells beside it. */
  readonly terms: Hex
}

/**
 * The whole request that a RequestPosted or JobFulfilled event tells of.
 *
 * @throws TermsError when the terms are shorter than they must be
 */
export function decodeRequest({ requester, model, terms }: PostedRequest): Request {
  const { nonce, inputRoot, offer, policy, callback } = splitTerms(terms).request
  return { requester, nonce, model, inputRoot, offer, policy, callback }
}
