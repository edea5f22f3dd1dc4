import { type Deployment, marketsAbi } from '@assay/protocol'
import { eventsOf, jobsFromLogs, type LogOf, POSTING_EVENTS } from '@assay/sdk'
import { BlockFollower, type ChainClient, type Head, readJob, type StoredJob } from '@assay/service'
import type { Hex } from 'viem'
import type { JobJournal, KnownJob, OpenJob } from '../jobs/JobJournal.ts'

/** The events that begin a job, and those that change how a posted one stands. */
const EVENTS = eventsOf(
  marketsAbi,
  ...POSTING_EVENTS.names,
  'JobClaimed',
  'SeatsFilled',
  'ResultCommitted',
  'SeatLeft',
  'ResultSubmitted',
  'SeatSettled',
  'SeatForfeited',
  'JobFinalized',
  'JobCancelled',
  'JobExpired',
  'CallbackDelivered',
  'CallbackFailed',
)
type MarketLog = LogOf<typeof EVENTS>

/** A node may lag when it is asked how a job stands: after this it is asked once more (milliseconds). */
const ASK_AGAIN_AFTER = 2_000
/** Events that are older do not come again (milliseconds). */
const REMEMBERED = 120_000

export type MarketReaderParameters = {
  client: ChainClient
  deployment: Deployment
  journal: JobJournal
  logWindow: number
  reorgDepth: number
}

/** Reads both markets block by block into the journal, and takes back what a reorganisation undid. */
export class MarketReader {
  readonly #parameters: MarketReaderParameters
  readonly #follower: BlockFollower<typeof EVENTS.abi, (typeof EVENTS.names)[number]>
  /** How jobs stand, as long as no event says that it may be otherwise. */
  readonly #states = new Map<Hex, StoredJob>()
  /** When an event came first, and whether its job was asked for again. */
  readonly #events = new Map<string, { at: number; isAgain: boolean }>()

  constructor(parameters: MarketReaderParameters) {
    this.#parameters = parameters
    const { market, multiSeatMarket, startBlock } = parameters.deployment
    const filter = { address: [market, multiSeatMarket], events: EVENTS }
    this.#follower = new BlockFollower({ ...parameters, startBlock, filter })
  }

  head(): Promise<Head> {
    return this.#follower.head()
  }

  /**
   * Reads into the journal up to a head.
   *
   * @returns the first block that a reorganisation undid, if there was one
   */
  async advance(head: Head): Promise<bigint | undefined> {
    const { journal } = this.#parameters
    const undone = await this.#follower.advance(head, (logs, cursor) => {
      journal.advance(postedJobs(logs), cursor)
      for (const log of logs) this.#note(log)
    })
    if (undone !== undefined) this.#states.clear()
    return undone
  }

  /** Something was done about a job: how it stands is asked for, whether or not its event is there. */
  forget(job: Hex): void {
    this.#states.delete(job)
  }

  /** How jobs stand: asks the markets' storage about those only of which something was heard since. */
  async states(jobs: readonly OpenJob[]): Promise<ReadonlyMap<Hex, StoredJob>> {
    const { client, deployment } = this.#parameters
    const open = new Set(jobs.map(({ id }) => id))
    for (const id of this.#states.keys()) if (!open.has(id)) this.#states.delete(id)
    const known = new Map(this.#states)
    await Promise.all(
      jobs.map(async ({ id, request }) => {
        if (known.has(id)) return
        const state = await readJob(client, { deployment, id, request })
        known.set(id, state)
        // A node that does not know a job yet will.
        if (state.state !== 'none') this.#states.set(id, state)
      }),
    )
    return known
  }

  /** Takes an event for news when it comes first, and once more when it comes again a while later. */
  #note({ blockHash, logIndex, args }: MarketLog): void {
    const now = Date.now()
    const key = `${blockHash} ${logIndex}`
    const seen = this.#events.get(key)
    if (seen === undefined) {
      for (const [old, { at }] of this.#events) {
        if (now - at < REMEMBERED) break
        this.#events.delete(old)
      }
      this.#events.set(key, { at: now, isAgain: false })
    } else if (seen.isAgain || now - seen.at < ASK_AGAIN_AFTER) return
    else seen.isAgain = true
    this.#states.delete(args.job)
  }
}

function postedJobs(logs: readonly MarketLog[]): KnownJob[] {
  // Times of blocks play no role here.
  return jobsFromLogs(logs, () => 0).map(({ id, request, input, steps }) => ({
    id,
    request,
    input,
    blockNumber: steps[0]!.blockNumber,
  }))
}
