import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type CommitSeatParameters = {
  deployment: Deployment
  request: Request
  seat: number
  /** From hashCommitment. */
  commitment: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type CommitSeatReturnType = Hex

/**
 * Commits a seat of a job of several seats to its result, which is opened later (submitResult with the salt).
 *
 * @throws BaseError with the contract's reason in words
 */
export function commitSeat(
  client: AssayClient,
  parameters: CommitSeatParameters,
): Promise<CommitSeatReturnType> {
  const { deployment, account, request, seat, commitment } = parameters
  const call = marketCalls.commit(deployment, { request, seat, commitment })
  return writeCall(client, { deployment, account, call })
}
