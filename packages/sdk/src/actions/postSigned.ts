import type { Deployment, Input } from '@assay/protocol'
import { hashRequest, marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
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
 * Brings a request that its requester signed: paid out of the requester's market balance, while the caller pays the gas.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function postSigned(
  client: AssayClient,
  parameters: PostSignedParameters,
): Promise<PostSignedReturnType> {
  const { deployment, account, request, input, signer = '0x', signature } = parameters
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'postSigned',
    args: [request, input, signer, signature],
  })
  const hash = await writeMarket(client, { deployment, account, calls: [data] })
  return { jobId: hashRequest(deployment, request), hash }
}
