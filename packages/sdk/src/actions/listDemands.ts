import type { Deployment } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { pad } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { readLogs } from '../chain/readLogs.ts'
import { DEMAND_EVENT_TOPICS, demandsFromLogs } from '../dispute/demandsFromLogs.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { Demand } from '../types/dispute.ts'

export type ListDemandsParameters = {
  deployment: Deployment
  /** Only those about this job, */
  jobId?: Hex
  /** or to this worker. */
  worker?: Address
  fromBlock?: bigint
}
/** Newest first. */
export type ListDemandsReturnType = Demand[]

/** Reads the demands for pages of inputs and outputs, with those pages that were shown. */
export async function listDemands(
  client: AssayClient,
  parameters: ListDemandsParameters,
): Promise<ListDemandsReturnType> {
  const { deployment, jobId, worker } = parameters
  try {
    const range = {
      address: deployment.disputeGame,
      fromBlock: parameters.fromBlock ?? BigInt(deployment.startBlock),
      toBlock: await getBlockNumber(client, { cacheTime: 0 }),
    }
    const made = await readLogs(client, {
      ...range,
      topics: [
        DEMAND_EVENT_TOPICS[0]!,
        null,
        jobId ?? null,
        worker ? pad(worker, { size: 32 }) : null,
      ],
    })
    if (made.length === 0) return []
    const wanted = new Set(made.map((log) => log.topics[1]))
    const ended = await readLogs(client, { ...range, topics: [DEMAND_EVENT_TOPICS.slice(1)] })
    return demandsFromLogs([...made, ...ended.filter((log) => wanted.has(log.topics[1]))]).reverse()
  } catch (error) {
    throw explainChainError(error)
  }
}
