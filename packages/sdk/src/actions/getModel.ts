import type { Deployment } from '@assay/protocol'
import { modelRegistryAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import { readContract } from 'viem/actions'
import { ContractError } from '../errors/decodeContractError.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { ModelVersion } from '../types/model.ts'

export type GetModelParameters = { deployment: Deployment } & (
  | { modelId: Hex }
  /** The latest version where none is named. */
  | { name: string; version?: number }
)
export type GetModelReturnType = ModelVersion

/**
 * Reads one published model: by its id, or by name and version.
 *
 * @throws BaseError where there is no such model
 */
export async function getModel(
  client: AssayClient,
  parameters: GetModelParameters,
): Promise<GetModelReturnType> {
  const { deployment } = parameters
  const registry = { address: deployment.modelRegistry, abi: modelRegistryAbi } as const
  try {
    if ('modelId' in parameters) {
      const [name, number, details] = await readContract(client, {
        ...registry,
        functionName: 'getModel',
        args: [parameters.modelId],
      })
      return { ...details, name, version: Number(number) }
    }
    const { name } = parameters
    const wanted = parameters.version
    const version =
      wanted === undefined
        ? await readContract(client, { ...registry, functionName: 'versionCount', args: [name] })
        : BigInt(wanted)
    if (version === 0n) throw new ContractError('VersionNotPublished', [name, 1n])
    const details = await readContract(client, {
      ...registry,
      functionName: 'getVersion',
      args: [name, version],
    })
    return { ...details, name, version: Number(version) }
  } catch (error) {
    throw explainChainError(error)
  }
}
