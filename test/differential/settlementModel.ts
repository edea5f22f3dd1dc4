import {
  FILL_TIME,
  feeAt,
  type Request,
  splitFee,
  splitForfeit,
  VERDICT_TIMEOUT,
} from '@assay/protocol'
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
  /** Bit i: the result of seat i was shown wrong. */
  readonly refuted: number
  /** For seat i, who showed it; nobody where the list ends before. */
  readonly challengers: readonly Address[]
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
  /** By their numbers; a seat that is free is undefined. */
  readonly seats: (Seat | undefined)[]
  /** When the last seat was taken. */
  fullAt: number
  /** What former workers of a one-seat job forfeited and nobody has earned yet. */
  waiting: bigint
}

const LOCK_FACTOR = 6

export class SettlementModel {
  readonly free = new Map<Address, bigint>()
  readonly locked = new Map<Address, bigint>()
  readonly jobs = new Map<Hex, ModelJob>()
  burned = 0n
  readonly #publisher: Address
  readonly #royaltyBps: number
  readonly #minLockFor: number

  constructor(parameters: { publisher: Address; royaltyBps: number; minLockFor: number }) {
    this.#publisher = parameters.publisher
    this.#royaltyBps = parameters.royaltyBps
    this.#minLockFor = parameters.minLockFor
  }

  freeOf(account: Address): bigint {
    return this.free.get(account) ?? 0n
  }

  lockedOf(account: Address): bigint {
    return this.locked.get(account) ?? 0n
  }

  credit(account: Address, amount: bigint): void {
    this.free.set(account, this.freeOf(account) + amount)
  }

  /** What waits in all jobs of one seat for a rescuer. */
  waiting(): bigint {
    return [...this.jobs.values()].reduce((sum, job) => sum + job.waiting, 0n)
  }

  /** All money that belongs to somebody. */
  owed(): bigint {
    const all = [...this.free.values(), ...this.locked.values()]
    return all.reduce((sum, amount) => sum + amount, this.waiting())
  }

  stateOf(id: Hex, now: number): State {
    const job = this.jobs.get(id)
    if (!job) return 'None'
    if (job.state !== 'Taken') return job.state
    if (job.request.policy.seats === 1) return job.seats[0]?.root ? 'Submitted' : 'Claimed'
    const { commitUntil, revealUntil } = this.#times(job)
    if (now <= commitUntil && job.seats.some((seat) => !seat?.committed)) return 'Claimed'
    const awaited = job.seats.some((seat) => seat?.committed && !seat.root)
    return awaited && now <= revealUntil ? 'Revealing' : 'Submitted'
  }

  post(id: Hex, request: Request, now: number): void {
    const { requester, offer, policy } = request
    if (this.jobs.has(id) || now > offer.expiry) throw new Refused()
    if (offer.lockFor < this.#minLockFor * (policy.seats === 1 ? 1 : LOCK_FACTOR)) {
      throw new Refused()
    }
    this.#lock(requester, offer.maxFee * BigInt(policy.seats))
    const seats = new Array<undefined>(policy.seats).fill(undefined)
    this.jobs.set(id, { request, state: 'Open', seats, fullAt: 0, waiting: 0n })
  }

  claim(id: Hex, worker: Address, now: number): void {
    const job = this.#job(id, 'Open')
    const { offer } = job.request
    if (now > offer.expiry || job.seats.some((seat) => seat?.worker === worker)) throw new Refused()
    this.#lock(worker, offer.collateral)
    const index = job.seats.indexOf(undefined)
    job.seats[index] = {
      ...{ worker, claimedAt: now, committed: undefined, root: undefined, submittedAt: 0 },
    }
    if (job.seats.includes(undefined)) return
    job.state = 'Taken'
    job.fullAt = now
  }

  commit(id: Hex, index: number, by: Address, root: Hex, now: number): void {
    const job = this.#job(id, 'Open', 'Taken')
    const seat = job.seats[index]
    const { offer, policy } = job.request
    if (policy.seats === 1 || seat?.worker !== by || seat.committed) throw new Refused()
    if (now > seat.claimedAt + offer.lockFor) throw new Refused()
    seat.committed = root
  }

  leave(id: Hex, index: number, by: Address, now: number): void {
    const job = this.#job(id, 'Open')
    const seat = job.seats[index]
    if (job.request.policy.seats === 1 || seat?.worker !== by) throw new Refused()
    if (now <= seat.claimedAt + FILL_TIME) throw new Refused()
    job.seats[index] = undefined
    this.#pay(by, by, job.request.offer.collateral)
  }

  submit(id: Hex, index: number, by: Address, root: Hex, now: number): void {
    const job = this.#job(id, 'Taken')
    const seat = job.seats[index]
    if (seat?.worker !== by || seat.root) throw new Refused()
    if (job.request.policy.seats === 1) {
      if (now > seat.claimedAt + job.request.offer.lockFor) throw new Refused()
    } else if (seat.committed !== root || this.stateOf(id, now) !== 'Revealing') throw new Refused()
    seat.root = root
    seat.submittedAt = now
  }

  finalize(id: Hex, { outcome, root, refuted, challengers }: Verdict, now: number): void {
    if (this.stateOf(id, now) !== 'Submitted') throw new Refused()
    const job = this.#job(id, 'Taken')
    const { requester, offer, policy } = job.request
    const since =
      policy.seats === 1 ? (job.seats[0]?.submittedAt ?? 0) : this.#times(job).revealUntil
    if (outcome === 'Pending' && now <= since + VERDICT_TIMEOUT) throw new Refused()
    job.state = outcome === 'Pending' ? 'Void' : outcome
    let rest = offer.maxFee * BigInt(policy.seats)
    for (const [index, seat] of job.seats.entries()) {
      if (!seat) throw new Error('A job that is full has no free seat')
      // A verifier that was given up shows nobody wrong.
      const shownWrong = outcome !== 'Pending' && ((refuted >> index) & 1) === 1
      if (seat.root === undefined) {
        this.#forfeit(seat.worker, undefined, offer.collateral)
      } else if (shownWrong) {
        this.#forfeit(seat.worker, challengers[index], offer.collateral)
      } else {
        this.#pay(seat.worker, seat.worker, offer.collateral)
        if (job.state !== 'Accepted' || seat.root !== root) continue
        const fee = feeAt(offer, seat.claimedAt)
        const { royalty, paid } = splitFee(fee, this.#royaltyBps)
        this.#pay(requester, this.#publisher, royalty)
        this.#pay(requester, seat.worker, paid)
        this.credit(seat.worker, job.waiting)
        job.waiting = 0n
        rest -= fee
      }
    }
    this.#burnWaiting(job)
    this.#pay(requester, requester, rest)
  }

  forfeit(id: Hex, now: number): void {
    const job = this.#job(id, 'Taken')
    const [seat] = job.seats
    const { offer, policy } = job.request
    if (policy.seats !== 1 || !seat || seat.root || now <= seat.claimedAt + offer.lockFor)
      throw new Refused()
    const { rewarded, burned } = splitForfeit(offer.collateral)
    this.#unlock(seat.worker, offer.collateral)
    job.waiting += rewarded
    this.burned += burned
    job.seats[0] = undefined
    job.state = 'Open'
  }

  cancel(id: Hex, by: Address): void {
    const job = this.#job(id, 'Open')
    if (by !== job.request.requester || job.seats.some((seat) => seat)) throw new Refused()
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

  /** Until when the seats of a job that is full commit and open. */
  #times({ fullAt, request }: ModelJob) {
    const { lockFor } = request.offer
    return { commitUntil: fullAt + lockFor, revealUntil: fullAt + 2 * lockFor }
  }

  #job(id: Hex, ...states: ModelJob['state'][]): ModelJob {
    const job = this.jobs.get(id)
    if (!job || !states.includes(job.state)) throw new Refused()
    return job
  }

  #giveBack(job: ModelJob): void {
    const { requester, offer, policy } = job.request
    this.#pay(requester, requester, offer.maxFee * BigInt(policy.seats))
    this.#burnWaiting(job)
    for (const seat of job.seats) if (seat) this.#pay(seat.worker, seat.worker, offer.collateral)
  }

  #burnWaiting(job: ModelJob): void {
    this.burned += job.waiting
    job.waiting = 0n
  }

  #forfeit(worker: Address, challenger: Address | undefined, collateral: bigint): void {
    const { rewarded } = challenger === undefined ? { rewarded: 0n } : splitForfeit(collateral)
    if (challenger !== undefined) this.#pay(worker, challenger, rewarded)
    this.#unlock(worker, collateral - rewarded)
    this.burned += collateral - rewarded
  }

  #lock(account: Address, amount: bigint): void {
    this.#debit(account, amount)
    this.locked.set(account, this.lockedOf(account) + amount)
  }

  #unlock(account: Address, amount: bigint): void {
    if (this.lockedOf(account) < amount) throw new Error('The model settles what is not locked')
    this.locked.set(account, this.lockedOf(account) - amount)
  }

  #pay(from: Address, to: Address, amount: bigint): void {
    this.#unlock(from, amount)
    this.credit(to, amount)
  }

  #debit(account: Address, amount: bigint): void {
    if (this.freeOf(account) < amount) throw new Refused()
    this.free.set(account, this.freeOf(account) - amount)
  }
}
