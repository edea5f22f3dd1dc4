import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { blockTimes } from '../chain/blockTimes.ts'
import { JOB_EVENT_TOPICS, jobsFromLogs } from '../chain/jobsFromLogs.ts'
import { readLogs } from '../chain/readLogs.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { JobNotFoundError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'

export type GetJobParameters = { deployment: Deployment; jobId: Hex }
export type GetJobReturnType = Job

/**
 * Reads a job with its whole story from the chain's events.
 *
 * @throws JobNotFoundError
 */
export async function getJob(
  client: AssayClient,
  parameters: GetJobParameters,
): Promise<GetJobReturnType> {
  const { deployment, jobId } = parameters
  try {
    const head = await getBlock(client)
    const logs = await readLogs(client, {
      address: [deployment.market, deployment.multiSeatMarket],
      topics: [JOB_EVENT_TOPICS, jobId],
      fromBlock: BigInt(deployment.startBlock),
      toBlock: head.number,
    })
    const [job] = jobsFromLogs(logs, await blockTimes(client, logs), Number(head.timestamp))
    if (job === undefined) throw new JobNotFoundError(jobId)
    return job
  } catch (error) {
    throw explainChainError(error)
  }
}
