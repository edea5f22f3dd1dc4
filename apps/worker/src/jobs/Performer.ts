import { randomBytes } from 'node:crypto'
import { tensorRoot } from '@assay/program'
import {
  type Deployment,
  hashCommitment,
  marketAbi,
  quorumVerifierAbi,
  type Receipt,
} from '@assay/protocol'
import { ContractError, fetchInput, marketCalldata, permitCall, submissionCalls } from '@assay/sdk'
import type {
  ChainClient,
  Fetcher,
  Head,
  Log,
  TransactionOutcome,
  TransactionSender,
} from '@assay/service'
import { type Address, bytesToHex, encodeFunctionData, erc20Abi, type Hex, isHex } from 'viem'
import type { Action, JobView } from '../decide.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { WorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { isInline, MAX_INLINE_OUTPUT } from './isInline.ts'
import type { JobJournal, JobResult } from './JobJournal.ts'
import { JobMemory } from './JobMemory.ts'
import { ModelFailedError, type ResultMaker } from './ResultMaker.ts'
import { settlementOf } from './settlementOf.ts'

/** How often a model may fail on one input before the job is left. */
const RUN_ATTEMPTS = 3

type Performable = Exclude<Action, { type: 'close' }>

export type PerformerParameters = {
  client: ChainClient
  deployment: Deployment
  journal: JobJournal
  sender: TransactionSender
  /** The account that works: whose seats, collateral and fees they are. The sender's own, or one that listed it as its key. */
  account: Address
  models: ReadonlyMap<Hex, ServedModel>
  maker: ResultMaker
  metrics: WorkerMetrics
  log: Log
  maxInputBytes: number
  inputTimeout: number
  fetchBytes: Fetcher
  signal: AbortSignal
  /** An amount in whole tokens, for logs and metrics. */
  toTokens: (amount: bigint) => number
  onStage: (kind: string, stage: string) => void | Promise<void>
}

/** Does what was decided: each action once at a time for each job, and none of them twice. */
export class Performer {
  readonly #parameters: PerformerParameters
  readonly #busy = new Map<string, Promise<void>>()
  readonly #fetching = new Set<Hex>()
  readonly memory = new JobMemory()

  constructor(parameters: PerformerParameters) {
    this.#parameters = parameters
  }

  isBusy(job: Hex): boolean {
    const { sender } = this.#parameters
    const kinds = ['draw', 'claim', 'commit', 'submit', 'reveal', 'finalize', 'forfeit', 'expire']
    return this.#busy.has(job) || kinds.some((kind) => sender.isInFlight(`${kind}:${job}`))
  }

  isFetching(job: Hex): boolean {
    return this.#fetching.has(job)
  }

  isActive(): boolean {
    return this.#busy.size > 0
  }

  /** Waits until everything under way is done, or the time is over (milliseconds). */
  async settled(timeout: number): Promise<void> {
    const { sender } = this.#parameters
    const all = Promise.allSettled([...this.#busy.values(), sender.idle()])
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, timeout))
    })
    await Promise.race([all, over])
    clearTimeout(timer)
  }

  /** Does one action; failures are logged, and the next look at the chain decides again. */
  perform(action: Performable, head: Head): Promise<void> {
    const key = action.type === 'deposit' ? 'deposit' : action.job.id
    const running = this.#busy.get(key)
    if (running) return running
    const promise = this.#do(action, head)
      .catch((error: unknown) => {
        if (this.#parameters.signal.aborted) return
        const job = action.type === 'deposit' ? undefined : action.job.id
        this.#parameters.log.warn(
          { action: action.type, job, error },
          'an action failed; trying again',
        )
      })
      .finally(() => this.#busy.delete(key))
    this.#busy.set(key, promise)
    return promise
  }

  #do(action: Performable, head: Head): Promise<void> {
    switch (action.type) {
      case 'fetch':
        return this.#fetch(action.job)
      case 'deposit':
        return this.#deposit(action.amount)
      case 'draw':
        return this.#draw(action.job)
      case 'commit':
        return this.#commit(action.job, head)
      case 'reveal':
        return this.#reveal(action.job, head)
      case 'claim':
        return this.#claim(action.job, head)
      case 'run':
        return this.#run(action.job)
      case 'submit':
        return this.#submit(action.job, action.finalize)
      case 'finalize':
        return this.#finalize(action.job, head)
      case 'forfeit':
      case 'expire':
        return this.#housekeep(action.type, action.job)
    }
  }

  async #fetch(job: JobView): Promise<void> {
    const { journal, models, maxInputBytes, inputTimeout, fetchBytes, signal, log } =
      this.#parameters
    const known = journal.job(job.id)
    const model = models.get(job.request.model)
    if (known === undefined || model === undefined) return
    // What stands on chain is there at once; others may let us wait.
    if (known.input.data === '0x') this.#fetching.add(job.id)
    const result = await fetchInput({
      input: known.input,
      inputRoot: job.request.inputRoot,
      inputBytes: model.pool.inputBytes,
      maxBytes: maxInputBytes,
      timeout: inputTimeout,
      fetch: fetchBytes,
      signal,
    }).finally(() => this.#fetching.delete(job.id))
    this.memory.keepInput(job.id, result)
    if ('bytes' in result) return
    if (result.unusable === 'input-unavailable') this.memory.backOff(job.id, Date.now())
    log.debug({ job: job.id, detail: result.detail }, 'the input cannot be used')
  }

  async #deposit(amount: bigint): Promise<void> {
    const { client, deployment, sender } = this.#parameters
    const permit = await permitCall(client, { deployment, account: client.account, amount })
    let data = permit
    if (data === undefined) {
      const approved = await this.#send('approve', deployment.token, {
        key: 'approve',
        data: encodeFunctionData({
          abi: erc20Abi,
          functionName: 'approve',
          args: [deployment.market, amount],
        }),
      })
      if (approved.status !== 'included') return
      data = encodeFunctionData({ abi: marketAbi, functionName: 'deposit', args: [amount] })
    }
    if (sender.isInFlight('deposit')) return
    await this.#send('deposit', deployment.market, { key: 'deposit', data })
  }

  async #claim(job: JobView, head: Head): Promise<void> {
    const { deployment, metrics, log, account } = this.#parameters
    const data = encodeFunctionData({
      abi: marketAbi,
      functionName: 'claim',
      args: [job.request, account, isHex(job.ticket) ? job.ticket : '0x'],
    })
    const outcome = await this.#send('claim', deployment.market, { key: `claim:${job.id}`, data })
    const model = this.#nameOf(job)
    if (outcome.status === 'included') {
      this.memory.markClaimed(job.id)
      this.memory.resume(job.id)
      metrics.jobs.inc({ status: 'claimed', model })
      log.info({ job: job.id, model }, 'job claimed')
    } else if (isNamed(outcome, 'JobNotOpen')) {
      metrics.jobs.inc({ status: 'lost', model })
      log.info({ job: job.id }, 'another worker was faster')
    } else if (outcome.status === 'refused' || outcome.status === 'reverted') {
      const { reason } = outcome
      this.memory.explain(
        job.id,
        reason instanceof ContractError ? reason.shortMessage : reason.message,
      )
      this.memory.backOff(job.id, Math.max(Date.now(), head.timestamp * 1000))
    }
  }

  async #run(job: JobView): Promise<void> {
    const { models, metrics, log, journal, maker } = this.#parameters
    const model = models.get(job.request.model)
    const input = this.memory.inputOf(job.id)
    if (model === undefined || input === undefined || !('bytes' in input)) return
    metrics.queueWait.observe({ model: model.name }, this.memory.sinceClaim(job.id))
    try {
      await maker.make({
        job: job.id,
        inputRoot: job.request.inputRoot,
        input: input.bytes,
        // Whoever is challenged has to show it, and its server may be gone by then.
        keepInput: journal.job(job.id)?.input.data === '0x',
        model,
      })
    } catch (error) {
      if (!(error instanceof ModelFailedError)) throw error
      metrics.jobs.inc({ status: 'failed', model: model.name })
      log.error({ job: job.id, model: model.name, error }, 'the model failed on this input')
      if (this.memory.countFailure(job.id) >= RUN_ATTEMPTS) {
        this.memory.keepInput(job.id, { unusable: 'inference-failed', detail: error.message })
        // The same bytes fail again, so they are not fetched again.
        this.memory.resume(job.id)
      }
      return
    }
    this.memory.dropInput(job.id)
  }

  async #submit(job: JobView, finalize: boolean): Promise<void> {
    const { deployment, journal, metrics, log } = this.#parameters
    const result = journal.result(job.id) as JobResult
    const inline = await this.#isInline(job, result.receipt, result.output)
    const calls = submissionCalls({
      request: job.request,
      receipt: result.receipt,
      signature: result.signature,
      signer: result.signer,
      output: inline ? result.output : new Uint8Array(),
      finalize,
    })
    const outcome = await this.#send('submit', deployment.market, {
      key: `submit:${job.id}`,
      data: marketCalldata(calls),
    })
    if (outcome.status !== 'included') return
    metrics.jobs.inc({ status: 'submitted', model: this.#nameOf(job) })
    this.#settled(job, outcome)
    log.info({ job: job.id, transaction: outcome.hash }, 'result submitted')
  }

  /** Asks for the block that decides who may come; whoever wants the job does. */
  async #draw(job: JobView): Promise<void> {
    const { verifier } = job.request.policy
    const data = encodeFunctionData({
      abi: quorumVerifierAbi,
      functionName: 'draw',
      args: [job.id],
    })
    await this.#send('draw', verifier, { key: `draw:${job.id}`, data })
  }

  async #commit(job: JobView, head: Head): Promise<void> {
    const { deployment, journal, account, log, onStage } = this.#parameters
    const { outputRoot } = (journal.result(job.id) as JobResult).receipt
    // Without its salt a commitment can't be opened, and the collateral is lost.
    const salt = journal.keepSalt(job.id, bytesToHex(randomBytes(32)))
    await onStage('salt', 'stored')
    const commitment = hashCommitment({ job: job.id, worker: account, outputRoot, salt })
    const data = encodeFunctionData({
      abi: marketAbi,
      functionName: 'commit',
      args: [job.request, BigInt(job.seat?.number ?? 0), commitment],
    })
    const outcome = await this.#send('commit', deployment.market, { key: `commit:${job.id}`, data })
    if (outcome.status !== 'included') {
      return this.memory.backOff(job.id, Math.max(Date.now(), head.timestamp * 1000))
    }
    this.memory.resume(job.id)
    log.info({ job: job.id }, 'committed to the result')
  }

  async #reveal(job: JobView, head: Head): Promise<void> {
    const { deployment, journal, metrics, log } = this.#parameters
    const { receipt, signature, signer, output } = journal.result(job.id) as JobResult
    const salt = journal.salt(job.id)
    if (salt === undefined) {
      log.error({ job: job.id }, 'the salt of a commitment is not in the journal')
      return this.memory.backOff(job.id, Date.now())
    }
    const [data] = submissionCalls({
      request: job.request,
      seat: BigInt(job.seat?.number ?? 0),
      receipt,
      signature,
      signer,
      salt,
      output: (await this.#isInline(job, receipt, output)) ? output : new Uint8Array(),
      finalize: false,
    })
    const key = `reveal:${job.id}`
    const outcome = await this.#send('reveal', deployment.market, { key, data: data! })
    if (outcome.status !== 'included') {
      return this.memory.backOff(job.id, Math.max(Date.now(), head.timestamp * 1000))
    }
    metrics.jobs.inc({ status: 'submitted', model: this.#nameOf(job) })
    log.info({ job: job.id, transaction: outcome.hash }, 'result opened')
  }

  async #finalize(job: JobView, head: Head): Promise<void> {
    const { deployment } = this.#parameters
    const data = encodeFunctionData({
      abi: marketAbi,
      functionName: 'finalize',
      args: [job.request, '0x'],
    })
    const outcome = await this.#send('finalize', deployment.market, {
      key: `finalize:${job.id}`,
      data,
    })
    if (outcome.status === 'included') return this.#settled(job, outcome)
    if (!('reason' in outcome) || !(outcome.reason instanceof ContractError)) return
    const { errorName, operands } = outcome.reason
    const until = errorName === 'VerdictPending' ? Number(operands[1]) : 0
    const at = Math.max(until, head.timestamp + 15) * 1000
    this.memory.leaveUntil(job.id, at, 15)
  }

  async #housekeep(kind: 'forfeit' | 'expire', job: JobView): Promise<void> {
    const { deployment, log } = this.#parameters
    const data = encodeFunctionData({ abi: marketAbi, functionName: kind, args: [job.request] })
    const outcome = await this.#send(kind, deployment.market, { key: `${kind}:${job.id}`, data })
    if (outcome.status === 'included') {
      log.info({ job: job.id }, kind === 'forfeit' ? 'missed seat forfeited' : 'job expired')
    }
  }

  async #send(
    kind: string,
    to: Hex,
    call: { key: string; data: Hex },
  ): Promise<TransactionOutcome> {
    const { sender, log } = this.#parameters
    const outcome = await sender.send({ kind, to, ...call })
    if (outcome.status === 'refused' || outcome.status === 'reverted') {
      log.info({ kind, key: call.key, error: outcome.reason }, `transaction ${outcome.status}`)
    }
    return outcome
  }

  #settled(job: JobView, outcome: TransactionOutcome & { status: 'included' }): void {
    const { metrics, account, toTokens, log } = this.#parameters
    const { logs } = outcome.receipt
    const settlement = settlementOf(logs, { job: job.id, worker: account })
    if (settlement === undefined) return
    const { status } = settlement
    metrics.jobs.inc({ status, model: this.#nameOf(job) })
    if (status !== 'paid') {
      log.warn({ job: job.id }, `not paid: the job is ${status}`)
      return
    }
    metrics.revenue.inc(toTokens(settlement.paid))
    log.info({ job: job.id, paid: toTokens(settlement.paid) }, 'paid')
  }

  /** Whether an output travels on chain; of a model that is served no more, its root tells. */
  async #isInline(job: JobView, { outputRoot }: Receipt, output: Uint8Array): Promise<boolean> {
    const model = this.#parameters.models.get(job.request.model)
    if (model !== undefined) return isInline(output, model)
    return output.length <= MAX_INLINE_OUTPUT && (await tensorRoot(output)) === outputRoot
  }

  #nameOf(job: JobView): string {
    return this.#parameters.models.get(job.request.model)?.name ?? 'unknown'
  }
}

function isNamed(outcome: TransactionOutcome, errorName: string): boolean {
  return (
    'reason' in outcome &&
    outcome.reason instanceof ContractError &&
    outcome.reason.errorName === errorName
  )
}
