import type { Deployment } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { pad } from 'viem'
import { getBlock } from 'viem/actions'
import { blockTimes } from '../chain/blockTimes.ts'
import { FIRST_EVENT_TOPICS, JOB_EVENT_TOPICS, jobsFromLogs } from '../chain/jobsFromLogs.ts'
import { readLogs } from '../chain/readLogs.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'

export type ListJobsParameters = { deployment: Deployment; requester?: Address; fromBlock?: bigint }
/** Newest first. */
export type ListJobsReturnType = Job[]

/** Reads all jobs that were posted since a block, or all of one requester, from the chain's events. */
export async function listJobs(
  client: AssayClient,
  parameters: ListJobsParameters,
): Promise<ListJobsReturnType> {
  const { deployment, requester } = parameters
  const fromBlock = parameters.fromBlock ?? BigInt(deployment.startBlock)
  const range = { address: [deployment.market, deployment.multiSeatMarket], fromBlock }
  try {
    const { number: toBlock, timestamp } = await getBlock(client)
    let ids: Hex[] | undefined
    if (requester !== undefined) {
      const posted = await readLogs(client, {
        ...range,
        topics: [FIRST_EVENT_TOPICS, null, pad(requester, { size: 32 })],
        toBlock,
      })
      ids = posted.map((log) => log.topics[1] as Hex)
      if (ids.length === 0) return []
    }
    // A long list of ids is not a filter that nodes like; then everything is read and chosen here.
    const narrow = ids !== undefined && ids.length <= 100
    const topics = narrow ? [JOB_EVENT_TOPICS, ids!] : [JOB_EVENT_TOPICS]
    const logs = await readLogs(client, { ...range, topics, toBlock })
    const wanted = ids && new Set(ids)
    const chosen = wanted ? logs.filter((log) => wanted.has(log.topics[1] as Hex)) : logs
    return jobsFromLogs(chosen, await blockTimes(client, chosen), Number(timestamp)).reverse()
  } catch (error) {
    throw explainChainError(error)
  }
}
