import { type Deployment, marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { type SubmissionCallsParameters, submissionCalls } from '../chain/submissionCalls.ts'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type SubmitResultParameters = SubmissionCallsParameters & {
  deployment: Deployment
  account?: Account | Address
}
/** The transaction's hash. */
export type SubmitResultReturnType = Hex

/**
 * Submits a claimed job's result, or opens a seat's commitment with it, and settles it where the verifier decides at once.
 *
 * @throws BaseError with the contract's reason in words
 */
export function submitResult(
  client: AssayClient,
  parameters: SubmitResultParameters,
): Promise<SubmitResultReturnType> {
  const { deployment, account } = parameters
  const call = marketCalls.multicall(submissionCalls(deployment, parameters))
  return writeCall(client, { deployment, account, call })
}
