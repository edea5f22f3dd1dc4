import type { Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Job } from '../types/job.ts'

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
