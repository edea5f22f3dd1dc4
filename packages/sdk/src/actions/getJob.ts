import type { Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Job } from '../types/job.ts'

export type GetJobParameters = { deployment: Deployment; jobId: Hex }
export type GetJobReturnType = Job
