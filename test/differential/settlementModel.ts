import type { Request } from '@assay/protocol'
import type { Address, Hex } from 'viem'

/**
 * The rules of settlement, once more and in few words: what docs/protocol.md says of money, written without looking at how the
 * contracts keep it. Everything is plain data; a call that the rules refuse throws Refused and changes nothing.
 */

export class Refused extends Error {}

export type State =
  | 'None'
  | 'Open'
  | 'Claimed'
  | 'Revealing'
  | 'Submitted'
  | 'Accepted'
  | 'Rejected'
  | 'Void'
  | 'Cancelled'
  | 'Expired'

/** The verdict that the test's verifier has in store for a job. */
export interface Verdict {
  readonly outcome: 'Pending' | 'Accepted' | 'Rejected' | 'Void'
  readonly root: Hex
  /** Who gets the reward half of what is forfeited; undefined: the requester. */
  readonly beneficiary: Address | undefined
  /** Bit i: the result of seat i was shown wrong. */
  readonly refuted: number
}

interface Seat {
  readonly worker: Address
  readonly claimedAt: number
  /** The root that it committed to, of a job with several seats. */
  committed: Hex | undefined
  root: Hex | undefined
  submittedAt: number
}

interface ModelJob {
  readonly request: Request
  state: 'Open' | 'Taken' | 'Accepted' | 'Rejected' | 'Void' | 'Cancelled' | 'Expired'
  seats: Seat[]
  /** What former workers of a one-seat job forfeited and nobody has got yet. */
  waiting: bigint
  forfeits: number
}

const VERDICT_TIMEOUT = 30 * 86_400

/** The fee at a time: a straight line from minFee to maxFee, rounded down. */
export function feeAt({ offer }: Request, time: number): bigint {
  const { minFee, maxFee, rampStart, rampLength } = offer
  if (time <= rampStart || minFee === maxFee) return minFee
  if (time >= rampStart + rampLength) return maxFee
  return minFee + ((maxFee - minFee) * BigInt(time - rampStart)) / BigInt(rampLength)
}

export class SettlementModel {
  readonly balances = new Map<Address, bigint>()
  readonly jobs = new Map<Hex, ModelJob>()
  readonly #burned: Address
  readonly #publisher: Address
  readonly #royaltyBps: bigint

  constructor(parameters: { burned: Address; publisher: Address; royaltyBps: bigint }) {
    this.#burned = parameters.burned
    this.#publisher = parameters.publisher
    this.#royaltyBps = parameters.royaltyBps
  }

  balanceOf(account: Address): bigint {
    return this.balances.get(account) ?? 0n
  }

  credit(account: Address, amount: bigint): void {
    this.balances.set(account, this.balanceOf(account) + amount)
  }

  /** The sum of all balances and of all that jobs hold: what the market owes. */
  owed(): bigint {
    let sum = [...this.balances.values()].reduce((total, amount) => total + amount, 0n)
    for (const job of this.jobs.values()) {
      if (job.state !== 'Open' && job.state !== 'Taken') continue
      const { offer, policy } = job.request
      sum += offer.maxFee * BigInt(policy.seats) + job.waiting
      sum += offer.collateral * BigInt(job.seats.length)
    }
    return sum
  }

  stateOf(id: Hex, now: number): State {
    const job = this.jobs.get(id)
    if (!job) return 'None'
    if (job.state !== 'Taken') return job.state
    if (job.request.policy.seats === 1) return job.seats[0]?.root ? 'Submitted' : 'Claimed'
    const { commitUntil, revealUntil } = this.#times(job)
    if (now <= commitUntil && job.seats.some((seat) => !seat.committed)) return 'Claimed'
    const awaited = job.seats.some((seat) => seat.committed && !seat.root)
    return awaited && now <= revealUntil ? 'Revealing' : 'Submitted'
  }

  post(id: Hex, request: Request, now: number): void {
    if (this.jobs.has(id) || now > request.offer.expiry) throw new Refused()
    this.#debit(request.requester, request.offer.maxFee * BigInt(request.policy.seats))
    this.jobs.set(id, { request, state: 'Open', seats: [], waiting: 0n, forfeits: 0 })
  }

  claim(id: Hex, worker: Address, now: number): void {
    const job = this.#job(id, 'Open')
    const { offer, policy } = job.request
    if (now > offer.expiry || job.seats.some((seat) => seat.worker === worker)) throw new Refused()
    this.#debit(worker, offer.collateral)
    const seat = { worker, claimedAt: now, committed: undefined, root: undefined, submittedAt: 0 }
    job.seats.push(seat)
    if (job.seats.length === policy.seats) job.state = 'Taken'
  }

  commit(id: Hex, index: number, worker: Address, root: Hex, now: number): void {
    const job = this.#job(id, 'Taken')
    const seat = job.seats[index]
    if (job.request.policy.seats === 1 || seat?.worker !== worker || seat.committed)
      throw new Refused()
    if (now > this.#times(job).commitUntil) throw new Refused()
    seat.committed = root
  }

  submit(id: Hex, index: number, root: Hex, now: number): void {
    const job = this.#job(id, 'Taken')
    const seat = job.seats[index]
    if (!seat || seat.root) throw new Refused()
    if (job.request.policy.seats === 1) {
      if (now > seat.claimedAt + job.request.offer.lockFor) throw new Refused()
    } else if (seat.committed !== root || this.stateOf(id, now) !== 'Revealing') throw new Refused()
    seat.root = root
    seat.submittedAt = now
  }

  finalize(id: Hex, { outcome, root, beneficiary, refuted }: Verdict, now: number): void {
    if (this.stateOf(id, now) !== 'Submitted') throw new Refused()
    const job = this.#job(id, 'Taken')
    const { requester, offer, policy } = job.request
    const since =
      policy.seats === 1 ? (job.seats[0]?.submittedAt ?? 0) : this.#times(job).revealUntil
    if (outcome === 'Pending' && now <= since + VERDICT_TIMEOUT) throw new Refused()
    job.state = outcome === 'Pending' ? 'Void' : outcome
    let rest = offer.maxFee * BigInt(policy.seats)
    for (const [index, seat] of job.seats.entries()) {
      // A verifier that was given up shows nobody wrong.
      const shownWrong = outcome !== 'Pending' && ((refuted >> index) & 1) === 1
      const stands = seat.root !== undefined && !shownWrong
      if (stands && job.state === 'Accepted' && seat.root === root) {
        const fee = feeAt(job.request, seat.claimedAt)
        const royalty = (fee * this.#royaltyBps) / 10_000n
        this.credit(this.#publisher, royalty)
        this.credit(seat.worker, fee - royalty + offer.collateral + job.waiting)
        job.waiting = 0n
        rest -= fee
      } else if (stands && job.state === 'Void') {
        this.credit(seat.worker, offer.collateral)
      } else {
        // A verifier that was given up names nobody; of several seats, each has to be shown wrong.
        const named = outcome !== 'Pending' && (policy.seats === 1 || shownWrong)
        const rewarded = (named ? beneficiary : undefined) ?? requester
        this.credit(rewarded, offer.collateral / 2n)
        this.credit(this.#burned, offer.collateral - offer.collateral / 2n)
      }
    }
    this.credit(requester, rest + job.waiting)
    job.waiting = 0n
  }

  forfeit(id: Hex, now: number): void {
    const job = this.#job(id, 'Taken')
    const [seat] = job.seats
    const { offer, policy } = job.request
    if (policy.seats !== 1 || !seat || seat.root || now <= seat.claimedAt + offer.lockFor)
      throw new Refused()
    this.credit(this.#burned, offer.collateral - offer.collateral / 2n)
    job.waiting += offer.collateral / 2n
    job.seats = []
    job.state = 'Open'
    job.forfeits++
  }

  cancel(id: Hex, by: Address): void {
    const job = this.#job(id, 'Open')
    if (by !== job.request.requester || job.seats.length > 0) throw new Refused()
    this.#giveBack(job)
    job.state = 'Cancelled'
  }

  expire(id: Hex, now: number): void {
    const job = this.#job(id, 'Open')
    if (now <= job.request.offer.expiry) throw new Refused()
    this.#giveBack(job)
    job.state = 'Expired'
  }

  transfer(sender: Address, receiver: Address, amount: bigint): void {
    this.#debit(sender, amount)
    this.credit(receiver, amount)
  }

  /** When the seats of a job that is full commit and open. */
  #times({ seats, request }: ModelJob) {
    const fullAt = seats.at(-1)?.claimedAt ?? 0
    const { lockFor } = request.offer
    return { commitUntil: fullAt + lockFor, revealUntil: fullAt + 2 * lockFor }
  }

  #job(id: Hex, state: ModelJob['state']): ModelJob {
    const job = this.jobs.get(id)
    if (job?.state !== state) throw new Refused()
    return job
  }

  #giveBack(job: ModelJob): void {
    const { requester, offer, policy } = job.request
    this.credit(requester, offer.maxFee * BigInt(policy.seats) + job.waiting)
    job.waiting = 0n
    for (const seat of job.seats) this.credit(seat.worker, offer.collateral)
  }

  #debit(account: Address, amount: bigint): void {
    if (this.balanceOf(account) < amount) throw new Refused()
    this.balances.set(account, this.balanceOf(account) - amount)
  }
}
