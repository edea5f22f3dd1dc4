import { type Deployment, disputeCalls, hashChallenge } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { accountOf, writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type CommitChallengeParameters = {
  deployment: Deployment
  /** The claim's id: `claimIdOf`. */
  claim: Hex
  /** The root of the challenger's own trace. */
  traceRoot: Hex
  /** 32 random bytes; `rankChallenge` takes them again. */
  salt: Hex
  /** Who will challenge; the account itself by default. */
  challenger?: Address
  account?: Account | Address
}
/** The transaction's hash. */
export type CommitChallengeReturnType = Hex

/**
 * Notes that the caller is going to challenge a claim, without saying which. With `rankChallenge` it then proves that it had
 * computed the right result by this block: of several challengers who win, the first gets the reward.
 *
 * @throws BaseError with the contract's reason in words
 */
export async function commitChallenge(
  client: AssayClient,
  parameters: CommitChallengeParameters,
): Promise<CommitChallengeReturnType> {
  const { deployment, account, claim, traceRoot, salt } = parameters
  const challenger = parameters.challenger ?? accountOf(client, account).address
  const commitment = hashChallenge({ challenger, claim, traceRoot, salt })
  const call = disputeCalls.commit(deployment, { commitment })
  return writeCall(client, { deployment, account, call })
}
