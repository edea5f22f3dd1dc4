import { type Address, getAddress, type Hex, zeroAddress } from 'viem'
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

/** How many bytes every request's terms have. */
const HEAD = 119
/** What the flags say that a request uses. */
const USES = { ramp: 1, worker: 2, callback: 4, params: 8 }

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

  // The order is the contract's: contracts/market/types/Request.sol, terms().
  const nonce = amount(32)
  const inputRoot = take(32)
  const flags = number(1)
  if (flags > 15)
    throw new TermsError(`The flags of a request's terms are at most 15; these are ${flags}.`)
  const maxFee = amount(12)
  const lockFor = number(4)
  const expiry = number(5)
  const seats = number(1)
  const collateral = amount(12)
  const verifier = address()
  const ramp =
    flags & USES.ramp
      ? { minFee: amount(12), maxFee, rampStart: number(5), rampLength: number(4) }
      : { minFee: maxFee, maxFee, rampStart: 0, rampLength: 0 }
  const worker = flags & USES.worker ? address() : zeroAddress
  const callback =
    flags & USES.callback
      ? { target: address(), gasLimit: number(4), when: number(1) }
      : { target: zeroAddress, gasLimit: 0, when: 0 }
  const params = flags & USES.params ? take(number(4)) : '0x'
  const offer = { ...ramp, lockFor, expiry, collateral, worker }
  const policy = { seats, verifier, params }
  return {
    request: { nonce, inputRoot, offer, policy, callback },
    rest: `0x${terms.slice(at)}`,
  }
}
