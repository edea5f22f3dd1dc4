import { turnOf } from '@assay/program'
import type { JobState } from '@assay/protocol'
import type { GameStanding } from '@assay/sdk'

/** What the chain says of a claim that was found wrong. */
export type ClaimView = {
  jobState: JobState
  /** Last second in which a challenge counts (unix seconds). */
  until: number
  /** Somebody has shown already that it is wrong. */
  refuted: boolean
  /** This watcher's game against it. */
  game: GameView | undefined
  /** The block of this watcher's commitment to challenge it. */
  committedAt: bigint | undefined
  /** What a challenge of it locks, or locked, in the token's smallest unit. */
  bond: bigint
  /** Something about it is under way already. */
  busy: boolean
  /** Not to be tried again before, since it was refused (unix seconds). */
  askAgainAt?: number
}

/** A game, and the last second in which its awaited move counts (unix seconds). */
export type GameView = GameStanding & { deadline: number }

/** What the watcher has, amounts in the token's smallest unit. */
export type Funds = {
  /** Free money in the ledger, and tokens in the wallet. */
  ledger: bigint
  wallet: bigint
  /** The chain's coin, in wei. */
  coin: bigint
  minCoin: bigint
  /** What a challenge locks at least. */
  leastBond: bigint
  /** Locked in open games and demands, and the most that may be. */
  atStake: bigint
  budget: bigint
  autoDeposit: boolean
}

export type WaitReason =
  | 'gas-balance-too-low'
  | 'bond-budget-spent'
  | 'balance-too-low'
  | 'others-turn'
  | 'result-not-there'
  | 'refused'
  | 'busy'

export type ClaimAction =
  | { type: 'deposit'; amount: bigint }
  | { type: 'commit' }
  | { type: 'challenge' }
  /** It is this side's turn. */
  | { type: 'move' }
  /** The other side missed its move. */
  | { type: 'timeout' }
  | { type: 'finalize' }
  | { type: 'wait'; reason: WaitReason }
  | { type: 'close'; outcome: Outcome }

/** How it ended: won and settled, lost, shown by another, or too late for a challenge. */
export type Outcome = 'won' | 'lost' | 'refuted-by-another' | 'missed'

/** With less time than this, it challenges without a commitment (seconds). */
const HURRY = 30

/**
 * Decides the next thing to do about a claim that was found wrong: a pure function of what is known, so that asking again
 * changes nothing.
 *
 * @param now the time that the next block has at least (unix seconds)
 */
export function decide(claim: ClaimView, funds: Funds, now: number): ClaimAction {
  if (claim.busy) return { type: 'wait', reason: 'busy' }
  const { game } = claim
  if (game === undefined) return withoutGame(claim, funds, now)
  if (game.winner === 'worker') return { type: 'close', outcome: 'lost' }
  if (game.winner !== undefined) {
    if (isOver(claim.jobState)) return { type: 'close', outcome: 'won' }
    return now < (claim.askAgainAt ?? 0)
      ? { type: 'wait', reason: 'refused' }
      : { type: 'finalize' }
  }
  if (turnOf(game.awaits) === 'worker') {
    return now > game.deadline ? { type: 'timeout' } : { type: 'wait', reason: 'others-turn' }
  }
  // Refusals of a move are no reason to let its time run out: it is tried again at every look.
  return { type: 'move' }
}

function withoutGame(claim: ClaimView, funds: Funds, now: number): ClaimAction {
  if (claim.refuted) return { type: 'close', outcome: 'refuted-by-another' }
  if (isOver(claim.jobState) || now > claim.until) return { type: 'close', outcome: 'missed' }
  // A node that lags, or a reorganisation: the result comes (again) or the window ends.
  if (claim.jobState !== 'submitted') return { type: 'wait', reason: 'result-not-there' }
  if (now < (claim.askAgainAt ?? 0)) return { type: 'wait', reason: 'refused' }
  if (funds.coin < funds.minCoin) return { type: 'wait', reason: 'gas-balance-too-low' }
  if (funds.atStake + claim.bond > funds.budget)
    return { type: 'wait', reason: 'bond-budget-spent' }
  if (funds.ledger < claim.bond) {
    const amount = claim.bond - funds.ledger
    if (!funds.autoDeposit || funds.wallet < amount) {
      return { type: 'wait', reason: 'balance-too-low' }
    }
    return { type: 'deposit', amount }
  }
  const hurry = claim.until - now < HURRY
  if (claim.committedAt === undefined && !hurry) return { type: 'commit' }
  return { type: 'challenge' }
}

/** Whether a job has come to its end. */
export function isOver(state: JobState): boolean {
  return ['accepted', 'rejected', 'void', 'cancelled', 'expired'].includes(state)
}
