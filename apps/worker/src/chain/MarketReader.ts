import { type Deployment, jobStates, marketAbi, type SeatState, seatStates } from '@assay/protocol'
import { type JobState, jobsFromLogs, POSTING_EVENT_TOPICS, readLogs } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { getBlock, readContract } from 'viem/actions'
import type { JobJournal, KnownJob } from '../jobs/JobJournal.ts'

export type Head = { number: bigint; hash: Hex; timestamp: number }

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

  constructor(parameters: MarketReaderParameters) {
    this.#parameters = parameters
  }

  async head(): Promise<Head> {
    const { number, hash, timestamp } = await getBlock(this.#parameters.client)
    return { number, hash, timestamp: Number(timestamp) }
  }

  /**
   * Brings the journal up to a head.
   *
   * @returns the first block that a reorganisation undid, if there was one
   */
  async advance(head: Head): Promise<bigint | undefined> {
    const { journal, deployment, logWindow } = this.#parameters
    const undone = await this.#undoneSince(head)
    if (undone !== undefined) journal.rewind(undone)
    const cursor = journal.cursor()
    let from = undone ?? (cursor === undefined ? BigInt(deployment.startBlock) : cursor.number + 1n)
    while (from <= head.number) {
      const last = from + BigInt(logWindow) - 1n
      const to = last < head.number ? last : head.number
      const jobs = await this.#postedBetween(from, to)
      const hash = to === head.number ? head.hash : await this.#hashOf(to)
      journal.advance(jobs, { number: to, hash })
      from = to + 1n
    }
    return undone
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

  /** The block from which on the chain is not the one that was read, if it is not. */
  async #undoneSince(head: Head): Promise<bigint | undefined> {
    const { journal, deployment, reorgDepth } = this.#parameters
    const cursor = journal.cursor()
    if (cursor === undefined) return undefined
    if (cursor.number <= head.number) {
      const hash = cursor.number === head.number ? head.hash : await this.#hashOf(cursor.number)
      if (hash === cursor.hash) return undefined
    }
    const from = Math.min(Number(cursor.number), Number(head.number)) - reorgDepth
    return BigInt(Math.max(from, deployment.startBlock))
  }

  async #hashOf(blockNumber: bigint): Promise<Hex> {
    const { hash } = await getBlock(this.#parameters.client, { blockNumber })
    return hash
  }
}
