import { type Address, type Hex, size, slice, zeroHash } from 'viem'
import type { Receipt } from './request.ts'

/** What a ResultSubmitted or JobFulfilled event holds of a receipt. */
export interface LoggedResult {
  readonly job: Hex
  readonly worker: Address
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
/** The bit of the signer's length that says that an evidence hash stands before the signer. */
const WITH_EVIDENCE = 2 ** 31

/**
 * The signed receipt that an event tells of.
 *
 * @throws ResultError when the result is shorter than it must be
 */
export function decodeResult({ job, worker, result }: LoggedResult): SignedReceipt {
  const length = size(result)
  if (length < HEAD) {
    throw new ResultError(`A logged result has at least ${HEAD} bytes; this has ${length}.`)
  }
  // The order is the contract's: contracts/market/types/Result.sol, result().
  const marked = Number(slice(result, 72, HEAD))
  const hasEvidence = marked >= WITH_EVIDENCE
  const signerAt = hasEvidence ? HEAD + 32 : HEAD
  const end = signerAt + (hasEvidence ? marked - WITH_EVIDENCE : marked)
  if (length < end) {
    throw new ResultError(`A logged result says that it has ${end} bytes; it has ${length}.`)
  }
  const receipt: Receipt = {
    worker,
    request: job,
    outputRoot: slice(result, 0, 32),
    evidenceHash: hasEvidence ? slice(result, HEAD, signerAt) : zeroHash,
    profile: slice(result, 32, 64),
    completedAt: BigInt(slice(result, 64, 72)),
  }
  const part = (from: number, to: number): Hex => (from === to ? '0x' : slice(result, from, to))
  return { receipt, signer: part(signerAt, end), signature: part(end, length) }
}
