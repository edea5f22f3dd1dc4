import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'
import { sleep } from '../chain/sleep.ts'
import { BaseError } from '../errors/BaseError.ts'
import { JobNotFoundError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'
import { getJob } from './getJob.ts'

export type WaitForResultParameters = {
  deployment: Deployment
  jobId: Hex
  signal?: AbortSignal
  /** Called with the job whenever its state or its steps changed, the first time at once. */
  onStatus?: (job: Job) => void
  /** How often the chain is asked (milliseconds); the client's own by default. */
  pollingInterval?: number
}
/** The job in an end state: accepted, rejected, cancelled or expired. */
export type WaitForResultReturnType = Job

const END_STATES: ReadonlySet<Job['state']> = new Set([
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
])

/** How long a job may stay unknown: its transaction has to get into a block first (milliseconds). */
const APPEARS_WITHIN = 120_000
/** Failures in a row that are taken for a passing outage. */
const PATIENCE = 10

/**
 * Waits until a job has come to its end, telling of every step on the way.
 *
 * @throws JobNotFoundError where the job does not appear within two minutes; the signal's reason when it aborts
 */
export async function waitForResult(
  client: AssayClient,
  parameters: WaitForResultParameters,
): Promise<WaitForResultReturnType> {
  const { deployment, jobId, signal, onStatus } = parameters
  const { pollingInterval = client.pollingInterval } = parameters
  const start = Date.now()
  let seen = ''
  let failures = 0
  for (;;) {
    signal?.throwIfAborted()
    try {
      const job = await getJob(client, { deployment, jobId })
      failures = 0
      const now = `${job.state} ${job.steps.map((step) => step.transactionHash).join()}`
      if (now !== seen) {
        seen = now
        onStatus?.(job)
      }
      if (END_STATES.has(job.state)) return job
    } catch (error) {
      const absent = error instanceof JobNotFoundError
      if (absent && Date.now() - start > APPEARS_WITHIN) throw error
      if (!absent && !(error instanceof BaseError)) throw error
      if (!absent && ++failures >= PATIENCE) throw error
    }
    await sleep(pollingInterval, signal)
  }
}
