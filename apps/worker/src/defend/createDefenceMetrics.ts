import type { Metrics } from '@assay/service'

/** What a worker counts of disputes. */
export type DefenceMetrics = ReturnType<typeof createDefenceMetrics>

/** Adds what a worker counts of disputes to its metrics. */
export function createDefenceMetrics({ counter, gauge }: Metrics) {
  const games = counter('dispute_games_total', 'Games that ended, by outcome: won or lost.', [
    'outcome',
  ])
  // Counted from the start, so that the first one is an increase.
  for (const outcome of ['won', 'lost']) games.inc({ outcome }, 0)
  return {
    openGames: gauge('dispute_open_games', 'Games against this worker that have not ended.'),
    openDemands: gauge('dispute_open_demands', 'Demands for data that are not answered.'),
    moves: counter('dispute_moves_total', 'Moves made in games.', ['move']),
    games,
    demands: counter(
      'dispute_demands_total',
      'Demands for data: answered; then paid, or returned where the claim was refuted; or missed.',
      ['outcome'],
    ),
    bondsEarned: counter('dispute_bonds_earned_total', 'Bonds of lost challenges, in tokens.'),
    demandFees: counter(
      'dispute_demand_fees_total',
      'Fees for data that was shown, once settled, in tokens.',
    ),
  }
}
