import { type Address, getAddress, type Hex } from 'viem'
import type { Request } from './request.ts'

/** The terms of a request and what its log holds behind them. */
export interface SplitTerms {
  readonly request: Omit<Request, 'requester' | 'model'>
  readonly rest: Hex
}

/** Terms that no market wrote. */
export class TermsError extends Error {
  override readonly name = 'TermsError'
}

/** How many bytes there are before the verifier's parameters. */
const HEAD = 188

/** @throws TermsError when the terms are shorter than they must be */
export function splitTerms(terms: Hex): SplitTerms {
  let at = 2
  const take = (bytes: number): Hex => {
    const end = at + 2 * bytes
    if (end > terms.length) {
      throw new TermsError(
        `The terms of a request have at least ${Math.max(HEAD, (end - 2) / 2)} bytes; these have ${(terms.length - 2) / 2}.`,
      )
    }
    const part = terms.slice(at, end)
    at = end
    return `0x${part}`
  }
  const number = (bytes: number) => Number(BigInt(take(bytes)))
  const amount = (bytes: number) => BigInt(take(bytes))
  const address = (): Address => getAddress(take(20))

  // The order is the contract's: contracts/types/Request.sol, terms().
  const nonce = amount(32)
  const inputRoot = take(32)
  const offer = {
    minFee: amount(12),
    maxFee: amount(12),
    rampStart: number(5),
    rampLength: number(4),
    lockFor: number(4),
    expiry: number(5),
    collateral: amount(12),
    worker: address(),
  }
  const seats = number(1)
  const verifier = address()
  const callback = { target: address(), gasLimit: number(4), when: number(1) }
  const policy = { seats, verifier, params: take(number(4)) }
  return {
    request: { nonce, inputRoot, offer, policy, callback },
    rest: `0x${terms.slice(at)}`,
  }
}
