/** Runs the jobs of a sample again off the main thread, one after the other, as the page asks for them. */
import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'
import { createReader } from '../../chain/library.ts'
import { auditJob } from './auditJob.ts'

export type AuditQuestion = { deployment: Deployment; jobId: Hex }

self.onmessage = async ({ data }: MessageEvent<AuditQuestion>) =>
  self.postMessage(await auditJob(createReader(data.deployment), data))
