import type { Deployment } from '@assay/protocol'
import { hashRequest } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { type Fulfilment, fulfilmentCall } from '../chain/fulfilmentCall.ts'
import { writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type FulfilRequestParameters = Fulfilment & {
  deployment: Deployment
  account?: Account | Address
}
export type FulfilRequestReturnType = { jobId: Hex; hash: Hex }

/**
 * Brings a signed request with its result in one call: posted, claimed, submitted and, where the verdict stands at once,
 * settled. Such a job is known by its event alone (getJob reads it).
 *
 * @throws BaseError with the contract's reason in words
 */
export async function fulfilRequest(
  client: AssayClient,
  parameters: FulfilRequestParameters,
): Promise<FulfilRequestReturnType> {
  const { deployment, account, request } = parameters
  const calls = [fulfilmentCall(parameters)]
  const hash = await writeMarket(client, { deployment, account, calls })
  return { jobId: hashRequest(deployment, request), hash }
}
