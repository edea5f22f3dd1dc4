import type { Address, Hex } from 'viem'
import { marketsAbi } from '../generated/Markets.ts'
import { quorumVerifierAbi } from '../generated/QuorumVerifier.ts'
import { type Markets, marketOf, type Seats } from '../marketOf.ts'
import type { Input, Request, Submission } from '../request.ts'
import { type Call, callOf, encodeCall } from './call.ts'
import type { Permit } from './ledger.ts'

type Place = Pick<Markets, 'market' | 'multiSeatMarket'>

/** Several calls of a market in one transaction: all of them succeed, or none. One call stays as it is. */
export function multicall(calls: readonly [Call, ...Call[]]): Call {
  if (calls.length === 1) return calls[0]
  return callOf(oneAddress(calls), marketsAbi, 'multicall', [calls.map(dataOf)])
}

/** As multicall, but a call that fails (CallFailed) leaves the others as they are. */
export function tryMulticall(calls: readonly [Call, ...Call[]]): Call {
  return tryEncoded(oneAddress(calls), calls.map(dataOf))
}

/** As tryMulticall, of calls of one market that are encoded already. */
export function tryEncoded(market: Address, calls: readonly Hex[]): Call {
  return callOf(market, marketsAbi, 'tryMulticall', [calls])
}

/** Puts the caller's tokens into the ledger, which the caller approved in the token: to go before `post` in a multicall. */
export function deposit(
  place: Place,
  { request, amount }: { request: Seats; amount: bigint },
): Call {
  return callOf(marketOf(place, request), marketsAbi, 'deposit', [amount])
}

/** As deposit, with a permit for the ledger in place of an approval. */
export function depositWithPermit(
  place: Place,
  { request, amount, permit }: { request: Seats; amount: bigint; permit: Permit },
): Call {
  const { deadline, v, r, s } = permit
  const args = [amount, deadline, v, r, s] as const
  return callOf(marketOf(place, request), marketsAbi, 'depositWithPermit', args)
}

/** Posts the caller's request. */
export function post(place: Place, { request, input }: { request: Request; input: Input }): Call {
  return callOf(marketOf(place, request), marketsAbi, 'post', [request, input])
}

/** Posts a request that its requester signed; anyone may send it. */
export function postSigned(
  place: Place,
  signed: {
    request: Request
    input: Input
    /** '0x' where the requester's account signed, else the key that did (ERC-7913). */
    signer?: Hex
    signature: Hex
  },
): Call {
  const { request, input, signer = '0x', signature } = signed
  const args = [request, input, signer, signature] as const
  return callOf(marketOf(place, request), marketsAbi, 'postSigned', args)
}

/** Takes a seat for a worker: the caller, or the account that listed the caller as its key. */
export function claim(
  place: Place,
  claimed: {
    request: Request
    worker: Address
    /** What the verifier asks of a worker, such as a drawn slot (encodeTicket). */
    ticket?: Hex
  },
): Call {
  const { request, worker, ticket = '0x' } = claimed
  return callOf(marketOf(place, request), marketsAbi, 'claim', [request, worker, ticket])
}

/** Commits a seat of several to its result. */
export function commit(
  { multiSeatMarket }: Place,
  { request, seat, commitment }: { request: Request; seat: number; commitment: Hex },
): Call {
  const args = [request, BigInt(seat), commitment] as const
  return callOf(multiSeatMarket, marketsAbi, 'commit', args)
}

/** Gives up a seat of a job that did not fill in time. */
export function leave(
  { multiSeatMarket }: Place,
  { request, seat }: { request: Request; seat: number },
): Call {
  return callOf(multiSeatMarket, marketsAbi, 'leave', [request, BigInt(seat)])
}

/** Submits a seat's result; in a job of several seats it opens the seat's commitment. */
export function submit(
  place: Place,
  submitted: { request: Request; seat?: number; submission: Submission },
): Call {
  const { request, seat = 0, submission } = submitted
  return callOf(marketOf(place, request), marketsAbi, 'submit', [request, BigInt(seat), submission])
}

/** Records a commitment to the result of a signed request, before it is fulfilled. */
export function announce({ market }: Place, { commitment }: { commitment: Hex }): Call {
  return callOf(market, marketsAbi, 'announce', [commitment])
}

/** Submits a signed request together with its result. */
export function fulfil(
  { market }: Place,
  fulfilled: {
    request: Request
    input: Input
    requestSigner?: Hex
    requestSignature: Hex
    worker: Address
    submission: Submission
  },
): Call {
  const { request, input, requestSigner = '0x', requestSignature, worker, submission } = fulfilled
  return callOf(market, marketsAbi, 'fulfil', [
    ...([request, input, requestSigner, requestSignature, worker, submission] as const),
  ])
}

/** Asks the verifier and settles the job; anyone may. */
export function finalize(
  place: Place,
  finalized: {
    request: Request
    /** The accepted output's bytes, where the request has a callback that wants them. */
    output?: Hex
  },
): Call {
  const { request, output = '0x' } = finalized
  return callOf(marketOf(place, request), marketsAbi, 'finalize', [request, output])
}

/** Makes a callback that failed once more; anyone may. */
export function deliver(
  place: Place,
  delivered: {
    request: Request
    /** WHEN_PROVISIONAL or WHEN_FINAL. */
    when: number
    output?: Hex
  },
): Call {
  const { request, when, output = '0x' } = delivered
  return callOf(marketOf(place, request), marketsAbi, 'deliver', [request, when, output])
}

/** Takes the collateral of a worker that missed its deadline, in a job of one seat; anyone may. */
export function forfeit({ market }: Place, { request }: { request: Request }): Call {
  return callOf(market, marketsAbi, 'forfeit', [request])
}

/** Takes the caller's open request back, or makes worthless one that it signed. */
export function cancel(place: Place, { request }: { request: Request }): Call {
  return callOf(marketOf(place, request), marketsAbi, 'cancel', [request])
}

/** Ends a request that did not fill in time; anyone may. */
export function expire(place: Place, { request }: { request: Request }): Call {
  return callOf(marketOf(place, request), marketsAbi, 'expire', [request])
}

/** Draws the workers of a request whose quorum wants drawn ones; anyone may, once. The requester cannot cancel after it. */
export function draw({ request }: { request: Request }): Call {
  return callOf(request.policy.verifier, quorumVerifierAbi, 'draw', [request])
}

function dataOf(call: Call): Hex {
  return encodeCall(call).data
}

function oneAddress([first, ...others]: readonly [Call, ...Call[]]): Address {
  const other = others.find(({ address }) => address !== first.address)
  if (other === undefined) return first.address
  throw new RangeError(
    `Calls of ${first.address} and of ${other.address} cannot be one transaction; send them one by one.`,
  )
}
