import type { Address } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Job } from '../types/job.ts'

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
