import type { OpName } from '@assay/program'
import { readBooks } from './judgeMoney.ts'
import { openDisputeChain } from './openDisputeChain.ts'
import { type PlayedClaim, playClaim } from './playClaim.ts'

/** Claims on one chain before it goes back to its beginning: a chain that grows gets slower. */
const CLAIMS_PER_SNAPSHOT = 100

/** What a campaign has played, summed up. */
export interface Campaign {
  claims: number
  games: number
  moves: number
  /** Moves that the contract refused, as it must. */
  refused: number
  /** Openings that games took over from others. */
  reused: number
  /** Games of copiers. */
  copied: number
  /** Commitments that were proved. */
  ranked: number
  /** Copiers that challenged first, and rank behind the commitments of those they copied. */
  overtaken: number
  demands: number
  /** Games that the referee ended. */
  judged: number
  /** How many of them about an element of each op. */
  judgedOps: Partial<Record<OpName, number>>
  wonByWorker: number
  wonByChallenger: number
  /** How often each lie was told; "none" are honest workers. */
  lies: Record<string, number>
}

export function emptyCampaign(): Campaign {
  return {
    ...{ claims: 0, games: 0, moves: 0, refused: 0, reused: 0 },
    ...{ copied: 0, ranked: 0, overtaken: 0, demands: 0, judged: 0 },
    ...{ wonByWorker: 0, wonByChallenger: 0, judgedOps: {}, lies: {} },
  }
}

/** Adds what was played elsewhere. */
export function addCampaign(sum: Campaign, more: Campaign): void {
  for (const key of [
    ...(['claims', 'games', 'moves', 'refused', 'reused', 'copied', 'ranked'] as const),
    ...(['overtaken', 'demands', 'judged'] as const),
    ...(['wonByWorker', 'wonByChallenger'] as const),
  ])
    sum[key] += more[key]
  addCounts(sum.judgedOps, more.judgedOps)
  addCounts(sum.lies, more.lies)
}

function addCounts(sum: Record<string, number>, more: Record<string, number>): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count
}

/**
 * Plays randomized disputes on a chain in this process until so many games are over.
 *
 * @param parameters.seed that of the first claim; each further one's is `stride` more
 * @throws Error that names the claim's seed
 */
export async function runCampaign(parameters: {
  readonly seed: number
  readonly games: number
  readonly stride?: number
  readonly onClaim?: (campaign: Campaign) => void
}): Promise<Campaign> {
  const { games, stride = 1, onClaim } = parameters
  const chain = await openDisputeChain()
  const startAgain = await chain.snapshot()
  const start = await readBooks(chain, 0n)
  let books = start
  const campaign = emptyCampaign()
  for (let seed = parameters.seed; campaign.games < games; seed += stride) {
    if (campaign.claims > 0 && campaign.claims % CLAIMS_PER_SNAPSHOT === 0) {
      await startAgain()
      books = start
    }
    let played: PlayedClaim
    try {
      const { after, ...rest } = await playClaim(chain, seed, books)
      books = after
      played = rest.played
    } catch (error) {
      throw new Error(`claim of seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
    const { lie, judgedOps, ...counts } = played
    addCampaign(campaign, {
      ...counts,
      ...{ claims: 1, judged: judgedOps.length, lies: { [lie]: 1 } },
      judgedOps: Object.fromEntries(
        judgedOps.map((op) => [op, judgedOps.filter((other) => other === op).length]),
      ),
    })
    onClaim?.(campaign)
  }
  return campaign
}
