/**
 * Requests: what a requester prepares, signs, posts and takes back. Amounts are in the token's smallest unit.
 *
 * @module
 */
import { tensorRoot } from '@assay/program'
import {
  type Callback,
  type Deployment,
  decodeOptimisticParams,
  decodeQuorumParams,
  disputeGameAbi,
  encodeSignedRequest,
  hashRequest,
  type Input,
  iDisputableAbi,
  isSignedNonce,
  MAX_INLINE,
  MAX_LOCK_FOR,
  marketCalls,
  marketDomain,
  marketOf,
  marketsAbi,
  modelRegistryAbi,
  noncePlace,
  normalizeSignature,
  placeOf,
  type Request,
  requestTypes,
  SIGNED_NONCE,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, hexToBigInt, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import {
  askWorker,
  notAWorker,
  type SignedRequestAgain,
  WorkerRefusedError,
  WorkerUnreachableError,
} from './askWorker.ts'
import * as balances from './balances.ts'
import { BaseError } from './errors/BaseError.ts'
import { ContractError } from './errors/decodeContractError.ts'
import { explained } from './errors/explainChainError.ts'
import {
  AccountMissingError,
  InsufficientTokenError,
  InvalidInputError,
} from './errors/namedErrors.ts'
import { allowLedger, type FundingStep } from './funding.ts'
import * as jobs from './jobs.ts'
import { checkInput } from './model/canonicalInput.ts'
import { type DisputableOffer, disputableOffer, isLarge } from './model/disputableOffer.ts'
import { fetchModelCard } from './model/fetchModelCard.ts'
import { signTypedData } from './signTypedData.ts'
import { chainTime } from './time.ts'
import type { AssayClient } from './types/client.ts'
import type { ModelCard, ModelVersion } from './types/model.ts'
import type { Quote } from './types/quote.ts'
import type { SignedRequest } from './types/signedRequest.ts'
import type { Terms } from './types/terms.ts'
import { accountOf, openWriter, type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `requests.prepare` takes. */
export type PrepareParameters = ReadParameters & {
  /** A published version (from `models.get` or `models.list`), or a bare model id. */
  model: ModelVersion | Hex
  /** The model's card, if at hand; without it size and type of the input can't be checked. */
  card?: ModelCard
  /** Canonical input bytes. */
  input: Uint8Array
  /** Where workers find an input too large to be sent inline. */
  uris?: readonly string[]
  /** What one seat is paid, in the token's smallest unit. */
  fee: bigint
  /** What a worker locks; the least that the verification method allows by default. */
  collateral?: bigint
  /** Seconds a worker has after claiming; 300 by default, or the market's least where that is more. */
  lockFor?: number
  /** Seconds until the offer ends; 3600 by default. */
  expiresIn?: number
  /** The only worker that may claim; anyone by default. */
  worker?: Address
  /**
   * What backs the answer: the worker's signature (by default), or a time in which anyone can dispute it. `strongest` is the latter where
   * the model's answers can be disputed, which costs the requester no more.
   */
  method?: 'signature' | 'optimistic' | 'strongest'
  /** How long an answer can be disputed (seconds), where `method` makes it so; the deployment's shortest by default. */
  window?: number
  /** Verifier contract, in place of `method`. */
  verifier?: Address
  /** The verifier's own parameters (encodeOptimisticParams, encodeQuorumParams); none by default. */
  params?: Hex
  /** How many workers answer; one by default. */
  seats?: number
  /** Which contract hears of the result; none by default. */
  callback?: Callback
  /** To be signed off chain (`requests.sign`) instead of posted, so that its requester needs no gas. */
  signed?: boolean
  /** The account that asks and pays; the client's by default. */
  requester?: Address
  /** Makes equal requests different; random by default. */
  nonce?: bigint
}

/** A request that is ready to be posted or signed, and what it costs. */
export type Prepared = {
  jobId: Hex
  request: Request
  input: Input
  quote: Quote
}

const DEFAULT_LOCK_FOR = 300
const DEFAULT_EXPIRES_IN = 3600
const DAY = 86_400
const NO_CALLBACK: Callback = { target: zeroAddress, gasLimit: 0, when: 0 }

/**
 * Makes a request and says what it costs and promises; signs and sends nothing.
 *
 * @throws InvalidInputError where the input does not fit the card, BaseError where the model is not published
 * @example
 * const { request, input, quote } = await client.requests.prepare({ model, card, input: pixels, fee: 400_000n })
 */
export function prepare(client: AssayClient, parameters: PrepareParameters): Promise<Prepared> {
  return explained(() => prepareRequest(client, parameters))
}

async function prepareRequest(
  client: AssayClient,
  parameters: PrepareParameters,
): Promise<Prepared> {
  const { deployment, model, card, input, fee, expiresIn = DEFAULT_EXPIRES_IN } = parameters
  const { worker = zeroAddress, uris = [] } = parameters
  const { seats = 1, callback = NO_CALLBACK, signed = false } = parameters
  const requester = parameters.requester ?? client.account?.address
  if (requester === undefined) throw new AccountMissingError()

  checkInput(card, input)
  const inline = input.length <= MAX_INLINE && uris.length === 0
  if (!inline && uris.length === 0) {
    throw new InvalidInputError(
      `The input has ${input.length} bytes; at most ${MAX_INLINE} travel inside a request.`,
      'Put the bytes where workers can fetch them, and give their address in `uris`.',
    )
  }
  checkAmount('fee', fee)
  if (parameters.collateral !== undefined) checkAmount('collateral', parameters.collateral)

  const modelId = typeof model === 'string' ? model : model.modelId
  const [[name, , version], now, inputRoot, balance, terms] = await Promise.all([
    readContract(client, {
      address: deployment.modelRegistry,
      abi: modelRegistryAbi,
      functionName: 'getModel',
      args: [modelId],
    }),
    chainTime(client),
    tensorRoot(input),
    balances.get(client, { deployment, address: requester }),
    getTerms(client, { deployment, seats }),
  ])
  const lockFor = parameters.lockFor ?? Math.max(DEFAULT_LOCK_FOR, terms.minLockFor)
  if (lockFor < terms.minLockFor || lockFor > MAX_LOCK_FOR) {
    throw new ContractError('LockOutOfRange', [lockFor, terms.minLockFor, MAX_LOCK_FOR])
  }
  const offer = offeredMethod(parameters, version, terms)
  const { verifier = offer?.verifier ?? deployment.verifiers.signature } = parameters
  const { params = offer?.params ?? '0x' } = parameters
  const method = methodOf(deployment, verifier)
  const dispute = disputeAsked(method, params)
  const leastCollateral = dispute === undefined ? 0n : terms.leastCollateral
  const collateral = parameters.collateral ?? offer?.collateral ?? leastCollateral
  const { inputBytes, outputBytes } = version
  if (inputBytes > 0 && input.length !== inputBytes) {
    throw new InvalidInputError(
      `The input has ${input.length} bytes; the model "${name}" takes ${inputBytes}.`,
      "Give the canonical bytes that the model's card describes.",
    )
  }
  const unchecked = card === undefined && inputBytes === 0 && !(await fitsCard(model, input))
  const large = isLarge(version, terms)
  if (dispute !== undefined) {
    if (version.profile !== terms.disputableProfile) {
      throw new ContractError('ModelNotDisputable', [version.profile, terms.disputableProfile])
    }
    if (collateral < leastCollateral) {
      throw new ContractError('CollateralTooLow', [collateral, leastCollateral])
    }
    if (large && !dispute.takesLarge) {
      throw new ContractError('DataTooLarge', [inputBytes, outputBytes, terms.demandableBytes])
    }
  }
  const request: Request = {
    requester,
    nonce: parameters.nonce ?? randomNonce() + (signed ? SIGNED_NONCE : 0n),
    model: modelId,
    inputRoot,
    offer: {
      minFee: fee,
      maxFee: fee,
      rampStart: 0,
      rampLength: 0,
      lockFor,
      expiry: now + expiresIn,
      collateral,
      worker,
    },
    policy: { seats, verifier, params },
    callback,
  }
  const mostSpent = priceOf(request)
  const warnings: string[] = []
  if (unchecked) {
    warnings.push(
      'Nobody checked that the model takes this input: its card was not given, and it cannot be fetched. Workers leave a request whose input does not fit.',
    )
  }
  if (version.deprecated) {
    warnings.push('The publisher of this model advises not to use this version any more.')
  }
  if (method === 'signature') {
    warnings.push(
      "The result will be backed only by the worker's signature; nobody compares or re-runs it before the worker is paid.",
    )
  }
  if (dispute !== undefined && large) {
    warnings.push(
      `The model's input or output exceeds ${terms.demandableBytes / 1024} KiB, so a worker that withholds it cannot be made to show it: nobody could then dispute the result.`,
    )
  }
  if (expiresIn > DAY) warnings.push('The offer stays open for more than a day.')
  return {
    jobId: hashRequest(deployment, request),
    request,
    input: inline ? { data: bytesToHex(input), uris: [] } : { data: '0x', uris },
    quote: {
      fee,
      seats: request.policy.seats,
      mostSpent,
      collateral,
      expiry: request.offer.expiry,
      lockFor,
      verifier,
      method,
      minLockFor: terms.minLockFor,
      leastCollateral,
      takesLarge: dispute?.takesLarge ?? false,
      freeBalance: balance.free,
      walletBalance: balance.wallet,
      ...missingOf(mostSpent, balance),
      warnings,
    },
  }
}

/** What `requests.post` takes. */
export type PostParameters = WriteParameters & {
  /** From `requests.prepare`. */
  request: Request
  /** From `requests.prepare`. */
  input: Input
  /** From `requests.prepare`: what it says is missing is deposited. Without it the balances are read. */
  quote?: Pick<Quote, 'toDeposit' | 'shortfall'>
  /** Called before each thing the wallet is asked for, so that a screen can say what it is. */
  onStep?: ((step: FundingStep | 'post') => void) | undefined
}

/** A job, and the transaction that posts it (and deposits, where the token has permit). */
export type Posted = { jobId: Hex; hash: Hex }

/**
 * Posts a prepared request, depositing what is missing of its price in the same transaction.
 *
 * @throws InsufficientTokenError, or BaseError with the reason in words; nothing is spent then
 * @example
 * const { jobId } = await client.requests.post(await client.requests.prepare(offer))
 */
export function post(client: AssayClient, parameters: PostParameters): Promise<Posted> {
  return explained(async () => {
    const { deployment, request, input, onStep } = parameters
    const writer = await openWriter(client, parameters)
    const price = priceOf(request)
    const address = writer.account.address
    const { toDeposit, shortfall } =
      parameters.quote ?? missingOf(price, await balances.get(client, { deployment, address }))
    if (shortfall > 0n) {
      const token = await balances.getToken(client, { deployment })
      throw new InsufficientTokenError({ needed: price, held: price - shortfall, ...token })
    }
    const posting = marketCalls.post(deployment, { request, input })
    let call = posting
    if (toDeposit > 0n) {
      const permit = await allowLedger(client, writer, { deployment, amount: toDeposit, onStep })
      const deposited = { request, amount: toDeposit }
      const deposit =
        permit === undefined
          ? marketCalls.deposit(deployment, deposited)
          : marketCalls.depositWithPermit(deployment, { ...deposited, permit })
      call = marketCalls.multicall([deposit, posting])
    }
    onStep?.('post')
    return { jobId: hashRequest(deployment, request), hash: await writer.send(call) }
  })
}

/** What `requests.sign` takes. */
export type SignParameters = WriteParameters & {
  /** From `requests.prepare` with `signed: true`. */
  request: Request
}

/**
 * Signs a request (EIP-712), so that anyone can submit it and its requester needs no gas. Until it expires or is cancelled
 * (`requests.cancel`), anyone who has the signature can spend the offer's fee from the requester's free balance, once.
 *
 * @throws BaseError where the nonce is not one for signed requests
 */
export function sign(client: AssayClient, parameters: SignParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, request } = parameters
    if (!isSignedNonce(request.nonce)) {
      throw new BaseError('The nonce of this request is one for requests that are posted.', {
        name: 'NonceNotForSignedError',
        remedy: 'Prepare it with `signed: true`; its nonce then has the top bit set.',
      })
    }
    return signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: marketDomain(deployment, request),
      types: requestTypes,
      primaryType: 'Request',
      message: request,
    })
  })
}

/** What `requests.postSigned` takes. */
export type PostSignedParameters = WriteParameters & SignedRequest & { input: Input }

/** Posts a request that its requester signed: paid from the requester's free balance, while the caller pays the gas. */
export async function postSigned(
  client: AssayClient,
  parameters: PostSignedParameters,
): Promise<Posted> {
  const { deployment, request, signer = '0x' } = parameters
  const jobId = hashRequest(deployment, request)
  const signature = await normalizeSignature({
    signature: parameters.signature,
    digest: jobId,
    signer: signer === '0x' ? request.requester : signer,
  })
  const call = marketCalls.postSigned(deployment, { ...parameters, signature })
  const hash = await write(client, parameters, call)
  return { jobId, hash }
}

/** What `requests.ask` takes. */
export type AskParameters = WriteParameters & {
  /** Where the worker answers, such as the endpoint of its profile. */
  workerUrl: string
  /** From `requests.prepare` with `signed: true`, naming the worker. */
  request: Request
  /** The input's canonical bytes. */
  input: Uint8Array
  /** A signature made before; the account signs by default. */
  signature?: Hex
  /** The key that signed for the requester (ERC-7913), where it was not the requester's account. */
  signer?: Hex
  signal?: AbortSignal
  /** Called before the wallet is asked, and before the worker is: then with what to keep, should no answer come. */
  onStep?: (step: 'sign-request' | 'ask-worker', again?: SignedRequestAgain) => void
}

/** What a worker agreed to. */
export type Agreed = {
  jobId: Hex
  signature: Hex
  /** The worker owes a result until then (unix seconds), and is paid with it. */
  expiry: number
}

/**
 * Asks a worker for a result with only a signature: the fee comes from the requester's free balance when the worker submits
 * the result, and the requester needs no gas. `jobs.wait` tells when it is there; until then the request can be
 * cancelled.
 *
 * Asked again with the same request and signature, it is the same job and one fee.
 *
 * @throws WorkerRefusedError with the worker's reason, WorkerUnreachableError where it does not answer; `again` of either is what to
 *   call this with to go on, since the signature is worth the fee until the request expires
 */
export async function ask(client: AssayClient, parameters: AskParameters): Promise<Agreed> {
  const { deployment, workerUrl, request, input, signer = '0x', signal, onStep } = parameters
  let { signature } = parameters
  if (signature === undefined) {
    onStep?.('sign-request')
    signature = await sign(client, parameters)
  }
  const again = { workerUrl, request, input, signature, signer }
  onStep?.('ask-worker', again)
  const jobId = hashRequest(deployment, request)
  const agreed = { jobId, signature, expiry: request.offer.expiry }
  const message = { place: placeOf(deployment, request), request, signature, signer, input }
  try {
    const body = encodeSignedRequest(message)
    const answer = await askWorker({ workerUrl, path: 'requests', body, signal })
    if (answer.jobId !== jobId) throw notAWorker(workerUrl)
    if (answer.state === 'failed' || answer.state === 'withdrawn') throw hasEnded(answer)
    return agreed
  } catch (error) {
    if (error instanceof WorkerRefusedError) {
      // An answer that was lost: the request is on chain already.
      const isKnown =
        error.reason === 'NonceAlreadyUsed' &&
        (await jobs.get(client, { deployment, jobId }).catch(() => undefined)) !== undefined
      if (isKnown) return agreed
    }
    if (error instanceof WorkerRefusedError || error instanceof WorkerUnreachableError) {
      error.again = again
    }
    throw error
  }
}

/** The worker agreed to the request earlier, and cannot answer it any more. */
function hasEnded({ state, detail }: Record<string, unknown>): WorkerRefusedError {
  const why = typeof detail === 'string' ? `: ${detail}` : '.'
  const sentence = `The worker agreed to this request, and then it was ${state}${why}`
  return new WorkerRefusedError(409, 'RequestEnded', sentence, 'Ask another worker.')
}

/** What `requests.cancel` takes. */
export type CancelParameters = WriteParameters & { request: Request }

/**
 * Takes an open request back, and refunds its requester in the ledger; or makes one worthless that the account signed.
 *
 * @returns the transaction's hash
 */
export function cancel(client: AssayClient, parameters: CancelParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.cancel(parameters.deployment, parameters))
}

/** What `requests.isNonceUsed` takes. */
export type IsNonceUsedParameters = ReadParameters & {
  requester: Address
  /** Of a signed request. */
  nonce: bigint
  /** For how many seats the request is: each market counts its own nonces. One by default. */
  seats?: number
}

/** Whether a signed request with this nonce was submitted or cancelled. */
export function isNonceUsed(
  client: AssayClient,
  parameters: IsNonceUsedParameters,
): Promise<boolean> {
  return explained(async () => {
    const { deployment, requester, nonce, seats = 1 } = parameters
    const { word, bit } = noncePlace(nonce)
    const bits = await readContract(client, {
      address: marketOf(deployment, seats),
      abi: marketsAbi,
      functionName: 'nonceBitmap',
      args: [requester, word],
    })
    return (bits & bit) !== 0n
  })
}

export type { Terms }

/** What `requests.getTerms` takes. */
export type GetTermsParameters = ReadParameters & {
  /** For how many seats; one by default. */
  seats?: number
}

/** Reads what an offer must be, so that a form can say it before a request is made. */
export function getTerms(client: AssayClient, parameters: GetTermsParameters): Promise<Terms> {
  return explained(async () => {
    const { deployment, seats = 1 } = parameters
    const dispute = { address: deployment.disputeGame, abi: disputeGameAbi } as const
    const market = { address: marketOf(deployment, seats), abi: marketsAbi } as const
    const optimistic = { address: deployment.verifiers.optimistic, abi: iDisputableAbi } as const
    const [minLockFor, leastCollateral, demandableBytes, profile, minWindow] = await Promise.all([
      readContract(client, { ...market, functionName: 'minLockFor' }),
      readContract(client, { ...dispute, functionName: 'leastCollateral' }),
      readContract(client, { ...dispute, functionName: 'demandableBytes' }),
      readContract(client, { ...dispute, functionName: 'profile' }),
      readContract(client, { ...optimistic, functionName: 'minWindow' }),
    ])
    return {
      minLockFor: Number(minLockFor),
      leastCollateral,
      demandableBytes: Number(demandableBytes),
      disputableProfile: profile,
      minWindow: Number(minWindow),
    }
  })
}

/** What an offer asks of its answer's verification where no verifier is named; undefined for nothing but a signature. */
function offeredMethod(
  { deployment, verifier, method = 'signature', seats = 1, fee, window }: PrepareParameters,
  model: Pick<ModelVersion, 'profile' | 'inputBytes' | 'outputBytes'>,
  terms: Terms,
): DisputableOffer | undefined {
  if (verifier !== undefined || method === 'signature') return undefined
  // Several answers are compared, which is a quorum's business.
  if (method === 'strongest' && seats > 1) return undefined
  const offer = disputableOffer(deployment, { model, fee, terms, window })
  if (offer === undefined && method === 'optimistic')
    throw new ContractError('ModelNotDisputable', [model.profile, terms.disputableProfile])
  return offer
}

/** A form that waits for a card waits no longer (milliseconds). */
const CARD_PATIENCE = 3_000

/**
 * Whether an input fits the card that the model's publisher serves.
 *
 * @throws InvalidInputError where it does not
 * @returns false where the card cannot be had
 */
async function fitsCard(model: ModelVersion | Hex, input: Uint8Array): Promise<boolean> {
  if (typeof model === 'string') return false
  try {
    const signal = AbortSignal.timeout(CARD_PATIENCE)
    checkInput(await fetchModelCard({ model, signal }), input)
    return true
  } catch (error) {
    if (error instanceof InvalidInputError) throw error
    return false
  }
}

/** The most that a request can cost: the fee of every seat. */
function priceOf({ offer, policy }: Request): bigint {
  return offer.maxFee * BigInt(policy.seats)
}

/** What has to be deposited for a price, and what is missing from ledger and wallet together. */
function missingOf(
  price: bigint,
  { free, wallet }: Pick<balances.Balance, 'free' | 'wallet'>,
): Pick<Quote, 'toDeposit' | 'shortfall'> {
  const toDeposit = price > free ? price - free : 0n
  return { toDeposit, shortfall: toDeposit > wallet ? toDeposit - wallet : 0n }
}

function checkAmount(name: string, amount: unknown): void {
  if (typeof amount === 'bigint' && amount >= 0n && amount < 2n ** 96n) return
  throw new BaseError(`The ${name} ${amount} is not an amount that a request can carry.`, {
    name: 'InvalidAmountError',
    remedy: "Give a bigint of the token's smallest unit, zero or more.",
  })
}

/** Of 255 bits: the top bit says that a request is signed off chain. */
function randomNonce(): bigint {
  return hexToBigInt(bytesToHex(globalThis.crypto.getRandomValues(new Uint8Array(32)))) >> 1n
}

/** What the parameters ask of disputes; undefined where nothing can be disputed, or the verifier cannot read them. */
function disputeAsked(method: Quote['method'], params: Hex): { takesLarge: boolean } | undefined {
  if (method === 'optimistic') return decodeOptimisticParams(params)
  const quorum = method === 'quorum' ? decodeQuorumParams(params) : undefined
  return quorum !== undefined && quorum.window > 0 ? quorum : undefined
}

function methodOf({ verifiers }: Deployment, verifier: Address): Quote['method'] {
  const known = Object.entries(verifiers).find(([, address]) => isSame(address, verifier))
  return (known?.[0] as Quote['method'] | undefined) ?? 'other'
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
