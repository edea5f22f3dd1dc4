import { Counter, createMetrics, Gauge, Histogram, type Metrics } from '@assay/service'

const PREFIX = 'assay_watcher_'

/** Everything that a watcher counts. No job ids as labels: they would never end. */
export type WatcherMetrics = Metrics & {
  results: Counter<'verdict'>
  left: Counter<'reason'>
  checkDuration: Histogram
  disputes: Counter<'outcome'>
  moves: Counter<'move'>
  openGames: Gauge
  unchecked: Gauge
  atStake: Gauge
  rewards: Gauge
  bondsLost: Gauge
  demandFees: Gauge
  transactions: Counter<'kind' | 'status'>
  gasSpent: Gauge
  rpcErrors: Counter<'method'>
  balance: Gauge<'where'>
  headLag: Gauge
  up: Gauge
}

/** Makes the registry that /metrics shows. Amounts are in whole tokens or coins. */
export function createWatcherMetrics({ version }: { version: string }): WatcherMetrics {
  const metrics = createMetrics(PREFIX)
  const registers = [metrics.registry]
  const counter = <label extends string = never>(
    name: string,
    help: string,
    labelNames: label[] = [],
  ) => new Counter<label>({ name: PREFIX + name, help, labelNames, registers })
  const gauge = <label extends string = never>(
    name: string,
    help: string,
    labelNames: label[] = [],
  ) => new Gauge<label>({ name: PREFIX + name, help, labelNames, registers })
  gauge('build_info', 'Always 1; the version is the label.', ['version']).set({ version }, 1)
  return {
    ...metrics,
    results: counter('results_total', 'Results that were re-run, by verdict: right or wrong.', [
      'verdict',
    ]),
    left: counter('results_left_total', 'Results that were not re-run, by reason.', ['reason']),
    checkDuration: new Histogram({
      name: `${PREFIX}check_duration_seconds`,
      help: 'Time from the first look at a result to its verdict.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
      registers,
    }),
    disputes: counter('disputes_total', 'Wrong results by how it ended for this watcher.', [
      'outcome',
    ]),
    moves: counter('moves_total', 'Moves made in games.', ['move']),
    openGames: gauge('open_games', "This watcher's games that have not ended."),
    unchecked: gauge('results_waiting', 'Results that wait to be re-run.'),
    atStake: gauge('at_stake', 'Bonds and fees locked in open games and demands, in tokens.'),
    rewards: gauge('rewards', "What came in of liars' collateral, in tokens."),
    bondsLost: gauge('bonds_lost', 'Bonds of lost games, in tokens.'),
    demandFees: gauge('demand_fees', 'Paid for data that was shown, in tokens.'),
    transactions: counter('tx_total', 'Transactions by kind and outcome.', ['kind', 'status']),
    gasSpent: gauge('gas_spent', 'Gas paid, in coins.'),
    rpcErrors: counter('rpc_errors_total', 'Failed requests to the chain.', ['method']),
    balance: gauge('balance', 'Balances in tokens (market, wallet) and coins (coin).', ['where']),
    headLag: gauge('chain_head_lag_blocks', 'Blocks of the chain not yet read.'),
    up: gauge('up', '1 while the watcher is ready.'),
  }
}
