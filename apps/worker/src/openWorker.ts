import { disputes, jobs } from '@assay/sdk'
import {
  type AtEnd,
  createFetcher,
  GamePlayer,
  Housekeeping,
  type ServiceContext,
} from '@assay/service'
import { isAddressEqual } from 'viem'
import type { BlobStore } from './blobs.ts'
import { DrawReader } from './chain/DrawReader.ts'
import { MarketReader } from './chain/MarketReader.ts'
import { PublishedReader } from './chain/PublishedReader.ts'
import type { WorkerConfig } from './config.ts'
import { createDefenceMetrics } from './defend/createDefenceMetrics.ts'
import { Defender, type DisputedClaim } from './defend/Defender.ts'
import { Performer } from './jobs/Performer.ts'
import { ResultMaker } from './jobs/ResultMaker.ts'
import { RunQueue } from './jobs/RunQueue.ts'
import type { WorkerJournals } from './journals.ts'
import type { ServedModel } from './models/loadModel.ts'
import { Obligations } from './Obligations.ts'
import type { WorkerMetrics } from './observe/createWorkerMetrics.ts'
import type { WorkerStatus } from './observe/WorkerStatus.ts'
import type { Rules } from './Rules.ts'
import { StateReader } from './StateReader.ts'
import { RequestDesk } from './signed/RequestDesk.ts'
import { Worker } from './Worker.ts'
import type { WorkerParts } from './WorkerParts.ts'

export type WorkerContext = ServiceContext<WorkerMetrics>

export type OpenWorkerParameters = {
  context: WorkerContext
  config: WorkerConfig
  journals: WorkerJournals
  models: readonly ServedModel[]
  rules: Rules
  blobs: BlobStore
  status: WorkerStatus
  parts: WorkerParts
  onStage: (kind: string, stage: string) => void
  onFirstTick: () => void
  atEnd: AtEnd
}

/** Puts a worker's parts together, each with what it needs. */
export async function openWorker(
  parameters: OpenWorkerParameters,
): Promise<{ worker: Worker; desk: RequestDesk }> {
  const { context, config, journals, models, rules, blobs, status, parts } = parameters
  const { onStage, onFirstTick, atEnd } = parameters
  const { client, account, sender } = context
  const served = new Map(models.map((model) => [model.modelId, model]))
  const { maxBytes: maxInputBytes, timeout: inputTimeout } = config.input
  const inputs = { maxInputBytes, inputTimeout, fetchBytes: createFetcher(config.input) }
  const signer = isAddressEqual(sender.address, account) ? '0x' : sender.address

  const queue = new RunQueue(config.concurrency)
  const maker = new ResultMaker({
    ...{ ...context, journal: journals.jobs, blobs, worker: account, signer, queue, onStage },
  })
  for (const model of models) await maker.measure(model)
  const obligations = new Obligations({ signed: journals.signed, results: journals.jobs, queue })
  const published = new PublishedReader({ ...context, models: [...served.keys()] })
  const performer = new Performer({
    ...{ ...context, ...inputs, journal: journals.jobs, models: served, maker, blobs, onStage },
  })
  const state = new StateReader({
    ...{ ...context, published, maker, obligations, status, rules, deposits: performer },
  })
  const trace = async ({ job }: DisputedClaim) => {
    const { deployment } = context
    // A journal that was lost is no excuse: the chain has the request, and what was in it.
    const { request, input } =
      journals.jobs.job(job) ?? (await jobs.get(client, { deployment, jobId: job }))
    const model = served.get(request.model)
    if (model === undefined) {
      throw new Error(`The challenged model ${request.model} is not among models any more.`)
    }
    return parts.makeTrace({ ...inputs, request, input, model, blobs })
  }
  const defender = new Defender({
    ...context,
    ...config.chain,
    ...(await disputes.getTerms(client, { deployment: context.deployment })),
    metrics: createDefenceMetrics(context.metrics),
    accounts: journals.disputes.accounts,
    journal: journals.disputes,
    player: new GamePlayer({ ...context, role: 'worker', decide: parts.nextMove }),
    onEnd: (job) => performer.memory.resume(job),
    trace,
  })
  atEnd(() => defender.settled())
  const desk = new RequestDesk({
    ...context,
    ...{ models: served, maker, blobs, rules, state, obligations },
    journal: journals.signed,
    results: journals.jobs,
    refuseAfterWithdrawal: config.requests.refuseAfterWithdrawal,
  })
  atEnd(() => desk.settled())
  const worker = new Worker({
    ...context,
    ...{ performer, published, queue, desk, defender, rules, state, obligations, status },
    journal: journals.jobs,
    reader: new MarketReader({ ...context, ...config.chain, journal: journals.jobs }),
    draws: new DrawReader(context),
    names: new Map(models.map(({ modelId, name }) => [modelId, name])),
    housekeeping: new Housekeeping({
      keepDays: config.keepDays,
      reorgDepth: config.chain.reorgDepth,
      prune: (before, belowBlock) => {
        journals.signed.prune(before)
        journals.jobs.prune(before, belowBlock)
        context.sender.prune(before, belowBlock)
      },
    }),
    pollingInterval: config.chain.pollingInterval,
    onFirstTick,
  })
  return { worker, desk }
}
