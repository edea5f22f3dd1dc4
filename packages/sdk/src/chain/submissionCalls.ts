import {
  type Call,
  type Deployment,
  marketCalls,
  type Receipt,
  type Request,
  WHEN_FINAL,
} from '@assay/protocol'
import type { Hex } from 'viem'
import { bytesToHex, zeroHash } from 'viem'

export type SubmissionCallsParameters = {
  request: Request
  receipt: Receipt
  signature: Hex
  /** The key that signed for the worker (ERC-7913); the worker's account signed itself where it is absent. */
  signer?: Hex
  /** Which seat; zero by default. */
  seat?: number
  /** Opens the seat's commitment, in a job of several seats. */
  salt?: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Settle in the same transaction. True by default. */
  finalize?: boolean
}

/** The calls that submit a result and settle it, for one multicall. */
export function submissionCalls(
  deployment: Pick<Deployment, 'market' | 'multiSeatMarket'>,
  parameters: SubmissionCallsParameters,
): readonly [Call, ...Call[]] {
  const { request, receipt, signature, signer = '0x', finalize = true } = parameters
  const { seat = 0, salt = zeroHash } = parameters
  const output = bytesToHex(parameters.output)
  const submission = { receipt, signer, signature, salt, output, evidence: '0x' } as const
  const submit = marketCalls.submit(deployment, { request, seat, submission })
  if (!finalize) return [submit]
  // The final callback gets the bytes where it wants to hear of the result.
  const told = request.callback.when & WHEN_FINAL ? output : '0x'
  return [submit, marketCalls.finalize(deployment, { request, output: told })]
}
