import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { readLogs } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import { encodeEventTopics, type Hex, parseEventLogs } from 'viem'
import { getBlockNumber } from 'viem/actions'

/** The root of a published model's file, which the registry tells only in an event. */
export async function programRootOf(
  client: ChainClient,
  { deployment, modelId }: { deployment: Deployment; modelId: Hex },
): Promise<Hex> {
  const logs = await readLogs(client, {
    address: deployment.modelRegistry,
    topics: encodeEventTopics({
      abi: modelRegistryAbi,
      eventName: 'ModelPublished',
      args: { modelId },
    }) as (Hex | null)[],
    fromBlock: BigInt(deployment.startBlock),
    toBlock: await getBlockNumber(client, { cacheTime: 0 }),
  })
  const [published] = parseEventLogs({
    abi: modelRegistryAbi,
    eventName: 'ModelPublished',
    logs: logs as never,
  })
  if (published === undefined) throw new Error(`Nobody published the model ${modelId}.`)
  return published.args.publication.root
}
