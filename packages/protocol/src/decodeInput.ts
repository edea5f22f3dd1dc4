import { type Hex, hexToNumber, size, slice } from 'viem'
import { splitTerms, TermsError } from './splitTerms.ts'

/**
 * The input's bytes that a RequestPosted event holds: '0x' where they travel elsewhere.
 *
 * @throws TermsError when the event's terms are shorter than they must be
 */
export function decodeInput({ terms }: { readonly terms: Hex }): Hex {
  const { rest } = splitTerms(terms)
  if (size(rest) < 4) {
    throw new TermsError(
      `After the terms of a posted request, 4 bytes give the number of its input's zeros; here are ${size(rest)}.`,
    )
  }
  // The order is the contract's: contracts/market/types/Request.sol, posting().
  const zeros = (from: number) => '00'.repeat(hexToNumber(slice(rest, from, from + 2)))
  return `0x${zeros(0)}${rest.slice(10)}${zeros(2)}`
}
