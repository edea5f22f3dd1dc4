import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { accountOf, writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ClaimJobParameters = {
  deployment: Deployment
  request: Request
  /** For whom; the account itself by default. The account must be it, or a key that it listed for work. */
  worker?: Address
  /** What the verifier asks of a worker, such as a drawn slot (encodeTicket); nothing by default. */
  ticket?: Hex
  account?: Account | Address
}
export type ClaimJobReturnType = Hex

/**
 * Takes a seat, locking the collateral out of the worker's free balance: the worker owes a result from then on.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function claimJob(
  client: AssayClient,
  parameters: ClaimJobParameters,
): Promise<ClaimJobReturnType> {
  const { deployment, request, account, ticket = '0x' } = parameters
  const worker = parameters.worker ?? accountOf(client, account).address
  const call = marketCalls.claim(deployment, { request, worker, ticket })
  return writeCall(client, { deployment, account, call })
}
