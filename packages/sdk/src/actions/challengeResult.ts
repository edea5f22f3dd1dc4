import type { Deployment, Request } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex, encodeFunctionData, zeroHash } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type ChallengeResultParameters = {
  deployment: Deployment
  request: Request
  /** Which of the job's results; 0 by default. */
  seat?: number
  /** The program's header: `ProgramCommitment.header`. */
  header: Uint8Array
  /** That of `commitChallenge`, where there was one. */
  salt?: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type ChallengeResultReturnType = Hex

/**
 * Challenges a submitted result, with a bond from the caller's market balance (see `allowBonds`). Who challenges a right
 * result loses the bond.
 *
 * @throws BaseError with the contract's reason in words, such as a window that has passed
 */
export function challengeResult(
  client: AssayClient,
  parameters: ChallengeResultParameters,
): Promise<ChallengeResultReturnType> {
  const { deployment, account, request, seat = 0, header, salt = zeroHash } = parameters
  const data = encodeFunctionData({
    abi: disputeGameAbi,
    functionName: 'challenge',
    args: [request, BigInt(seat), bytesToHex(header), salt],
  })
  return writeContract(client, { deployment, account, to: deployment.disputeGame, data })
}
