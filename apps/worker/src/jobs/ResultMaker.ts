import type { Deployment, Receipt } from '@assay/protocol'
import { signReceipt } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import type { Hex } from 'viem'
import type { BlobStore } from '../blobs.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { WorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { isInline } from './isInline.ts'
import type { JobJournal } from './JobJournal.ts'

export type ResultMakerParameters = {
  client: ChainClient
  deployment: Deployment
  journal: JobJournal
  blobs: BlobStore
  metrics: WorkerMetrics
  /** The key that signs for the worker's account; '0x' where that signs itself. */
  signer: Hex
  onStage: (kind: string, stage: string) => void | Promise<void>
}

export type MakeResultParameters = {
  job: Hex
  inputRoot: Hex
  input: Uint8Array
  /** Nobody else may have it any more when somebody asks. */
  keepInput: boolean
  model: ServedModel
}

/** The model failed on an input, so that there is no result. */
export class ModelFailedError extends Error {
  override readonly name = 'ModelFailedError'

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Runs models, signs what comes out, and writes it down. */
export class ResultMaker {
  readonly #parameters: ResultMakerParameters

  constructor(parameters: ResultMakerParameters) {
    this.#parameters = parameters
  }

  /**
   * Makes a job's result and writes it down before anything is sent, so that it is signed once.
   *
   * @throws ModelFailedError where the model fails on the input
   */
  async make({ job, inputRoot, input, keepInput, model }: MakeResultParameters): Promise<void> {
    const { client, deployment, journal, blobs, metrics, signer, onStage } = this.#parameters
    const start = Date.now()
    let output: Uint8Array
    try {
      output = await model.pool.run(input)
    } catch (cause) {
      throw new ModelFailedError(cause)
    }
    metrics.inferenceDuration.observe({ model: model.name }, (Date.now() - start) / 1000)
    const outputRoot = await model.rootOf(output)
    const receipt: Receipt = {
      request: job,
      outputRoot,
      profile: model.profile,
      completedAt: BigInt(Math.floor(Date.now() / 1000)),
    }
    const signature = await signReceipt(client, { deployment, receipt })
    if (!isInline(output, model)) await blobs.put(outputRoot, output)
    if (keepInput) await blobs.put(inputRoot, input)
    journal.putResult(job, { receipt, signature, signer, output })
    await onStage('run', 'stored')
  }
}
