import { type Deployment, jobStates, marketAbi, type SeatState, seatStates } from '@assay/protocol'
import { type JobState, jobsFromLogs, POSTING_EVENT_TOPICS, readLogs } from '@assay/sdk'
import { BlockFollower, type ChainClient, type Head } from '@assay/service'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import type { JobJournal, KnownJob } from '../jobs/JobJournal.ts'

/** What the market's storage says of a taken seat; claimedAt in unix seconds. */
export type MarketSeat = { worker: Address; state: SeatState; claimedAt: number }
/** What the market's storage says of a job; a seat that nobody holds is undefined. */
export type MarketJob = { state: JobState; seats: (MarketSeat | undefined)[] }

export type MarketReaderParameters = {
  client: ChainClient
  deployment: Deployment
  journal: JobJournal
  logWindow: number
  reorgDepth: number
}

/** Reads the market block by block into the journal, and takes back what a reorganisation undid. */
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

  /** Asks the market's storage about jobs. */
  async states(ids: readonly Hex[]): Promise<Map<Hex, MarketJob>> {
    const { client, deployment } = this.#parameters
    const answers = await Promise.all(
      ids.map((id) =>
        readContract(client, {
          address: deployment.market,
          abi: marketAbi,
          functionName: 'getJob',
          args: [id],
        }),
      ),
    )
    return new Map(
      ids.map((id, index) => {
        const { state, seats } = answers[index]!
        return [
          id,
          {
            state: jobStates[state] as JobState,
            seats: seats.map((seat) =>
              isAddressEqual(seat.worker, zeroAddress)
                ? undefined
                : {
                    worker: seat.worker,
                    state: seatStates[seat.state] as SeatState,
                    claimedAt: seat.claimedAt,
                  },
            ),
          },
        ]
      }),
    )
  }

  async #postedBetween(fromBlock: bigint, toBlock: bigint): Promise<KnownJob[]> {
    const { client, deployment } = this.#parameters
    const logs = await readLogs(client, {
      address: deployment.market,
      topics: [POSTING_EVENT_TOPICS],
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
