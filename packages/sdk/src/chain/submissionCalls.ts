import { marketAbi, type Receipt, type Request } from '@assay/protocol'
import type { Hex } from 'viem'
import { bytesToHex, encodeFunctionData, zeroHash } from 'viem'

const WHEN_FINAL = 2

export type SubmissionCallsParameters = {
  request: Request
  receipt: Receipt
  signature: Hex
  /** The key that signed for the worker (ERC-7913); the worker's account signed itself where it is absent. */
  signer?: Hex
  /** Which seat; zero by default. */
  seat?: bigint
  /** Opens the seat's commitment, in a job of several seats. */
  salt?: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Settle in the same transaction. True by default. */
  finalize?: boolean
}

/** The calls of the market that bring a result and settle it, for one multicall. */
export function submissionCalls(parameters: SubmissionCallsParameters): Hex[] {
  const { request, receipt, signature, signer = '0x', finalize = true } = parameters
  const { seat = 0n, salt = zeroHash } = parameters
  const output = bytesToHex(parameters.output)
  const submission = {
    receipt,
    signer,
    signature,
    salt,
    output,
    evidence: '0x',
  } as const
  const submit = encodeFunctionData({
    abi: marketAbi,
    functionName: 'submit',
    args: [request, seat, submission],
  })
  if (!finalize) return [submit]
  const settle = encodeFunctionData({
    abi: marketAbi,
    functionName: 'finalize',
    // The final callback gets the bytes where it wants to hear of the result.
    args: [request, request.callback.when & WHEN_FINAL ? output : '0x'],
  })
  return [submit, settle]
}
