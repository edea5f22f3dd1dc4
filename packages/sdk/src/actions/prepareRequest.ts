import { tensorRoot } from '@assay/program'
import type { Callback, Deployment, Input, Request } from '@assay/protocol'
import {
  decodeOptimisticParams,
  decodeQuorumParams,
  hashRequest,
  MAX_INLINE,
  MAX_LOCK_FOR,
  modelRegistryAbi,
  SIGNED_NONCE,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, hexToBigInt, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import { chainTime } from '../chain/chainTime.ts'
import { BaseError } from '../errors/BaseError.ts'
import { ContractError } from '../errors/decodeContractError.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { AccountMissingError, InvalidInputError } from '../errors/namedErrors.ts'
import { checkInput } from '../model/canonicalInput.ts'
import type { AssayClient } from '../types/client.ts'
import type { ModelCard, ModelVersion } from '../types/model.ts'
import type { Quote } from '../types/quote.ts'
import { getBalance } from './getBalance.ts'
import { getOfferTerms } from './getOfferTerms.ts'

export type PrepareRequestParameters = {
  deployment: Deployment
  /** A published version (from getModel or listModels), or a bare model id. */
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
  /** Verifier contract; the deployment's signature verifier by default. */
  verifier?: Address
  /** The verifier's own parameters (encodeOptimisticParams, encodeQuorumParams); none by default. */
  params?: Hex
  /** How many workers answer; one by default. */
  seats?: number
  /** Which contract hears of the result; none by default. */
  callback?: Callback
  /** To be signed off chain (signRequest) instead of posted, so that its requester needs no gas. */
  signed?: boolean
  /** Who asks and pays; the client's account by default. */
  requester?: Address
  /** Makes equal requests different; random by default. */
  nonce?: bigint
}

export type PrepareRequestReturnType = {
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
 * const { request, input, quote } = await prepareRequest(client, { deployment, model, card, input: pixels, fee: 400_000n })
 */
export async function prepareRequest(
  client: AssayClient,
  parameters: PrepareRequestParameters,
): Promise<PrepareRequestReturnType> {
  const { deployment, model, card, input, fee, expiresIn = DEFAULT_EXPIRES_IN } = parameters
  const { worker = zeroAddress, verifier = deployment.verifiers.signature, uris = [] } = parameters
  const { params = '0x', seats = 1, callback = NO_CALLBACK, signed = false } = parameters
  const requester =
    parameters.requester ??
    (typeof client.account === 'string' ? client.account : client.account?.address)
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
  try {
    const [[, , version], now, inputRoot, balance, terms] = await Promise.all([
      readContract(client, {
        address: deployment.modelRegistry,
        abi: modelRegistryAbi,
        functionName: 'getModel',
        args: [modelId],
      }),
      chainTime(client),
      tensorRoot(input),
      getBalance(client, { deployment, address: requester }),
      getOfferTerms(client, { deployment, seats }),
    ])
    const lockFor = parameters.lockFor ?? Math.max(DEFAULT_LOCK_FOR, terms.minLockFor)
    if (lockFor < terms.minLockFor || lockFor > MAX_LOCK_FOR) {
      throw new ContractError('LockOutOfRange', [lockFor, terms.minLockFor, MAX_LOCK_FOR])
    }
    const method = methodOf(deployment, verifier)
    const dispute = disputeAsked(method, params)
    const leastCollateral = dispute === undefined ? 0n : terms.leastCollateral
    const collateral = parameters.collateral ?? leastCollateral
    const { inputBytes, outputBytes } = version
    const isLarge = [inputBytes, outputBytes].some((b) => b === 0 || b > terms.demandableBytes)
    if (dispute !== undefined) {
      if (version.profile !== terms.disputableProfile) {
        throw new ContractError('ModelNotDisputable', [version.profile, terms.disputableProfile])
      }
      if (collateral < leastCollateral) {
        throw new ContractError('CollateralTooLow', [collateral, leastCollateral])
      }
      if (isLarge && !dispute.takesLarge) {
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
    const mostSpent = request.offer.maxFee * BigInt(request.policy.seats)
    const toDeposit = mostSpent > balance.free ? mostSpent - balance.free : 0n
    const shortfall = toDeposit > balance.wallet ? toDeposit - balance.wallet : 0n
    const warnings: string[] = []
    if (version.deprecated) {
      warnings.push('The publisher of this model advises not to use this version any more.')
    }
    if (method === 'signature') {
      warnings.push(
        "The result will be backed only by the worker's signature; nobody compares or re-runs it before the worker is paid.",
      )
    }
    if (dispute !== undefined && isLarge) {
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
        toDeposit,
        shortfall,
        warnings,
      },
    }
  } catch (error) {
    throw explainChainError(error)
  }
}

function checkAmount(name: string, amount: bigint): void {
  if (amount >= 0n && amount < 2n ** 96n) return
  throw new BaseError(`The ${name} ${amount} is not an amount that a request can carry.`, {
    name: 'InvalidAmountError',
    remedy: "Give a whole number of the token's smallest unit, zero or more.",
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
