import { type Hex, size, slice } from 'viem'
import type { Receipt } from './request.ts'

/** What a ResultSubmitted or JobFulfilled event holds of a receipt. */
export interface LoggedResult {
  readonly job: Hex
  /** The packed rest of the receipt, and its signature; of a JobFulfilled event decodeFulfilment's. */
  readonly result: Hex
}

export interface SignedReceipt {
  readonly receipt: Receipt
  /** '0x' where the worker's account signed, else the key that did (ERC-7913). */
  readonly signer: Hex
  readonly signature: Hex
}

/** A logged result that no market wrote. */
export class ResultError extends Error {
  override readonly name = 'ResultError'
}

/** outputRoot, profile, completedAt, length of the signer. */
const HEAD = 32 + 32 + 8 + 4

/**
 * The signed receipt that an event tells of.
 *
 * @throws ResultError when the result is shorter than it must be
 */
export function decodeResult({ job, result }: LoggedResult): SignedReceipt {
  const length = size(result)
  if (length < HEAD) {
    throw new ResultError(`A logged result has at least ${HEAD} bytes; this has ${length}.`)
  }
  // The order is the contract's: contracts/types/Submission.sol, result().
  const receipt: Receipt = {
    request: job,
    outputRoot: slice(result, 0, 32),
    profile: slice(result, 32, 64),
    completedAt: BigInt(slice(result, 64, 72)),
  }
  const end = HEAD + Number(slice(result, 72, HEAD))
  if (length < end) {
    throw new ResultError(`A logged result says that it has ${end} bytes; it has ${length}.`)
  }
  const part = (from: number, to: number): Hex => (from === to ? '0x' : slice(result, from, to))
  return { receipt, signer: part(HEAD, end), signature: part(end, length) }
}
