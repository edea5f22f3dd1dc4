import type { Deployment } from '@assay/protocol'
import { type AssayClient, jobs, models } from '@assay/sdk'
import type { Address, Hex } from 'viem'
import { runAgain } from '../rerun/runAgain.ts'

/** What became of running one job again. */
export type Outcome =
  | 'equal'
  | 'different'
  /** Other bytes, of a model whose bytes may differ between honest machines. */
  | 'undecided'
  /** The job has no signed result to compare with. */
  | 'no answer'
  | 'not run'

/** One job of a sample. */
export type AuditedJob = {
  job: Hex
  outcome: Outcome
  /** Why, in a sentence. */
  detail: string
  /** The job's state on the chain when it was looked at. */
  state?: string
  /** Name and version. */
  model?: string
  worker?: Address
  /** The output root that the worker signed, and the one computed here. */
  signed?: Hex
  computed?: Hex
}

const outcomes = { pass: 'equal', fail: 'different', unknown: 'undecided' } as const

/** Runs one job again from public bytes. What prevents it is an outcome too: this never throws. */
export async function auditJob(
  client: AssayClient,
  { deployment, jobId }: { deployment: Deployment; jobId: Hex },
): Promise<AuditedJob> {
  const known: Partial<AuditedJob> = {}
  try {
    const job = await jobs.get(client, { deployment, jobId })
    known.state = job.state
    const model = await models.get(client, { deployment, modelId: job.request.model })
    known.model = `${model.name}@${model.version}`
    if (job.receipt === undefined)
      return { job: jobId, outcome: 'no answer', detail: 'No worker answered this job.', ...known }
    known.worker = job.receipt.worker
    known.signed = job.receipt.outputRoot
    const { check, outputRoot } = await runAgain(client, {
      ...{ deployment, job, model },
      onProgress: () => {},
    })
    return {
      job: jobId,
      outcome: outcomes[check.status as keyof typeof outcomes],
      detail: check.detail,
      ...known,
      computed: outputRoot,
    }
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { job: jobId, outcome: 'not run', detail: line.slice(0, 240), ...known }
  }
}
