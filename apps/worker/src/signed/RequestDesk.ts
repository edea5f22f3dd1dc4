import {
  type Call,
  decodeSignedRequest,
  encodeCall,
  hashRequest,
  MAX_INLINE,
  MessageError,
  marketCalls,
  normalizeSignature,
  type Request,
  type SignedRequestMessage,
} from '@assay/protocol'
import { ContractError, chainTime, jobs } from '@assay/sdk'
import {
  type HttpAnswer,
  marketGas,
  type ServiceContext,
  type TransactionOutcome,
} from '@assay/service'
import { bytesToHex, type Hex, isAddressEqual, isHex, zeroAddress, zeroHash } from 'viem'
import type { BlobStore } from '../blobs.ts'
import { isInline } from '../jobs/isInline.ts'
import type { JobJournal, JobResult } from '../jobs/JobJournal.ts'
import { ModelFailedError, type ResultMaker } from '../jobs/ResultMaker.ts'
import { RunTooLateError } from '../jobs/RunQueue.ts'
import { settlementOf } from '../jobs/settlementOf.ts'
import type { ServedModel } from '../models/loadModel.ts'
import type { Obligations } from '../Obligations.ts'
import { leastFee } from '../objectionTo.ts'
import type { WorkerMetrics } from '../observe/createWorkerMetrics.ts'
import type { Rules, WorkerState } from '../Rules.ts'
import type { StateReader } from '../StateReader.ts'
import { examineInput, examineOffer, examineOnChain, examinePromises } from './examine.ts'
import { Refusal, refusalAnswer } from './Refusal.ts'
import type { SignedEntry, SignedJournal } from './SignedJournal.ts'

/** The market's errors that say that the requester, not this worker, is the reason why a result can't be paid any more. */
const WITHDRAWN = ['NonceAlreadyUsed', 'InsufficientBalance', 'InvalidRequestSignature']
/** The wait after a failure (milliseconds). */
const PAUSE = 2_000
/** How often a model may fail on one input. */
const RUN_ATTEMPTS = 3

export type RequestDeskParameters = ServiceContext<WorkerMetrics> & {
  journal: SignedJournal
  results: JobJournal
  maker: ResultMaker
  models: ReadonlyMap<Hex, ServedModel>
  blobs: BlobStore
  rules: Rules
  /** What the worker has now. */
  state: StateReader
  obligations: Obligations
  /** How long a requester that withdrew a request is refused (seconds). */
  refuseAfterWithdrawal: number
}

/** Takes signed requests from strangers: examines them, agrees or refuses, and submits them to the market with their results. */
export class RequestDesk {
  readonly #parameters: RequestDeskParameters
  readonly #busy = new Map<Hex, Promise<void>>()
  readonly #pausedUntil = new Map<Hex, number>()
  readonly #failures = new Map<Hex, number>()
  #onDone: () => void = () => {}

  constructor(parameters: RequestDeskParameters) {
    this.#parameters = parameters
  }

  /** What this worker takes, for GET /offers. */
  async offers(): Promise<HttpAnswer> {
    const { deployment, account, models, rules, state } = this.#parameters
    const { gasCost, published } = (await state.recent()).worker
    return {
      body: {
        worker: account,
        chainId: deployment.chainId,
        market: deployment.market,
        minLockFor: rules.minLockFor,
        maxCollateral: rules.maxCollateral,
        verifiers: rules.verifiers,
        models: [...models.values()].map(({ name, modelId, profile, pool }) => ({
          name,
          modelId,
          profile,
          inputBytes: pool.inputBytes,
          maxCollateral: rules.models.get(modelId)!.maxCollateral,
          fee: leastFee(
            rules.models.get(modelId)!.minFee + gasCost,
            published.get(modelId)?.royaltyBps ?? 0,
          ),
        })),
      },
    }
  }

  /** Answers POST /requests. */
  async take(body: Uint8Array): Promise<HttpAnswer> {
    try {
      const message = read(body)
      const id = hashRequest(this.#parameters.deployment, message.request)
      return await this.#agree(id, await normalized(id, message))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#parameters.metrics.signedRefused.inc({ reason: error.name })
      return refusalAnswer(error)
    }
  }

  /** Answers GET /requests/<job>. */
  status(rest: string): HttpAnswer | undefined {
    const id = rest.toLowerCase()
    if (!isHex(id) || id.length !== 66) return undefined
    const { journal } = this.#parameters
    const entry = journal.isWritten(id) ? journal.entry(id) : undefined
    return entry && { body: this.#report(entry) }
  }

  /** Goes on with every accepted request of which nothing is under way; idempotent, so that it can be called at each head. */
  tick(now: number, onDone: () => void): void {
    this.#onDone = onDone
    const { journal } = this.#parameters
    for (const entry of journal.accepted()) if (journal.isWritten(entry.id)) this.#goOn(entry, now)
  }

  #goOn(entry: SignedEntry, now: number): void {
    const { log, sender } = this.#parameters
    const { id } = entry
    if (this.#busy.has(id) || sender.isInFlight(`fulfil:${id}`)) return
    if (Date.now() < (this.#pausedUntil.get(id) ?? 0)) return
    const step = this.#advance(entry, now)
      .catch((error: unknown) => {
        this.#pause(id)
        log.warn({ job: id, error }, 'a signed request failed; trying again')
      })
      .finally(() => {
        this.#busy.delete(id)
        this.#onDone()
      })
    this.#busy.set(id, step)
  }

  /** Whether results are owed. */
  isActive(): boolean {
    return this.#parameters.journal.accepted().length > 0
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#busy.values())
  }

  async #agree(id: Hex, message: SignedRequestMessage): Promise<HttpAnswer> {
    const { journal, log } = this.#parameters
    const { request } = message
    const known = journal.entry(id)
    if (known !== undefined) return this.#answerAgain(known)

    const before = journal.accepted()
    const { worker, now } = await this.#consider(message)
    this.#refuseWithdrawer(request, now)
    await examineInput({ ...this.#parameters, message })
    const balance = await examineOnChain({ ...this.#parameters, message })
    // INVARIANT: nothing is waited for from here on, so that nothing else is agreed to before this is written down.
    const again = journal.entry(id)
    if (again !== undefined) return this.#answerAgain(again)
    this.#examineOffer(message, worker, now)
    // What was paid since the balance was read may still be in it.
    const others = new Map([...before, ...journal.accepted()].map((entry) => [entry.id, entry]))
    const promised = [...others.values()]
      .map((entry) => entry.message.request)
      .filter(({ requester }) => isAddressEqual(requester, request.requester))
      .reduce((sum, { offer }) => sum + offer.maxFee, 0n)
    examinePromises({ request, balance, promised })
    const written = journal.accept(id, message)
    const entry = journal.entry(id)!
    await written
    log.info({ job: id, requester: request.requester }, 'signed request accepted')
    this.#goOn(entry, now)
    return { status: 202, body: this.#report(entry) }
  }

  /** Looks at an offer. What was read a moment ago is good enough to go on, but not to refuse. */
  async #consider(message: SignedRequestMessage): Promise<{ worker: WorkerState; now: number }> {
    const { state } = this.#parameters
    const recent = await state.recent()
    try {
      this.#examineOffer(message, recent.worker, recent.now)
      return recent
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    const newest = await state.newest()
    this.#examineOffer(message, newest.worker, newest.now)
    return newest
  }

  /** The answer to a request that was sent before: the first one may be on its way to the disk still. */
  async #answerAgain(entry: SignedEntry): Promise<HttpAnswer> {
    await this.#parameters.journal.written()
    return { body: this.#report(entry) }
  }

  #refuseWithdrawer({ requester }: Request, now: number): void {
    const { journal, refuseAfterWithdrawal } = this.#parameters
    const withdrawn = journal.lastWithdrawal(requester)
    const forgiven = (withdrawn ?? 0) + refuseAfterWithdrawal
    if (withdrawn === undefined || now >= forgiven) return
    throw new Refusal(
      403,
      'RequesterWithdrew',
      `${requester} withdrew a request after this worker had agreed to it.`,
      `Ask again in ${forgiven - now} seconds, post the request, or ask another worker.`,
    )
  }

  /** Whether there is a place, and what is offered is good, beside all that is owed at this moment. */
  #examineOffer(message: SignedRequestMessage, known: WorkerState, now: number): void {
    const { journal, rules, obligations } = this.#parameters
    const pending = journal.accepted().length
    if (pending >= rules.maxJobs) {
      throw new Refusal(
        503,
        'TooBusy',
        `This worker owes ${pending} results already.`,
        'Ask again in a moment, or ask another worker.',
      )
    }
    const worker = {
      ...known,
      promised: obligations.promised(),
      promisedCollateral: obligations.promisedCollateral(),
      claimedCollateral: obligations.claimedCollateral,
    }
    const owed = [...worker.promised, ...obligations.claimed]
    const reserved = obligations.promisedGas() + obligations.claimedGas
    examineOffer({ ...this.#parameters, worker, message, owed, reserved, now })
  }

  async #advance(entry: SignedEntry, now: number): Promise<void> {
    const { journal, results, models, metrics } = this.#parameters
    const { id, message } = entry
    const model = models.get(message.request.model)
    if (model === undefined) {
      return journal.end(id, 'failed', { detail: 'the model is not served any more' })
    }
    if (now > message.request.offer.expiry) {
      metrics.deadlineMissed.inc()
      return journal.end(id, 'failed', { detail: 'the request expired before it was answered' })
    }
    if (isAddressEqual(message.request.offer.worker, zeroAddress)) return this.#bring(entry)
    if (!results.hasResult(id)) await this.#answer(entry, model)
    const result = results.result(id)
    if (result !== undefined) await this.#fulfil(entry, result, model)
  }

  async #answer({ id, message }: SignedEntry, model: ServedModel): Promise<void> {
    const { maker, journal } = this.#parameters
    const { request, input } = message
    try {
      const deadline = request.offer.expiry
      await maker.make({ job: id, request, input, deadline, keepInput: true, model })
    } catch (error) {
      // The next look ends it.
      if (error instanceof RunTooLateError) return
      const failures = (this.#failures.get(id) ?? 0) + 1
      this.#failures.set(id, failures)
      if (!(error instanceof ModelFailedError) || failures < RUN_ATTEMPTS) throw error
      await journal.end(id, 'failed', { detail: `the model failed: ${(error as Error).message}` })
    }
  }

  async #fulfil(entry: SignedEntry, result: JobResult, model: ServedModel): Promise<void> {
    const { deployment, account } = this.#parameters
    const { request, signature, signer, input } = entry.message
    const { receipt } = result
    const isShown = input.length <= MAX_INLINE
    const call = marketCalls.fulfil(deployment, {
      request,
      // On chain where it fits, so that anyone can run it again; else it is served as a blob.
      input: { data: isShown ? bytesToHex(input) : '0x', uris: [] },
      requestSigner: signer,
      requestSignature: signature,
      worker: account,
      submission: {
        receipt,
        signer: result.signer,
        signature: result.signature,
        salt: zeroHash,
        output: isInline(result.output, model) ? bytesToHex(result.output) : '0x',
        evidence: '0x',
      },
    })
    await this.#send(entry, call, 'fulfilled')
  }

  /** An open request: its answer could be copied on its way, so the job is claimed first. */
  async #bring(entry: SignedEntry): Promise<void> {
    const { deployment, account } = this.#parameters
    const { request, signature, signer, input } = entry.message
    const located = { data: bytesToHex(input), uris: [] }
    const post = marketCalls.postSigned(deployment, { request, input: located, signer, signature })
    const claim = marketCalls.claim(deployment, { request, worker: account })
    await this.#send(entry, marketCalls.multicall([post, claim]), 'posted')
  }

  async #send(entry: SignedEntry, call: Call, done: 'fulfilled' | 'posted'): Promise<void> {
    const { deployment, sender, journal, metrics, log } = this.#parameters
    const { id, message } = entry
    const key = `fulfil:${id}`
    const encoded = encodeCall(call)
    const gas = marketGas(encoded.data, message.request)
    const outcome = await sender.send({ kind: 'fulfil', key, ...encoded, gas })
    if (outcome.status === 'included') {
      await journal.end(id, done, { transaction: outcome.hash })
      log.info({ job: id, transaction: outcome.hash }, `signed request ${done}`)
      this.#book(entry, outcome)
      return
    }
    const reason = 'reason' in outcome ? outcome.reason : undefined
    const name = reason instanceof ContractError ? reason.errorName : undefined
    if (name === undefined || !WITHDRAWN.includes(name)) return this.#pause(id)
    // Its nonce may be used because an earlier run of this process submitted it.
    const job = await jobs
      .get(this.#parameters.client, { deployment, jobId: id })
      .catch(() => undefined)
    const own = job?.seats.some(({ worker }) => isAddressEqual(worker, this.#parameters.account))
    if (job !== undefined && own) {
      const transaction = job.steps[0]?.transactionHash
      return journal.end(id, done, transaction === undefined ? {} : { transaction })
    }
    const detail = reason?.message ?? ''
    await journal.end(id, 'withdrawn', { detail })
    const at = await chainTime(this.#parameters.client)
    journal.rememberWithdrawal(id, message.request.requester, at)
    metrics.jobs.inc({ status: 'withdrawn', model: this.#nameOf(entry) })
    log.warn({ job: id, requester: message.request.requester, detail }, 'the requester withdrew')
  }

  #book(entry: SignedEntry, outcome: TransactionOutcome & { status: 'included' }): void {
    const { metrics, account, results, toTokens } = this.#parameters
    const outputRoot = results.result(entry.id)?.receipt.outputRoot ?? zeroHash
    const settled = settlementOf(outcome.receipt.logs, {
      job: entry.id,
      worker: account,
      outputRoot,
    })
    if (settled?.status !== 'paid') return
    metrics.jobs.inc({ status: 'paid', model: this.#nameOf(entry) })
    metrics.revenue.inc(toTokens(settled.paid))
  }

  #pause(id: Hex): void {
    this.#pausedUntil.set(id, Date.now() + PAUSE)
  }

  #nameOf({ message }: SignedEntry): string {
    return this.#parameters.models.get(message.request.model)?.name ?? 'unknown'
  }

  #report({ id, state, detail, transaction, message }: SignedEntry): Record<string, unknown> {
    const { account, results } = this.#parameters
    const result = results.result(id)
    return {
      jobId: id,
      worker: account,
      state,
      ...(detail === undefined ? {} : { detail }),
      expiry: message.request.offer.expiry,
      ...(transaction === undefined ? {} : { transaction }),
      // Before it is paid for, nobody is shown the answer.
      ...(result === undefined || transaction === undefined
        ? {}
        : {
            receipt: result.receipt,
            signature: result.signature,
            signer: result.signer,
            ...(result.output.length <= MAX_INLINE
              ? { output: bytesToHex(result.output) }
              : { outputPath: `/blobs/${result.receipt.outputRoot}` }),
          }),
    }
  }
}

/** The message with its signature as contracts take it: a wallet may have given another form of it. */
async function normalized(
  digest: Hex,
  message: SignedRequestMessage,
): Promise<SignedRequestMessage> {
  const { request, signature } = message
  const signer = message.signer === '0x' ? request.requester : message.signer
  return { ...message, signature: await normalizeSignature({ signature, digest, signer }) }
}

function read(body: Uint8Array): SignedRequestMessage {
  try {
    return decodeSignedRequest(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    const sentence = error instanceof MessageError ? error.message : 'The body is not UTF-8.'
    throw new Refusal(
      400,
      'MalformedRequest',
      sentence,
      'Send the JSON that encodeSignedRequest of @assay/protocol writes.',
    )
  }
}
