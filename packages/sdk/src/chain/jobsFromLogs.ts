import { decodeRequest, decodeResult, jobStates, marketAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import { encodeEventTopics, parseEventLogs } from 'viem'
import type { Job, JobStep, Seat } from '../types/job.ts'
import type { RawLog } from './readLogs.ts'

const topicOf = (eventName: 'RequestPosted' | 'InputLocated' | (typeof AFTER_POSTING)[number]) =>
  encodeEventTopics({ abi: marketAbi, eventName })[0] as Hex

const AFTER_POSTING = [
  'JobClaimed',
  'ResultSubmitted',
  'SeatSettled',
  'SeatForfeited',
  'JobFinalized',
  'JobCancelled',
  'JobExpired',
] as const

/** The first topics of the events that tell a request and where its input is. */
export const POSTING_EVENT_TOPICS: readonly Hex[] = [
  topicOf('RequestPosted'),
  topicOf('InputLocated'),
]

/** The first topics of every event that belongs to a job. */
export const JOB_EVENT_TOPICS: readonly Hex[] = [
  ...POSTING_EVENT_TOPICS,
  ...AFTER_POSTING.map(topicOf),
]

/**
 * Tells jobs from their events, which carry everything.
 *
 * @param logs the market's logs in the chain's order; those of other events are left out
 * @param timestamp the time of a block (unix seconds)
 * @returns jobs whose posting is among the logs, in the order of their posting
 */
export function jobsFromLogs(
  logs: readonly RawLog[],
  timestamp: (blockNumber: bigint) => number,
): Job[] {
  const jobs = new Map<Hex, Job>()
  // viem's parser takes the fields of a mined log as they are, so numbers are still hexadecimal after it.
  const events = parseEventLogs({ abi: marketAbi, logs: logs as never, strict: true })
  for (const event of events) {
    if (event.eventName === 'RequestPosted') {
      const { job: id, input } = event.args
      const request = decodeRequest(event.args)
      jobs.set(id, {
        id,
        state: 'open',
        request,
        input: { data: input, uris: [] },
        seats: [],
        steps: [step('posted', event, request.requester)],
      })
      continue
    }
    if (!('job' in event.args)) continue
    const job = jobs.get(event.args.job)
    if (job === undefined) continue
    switch (event.eventName) {
      case 'InputLocated':
        job.input = { ...job.input, uris: event.args.uris }
        break
      case 'JobClaimed': {
        const { worker, seat, fee, deadline } = event.args
        job.state = 'claimed'
        job.seats[Number(seat)] = {
          worker,
          fee,
          collateral: job.request.offer.collateral,
          deadline: Number(deadline),
        }
        job.steps.push(step('claimed', event, worker))
        break
      }
      case 'ResultSubmitted': {
        const { worker, seat, output } = event.args
        const { receipt, signature } = decodeResult(event.args)
        job.state = 'submitted'
        job.receipt = receipt
        job.signature = signature
        if (output !== '0x') job.output = output
        const at = job.seats[Number(seat)]
        if (at) at.outputRoot = receipt.outputRoot
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
        if (job.state === 'claimed') {
          job.state = 'open'
          job.seats = []
        }
        break
      }
      case 'JobFinalized': {
        job.state = jobStates[event.args.state] as Job['state']
        job.refunded = event.args.refunded
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
    }
  }
  return [...jobs.values()]

  function step(
    kind: JobStep['kind'],
    log: { blockNumber: bigint; logIndex: number; transactionHash: Hex },
    actor?: JobStep['actor'],
  ): JobStep {
    const blockNumber = BigInt(log.blockNumber)
    return {
      kind,
      transactionHash: log.transactionHash,
      blockNumber,
      logIndex: Number(log.logIndex),
      timestamp: timestamp(blockNumber),
      ...(actor === undefined ? {} : { actor }),
    }
  }
}
