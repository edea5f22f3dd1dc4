import type { Deployment } from '@assay/protocol'
import type { Address } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { sleep } from '../chain/sleep.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'
import { listJobs } from './listJobs.ts'

export type WatchJobsParameters = {
  deployment: Deployment
  /** Only this requester's jobs. */
  requester?: Address
  /** Called with all matching jobs, newest first, whenever one of them changed, the first time at once. */
  onJobs: (jobs: Job[]) => void
  onError?: (error: Error) => void
  pollingInterval?: number
}
export type WatchJobsReturnType = () => void

/**
 * Tells of all matching jobs whenever one of them changes.
 *
 * @returns a function that ends it
 */
export function watchJobs(
  client: AssayClient,
  parameters: WatchJobsParameters,
): WatchJobsReturnType {
  const { deployment, requester, onJobs, onError } = parameters
  const { pollingInterval = client.pollingInterval } = parameters
  const controller = new AbortController()
  const { signal } = controller
  const watch = async () => {
    let head: bigint | undefined
    let seen: string | undefined
    while (!signal.aborted) {
      try {
        const now = await getBlockNumber(client, { cacheTime: 0 })
        if (now !== head) {
          const jobs = await listJobs(client, {
            deployment,
            ...(requester === undefined ? {} : { requester }),
          })
          head = now
          const state = jobs.map((job) => `${job.id}${job.state}${job.steps.length}`).join()
          if (state !== seen && !signal.aborted) {
            seen = state
            onJobs(jobs)
          }
        }
      } catch (error) {
        if (!signal.aborted) onError?.(error as Error)
      }
      await sleep(pollingInterval, signal).catch(() => undefined)
    }
  }
  void watch()
  return () => controller.abort()
}
