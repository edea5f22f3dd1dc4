import {
  decodeOptimisticParams,
  decodeQuorumParams,
  isSignedNonce,
  WHEN_FINAL,
} from '@assay/protocol'
import { type Job, type JobLog, jobsFromLogs } from '@assay/sdk'
import { type Hex, isAddressEqual, size, zeroAddress } from 'viem'
import type { ChainEvent } from '../chain/events.ts'
import type { Row } from '../database/Database.ts'
import { amount, type FoldContext, Movements, type Rows } from './Rows.ts'

/** An event of a job as the SDK's history reads it. */
export function jobLog(event: ChainEvent): JobLog {
  const { name, args, blockNumber, blockHash, logIndex, transactionHash, address } = event
  const log = { address, args, blockHash, logIndex, transactionHash, eventName: name }
  return { ...log, blockNumber: BigInt(blockNumber) } as unknown as JobLog
}

/** What the events of one job tell. A signed request that was cancelled before anybody submitted it is no job. */
export function foldJob(events: readonly ChainEvent[], context: FoldContext): Rows {
  const times = new Map(events.map(({ blockNumber, timestamp }) => [blockNumber, timestamp]))
  const [job] = jobsFromLogs(events.map(jobLog), (block) => times.get(Number(block)) ?? 0)
  if (job === undefined) return {}
  const { seats, movements } = foldSeats(job, events, context)
  const receipts = job.seats.flatMap((seat, number) => receiptRow(job, number, seat, events))
  return {
    jobs: [jobRow(job, seats, events, context)],
    seats,
    receipts,
    verdicts: verdictRow(job, events),
    callbacks: callbackRows(job, events),
    draws: events
      .filter(({ name }) => name === 'WorkersDrawn')
      .map(({ args, timestamp }) => ({
        job: job.id,
        seed_block: String(args.seedBlock),
        total_slots: String(args.totalSlots),
        at: timestamp,
      })),
    movements,
  }
}

/** How a request is verified, in words and numbers. */
function methodOf(job: Job, { verifiers }: FoldContext): Row {
  const { verifier, params } = job.request.policy
  if (isAddressEqual(verifier, verifiers.signature as Hex)) return { method: 'signature' }
  if (isAddressEqual(verifier, verifiers.optimistic as Hex)) {
    const asked = decodeOptimisticParams(params)
    return {
      method: 'optimistic',
      window_seconds: asked?.window ?? null,
      takes_large: asked?.takesLarge ?? null,
    }
  }
  if (isAddressEqual(verifier, verifiers.quorum as Hex)) {
    const asked = decodeQuorumParams(params)
    const isWindow = asked !== undefined && asked.window > 0
    return {
      method: 'quorum',
      window_seconds: isWindow ? asked.window : null,
      agreeing: asked?.k ?? null,
      drawn: asked?.drawn ?? null,
      takes_large: isWindow ? asked.takesLarge : null,
    }
  }
  return { method: 'other' }
}

function jobRow(
  job: Job,
  seats: readonly Row[],
  events: readonly ChainEvent[],
  context: FoldContext,
): Row {
  const { request, input } = job
  const { offer, policy, callback } = request
  const first = events.find(({ name }) => name === 'RequestPosted' || name === 'JobFulfilled')!
  const isFulfilled = first.name === 'JobFulfilled'
  const held = job.seats.filter((seat) => seat !== undefined && seat.left !== true)
  const several = policy.seats > 1
  const method = methodOf(job, context)
  const root = job.receipt?.outputRoot ?? endRoot(events)
  const times = (key: string) =>
    seats.map((seat) => seat[key] as number | null).filter((time): time is number => time !== null)
  const submitted = times('submitted_at')
  const answeredFirst = seats.find(({ submitted_at }) => submitted_at === Math.min(...submitted))
  const isAllIn =
    submitted.length > 0 &&
    !held.some((seat) => several && seat.commitment !== undefined && seat.outputRoot === undefined)
  const window = method.window_seconds as number | null | undefined
  const end = job.steps.find(({ kind }) =>
    ['finalized', 'fulfilled', 'cancelled', 'expired'].includes(kind),
  )
  const paid = seats.reduce((sum, seat) => sum + left(seat), 0n)
  const royalty = seats.reduce((sum, seat) => sum + BigInt((seat.royalty as string) ?? 0), 0n)
  const inputLength = input.data === '0x' ? null : size(input.data)
  const output = job.output ?? null
  return {
    id: job.id,
    market: first.address,
    seats_asked: policy.seats,
    requester: request.requester,
    nonce: amount(request.nonce),
    model: request.model,
    input_root: request.inputRoot,
    min_fee: amount(offer.minFee),
    max_fee: amount(offer.maxFee),
    ramp_start: offer.rampStart,
    ramp_length: offer.rampLength,
    lock_for: offer.lockFor,
    expiry: offer.expiry,
    collateral: amount(offer.collateral),
    named_worker: offer.worker === zeroAddress ? null : offer.worker,
    verifier: policy.verifier,
    params: policy.params,
    ...{ window_seconds: null, agreeing: null, drawn: null, takes_large: null, ...method },
    callback_target: callback.when === 0 ? null : callback.target,
    callback_gas_limit: callback.when === 0 ? null : callback.gasLimit,
    callback_when: callback.when === 0 ? null : callback.when,
    is_signed: isSignedNonce(request.nonce),
    is_fulfilled: isFulfilled,
    state: job.state === 'revealing' || job.state === 'submitted' ? clockless(job) : job.state,
    commit_until: job.commitUntil ?? null,
    reveal_until: job.revealUntil ?? null,
    all_committed:
      several && held.length > 0 && held.every((seat) => seat.commitment !== undefined),
    awaits_opening: held.some(
      (seat) => seat.commitment !== undefined && seat.outputRoot === undefined,
    ),
    requester_bound: job.requesterBound === true,
    input: inputLength === null ? null : input.data,
    input_length: inputLength,
    input_uris: input.uris.map((uri) => uri.replaceAll('\u0000', '\uFFFD')),
    output,
    output_length: output === null ? null : size(output),
    output_root: root ?? null,
    workers: [...new Set(seats.map(({ worker }) => worker))],
    claimed_at: isFulfilled ? null : least(times('claimed_at')),
    answered_at: least(submitted),
    ended_at: end?.timestamp ?? null,
    disputable_until:
      isAllIn && typeof window === 'number' ? Math.max(...submitted) + window : null,
    latency:
      answeredFirst === undefined || answeredFirst.claimed_at === null
        ? null
        : (answeredFirst.submitted_at as number) - (answeredFirst.claimed_at as number),
    offered: amount(offer.maxFee * BigInt(policy.seats)),
    paid: amount(paid),
    royalty: amount(royalty),
    refunded: job.refunded === undefined ? null : amount(job.refunded),
    posted_at: first.timestamp,
    posted_block: first.blockNumber,
    posted_log: first.logIndex,
    posted_transaction: first.transactionHash,
    changed_block: events.at(-1)!.blockNumber,
    refuted: false,
    in_dispute: false,
    disputes: 0,
    plan: null,
  }
}

/** A job of several seats moves from claimed on by the clock; its row says what its events say. */
function clockless(job: Job): string {
  return job.request.policy.seats > 1 ? 'claimed' : job.state
}

/** The accepted root of a verdict that no seat of this job submitted. */
function endRoot(events: readonly ChainEvent[]): string | undefined {
  const root = events.findLast(({ name }) => name === 'JobFinalized')?.args.outputRoot
  return typeof root === 'string' && BigInt(root) !== 0n ? root : undefined
}

/** What a seat has taken from its requester: earnings without a rescuer's reward, and the royalty. */
function left({ paid, reward, royalty }: Row): bigint {
  return (
    BigInt((paid as string) ?? 0) -
    BigInt((reward as string) ?? 0) +
    BigInt((royalty as string) ?? 0)
  )
}

function least(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times)
}

/** The seats of a job, claim by claim, and every movement of money. */
function foldSeats(
  job: Job,
  events: readonly ChainEvent[],
  context: FoldContext,
): { seats: Row[]; movements: Row[] } {
  const { request } = job
  const { requester, offer, policy } = request
  const several = policy.seats > 1
  const publisher = context.publisherOf(request.model)
  const movements = new Movements()
  const seats: Row[] = []
  /** The newest claim of each seat. */
  const current = new Map<number, Row>()
  const ofJob = { job: job.id }
  const begin = (event: ChainEvent, seat: number, fields: Row): Row => {
    const attempt = seats.filter((row) => row.seat === seat).length + 1
    const row: Row = {
      ...{ job: job.id, seat, attempt, worker: event.args.worker, outcome: 'working' },
      ...{ claimed_at: null, deadline: null, commitment: null, committed_at: null },
      ...{ submitted_at: null, output_root: null, paid: null, reward: null, royalty: null },
      ...{ forfeited: null, burned: null, beneficiary: null, settled_at: null },
      ...{ claim_transaction: null, submit_transaction: null, settle_transaction: null },
      ...fields,
    }
    seats.push(row)
    current.set(seat, row)
    return row
  }
  const settled = (event: ChainEvent) => ({
    settled_at: event.timestamp,
    settle_transaction: event.transactionHash,
  })
  const { collateral } = offer
  const accepted = job.state === 'accepted' ? endRoot(events) : undefined
  for (const event of events) {
    const { name, args, timestamp, transactionHash, address } = event
    const seat = Number(args.seat ?? 0)
    const worker = args.worker as string
    const row = current.get(seat)
    switch (name) {
      case 'RequestPosted': {
        const price = offer.maxFee * BigInt(policy.seats)
        movements.add(event, {
          ...{ account: requester, kind: 'price-locked', free: -price, locked: price, ...ofJob },
        })
        break
      }
      case 'JobFulfilled': {
        const only = job.seats[0]!
        const { paid = 0n, royalty = 0n, outputRoot } = only
        begin(event, 0, {
          outcome: 'paid',
          fee: amount(paid + royalty),
          collateral: '0',
          submitted_at: timestamp,
          output_root: outputRoot,
          paid: amount(paid),
          reward: '0',
          royalty: amount(royalty),
          submit_transaction: transactionHash,
          ...settled(event),
        })
        movements.add(
          event,
          {
            account: requester,
            kind: 'fee-paid',
            free: -(paid + royalty),
            locked: 0n,
            ...ofJob,
            counterparty: worker,
          },
          {
            account: worker,
            kind: 'fee-earned',
            free: paid,
            locked: 0n,
            ...ofJob,
            counterparty: requester,
          },
          ...royaltyMovement(publisher, royalty, requester),
        )
        break
      }
      case 'JobClaimed':
        begin(event, seat, {
          fee: amount(args.fee as bigint),
          collateral: amount(collateral),
          claimed_at: timestamp,
          deadline: Number(args.deadline),
          claim_transaction: transactionHash,
        })
        movements.add(event, {
          ...{ account: worker, kind: 'collateral-locked', free: -collateral, locked: collateral },
          ...ofJob,
        })
        break
      case 'SeatLeft':
        if (row) Object.assign(row, { outcome: 'left', ...settled(event) })
        movements.add(event, released(worker, collateral))
        break
      case 'ResultCommitted':
        if (row)
          Object.assign(row, {
            outcome: 'committed',
            commitment: args.commitment,
            committed_at: timestamp,
          })
        break
      case 'ResultSubmitted':
        if (row)
          Object.assign(row, {
            outcome: 'submitted',
            output_root: (args.result as string).slice(0, 66),
            submitted_at: timestamp,
            submit_transaction: transactionHash,
          })
        break
      case 'SeatSettled': {
        const paid = args.paid as bigint
        const royalty = args.royalty as bigint
        const isFree = row?.fee === '0' && accepted !== undefined && row.output_root === accepted
        const isPaid = paid + royalty > 0n || isFree
        const earned = isPaid ? BigInt((row?.fee as string) ?? 0) - royalty : 0n
        const reward = isPaid ? paid - earned : 0n
        if (row) {
          const unpaid = row.submitted_at === null ? 'released' : 'unpaid'
          Object.assign(row, {
            outcome: isPaid ? 'paid' : unpaid,
            ...{ paid: amount(paid), reward: amount(reward), royalty: amount(royalty) },
            ...settled(event),
          })
        }
        movements.add(
          event,
          {
            account: requester,
            kind: 'fee-paid',
            free: 0n,
            locked: -(earned + royalty),
            ...ofJob,
            counterparty: worker,
          },
          {
            account: worker,
            kind: 'fee-earned',
            free: earned,
            locked: 0n,
            ...ofJob,
            counterparty: requester,
          },
          { account: worker, kind: 'reward-earned', free: reward, locked: 0n, ...ofJob },
          released(worker, args.collateral as bigint),
          {
            account: address,
            kind: 'reward-paid',
            free: 0n,
            locked: -reward,
            ...ofJob,
            counterparty: worker,
          },
          ...royaltyMovement(publisher, royalty, requester),
        )
        break
      }
      case 'SeatForfeited': {
        const burned = args.burned as bigint
        const rewarded = args.rewarded as bigint
        const beneficiary = args.beneficiary as string
        const isHeld = beneficiary === zeroAddress
        if (row) {
          const absent = several ? 'absent' : 'missed'
          Object.assign(row, {
            outcome: row.submitted_at === null ? absent : 'refuted',
            ...{ paid: '0', reward: '0', royalty: '0' },
            forfeited: amount(burned + rewarded),
            burned: amount(burned),
            beneficiary: isHeld ? null : beneficiary,
            ...settled(event),
          })
        }
        movements.add(
          event,
          {
            account: worker,
            kind: 'collateral-lost',
            free: 0n,
            locked: -(burned + rewarded),
            ...ofJob,
            ...(isHeld ? {} : { counterparty: beneficiary }),
          },
          isHeld
            ? {
                account: address,
                kind: 'reward-held',
                free: 0n,
                locked: rewarded,
                ...ofJob,
                counterparty: worker,
              }
            : {
                account: beneficiary,
                kind: 'reward-earned',
                free: rewarded,
                locked: 0n,
                ...ofJob,
                counterparty: worker,
              },
        )
        break
      }
      case 'RewardBurned':
        movements.add(event, {
          ...{
            account: address,
            kind: 'reward-burned',
            free: 0n,
            locked: -(args.amount as bigint),
          },
          ...ofJob,
        })
        break
      case 'JobFinalized':
      case 'JobCancelled':
      case 'JobExpired': {
        const refunded = args.refunded as bigint
        movements.add(event, {
          ...{
            account: requester,
            kind: 'price-back',
            free: refunded,
            locked: -refunded,
            ...ofJob,
          },
        })
        break
      }
    }
  }
  return { seats, movements: movements.rows }

  function released(account: string, value: bigint) {
    return { account, kind: 'collateral-back', free: value, locked: -value, ...ofJob }
  }

  function royaltyMovement(account: string | undefined, royalty: bigint, from: string) {
    if (account === undefined) return []
    const movement = { account, kind: 'royalty-earned', free: royalty, locked: 0n, ...ofJob }
    return [{ ...movement, counterparty: from }]
  }
}

function receiptRow(
  job: Job,
  seat: number,
  told: Job['seats'][number] | undefined,
  events: readonly ChainEvent[],
): Row[] {
  if (told?.receipt === undefined) return []
  const { receipt, signature, signer, output, worker } = told
  const event = events.findLast(
    ({ name, args }) =>
      (name === 'ResultSubmitted' && Number(args.seat) === seat) || name === 'JobFulfilled',
  )!
  return [
    {
      job: job.id,
      seat,
      worker,
      output_root: receipt.outputRoot,
      evidence_hash: receipt.evidenceHash,
      profile: receipt.profile,
      completed_at: amount(receipt.completedAt),
      signer: signer ?? null,
      signature,
      output: output ?? null,
      output_length: output === undefined ? null : size(output),
      submitted_at: event.timestamp,
      block_number: event.blockNumber,
      transaction_hash: event.transactionHash,
    },
  ]
}

function verdictRow(job: Job, events: readonly ChainEvent[]): Row[] {
  const event = events.findLast(({ name }) => name === 'JobFinalized')
  if (event === undefined) return []
  return [
    {
      job: job.id,
      state: job.state,
      output_root: endRoot(events) ?? null,
      refunded: amount(event.args.refunded as bigint),
      at: event.timestamp,
      block_number: event.blockNumber,
      transaction_hash: event.transactionHash,
    },
  ]
}

function callbackRows(job: Job, events: readonly ChainEvent[]): Row[] {
  const rows = new Map<string, Row>()
  for (const { name, args, timestamp, transactionHash } of events) {
    if (name !== 'CallbackDelivered' && name !== 'CallbackFailed') continue
    const when = args.when === WHEN_FINAL ? 'final' : 'provisional'
    rows.set(when, {
      job: job.id,
      when_due: when,
      target: job.request.callback.target,
      outcome: name === 'CallbackDelivered' ? 'delivered' : 'failed',
      attempts: ((rows.get(when)?.attempts as number) ?? 0) + 1,
      at: timestamp,
      transaction_hash: transactionHash,
    })
  }
  return [...rows.values()]
}
