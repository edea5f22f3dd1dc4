import { createMetrics } from '@assay/service'

/** Everything that a watcher counts. */
export type WatcherMetrics = ReturnType<typeof createWatcherMetrics>

/** Makes what /metrics shows of a watcher. */
export function createWatcherMetrics({ version }: { version: string }) {
  const metrics = createMetrics({ name: 'watcher', version })
  const { counter, gauge, histogram } = metrics
  return {
    ...metrics,
    results: counter('results_total', 'Results that were re-run, by verdict: right or wrong.', [
      'verdict',
    ]),
    left: counter('results_left_total', 'Results that were not re-run, by reason.', ['reason']),
    checkDuration: histogram(
      'check_duration_seconds',
      'Time from the first look at a result to its verdict.',
      { buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] },
    ),
    disputes: counter('disputes_total', 'Wrong results by how it ended for this watcher.', [
      'outcome',
    ]),
    moves: counter('moves_total', 'Moves made in games.', ['move']),
    openGames: gauge('open_games', "This watcher's games that have not ended."),
    unchecked: gauge('results_waiting', 'Results that wait to be re-run.'),
    atStake: gauge('at_stake', 'Bonds and fees locked in open games and demands, in tokens.'),
    rewards: gauge('rewards', "What came in of liars' collateral, in tokens."),
    bondsLost: gauge('bonds_lost', 'Bonds of lost games, in tokens.'),
    demandFees: gauge(
      'demand_fees',
      'Paid for data that was shown, once it could not be returned any more, in tokens.',
    ),
    gasSpent: gauge('gas_spent', 'Gas paid, in coins.'),
  }
}
