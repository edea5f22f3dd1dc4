import type { Deployment, Receipt, Request } from '@assay/protocol'
import { work } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import { type Address, type Hex, zeroHash } from 'viem'
import type { BlobStore } from '../blobs.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { WorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { isInline } from './isInline.ts'
import type { JobJournal } from './JobJournal.ts'
import type { RunQueue } from './RunQueue.ts'

/** How many runs are remembered; the longest of them counts. */
const REMEMBERED_RUNS = 16

export type ResultMakerParameters = {
  client: ChainClient
  deployment: Deployment
  journal: JobJournal
  blobs: BlobStore
  metrics: WorkerMetrics
  /** The account that works. */
  worker: Address
  /** The key that signs for the worker's account; '0x' where that signs itself. */
  signer: Hex
  /** In which order models run. */
  queue: RunQueue
  onStage: (kind: string, stage: string) => void | Promise<void>
}

export type MakeResultParameters = {
  job: Hex
  request: Request
  input: Uint8Array
  /** The last second in which the result is of use (unix seconds). */
  deadline: number
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
  readonly #lastRuns = new Map<Hex, number[]>()

  constructor(parameters: ResultMakerParameters) {
    this.#parameters = parameters
  }

  /** The longest of each model's last runs (seconds). */
  get runTimes(): ReadonlyMap<Hex, number> {
    return new Map([...this.#lastRuns].map(([model, runs]) => [model, Math.max(...runs)]))
  }

  /**
   * Makes a job's result and writes it down before anything is sent, so that it is signed once.
   *
   * @throws ModelFailedError where the model fails on the input, RunTooLateError where its turn comes after the deadline
   */
  async make(parameters: MakeResultParameters): Promise<void> {
    const { job, request, input, deadline, keepInput, model } = parameters
    const { client, deployment, journal, blobs, worker, signer, queue, onStage } = this.#parameters
    const output = await queue.run({ job, deadline, work: () => this.#run(model, input) })
    const outputRoot = await model.rootOf(output)
    const receipt: Receipt = {
      worker,
      request: job,
      outputRoot,
      evidenceHash: zeroHash,
      profile: model.profile,
      completedAt: BigInt(Math.floor(Date.now() / 1000)),
    }
    const signature = await work.signReceipt(client, { deployment, request, receipt })
    if (!isInline(output, model)) await blobs.put(outputRoot, output)
    if (keepInput) await blobs.put(request.inputRoot, input)
    await journal.putResult(job, { receipt, signature, signer, output })
    await onStage('run', 'stored')
  }

  /** Runs a model once on zeros, so that its time is known before anything is claimed. */
  async measure(model: ServedModel): Promise<void> {
    await this.#run(model, new Uint8Array(model.pool.inputBytes))
  }

  async #run(model: ServedModel, input: Uint8Array): Promise<Uint8Array> {
    const start = Date.now()
    let output: Uint8Array
    try {
      output = await model.pool.run(input)
    } catch (cause) {
      throw new ModelFailedError(cause)
    }
    const seconds = (Date.now() - start) / 1000
    this.#parameters.metrics.inferenceDuration.observe({ model: model.name }, seconds)
    this.#lastRuns.set(model.modelId, [
      seconds,
      ...(this.#lastRuns.get(model.modelId) ?? []).slice(0, REMEMBERED_RUNS - 1),
    ])
    return output
  }
}
