import type { Address } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Job } from '../types/job.ts'

export type ListJobsParameters = { deployment: Deployment; requester?: Address; fromBlock?: bigint }
/** Newest first. */
export type ListJobsReturnType = Job[]
