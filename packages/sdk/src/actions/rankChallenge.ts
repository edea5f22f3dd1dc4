import type { RankProof } from '@assay/program'
import { type Deployment, disputeCalls, type ProvenPage } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type RankChallengeParameters = {
  deployment: Deployment
  game: bigint
  /** From `rankProof` of @assay/program. */
  proof: RankProof
  /** That of `commitChallenge`. */
  salt: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type RankChallengeReturnType = Hex

/**
 * Proves that the challenger had computed the disputed element before it challenged, so that it ranks by the block of its
 * commitment: once the worker's page is shown, and before `judge`.
 *
 * @throws BaseError with the contract's reason in words
 */
export function rankChallenge(
  client: AssayClient,
  parameters: RankChallengeParameters,
): Promise<RankChallengeReturnType> {
  const { deployment, account, game, proof, salt } = parameters
  const proven = ({ page, proof: siblings }: RankProof['own']): ProvenPage => ({
    data: bytesToHex(page),
    proof: siblings,
  })
  const [shown, own] = [proven(proof.shown), proven(proof.own)]
  const call = disputeCalls.rank(deployment, { game, place: proof.place, shown, own, salt })
  return writeCall(client, { deployment, account, call })
}
