import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'

/** What is disputed: that this worker's output root answers that job. */
export interface DisputedClaim {
  readonly job: Hex
  readonly worker: Address
  readonly outputRoot: Hex
}

/** What a challenger records before it shows anything. */
export interface ChallengeCommitment {
  readonly challenger: Address
  /** The claim's id. */
  readonly claim: Hex
  /** The root of the challenger's own trace. */
  readonly traceRoot: Hex
  /** 32 random bytes, to be kept until the end of the game. */
  readonly salt: Hex
}

const CLAIM = parseAbiParameters('bytes32 job, address worker, bytes32 outputRoot')
const COMMITMENT = parseAbiParameters(
  'address challenger, bytes32 claim, bytes32 traceRoot, bytes32 salt',
)

/** The id of a claim; equal to DisputeGame.claimIdOf. */
export function claimIdOf({ job, worker, outputRoot }: DisputedClaim): Hex {
  return keccak256(encodeAbiParameters(CLAIM, [job, worker, outputRoot]))
}

/** The commitment that DisputeGame.commit takes and rank opens. */
export function hashChallenge({ challenger, claim, traceRoot, salt }: ChallengeCommitment): Hex {
  return keccak256(encodeAbiParameters(COMMITMENT, [challenger, claim, traceRoot, salt]))
}
