/**
 * Runs: a model asked with an input as people hold it, and its answer by the model's card.
 *
 * @module
 */
import { PROFILE_EXACT } from '@assay/program'
import { type Deployment, hashRequest, type Input, MAX_INLINE, type Request } from '@assay/protocol'
import { type Hex, isAddressEqual } from 'viem'
import { encodeInput, type GivenInput } from './card/encodeInput.ts'
import { countOf, numberTypes } from './card/numberTypes.ts'
import { type Card, readCard } from './card/readCard.ts'
import { type Output, readOutputs } from './card/readOutputs.ts'
import { BaseError } from './errors/BaseError.ts'
import { ContractError } from './errors/decodeContractError.ts'
import { JobNotFoundError, ModelCardError, RunFailedError } from './errors/namedErrors.ts'
import { fetchOffers } from './fetchOffers.ts'
import type { FundingStep } from './funding.ts'
import * as jobs from './jobs.ts'
import { fetchModelCard } from './model/fetchModelCard.ts'
import { fetchOutput } from './model/fetchOutput.ts'
import { storeOf } from './model/storeOf.ts'
import * as models from './models.ts'
import * as requests from './requests.ts'
import { chainTime } from './time.ts'
import type { AssayClient } from './types/client.ts'
import type { Job } from './types/job.ts'
import type { ModelCard, ModelVersion } from './types/model.ts'
import type { Quote } from './types/quote.ts'
import { uploadInput } from './uploadInput.ts'
import * as workers from './workers.ts'
import { accountOf, type ReadParameters, type WriteParameters } from './write.ts'

/** What `runs.prepare` takes: a model, an input, and anything of an offer that is not left to its default. */
export type PrepareParameters = Omit<
  requests.PrepareParameters,
  'model' | 'card' | 'input' | 'fee' | 'signed' | 'requester'
> &
  WriteParameters & {
    /** A name (`digits`), a name and version (`digits@2`), an id, or what `models.get` gives. */
    model: string | ModelVersion
    /** As people hold it: pixels, numbers, numbers by name, JSON, a row of a table, or canonical bytes. */
    input: GivenInput
    /** What one seat is paid, in the token's smallest unit; by default what the worker asks that serves the model's card. */
    fee?: bigint
    /** The model's card, if at hand; it is fetched and held against the registry otherwise. */
    card?: ModelCard
    /** Where an input goes that is too large for a request; by default to the worker that serves the model's card. */
    storeUrl?: string
    signal?: AbortSignal
  }

/** A run that is ready: nothing is signed or sent yet. */
export type PreparedRun = {
  /** What `runs.resume` takes. Text, so that a page or a process can keep it and go on after its end. */
  handle: string
  jobId: Hex
  quote: Quote
  model: ModelVersion
  card: Card
}

/**
 * Makes a request of an input as people hold it, and says what it costs; signs and sends nothing. Its method is the strongest by default.
 *
 * @throws InvalidInputError where the model cannot take the input, ModelNotFoundError, ModelCardError
 */
export async function prepare(
  client: AssayClient,
  parameters: PrepareParameters,
): Promise<PreparedRun> {
  const { deployment, account, model: named, input: given, storeUrl, signal, ...offer } = parameters
  const requester = accountOf(client, account).address
  const model =
    typeof named === 'string' ? await models.find(client, { deployment, model: named }) : named
  const source = parameters.card ?? (await fetchModelCard({ model, ...(signal && { signal }) }))
  const card = checkedCard(source, model)
  const input = await encodeInput(card, given)
  const fee = parameters.fee ?? (await askedFee(model, deployment, signal))
  let { uris } = parameters
  if (input.length > MAX_INLINE && uris === undefined) {
    const store = storeUrl ?? storeOf(model)
    if (store !== undefined)
      uris = [await uploadInput({ storeUrl: store, input, ...(signal && { signal }) })]
  }
  const { method = 'strongest' } = offer
  const terms = { ...offer, method, ...(uris && { uris }), deployment, requester, fee }
  const prepared = await requests.prepare(client, { ...terms, model, card: source, input })
  signal?.throwIfAborted()
  const handle = writeHandle(prepared)
  return { handle, jobId: prepared.jobId, quote: prepared.quote, model, card }
}

/** What `runs.post` takes. */
export type PostParameters = WriteParameters & {
  /** From `runs.prepare`, or from `onHandle` of `run`. */
  handle: string
  /** Stops before anything is sent. */
  signal?: AbortSignal
  /** Called before each thing the wallet is asked for. */
  onStep?: (step: FundingStep | 'post') => void
}

/** What `runs.wait` takes. */
export type WaitParameters = ReadParameters & {
  jobId: Hex
  /**
   * `settled` waits for the verdict, so that the answer is final. `signed` takes the worker's word as soon as it is on chain, and is the
   * default where the answer can be disputed from then on.
   */
  until?: 'signed' | 'settled'
  /** The model's card, if at hand. */
  card?: ModelCard
  /** Stops the waiting, not the job: `runs.wait` and `runs.resume` go on. */
  signal?: AbortSignal
  /** Called with the job whenever something happened to it. */
  onStatus?: (job: Job) => void
  /** How often the chain is asked (milliseconds); the client's own by default. */
  pollingInterval?: number
}

/** What `runs.resume` takes. */
export type ResumeParameters = PostParameters & Omit<WaitParameters, 'jobId'>

/** A model's answer. */
export type Answered = {
  jobId: Hex
  /** In the fewest words; undefined where the bytes are too many to be read one by one. */
  label: string | undefined
  /** One for each output of the model, as its card describes it. */
  outputs: readonly Output[]
  /** What the worker signed: the canonical bytes of all outputs. Their root was compared. */
  bytes: Uint8Array
  /** Whether the verdict is given; the answer can still be disputed otherwise. */
  isSettled: boolean
  /** The job with the worker's receipt and signature, and every transaction. */
  job: Job
  receipt: NonNullable<Job['receipt']>
  signature: Hex
  model: ModelVersion
  card: Card
}

/**
 * Posts a prepared run if the market does not know it yet, and does not wait. Called again with the same handle it is the same job and one
 * fee: a request's hash is its job's id, which the market takes once.
 *
 * @returns the job's id, which `runs.wait` takes
 */
export async function post(client: AssayClient, parameters: PostParameters): Promise<Hex> {
  const { deployment, handle, signal, account, onStep } = parameters
  const { request, input } = readHandle(handle, deployment)
  const jobId = hashRequest(deployment, request)
  signal?.throwIfAborted()
  if (await isKnown(client, deployment, jobId)) return jobId
  if ((await chainTime(client)) > request.offer.expiry) throw outOfTime(jobId, request)
  signal?.throwIfAborted()
  await requests
    .post(client, { deployment, account, request, input, onStep })
    .catch((error: unknown) => {
      // Posted before by another process, or by this one before it ended.
      if (!(error instanceof ContractError && error.errorName === 'JobAlreadyExists')) throw error
    })
  return jobId
}

/**
 * Waits for the answer of a job that was posted, here or elsewhere, and reads it by the model's card.
 *
 * @throws RunFailedError where the job ended without an accepted result; JobExpiredError where nobody answered it in time
 */
export async function wait(client: AssayClient, parameters: WaitParameters): Promise<Answered> {
  const { deployment, jobId, signal } = parameters
  const job = await waitFor(client, parameters)
  const { request, receipt, signature, state } = job
  const isOpen = state === 'submitted'
  if (receipt === undefined || signature === undefined || (state !== 'accepted' && !isOpen))
    throw new RunFailedError(job)
  const model = await models.get(client, { deployment, modelId: request.model })
  const source = parameters.card ?? (await fetchModelCard({ model, ...(signal && { signal }) }))
  const card = checkedCard(source, model)
  const lengths = card.outputs.map(
    ({ dtype, shape }) => countOf(shape) * (numberTypes[dtype]?.size ?? 1),
  )
  const { profile } = await workers.get(client, { deployment, worker: receipt.worker })
  const stores = profile === undefined ? [] : [profile.endpoint]
  const bytes = await fetchOutput({ job, lengths, model, stores, signal })
  const { label, outputs = [] } = readOutputs(bytes, card) ?? {}
  const answer = { label, outputs, bytes, isSettled: !isOpen }
  return { ...answer, jobId, job, receipt, signature, model, card }
}

/**
 * Goes on with a prepared run, in this process or another: `runs.post`, then `runs.wait`.
 *
 * @throws RunFailedError where the job ended without an accepted result; JobExpiredError where nobody answered it in time
 */
export async function resume(client: AssayClient, parameters: ResumeParameters): Promise<Answered> {
  const jobId = await post(client, parameters)
  return wait(client, { ...parameters, jobId })
}

/** What `run` takes. */
export type RunParameters = PrepareParameters &
  Omit<ResumeParameters, 'handle'> & {
    /** Given the handle before anything is sent. Keep it, and `runs.resume` goes on after a crash or a reload without paying twice. */
    onHandle?: (handle: string, quote: Quote) => void | Promise<void>
  }

/**
 * Asks a model and waits for its answer: reads the card, turns the input into bytes, posts the request with its fee, and reads the output
 * by the card. `client.run` is the same.
 *
 * @example
 * const { label } = await client.run({ model: 'pump', input: { speed: 2900, valve: 80, … } })
 */
export async function run(client: AssayClient, parameters: RunParameters): Promise<Answered> {
  const { handle, quote } = await prepare(client, parameters)
  await parameters.onHandle?.(handle, quote)
  return resume(client, { ...parameters, handle })
}

function checkedCard(source: ModelCard, model: ModelVersion): Card {
  const card = readCard(source, { exact: model.profile === PROFILE_EXACT })
  if (card !== undefined) return card
  throw new ModelCardError(`The card of "${model.name}" does not say what goes in and comes out.`)
}

/** What the worker asks that serves the model's card, by its own word. */
async function askedFee(
  model: ModelVersion,
  deployment: Deployment,
  signal: AbortSignal | undefined,
): Promise<bigint> {
  const store = storeOf(model)
  const offers =
    store === undefined
      ? undefined
      : await fetchOffers({ workerUrl: store, ...(signal && { signal }) }).catch(() => undefined)
  signal?.throwIfAborted()
  const offer = offers?.models.find(({ modelId }) => modelId === model.modelId)
  if (offer !== undefined && offers?.chainId === deployment.chainId) return offer.fee
  throw new BaseError(`No worker that is known names a price for "${model.name}".`, {
    name: 'FeeMissingError',
    remedy: "Give `fee`, in the token's smallest unit.",
  })
}

async function isKnown(client: AssayClient, deployment: Deployment, jobId: Hex): Promise<boolean> {
  try {
    await jobs.get(client, { deployment, jobId })
    return true
  } catch (error) {
    if (error instanceof JobNotFoundError) return false
    throw error
  }
}

/** Waits for the end, or only for a signed result. */
async function waitFor(client: AssayClient, parameters: WaitParameters): Promise<Job> {
  const { deployment, jobId, until, signal, onStatus, pollingInterval } = parameters
  const enough = new AbortController()
  let signed: Job | undefined
  const told = (job: Job) => {
    onStatus?.(job)
    const { verifier } = job.request.policy
    const isOptimistic = isAddressEqual(verifier, deployment.verifiers.optimistic)
    const isAwaited = (until ?? (isOptimistic ? 'signed' : 'settled')) === 'signed'
    // Of several seats the first answer has no receipt that counts.
    if (!isAwaited || job.state !== 'submitted' || job.receipt === undefined) return
    signed = job
    enough.abort()
  }
  try {
    return await jobs.wait(client, {
      ...{ deployment, jobId, onStatus: told },
      signal: AbortSignal.any([enough.signal, ...(signal ? [signal] : [])]),
      ...(pollingInterval === undefined ? {} : { pollingInterval }),
    })
  } catch (error) {
    if (signed === undefined || signal?.aborted) throw error
    return signed
  }
}

function outOfTime(jobId: Hex, { offer }: Request): BaseError {
  const ended = new Date(offer.expiry * 1000).toISOString()
  return new BaseError(`Job ${jobId} was never posted, and its offer ended at ${ended}.`, {
    name: 'RunExpiredError',
    remedy: 'Nothing was paid. Run the model anew.',
  })
}

/** What a handle is, as JSON. */
type Handle = { jobId: Hex; request: Request; input: Input }

const AMOUNTS = ['nonce', 'minFee', 'maxFee', 'collateral'] as const

function writeHandle({ jobId, request, input }: Handle): string {
  return JSON.stringify({ jobId, request, input }, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

/** Reads a handle. Its request has to have the id that it says, so a handle of another deployment is none. */
function readHandle(handle: string, deployment: Deployment): Handle {
  try {
    const read = JSON.parse(handle, (key, value: unknown) =>
      (AMOUNTS as readonly string[]).includes(key) ? BigInt(value as string) : value,
    ) as Handle
    if (hashRequest(deployment, read.request) === read.jobId) return read
  } catch (cause) {
    throw notAHandle(cause)
  }
  throw notAHandle()
}

function notAHandle(cause?: unknown): BaseError {
  return new BaseError('This is no handle of a run in this deployment.', {
    name: 'HandleError',
    remedy: 'Give the text that `onHandle` was given, and the deployment that it was made for.',
    cause,
  })
}
