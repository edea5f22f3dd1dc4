import { marketAbi, type Receipt, type Request } from '@assay/protocol'
import type { Hex } from 'viem'
import { bytesToHex, encodeFunctionData, zeroHash } from 'viem'

export type SubmissionCallsParameters = {
  request: Request
  receipt: Receipt
  signature: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Settle in the same transaction. True by default. */
  finalize?: boolean
}

/** The calls of the market that bring a result and settle it, for one multicall. */
export function submissionCalls(parameters: SubmissionCallsParameters): Hex[] {
  const { request, receipt, signature, output, finalize = true } = parameters
  const submission = {
    receipt,
    signer: '0x',
    signature,
    salt: zeroHash,
    output: bytesToHex(output),
    evidence: '0x',
  } as const
  const submit = encodeFunctionData({
    abi: marketAbi,
    functionName: 'submit',
    args: [request, 0n, submission],
  })
  if (!finalize) return [submit]
  const settle = encodeFunctionData({
    abi: marketAbi,
    functionName: 'finalize',
    args: [request, '0x'],
  })
  return [submit, settle]
}
