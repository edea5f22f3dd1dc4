import { tensorRoot } from '@assay/program'
import {
  type Deployment,
  encodeCall,
  isSignedNonce,
  ledgerAbi,
  MAX_INLINE,
  marketCalls,
  placeOf,
  type Request,
  type SignedRequestMessage,
} from '@assay/protocol'
import { ContractError, decodeContractError } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { call, readContract } from 'viem/actions'
import type { ServedModel } from '../models/loadModel.ts'
import { hindrance, leastFee, objectionTo } from '../objectionTo.ts'
import type { Rules, WorkerState } from '../Rules.ts'
import type { SkipReason } from '../SkipReason.ts'
import { canFinish, type OwedRun } from '../schedule.ts'
import { Refusal } from './Refusal.ts'

export type ExamineOfferParameters = {
  deployment: Deployment
  rules: Rules
  worker: WorkerState
  message: SignedRequestMessage
  /** The runs that come into this one's way. */
  owed: readonly OwedRun[]
  /** The gas of all that is owed. */
  reserved: bigint
  /** The chain's time (unix seconds). */
  now: number
}

/**
 * Looks at what a stranger offers, before any work is done for it: waits for nothing, so that what is owed stays the same.
 *
 * @throws Refusal with what is wrong
 */
export function examineOffer(parameters: ExamineOfferParameters): void {
  const { deployment, rules, worker, message, owed, reserved, now } = parameters
  const { request, place } = message
  const own = placeOf(deployment, request)
  if (place.chainId !== own.chainId || !isAddressEqual(place.market, own.market)) {
    throw new Refusal(
      409,
      'OtherMarket',
      `The request is for market ${place.market} on chain ${place.chainId}; this worker is on ${own.market}, chain ${own.chainId}.`,
      'Sign a request for the market of this worker.',
    )
  }
  if (!isSignedNonce(request.nonce)) {
    throw new Refusal(
      422,
      'NonceIsForPost',
      'The nonce of this request is one for requests that their requester posts.',
      'Prepare the request with `signed: true`.',
    )
  }
  const reason =
    objectionTo(request, worker, rules, now) ??
    overExposed(request, worker, rules) ??
    hindrance(request, worker, rules, reserved)
  if (reason !== undefined) {
    const why = reason === 'fee-too-low' ? `${reason} (${priceOf(request, worker, rules)})` : reason
    throw new Refusal(
      422,
      'OfferRefused',
      `This worker does not take the request: ${why}.`,
      'GET /offers says what it takes.',
    )
  }
  const { offer, policy } = request
  if (policy.seats !== 1) {
    throw new Refusal(
      422,
      'OfferRefused',
      `The request asks for ${policy.seats} workers; by signature this worker takes only requests for one.`,
      'Post the request.',
    )
  }
  const { concurrency, minLockFor: margin } = rules
  const workshop = { runTimes: worker.runTimes, concurrency, margin, now }
  if (!canFinish({ model: request.model, deadline: offer.expiry }, owed, workshop)) {
    throw new Refusal(
      422,
      'OfferRefused',
      `The request expires in ${offer.expiry - now} seconds; this worker needs longer for the model, what comes before it, and ${margin} seconds to answer.`,
      'Sign a request with a later expiry.',
    )
  }
  if (offer.collateral > worker.ledgerBalance) {
    throw new Refusal(
      503,
      'CollateralNotThere',
      'This worker has less in the ledger than the collateral that the offer asks for.',
      'Ask for less collateral, or ask another worker.',
    )
  }
}

export type ExamineInputParameters = Pick<ExamineOfferParameters, 'message'> & {
  account: Address
  models: ReadonlyMap<Hex, ServedModel>
}

/**
 * Looks at a stranger's input: that of a request for a model which is served.
 *
 * @throws Refusal with what is wrong
 */
export async function examineInput(parameters: ExamineInputParameters): Promise<void> {
  const { account, models, message } = parameters
  const { request, input } = message
  const { inputBytes } = models.get(request.model)!.pool
  if (input.length !== inputBytes) {
    throw new Refusal(
      422,
      'InputDoesNotFit',
      `The input has ${input.length} bytes; the model takes ${inputBytes}.`,
      'Send the canonical bytes that the card describes.',
    )
  }
  const root = await tensorRoot(input)
  if (root !== request.inputRoot.toLowerCase()) {
    throw new Refusal(
      422,
      'InputRootMismatch',
      `The input has the root ${root}, but the request says ${request.inputRoot}.`,
      'Send the input that the request was made for.',
    )
  }
  const open = isAddressEqual(request.offer.worker, zeroAddress)
  if (open && input.length > MAX_INLINE) {
    throw new Refusal(
      422,
      'WorkerNotNamed',
      `An open request is posted with its input, of which at most ${MAX_INLINE} bytes go on chain.`,
      `Name the worker ${account} in the offer.`,
    )
  }
}

function overExposed(
  { offer }: Request,
  { claimedCollateral, promisedCollateral }: WorkerState,
  { maxTotalCollateral }: Rules,
): SkipReason | undefined {
  const total = claimedCollateral + promisedCollateral + offer.collateral
  return offer.collateral > 0n && total > maxTotalCollateral ? 'exposure-too-high' : undefined
}

/** What a worker asks and what it is offered, in the token's smallest unit. */
function priceOf(request: Request, worker: WorkerState, rules: Rules): string {
  const asked = rules.models.get(request.model)!.minFee + worker.gasCost
  const { royaltyBps } = worker.published.get(request.model)!
  return `it asks for ${leastFee(asked, royaltyBps)}, and is offered ${request.offer.maxFee}`
}

export type ExamineOnChainParameters = Pick<ExamineOfferParameters, 'deployment' | 'message'> & {
  client: ChainClient
  account: Address
}

/**
 * Signature, nonce, terms and balance, as the market itself sees them.
 *
 * @returns what the requester has in the ledger
 * @throws Refusal with what is wrong
 */
export async function examineOnChain(parameters: ExamineOnChainParameters): Promise<bigint> {
  const { client, deployment, account, message } = parameters
  const { request, signer, signature } = message
  const { to, data } = encodeCall(
    marketCalls.postSigned(deployment, {
      request,
      // The input is checked by itself; where it is plays no part.
      input: { data: '0x', uris: ['data:'] },
      signer,
      signature,
    }),
  )
  try {
    const [, balance] = await Promise.all([
      call(client, { account, to, data, blockTag: 'pending' }),
      readContract(client, {
        address: deployment.ledger,
        abi: ledgerAbi,
        functionName: 'balanceOf',
        args: [request.requester],
      }),
    ])
    return balance
  } catch (error) {
    const reason = decodeContractError(error)
    if (!(reason instanceof ContractError)) throw error
    const { errorName = 'Refused', shortMessage, remedy = '' } = reason
    throw new Refusal(422, errorName, shortMessage, remedy)
  }
}

/**
 * Makes sure that a requester can pay for all that this worker agrees to.
 *
 * @param parameters.promised what its other requests, agreed to and not yet paid, may take
 * @throws Refusal with what is missing
 */
export function examinePromises(parameters: {
  request: Request
  balance: bigint
  promised: bigint
}): void {
  const { request, balance, promised } = parameters
  const needed = promised + request.offer.maxFee
  if (balance >= needed) return
  throw new Refusal(
    422,
    'InsufficientBalance',
    `${request.requester} has ${balance} in the ledger, less than the ${needed} that its requests to this worker take together (in the token's smallest unit).`,
    'Deposit the difference first, or wait for the others.',
  )
}
