import {
  type Deployment,
  decodeFulfilment,
  decodeResult,
  jobStates,
  marketOf,
  marketsAbi,
  seatStates,
} from '@assay/protocol'
import { type Address, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { getBlock, getBlockNumber, getChainId, readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import { eventsOf, readLogs } from '../logs.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job, JobState, Seat } from '../types/job.ts'

/** What to check, and where to read the truth about it. */
export type Evidence = {
  client: AssayClient
  deployment: Deployment
  jobId: Hex
  job: Job
  /** The seat whose result is checked, and its number. */
  seat: Seat | undefined
  number: number
}

/** What the chain itself holds of a job's seat, or why that cannot be read. */
export type ChainView =
  | {
      state: JobState
      worker: Address | undefined
      outputRoot: Hex | undefined
      /** When the result came (unix seconds). */
      submittedAt: number
      /** Where this was read. */
      source: string
    }
  | { unreadable: string }

/** Asks the market's storage; of a job that was fulfilled at once, which storage knows nothing of, the event that records it. */
export async function readChain(evidence: Evidence): Promise<ChainView> {
  const { client, deployment, jobId, number } = evidence
  try {
    const chainId = await getChainId(client)
    if (chainId !== deployment.chainId) {
      return { unreadable: `the node is on chain ${chainId}, not ${deployment.chainId}` }
    }
    const { state, seats } = await readContract(client, {
      address: marketOf(deployment, evidence.job.request),
      abi: marketsAbi,
      functionName: 'getJob',
      args: [jobId],
    })
    if (jobStates[state] === 'none') return await readFulfilment(evidence)
    const seat = seats[number]
    const taken = seat !== undefined && !isAddressEqual(seat.worker, zeroAddress)
    // The word of a seat that has only committed holds the commitment.
    const submitted = seat !== undefined && seatStates[seat.state] === 'submitted'
    return {
      state: jobStates[state] as JobState,
      worker: taken ? seat.worker : undefined,
      outputRoot: submitted ? seat.outputRoot : undefined,
      submittedAt: submitted ? seat.submittedAt : 0,
      source: "the market's storage",
    }
  } catch (error) {
    return { unreadable: explainChainError(error).shortMessage }
  }
}

async function readFulfilment(evidence: Evidence): Promise<ChainView> {
  const { client, deployment, jobId } = evidence
  const [event] = await readLogs(client, {
    address: deployment.market,
    events: eventsOf(marketsAbi, 'JobFulfilled'),
    indexed: [jobId],
    fromBlock: BigInt(deployment.startBlock),
    toBlock: await getBlockNumber(client, { cacheTime: 0 }),
  })
  const source = "the market's events"
  if (event === undefined) {
    return { state: 'none', worker: undefined, outputRoot: undefined, submittedAt: 0, source }
  }
  const { timestamp } = await getBlock(client, { blockNumber: event.blockNumber })
  return {
    state: 'accepted',
    worker: event.args.worker,
    outputRoot: decodeResult({
      job: jobId,
      worker: event.args.worker,
      result: decodeFulfilment(event.args).result,
    }).receipt.outputRoot,
    submittedAt: Number(timestamp),
    source,
  }
}
