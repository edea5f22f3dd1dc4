import { type Hex, hexToBigInt, hexToNumber, size, slice } from 'viem'
import { splitTerms, TermsError } from './splitTerms.ts'

/** What a JobFulfilled event tells beside its request. */
export interface Fulfilment {
  /** What the worker earned. */
  readonly paid: bigint
  /** What the model's publisher got of the fee. */
  readonly royalty: bigint
  /** The output's bytes; '0x' where they travel elsewhere. */
  readonly output: Hex
  /** The signed receipt, for decodeResult. */
  readonly result: Hex
}

/** paid, royalty, length of the output. */
const HEAD = 12 + 12 + 4

/**
 * What a JobFulfilled event tells beside its request.
 *
 * @throws TermsError when the event's terms are shorter than they must be
 */
export function decodeFulfilment({ terms }: { readonly terms: Hex }): Fulfilment {
  const { rest } = splitTerms(terms)
  const length = size(rest)
  // The order is the contract's: contracts/market/types/Result.sol, fulfilment().
  const end = length < HEAD ? HEAD : HEAD + hexToNumber(slice(rest, 24, HEAD))
  if (length < end) {
    throw new TermsError(
      `After the terms of a fulfilled request come at least ${end} bytes; here are ${length}.`,
    )
  }
  return {
    paid: hexToBigInt(slice(rest, 0, 12)),
    royalty: hexToBigInt(slice(rest, 12, 24)),
    output: `0x${rest.slice(2 + 2 * HEAD, 2 + 2 * end)}`,
    result: `0x${rest.slice(2 + 2 * end)}`,
  }
}
