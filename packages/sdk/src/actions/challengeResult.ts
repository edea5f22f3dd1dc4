import type { Deployment, Request } from '@assay/protocol'
import { disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type ChallengeResultParameters = {
  deployment: Deployment
  request: Request
  /** Which of the job's results; 0 by default. */
  seat?: number
  /** The program's header: `ProgramCommitment.header`. */
  header: Uint8Array
  account?: Account | Address
}
/** The transaction's hash. */
export type ChallengeResultReturnType = Hex

/**
 * Challenges a submitted result. Locks the caller's bond (`getDisputeTerms` says how much) in the ledger; a challenger of a right
 * result loses it.
 *
 * @throws BaseError with the contract's reason in words, such as a window that has passed
 */
export function challengeResult(
  client: AssayClient,
  parameters: ChallengeResultParameters,
): Promise<ChallengeResultReturnType> {
  const { deployment, account, request, seat = 0 } = parameters
  const header = bytesToHex(parameters.header)
  const call = disputeCalls.challenge(deployment, { request, seat, header })
  return writeCall(client, { deployment, account, call })
}
