import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type FinalizeJobParameters = {
  deployment: Deployment
  request: Request
  /** The accepted output's bytes, where the request has a callback that wants them. */
  output?: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type FinalizeJobReturnType = Hex

/**
 * Asks the verifier and moves the money as its verdict says. Anyone may.
 *
 * @throws BaseError with the contract's reason in words, such as a verdict that is still open
 */
export function finalizeJob(
  client: AssayClient,
  parameters: FinalizeJobParameters,
): Promise<FinalizeJobReturnType> {
  const { deployment, request, account, output = '0x' } = parameters
  const call = marketCalls.finalize(deployment, { request, output })
  return writeCall(client, { deployment, account, call })
}
