import { createMetrics } from '@assay/service'

/** All that a worker counts, except about disputes. */
export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>

/** Makes what /metrics shows of a worker. */
export function createWorkerMetrics({ version }: { version: string }) {
  const metrics = createMetrics({ name: 'worker', version })
  const { counter, gauge, histogram } = metrics
  const ofRuns = {
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
    labelNames: ['model' as const],
  }
  return {
    ...metrics,
    jobs: counter('jobs_total', 'Jobs by how they went.', ['status', 'model']),
    jobsSkipped: counter('jobs_skipped_total', 'Jobs not taken, by reason.', ['reason']),
    signedRefused: counter('signed_requests_refused_total', 'Signed requests not taken.', [
      'reason',
    ]),
    deadlineMissed: counter('deadline_missed_total', 'Claimed jobs not answered in time.'),
    inferenceDuration: histogram('inference_duration_seconds', 'Time that a model ran.', ofRuns),
    queueWait: histogram(
      'queue_wait_seconds',
      'Time from the claim to the start of the run.',
      ofRuns,
    ),
    collateral: gauge('collateral', 'Collateral locked in claimed jobs, in tokens.'),
    revenue: counter('revenue_total', 'Fees earned, in tokens.'),
    gasRunway: gauge('gas_runway_jobs', "Jobs that the key can pay for, at today's price of gas."),
    keyValid: gauge('key_valid_seconds', 'For how long the key may still work for its account.'),
    settingsValid: gauge('settings_valid', '1 unless the settings were changed to wrong ones.'),
    gasSpent: counter('gas_spent_total', 'Gas paid, in coins.'),
  }
}
