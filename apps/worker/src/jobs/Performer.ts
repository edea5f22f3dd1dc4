import { randomBytes } from 'node:crypto'
import { tensorRoot } from '@assay/program'
import { type Call, encodeCall, hashCommitment, MAX_INLINE, marketCalls } from '@assay/protocol'
import { ContractError, fetchInput } from '@assay/sdk'
import {
  deliverCall,
  deposit,
  type Fetcher,
  finalize,
  finalizeCall,
  type Head,
  isOutOfGas,
  isRefusedWith,
  marketGas,
  type ServiceContext,
  type TransactionOutcome,
} from '@assay/service'
import { bytesToHex, type Hex, isHex, zeroHash } from 'viem'
import type { BlobStore } from '../blobs.ts'
import type { Action, JobView } from '../JobView.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { WorkerMetrics } from '../observe/createWorkerMetrics.ts'
import { isInline } from './isInline.ts'
import type { JobJournal, JobResult } from './JobJournal.ts'
import { JobMemory, SHORT_PATIENCE } from './JobMemory.ts'
import { ModelFailedError, type ResultMaker } from './ResultMaker.ts'
import { RunTooLateError } from './RunQueue.ts'
import { settlementOf } from './settlementOf.ts'

/** How often a model may fail on one input before the job is left. */
const RUN_ATTEMPTS = 3
/** The wait after a pending verdict (seconds). */
const SETTLEMENT_PATIENCE = { least: 15, most: 600 }

/** What is sent about a job: one of each at a time. */
const KINDS = [
  ...(['draw', 'claim', 'commit', 'submit', 'reveal', 'leave'] as const),
  ...(['finalize', 'deliver', 'forfeit', 'expire'] as const),
]
type Kind = (typeof KINDS)[number]

type Performable = Exclude<Action, { type: 'close' }>

export type PerformerParameters = ServiceContext<WorkerMetrics> & {
  journal: JobJournal
  models: ReadonlyMap<Hex, ServedModel>
  maker: ResultMaker
  blobs: BlobStore
  maxInputBytes: number
  inputTimeout: number
  fetchBytes: Fetcher
  onStage: (kind: string, stage: string) => void | Promise<void>
}

/** Does what was decided: each action once at a time for each job, and none of them twice. */
export class Performer {
  readonly #parameters: PerformerParameters
  readonly #busy = new Map<string, Promise<void>>()
  readonly #fetching = new Set<Hex>()
  #deposits = { againAt: 0, delay: 0 }
  readonly memory = new JobMemory()

  constructor(parameters: PerformerParameters) {
    this.#parameters = parameters
  }

  /**
   * Whether something about a job is under way. A claim that the chain shows is not, though its receipt may be late: the time to
   * answer runs already.
   */
  isBusy(job: Hex, { isClaimed = false } = {}): boolean {
    const { sender } = this.#parameters
    const kinds = isClaimed ? KINDS.filter((kind) => kind !== 'claim') : KINDS
    if (!isClaimed && this.#busy.has(keyOf('claim', job))) return true
    return this.#busy.has(job) || kinds.some((kind) => sender.isInFlight(`${kind}:${job}`))
  }

  /** A deposit that was refused is not tried again before (unix seconds). */
  get depositAgainAt(): number {
    return this.#deposits.againAt
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
    const key = action.type === 'deposit' ? 'deposit' : keyOf(action.type, action.job.id)
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
        if (action.type === 'deposit') this.#postponeDeposit(head)
        else this.#postpone(action.job, head)
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
        return this.#deposit(action.amount, head)
      case 'draw':
        return this.#draw(action.job, head)
      case 'commit':
        return this.#commit(action.job, head)
      case 'reveal':
        return this.#reveal(action.job, head)
      case 'claim':
        return this.#claim(action.job, head)
      case 'run':
        return this.#run(action.job)
      case 'submit':
        return this.#submit(action.job, action.finalize, head)
      case 'leave':
        return this.#leave(action.job, head)
      case 'finalize':
        return this.#finalize(action.job, head)
      case 'deliver':
        return this.#deliver(action.job, action.when, head)
      case 'forfeit':
      case 'expire':
        return this.#housekeep(action.type, action.job, head)
    }
  }

  async #fetch(job: JobView): Promise<void> {
    const { journal, models, blobs, maxInputBytes, inputTimeout, fetchBytes, signal, log } =
      this.#parameters
    const known = journal.job(job.id)
    const model = models.get(job.request.model)
    if (known === undefined || model === undefined) return
    const { inputRoot } = job.request
    if (known.input.data === '0x') {
      // It was kept when the job was claimed, by this process or the one before.
      const kept = await blobs.get(inputRoot)
      if (kept !== undefined && (await tensorRoot(kept)) === inputRoot) {
        return this.memory.keepInput(job.id, { bytes: new Uint8Array(kept) })
      }
      // What stands on chain is there at once; others may let us wait.
      this.#fetching.add(job.id)
    }
    const result = await fetchInput({
      input: known.input,
      inputRoot,
      inputBytes: model.pool.inputBytes,
      maxBytes: maxInputBytes,
      timeout: inputTimeout,
      fetch: fetchBytes,
      signal,
    }).finally(() => this.#fetching.delete(job.id))
    this.memory.keepInput(job.id, result)
    if ('bytes' in result) return
    if (result.unusable === 'input-unavailable') {
      if (job.deadline === undefined) this.memory.backOff(job.id, Date.now())
      else this.#retrySoon(job)
    }
    log.debug({ job: job.id, detail: result.detail }, 'the input cannot be used')
  }

  async #deposit(amount: bigint, head: Head): Promise<void> {
    const outcome = this.#note('deposit', await deposit(this.#parameters, amount))
    if (outcome.status === 'included') this.#deposits = { againAt: 0, delay: 0 }
    else if (!isOutOfGas(outcome)) this.#postponeDeposit(head)
  }

  async #claim(job: JobView, head: Head): Promise<void> {
    const { deployment, metrics, log, account } = this.#parameters
    await this.#keepInput(job)
    const call = marketCalls.claim(deployment, {
      request: job.request,
      worker: account,
      ...(isHex(job.ticket) ? { ticket: job.ticket } : {}),
    })
    const outcome = await this.#send('claim', job, call)
    const model = this.#nameOf(job)
    if (outcome.status === 'included') {
      this.memory.markClaimed(job.id)
      this.memory.resume(job.id)
      metrics.jobs.inc({ status: 'claimed', model })
      log.info({ job: job.id, model }, 'job claimed')
    } else if (isRefusedWith(outcome, 'JobNotOpen')) {
      metrics.jobs.inc({ status: 'lost', model })
      log.info({ job: job.id }, 'another worker was faster')
    } else if (outcome.status === 'refused' || outcome.status === 'reverted') {
      const { reason } = outcome
      this.memory.explain(
        job.id,
        reason instanceof ContractError ? reason.shortMessage : reason.message,
      )
      this.#postpone(job, head, outcome)
    }
  }

  /** Keeps what was fetched for a job that is claimed now: its server may be gone by the time it is needed, or needed again. */
  async #keepInput(job: JobView): Promise<void> {
    const { journal, blobs } = this.#parameters
    const input = this.memory.inputOf(job.id)
    if (journal.job(job.id)?.input.data !== '0x' || !input || !('bytes' in input)) return
    await blobs.put(job.request.inputRoot, input.bytes)
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
        request: job.request,
        input: input.bytes,
        deadline: job.deadline ?? 0,
        // A challenged worker has to show it, and its server may be gone by then.
        keepInput: journal.job(job.id)?.input.data === '0x',
        model,
      })
    } catch (error) {
      if (error instanceof RunTooLateError) return
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

  async #submit(job: JobView, settles: boolean, head: Head): Promise<void> {
    const { deployment, metrics, log } = this.#parameters
    const submit = await this.#submission(job, zeroHash)
    const { request } = job
    const output = await this.#inlineOutput(job)
    const call = settles
      ? marketCalls.multicall([submit, finalizeCall(deployment, { request, output })])
      : submit
    const outcome = await this.#send('submit', job, call)
    if (outcome.status !== 'included') return this.#postpone(job, head, outcome)
    metrics.jobs.inc({ status: 'submitted', model: this.#nameOf(job) })
    this.#settled(job, outcome)
    log.info({ job: job.id, transaction: outcome.hash }, 'result submitted')
  }

  /** The call that submits a job's result, or opens a seat's commitment. */
  async #submission(job: JobView, salt: Hex): Promise<Call> {
    const { deployment, journal } = this.#parameters
    const { receipt, signature, signer } = journal.result(job.id) as JobResult
    const output = await this.#inlineOutput(job)
    return marketCalls.submit(deployment, {
      request: job.request,
      seat: job.seat?.number ?? 0,
      submission: {
        receipt,
        signer,
        signature,
        salt,
        output: output === undefined ? '0x' : bytesToHex(output),
        evidence: '0x',
      },
    })
  }

  /** Asks for the block that decides who may claim; each worker that wants the job does. */
  async #draw(job: JobView, head: Head): Promise<void> {
    const outcome = await this.#send('draw', job, marketCalls.draw({ request: job.request }))
    if (outcome.status !== 'included') this.#postpone(job, head, outcome)
  }

  async #commit(job: JobView, head: Head): Promise<void> {
    const { deployment, journal, account, log, onStage } = this.#parameters
    const { outputRoot } = (journal.result(job.id) as JobResult).receipt
    // Without its salt a commitment can't be opened, and the collateral is lost.
    const salt = journal.keepSalt(job.id, bytesToHex(randomBytes(32)))
    await onStage('salt', 'stored')
    const commitment = hashCommitment({ job: job.id, worker: account, outputRoot, salt })
    const { request } = job
    const seat = job.seat?.number ?? 0
    const call = marketCalls.commit(deployment, { request, seat, commitment })
    const outcome = await this.#send('commit', job, call)
    if (outcome.status !== 'included') return this.#postpone(job, head, outcome)
    this.memory.resume(job.id)
    log.info({ job: job.id }, 'committed to the result')
  }

  async #reveal(job: JobView, head: Head): Promise<void> {
    const { journal, metrics, log } = this.#parameters
    const salt = journal.salt(job.id)
    if (salt === undefined || !journal.hasResult(job.id)) {
      log.error({ job: job.id }, 'the salt of a commitment is not in the journal')
      return this.memory.backOff(job.id, Date.now())
    }
    const outcome = await this.#send('reveal', job, await this.#submission(job, salt))
    if (outcome.status !== 'included') return this.#postpone(job, head, outcome)
    metrics.jobs.inc({ status: 'submitted', model: this.#nameOf(job) })
    log.info({ job: job.id, transaction: outcome.hash }, 'result opened')
  }

  async #leave(job: JobView, head: Head): Promise<void> {
    const { deployment, journal, metrics, log } = this.#parameters
    const seat = job.seat?.number ?? 0
    const call = marketCalls.leave(deployment, { request: job.request, seat })
    const outcome = await this.#send('leave', job, call)
    if (outcome.status !== 'included') return this.#postpone(job, head, outcome)
    // It would claim the seat again.
    journal.close(job.id, 'left')
    metrics.jobs.inc({ status: 'left', model: this.#nameOf(job) })
    log.info({ job: job.id }, 'left a job that did not fill')
  }

  async #finalize(job: JobView, head: Head): Promise<void> {
    const { id, request } = job
    const output = await this.#inlineOutput(job)
    const outcome = await finalize(this.#parameters, { id, request, output })
    this.#note(`finalize:${id}`, outcome)
    if (outcome.status === 'included') {
      this.memory.resume(job.id)
      return this.#settled(job, outcome)
    }
    if (!('reason' in outcome) || !(outcome.reason instanceof ContractError)) {
      return this.#postpone(job, head, outcome)
    }
    const { errorName, operands } = outcome.reason
    const until = errorName === 'VerdictPending' ? Number(operands[1]) : 0
    // While something is disputed this is the latest end, and games mostly end sooner.
    const soon = Math.min(until, head.timestamp + SETTLEMENT_PATIENCE.most)
    const at = Math.max(soon, head.timestamp + SETTLEMENT_PATIENCE.least) * 1000
    this.memory.leaveUntil(job.id, at, SETTLEMENT_PATIENCE.least)
  }

  /** Somebody settled the job without the bytes that its target wants, or the target failed: it is called once more. */
  async #deliver(job: JobView, when: number, head: Head): Promise<void> {
    const { deployment, log } = this.#parameters
    this.memory.countDelivery(job.id)
    const output = await this.#inlineOutput(job)
    const call = deliverCall(deployment, { request: job.request, when, output })
    const outcome = await this.#send('deliver', job, call)
    // An included call says nothing of the target: whether it heard is read from the chain at the next look.
    this.memory.backOff(job.id, timeOf(head))
    if (outcome.status === 'included') log.info({ job: job.id, when }, 'callback made again')
  }

  async #housekeep(kind: 'forfeit' | 'expire', job: JobView, head: Head): Promise<void> {
    const { deployment, log } = this.#parameters
    const outcome = await this.#send(kind, job, marketCalls[kind](deployment, job))
    if (outcome.status !== 'included') return this.#postpone(job, head, outcome)
    this.memory.resume(job.id)
    log.info({ job: job.id }, kind === 'forfeit' ? 'missed seat forfeited' : 'job expired')
  }

  async #send(kind: Kind, job: JobView, call: Call): Promise<TransactionOutcome> {
    const key = `${kind}:${job.id}`
    const encoded = encodeCall(call)
    const gas = marketGas(encoded.data, job.request)
    return this.#note(key, await this.#parameters.sender.send({ kind, key, ...encoded, gas }))
  }

  /** Logs what was not done; that nothing can be paid for says the sender, once. */
  #note(key: string, outcome: TransactionOutcome): TransactionOutcome {
    if (isOutOfGas(outcome)) return outcome
    if (outcome.status === 'refused' || outcome.status === 'reverted') {
      this.#parameters.log.info({ key, error: outcome.reason }, `transaction ${outcome.status}`)
    }
    return outcome
  }

  /** Leaves alone what did not work, longer each time; what has a deadline is tried again in time for it. */
  #postpone(job: JobView, head: Head, outcome?: TransactionOutcome): void {
    // As long as nothing can be paid for, nothing is tried; then all of it is, at once.
    if (outcome !== undefined && isOutOfGas(outcome)) return
    const { state, seat, deadline = 0 } = job
    const now = timeOf(head)
    const owes = seat === undefined ? state === 'claimed' : seat.state === 'claimed'
    const end = deadline * 1000
    if (owes && end > now) this.memory.backOffUntil(job.id, now, end)
    else this.memory.backOff(job.id, now)
  }

  #postponeDeposit(head: Head): void {
    const delay = Math.min(Math.max(this.#deposits.delay * 2, SHORT_PATIENCE), 60)
    this.#deposits = { againAt: Math.floor(timeOf(head) / 1000) + delay, delay }
  }

  #retrySoon(job: JobView): void {
    this.memory.leaveUntil(job.id, Date.now() + SHORT_PATIENCE * 1000, SHORT_PATIENCE)
  }

  #settled(job: JobView, outcome: TransactionOutcome & { status: 'included' }): void {
    const { metrics, account, journal, toTokens, log } = this.#parameters
    const { outputRoot } = (journal.result(job.id) as JobResult).receipt
    const { logs } = outcome.receipt
    const settlement = settlementOf(logs, { job: job.id, worker: account, outputRoot })
    if (settlement === undefined) return
    const { status } = settlement
    metrics.jobs.inc({ status, model: this.#nameOf(job) })
    if (status === 'paid') {
      metrics.revenue.inc(toTokens(settlement.paid))
      log.info({ job: job.id, paid: toTokens(settlement.paid) }, 'paid')
    } else if (status === 'unpaid') log.warn({ job: job.id }, 'not paid: the collateral came back')
    else log.warn({ job: job.id }, 'not paid: the collateral is lost')
  }

  /** A job's output where it can travel on chain; of a model that is not served any more, its root tells. */
  async #inlineOutput(job: JobView): Promise<Uint8Array | undefined> {
    const { models, journal } = this.#parameters
    const result = journal.result(job.id)
    if (result === undefined) return undefined
    const { output, receipt } = result
    const model = models.get(job.request.model)
    if (model !== undefined) return isInline(output, model) ? output : undefined
    const fits = output.length <= MAX_INLINE && (await tensorRoot(output)) === receipt.outputRoot
    return fits ? output : undefined
  }

  #nameOf(job: JobView): string {
    return this.#parameters.models.get(job.request.model)?.name ?? 'unknown'
  }
}

/** The later of the chain's time and the machine's (milliseconds). */
function timeOf(head: Head): number {
  return Math.max(Date.now(), head.timestamp * 1000)
}

/** A claim is under way on its own: what follows it need not wait until its receipt is there. */
function keyOf(type: Performable['type'], job: Hex): string {
  return type === 'claim' ? `claim ${job}` : job
}
