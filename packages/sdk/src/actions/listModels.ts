import type { Deployment } from '@assay/protocol'
import { modelRegistryAbi } from '@assay/protocol'
import { encodeEventTopics, type Hex } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { readLogs } from '../chain/readLogs.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { ModelVersion } from '../types/model.ts'
import { getModel } from './getModel.ts'

export type ListModelsParameters = { deployment: Deployment }
/** Every version of every model, newest first. */
export type ListModelsReturnType = ModelVersion[]

/** Reads every published model from the registry's events. */
export async function listModels(
  client: AssayClient,
  parameters: ListModelsParameters,
): Promise<ListModelsReturnType> {
  const { deployment } = parameters
  try {
    const logs = await readLogs(client, {
      address: deployment.modelRegistry,
      topics: encodeEventTopics({
        abi: modelRegistryAbi,
        eventName: 'ModelPublished',
      }) as Hex[],
      fromBlock: BigInt(deployment.startBlock),
      toBlock: await getBlockNumber(client, { cacheTime: 0 }),
    })
    const ids = logs.map((log) => log.topics[1] as Hex).reverse()
    return await Promise.all(ids.map((modelId) => getModel(client, { deployment, modelId })))
  } catch (error) {
    throw explainChainError(error)
  }
}
