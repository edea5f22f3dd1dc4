import { playOnEveryCore } from '../test/differential/dispute/playOnEveryCore.ts'
import type { Measurement } from './measurement.ts'

const GAMES = 2_000
const SEED = 1

/** Randomized disputes against the real contracts: the honest side has to win every one. */
export async function measure(): Promise<Measurement[]> {
  const campaign = await playOnEveryCore({ games: GAMES, seed: SEED })
  const { games, claims, moves, refused, reused, copied, ranked, overtaken, judged, demands } =
    campaign
  const { wonByWorker, wonByChallenger } = campaign
  const told = Object.entries(campaign.lies)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([lie, count]) => `${lie} ${count}`)
    .join(', ')
  const ops = Object.entries(campaign.judgedOps)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([op, count]) => `${op} ${count}`)
    .join(', ')
  return [
    {
      name: 'dispute.games',
      value: games,
      unit: 'count',
      note: `seed ${SEED}: the honest side won all, and no honest account ended below where it began; ${claims} claims (${told}), ${moves} moves, ${judged} games ended by the referee (${ops}), ${reused} openings reused, ${copied} games copied, ${ranked} commitments proved, ${overtaken} of them against copiers that had challenged before, ${refused} bad moves refused, ${demands} demands; ${wonByWorker} games for workers, ${wonByChallenger} for challengers`,
    },
  ]
}
