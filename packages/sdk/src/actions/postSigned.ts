import type { Deployment, Input } from '@assay/protocol'
import { hashRequest, marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'
import type { SignedRequest } from '../types/signedRequest.ts'

export type PostSignedParameters = SignedRequest & {
  deployment: Deployment
  input: Input
  account?: Account | Address
}
export type PostSignedReturnType = {
  jobId: Hex
  /** The transaction that posts it. */
  hash: Hex
}

/**
 * Posts a request that its requester signed: paid out of the requester's free balance, while the caller pays the gas.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function postSigned(
  client: AssayClient,
  parameters: PostSignedParameters,
): Promise<PostSignedReturnType> {
  const { deployment, account, request, input, signer = '0x', signature } = parameters
  const call = marketCalls.postSigned(deployment, { request, input, signer, signature })
  const hash = await writeCall(client, { deployment, account, call })
  return { jobId: hashRequest(deployment, request), hash }
}
