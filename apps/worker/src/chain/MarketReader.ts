import type { Deployment } from '@assay/protocol'
import { jobsFromLogs, POSTING_EVENTS, readLogs } from '@assay/sdk'
import { BlockFollower, type ChainClient, type Head, readJob, type StoredJob } from '@assay/service'
import type { Hex } from 'viem'
import type { JobJournal, KnownJob } from '../jobs/JobJournal.ts'

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
  readonly #follower: BlockFollower

  constructor(parameters: MarketReaderParameters) {
    this.#parameters = parameters
    const { startBlock } = parameters.deployment
    this.#follower = new BlockFollower({ ...parameters, startBlock })
  }

  head(): Promise<Head> {
    return this.#follower.head()
  }

  /**
   * Brings the journal up to a head.
   *
   * @returns the first block that a reorganisation undid, if there was one
   */
  advance(head: Head): Promise<bigint | undefined> {
    const { journal } = this.#parameters
    return this.#follower.advance(head, async (from, to) => {
      const jobs = await this.#postedBetween(from, to)
      return (cursor) => journal.advance(jobs, cursor)
    })
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

  async #postedBetween(fromBlock: bigint, toBlock: bigint): Promise<KnownJob[]> {
    const { client, deployment } = this.#parameters
    const logs = await readLogs(client, {
      address: [deployment.market, deployment.multiSeatMarket],
      events: POSTING_EVENTS,
      fromBlock,
      toBlock,
    })
    // Times of blocks play no role here.
    return jobsFromLogs(logs, () => 0).map(({ id, request, input, steps }) => ({
      id,
      request,
      input,
      blockNumber: steps[0]!.blockNumber,
    }))
  }
}
