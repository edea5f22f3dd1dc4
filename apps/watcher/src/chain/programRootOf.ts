import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { eventsOf, readLogs } from '@assay/sdk'
import type { ChainClient } from '@assay/service'
import type { Hex } from 'viem'
import { getBlockNumber } from 'viem/actions'

/** The root of a published model's file, which the registry says only in an event. */
export async function programRootOf(
  client: ChainClient,
  { deployment, modelId }: { deployment: Deployment; modelId: Hex },
): Promise<Hex> {
  const [published] = await readLogs(client, {
    address: deployment.modelRegistry,
    events: eventsOf(modelRegistryAbi, 'ModelPublished'),
    indexed: [modelId],
    fromBlock: BigInt(deployment.startBlock),
    toBlock: await getBlockNumber(client, { cacheTime: 0 }),
  })
  if (published === undefined) throw new Error(`Nobody published the model ${modelId}.`)
  return published.args.publication.root
}
