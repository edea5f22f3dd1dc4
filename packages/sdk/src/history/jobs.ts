import {
  decodeFulfilment,
  decodeInput,
  decodeRequest,
  decodeResult,
  type Input,
  jobStates,
  marketsAbi,
  WHEN_FINAL,
  WHEN_PROVISIONAL,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { eventsOf, type LogOf } from '../logs.ts'
import type { Job, JobStep, Seat } from '../types/job.ts'
import { multiSeatState } from './multiSeatState.ts'

/** The events that tell a request and where its input is. */
export const POSTING_EVENTS = eventsOf(marketsAbi, 'RequestPosted', 'InputLocated')

/** The events with which a job begins; both name the job and its requester in their indexed parameters. */
export const FIRST_EVENTS = eventsOf(marketsAbi, 'RequestPosted', 'JobFulfilled')

/** Every event that belongs to a job, whose id is the first indexed parameter. */
export const JOB_EVENTS = eventsOf(
  marketsAbi,
  ...POSTING_EVENTS.names,
  'JobFulfilled',
  'InputShown',
  'JobClaimed',
  'SeatsFilled',
  'ResultCommitted',
  'SeatLeft',
  'RequesterBound',
  'ResultSubmitted',
  'SeatSettled',
  'SeatForfeited',
  'JobFinalized',
  'JobCancelled',
  'JobExpired',
  'CallbackDelivered',
  'CallbackFailed',
)

/** A log of an event that belongs to a job. */
export type JobLog = LogOf<typeof JOB_EVENTS>

const WHEN = { [WHEN_PROVISIONAL]: 'provisional', [WHEN_FINAL]: 'final' } as const

/**
 * Tells jobs from their events, which carry everything.
 *
 * @param logs the markets' logs in the chain's order
 * @param timestamp the time of a block (unix seconds)
 * @param now the chain's time (unix seconds), which moves jobs of several seats on; without it only their events do
 * @returns jobs whose posting is among the logs, in the order of their posting
 */
export function jobsFromLogs(
  logs: readonly JobLog[],
  timestamp: (blockNumber: bigint) => number,
  now = 0,
): Job[] {
  const jobs = new Map<Hex, Job>()
  /** Inputs that were shown ahead of the event that begins their job. */
  const shown = new Map<Hex, Input>()
  for (const event of logs) {
    if (event.eventName === 'RequestPosted') {
      const { job: id } = event.args
      const request = decodeRequest(event.args)
      jobs.set(id, {
        id,
        state: 'open',
        request,
        input: { data: decodeInput(event.args), uris: [] },
        seats: [],
        steps: [step('posted', event, request.requester)],
      })
      continue
    }
    if (event.eventName === 'InputShown') {
      shown.set(event.args.job, { data: event.args.input, uris: [] })
      continue
    }
    if (event.eventName === 'JobFulfilled') {
      const { job: id, worker } = event.args
      const request = decodeRequest(event.args)
      const { paid, royalty, ...told } = decodeFulfilment(event.args)
      const result = resultOf({ job: id, worker, ...told })
      const done = step('fulfilled', event, worker)
      jobs.set(id, {
        id,
        state: 'accepted',
        request,
        input: shown.get(id) ?? { data: '0x', uris: [] },
        // Nothing was locked, and nothing waited for.
        seats: [
          {
            worker,
            fee: paid + royalty,
            collateral: 0n,
            deadline: done.timestamp,
            ...result,
            paid,
            royalty,
          },
        ],
        ...jobResult(result),
        refunded: 0n,
        steps: [done],
      })
      continue
    }
    const job = jobs.get(event.args.job)
    if (job === undefined) continue
    const several = job.request.policy.seats > 1
    switch (event.eventName) {
      case 'InputLocated':
        job.input = { ...job.input, uris: event.args.uris }
        break
      case 'JobClaimed': {
        const { worker, seat, fee, deadline } = event.args
        const claimed = step('claimed', event, worker)
        job.seats[Number(seat)] = {
          worker,
          fee,
          collateral: job.request.offer.collateral,
          deadline: Number(deadline),
        }
        job.steps.push(claimed)
        if (!several) job.state = 'claimed'
        break
      }
      case 'SeatsFilled': {
        job.state = 'claimed'
        job.commitUntil = Number(event.args.commitUntil)
        job.revealUntil = Number(event.args.revealUntil)
        break
      }
      case 'SeatLeft': {
        const { worker, seat } = event.args
        const at = job.seats[Number(seat)]
        if (at) at.left = true
        job.steps.push(step('left', event, worker))
        break
      }
      case 'RequesterBound':
        job.requesterBound = true
        job.steps.push(step('bound', event))
        break
      case 'ResultCommitted': {
        const { worker, seat, commitment } = event.args
        const at = job.seats[Number(seat)]
        if (at) at.commitment = commitment
        job.steps.push(step('committed', event, worker))
        break
      }
      case 'ResultSubmitted': {
        const { worker, seat } = event.args
        const result = resultOf(event.args)
        if (!several) job.state = 'submitted'
        if (!several || job.receipt === undefined) Object.assign(job, jobResult(result))
        const at = job.seats[Number(seat)]
        if (at) Object.assign(at, result)
        job.steps.push(step('submitted', event, worker))
        break
      }
      case 'SeatSettled': {
        const seat = job.seats[Number(event.args.seat)]
        if (seat)
          Object.assign(seat, {
            paid: event.args.paid,
            royalty: event.args.royalty,
          } satisfies Partial<Seat>)
        break
      }
      case 'SeatForfeited': {
        job.steps.push(step('forfeited', event, event.args.worker))
        // Before a result, the job is open again for a rescuer; after one, its end follows in the same transaction.
        if (job.state === 'claimed' && !several) {
          job.state = 'open'
          job.seats = []
          break
        }
        const seat = job.seats[Number(event.args.seat)]
        if (seat) seat.forfeited = true
        break
      }
      case 'JobFinalized': {
        const { state, outputRoot, refunded } = event.args
        job.state = jobStates[state] as Job['state']
        job.refunded = refunded
        const accepted = job.seats.find(
          (seat) => job.state === 'accepted' && seat.outputRoot === outputRoot,
        )
        if (accepted) Object.assign(job, jobResult(accepted))
        job.steps.push(step('finalized', event))
        break
      }
      case 'JobCancelled': {
        job.state = 'cancelled'
        job.refunded = event.args.refunded
        job.steps.push(step('cancelled', event, job.request.requester))
        break
      }
      case 'JobExpired': {
        job.state = 'expired'
        job.refunded = event.args.refunded
        job.steps.push(step('expired', event))
        break
      }
      case 'CallbackDelivered':
      case 'CallbackFailed': {
        const delivered = event.eventName === 'CallbackDelivered'
        const when = WHEN[event.args.when as keyof typeof WHEN]
        if (when) job.callbacks = { ...job.callbacks, [when]: delivered ? 'delivered' : 'failed' }
        job.steps.push(step(delivered ? 'callback-delivered' : 'callback-failed', event))
        break
      }
    }
  }
  for (const job of jobs.values()) job.state = multiSeatState(job, now)
  return [...jobs.values()]

  function step(
    kind: JobStep['kind'],
    { blockNumber, logIndex, transactionHash }: JobLog,
    actor?: JobStep['actor'],
  ): JobStep {
    return {
      kind,
      transactionHash,
      blockNumber,
      logIndex,
      timestamp: timestamp(blockNumber),
      ...(actor === undefined ? {} : { actor }),
    }
  }
}

type Result = Pick<Seat, 'receipt' | 'signature' | 'signer' | 'output' | 'outputRoot'>

/** What a log of a result says, with what is empty left out. */
function resultOf(args: { job: Hex; worker: Address; result: Hex; output: Hex }): Result {
  const { receipt, signer, signature } = decodeResult(args)
  return {
    receipt,
    signature,
    outputRoot: receipt.outputRoot,
    ...(signer === '0x' ? {} : { signer }),
    ...(args.output === '0x' ? {} : { output: args.output }),
  }
}

/** A job's own result is that of one of its seats, and nothing of another's. */
function jobResult({ receipt, signature, signer, output }: Result): Partial<Job> {
  const result = { receipt, signature, signer, output }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined))
}
