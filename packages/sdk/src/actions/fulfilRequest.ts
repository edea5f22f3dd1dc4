import type { Deployment } from '@assay/protocol'
import { hashRequest } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { type Fulfilment, fulfilmentCall } from '../chain/fulfilmentCall.ts'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type FulfilRequestParameters = Fulfilment & {
  deployment: Deployment
  account?: Account | Address
}
export type FulfilRequestReturnType = { jobId: Hex; hash: Hex }

/**
 * Submits a signed request with its result in one call: posted, claimed, submitted and, where the verdict stands at once,
 * settled. Such a job is known by its event alone (getJob reads it).
 *
 * @throws BaseError with the contract's reason in words
 */
export async function fulfilRequest(
  client: AssayClient,
  parameters: FulfilRequestParameters,
): Promise<FulfilRequestReturnType> {
  const { deployment, account, request } = parameters
  const call = fulfilmentCall(deployment, parameters)
  const hash = await writeCall(client, { deployment, account, call })
  return { jobId: hashRequest(deployment, request), hash }
}
