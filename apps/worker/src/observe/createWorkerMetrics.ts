import { Counter, createMetrics, Gauge, Histogram, type Metrics } from '@assay/service'

const PREFIX = 'assay_worker_'

/** Everything that a worker counts. No job ids as labels: they would never end. */
export type WorkerMetrics = Metrics & {
  jobs: Counter<'status' | 'model'>
  jobsSkipped: Counter<'reason'>
  signedRefused: Counter<'reason'>
  deadlineMissed: Counter
  inferenceDuration: Histogram<'model'>
  queueWait: Histogram<'model'>
  transactions: Counter<'kind' | 'status'>
  rpcErrors: Counter<'method'>
  balance: Gauge<'where'>
  collateral: Gauge
  revenue: Counter
  gasSpent: Counter
  headLag: Gauge
  up: Gauge
}

export type CreateWorkerMetricsParameters = { version: string }

/** Makes the registry that /metrics shows. Amounts are in whole tokens or coins. */
export function createWorkerMetrics({ version }: CreateWorkerMetricsParameters): WorkerMetrics {
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
  const histogram = (name: string, help: string) =>
    new Histogram<'model'>({
      name: PREFIX + name,
      help,
      labelNames: ['model'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
      registers,
    })
  gauge('build_info', 'Always 1; the version is the label.', ['version']).set({ version }, 1)
  return {
    ...metrics,
    jobs: counter('jobs_total', 'Jobs by how they went.', ['status', 'model']),
    jobsSkipped: counter('jobs_skipped_total', 'Jobs not taken, by reason.', ['reason']),
    signedRefused: counter('signed_requests_refused_total', 'Signed requests not taken.', [
      'reason',
    ]),
    deadlineMissed: counter('deadline_missed_total', 'Claimed jobs not answered in time.'),
    inferenceDuration: histogram('inference_duration_seconds', 'Time that a model ran.'),
    queueWait: histogram('queue_wait_seconds', 'Time from the claim to the start of the run.'),
    transactions: counter('tx_total', 'Transactions by kind and outcome.', ['kind', 'status']),
    rpcErrors: counter('rpc_errors_total', 'Failed requests to the chain.', ['method']),
    balance: gauge('balance', 'Balances in tokens (market, wallet) and coins (coin).', ['where']),
    collateral: gauge('collateral', 'Collateral locked in claimed jobs, in tokens.'),
    revenue: counter('revenue_total', 'Fees earned, in tokens.'),
    gasSpent: counter('gas_spent_total', 'Gas paid, in coins.'),
    headLag: gauge('chain_head_lag_blocks', 'Blocks of the chain not yet read.'),
    up: gauge('up', '1 while the worker is ready.'),
  }
}
