import type { Deployment, Receipt, Request } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { submissionCalls } from '../chain/submissionCalls.ts'
import { writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type SubmitResultParameters = {
  deployment: Deployment
  request: Request
  receipt: Receipt
  signature: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Finalize in the same transaction, where the verifier decides at once. True by default. */
  finalize?: boolean
  account?: Account | Address
}
export type SubmitResultReturnType = Hex

/**
 * Brings a claimed job's result, and settles it where the verifier decides at once.
 *
 * @throws BaseError with the contract's reason in words
 */
export function submitResult(
  client: AssayClient,
  parameters: SubmitResultParameters,
): Promise<SubmitResultReturnType> {
  const { deployment, account } = parameters
  return writeMarket(client, { deployment, account, calls: submissionCalls(parameters) })
}
