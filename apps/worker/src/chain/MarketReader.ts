import type { Deployment } from '@assay/protocol'
import { jobsFromLogs, type LogOf, POSTING_EVENTS } from '@assay/sdk'
import { BlockFollower, type ChainClient, type Head, readJob, type StoredJob } from '@assay/service'
import type { Hex } from 'viem'
import type { JobJournal, KnownJob } from '../jobs/JobJournal.ts'

type PostingLog = LogOf<typeof POSTING_EVENTS>

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
  readonly #follower: BlockFollower<
    typeof POSTING_EVENTS.abi,
    (typeof POSTING_EVENTS.names)[number]
  >

  constructor(parameters: MarketReaderParameters) {
    this.#parameters = parameters
    const { market, multiSeatMarket, startBlock } = parameters.deployment
    const filter = { address: [market, multiSeatMarket], events: POSTING_EVENTS }
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
  advance(head: Head): Promise<bigint | undefined> {
    const { journal } = this.#parameters
    return this.#follower.advance(head, (logs, cursor) => journal.advance(postedJobs(logs), cursor))
  }

  /** Asks the markets' storage about jobs. */
  async states(jobs: readonly KnownJob[]): Promise<Map<Hex, StoredJob>> {
    const { client, deployment } = this.#parameters
    return new Map(
      await Promise.all(
        jobs.map(
          async ({ id, request }) =>
            [id, await readJob(client, { deployment, id, request })] as const,
        ),
      ),
    )
  }
}

function postedJobs(logs: readonly PostingLog[]): KnownJob[] {
  // Times of blocks play no role here.
  return jobsFromLogs(logs, () => 0).map(({ id, request, input, steps }) => ({
    id,
    request,
    input,
    blockNumber: steps[0]!.blockNumber,
  }))
}
