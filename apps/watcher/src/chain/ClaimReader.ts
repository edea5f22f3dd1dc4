import { claimIdOf, type Deployment, decodeResult, marketsAbi, type Request } from '@assay/protocol'
import { eventsOf, jobsFromLogs, type LogOf, POSTING_EVENTS } from '@assay/sdk'
import { BlockFollower, type ChainClient, type Head, readJob, type StoredJob } from '@assay/service'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import type { Claim, ClaimJournal, WatchedRequest } from '../journal/ClaimJournal.ts'

export type ClaimReaderParameters = {
  client: ChainClient
  deployment: Deployment
  journal: ClaimJournal
  /** Whether a request's results are watched at all. */
  isWatched: (request: Request) => boolean
  /** What came in for this account: the half of a liar's collateral. */
  onReward: (reward: { job: Hex; seat: number; amount: bigint }) => void
  account: Address
  logWindow: number
  reorgDepth: number
}

const EVENTS = eventsOf(marketsAbi, ...POSTING_EVENTS.names, 'ResultSubmitted', 'SeatForfeited')
type WatchedLog = LogOf<typeof EVENTS>

/** Reads requests and results of both markets block by block into the journal, and takes back what a reorganisation undid. */
export class ClaimReader {
  readonly #parameters: ClaimReaderParameters
  readonly #follower: BlockFollower<typeof EVENTS.abi, (typeof EVENTS.names)[number]>

  constructor(parameters: ClaimReaderParameters) {
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
  advance(head: Head): Promise<bigint | undefined> {
    const { journal } = this.#parameters
    return this.#follower.advance(head, (logs, cursor) => {
      const { requests, claims } = this.#watched(logs)
      journal.advance(requests, claims, cursor)
      this.#bookRewards(logs)
    })
  }

  /** Asks the market's storage about a watched job. */
  job(id: Hex): Promise<StoredJob> {
    const { client, deployment, journal } = this.#parameters
    const { request } = journal.request(id)!
    return readJob(client, { deployment, id, request })
  }

  /** The requests and results among some logs that are watched. */
  #watched(logs: readonly WatchedLog[]): { requests: WatchedRequest[]; claims: Claim[] } {
    const { journal, isWatched } = this.#parameters
    // Times of blocks play no role here.
    const requests = jobsFromLogs(logs, () => 0)
      .filter(({ request }) => isWatched(request))
      .map(({ id, request, input, steps }) => ({
        job: id,
        request,
        input,
        blockNumber: steps[0]!.blockNumber,
      }))
    const fresh = new Set(requests.map(({ job }) => job))
    const claims = claimsFromLogs(logs).filter(
      ({ job }) => fresh.has(job) || journal.request(job) !== undefined,
    )
    return { requests, claims }
  }

  #bookRewards(logs: readonly WatchedLog[]): void {
    const { account, onReward } = this.#parameters
    for (const { eventName, args } of logs) {
      if (eventName !== 'SeatForfeited') continue
      if (args.beneficiary === zeroAddress || !isAddressEqual(args.beneficiary, account)) continue
      onReward({ job: args.job, seat: Number(args.seat), amount: args.rewarded })
    }
  }
}

/** The results among some logs, in the chain's order. */
function claimsFromLogs(logs: readonly WatchedLog[]): Claim[] {
  return logs.flatMap(({ eventName, args, blockNumber }) => {
    if (eventName !== 'ResultSubmitted') return []
    const { job, worker, seat, result } = args
    const { outputRoot } = decodeResult({ job, worker, result }).receipt
    const id = claimIdOf({ job, worker, outputRoot })
    return [{ id, job, seat: Number(seat), worker, outputRoot, blockNumber }]
  })
}
