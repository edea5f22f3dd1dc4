import {
  type Deployment,
  type JobState,
  jobStates,
  marketOf,
  marketsAbi,
  type Request,
  type SeatState,
  seatStates,
} from '@assay/protocol'
import { type Address, type Client, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'

/** A taken seat as the market's storage has it; times in unix seconds. */
export type StoredSeat = {
  worker: Address
  state: SeatState
  claimedAt: number
  /** When its result, or the commitment to it, came; 0 before. */
  submittedAt: number
}

/** A job as the market's storage has it. */
export type StoredJob = {
  state: JobState
  /** Which callbacks were made: a set of WHEN_* bits. */
  delivered: number
  /** The accepted root; zero unless the state is accepted. */
  outputRoot: Hex
  /** By their number; undefined where nobody holds the seat. */
  seats: (StoredSeat | undefined)[]
}

export type ReadJobParameters = {
  deployment: Pick<Deployment, 'market' | 'multiSeatMarket'>
  id: Hex
  request: Pick<Request, 'policy'>
}

/** Asks a job's own market, which its number of seats selects, how the job stands. */
export async function readJob(client: Client, parameters: ReadJobParameters): Promise<StoredJob> {
  const { deployment, id, request } = parameters
  const { state, delivered, outputRoot, seats } = await readContract(client, {
    address: marketOf(deployment, request),
    abi: marketsAbi,
    functionName: 'getJob',
    args: [id],
  })
  return {
    state: jobStates[state] as JobState,
    delivered,
    outputRoot,
    seats: seats.map((seat) =>
      isAddressEqual(seat.worker, zeroAddress)
        ? undefined
        : {
            worker: seat.worker,
            state: seatStates[seat.state] as SeatState,
            claimedAt: seat.claimedAt,
            submittedAt: seat.submittedAt,
          },
    ),
  }
}
