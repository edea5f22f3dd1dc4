/**
 * Models: what requesters ask for, as published in the registry.
 *
 * @module
 */
import { modelRegistryAbi, registryCalls } from '@assay/protocol'
import { type Hex, isHex } from 'viem'
import { getBlockNumber, readContract } from 'viem/actions'
import { explained } from './errors/explainChainError.ts'
import { ModelNotFoundError } from './errors/namedErrors.ts'
import { eventsOf, readLogs } from './logs.ts'
import type { AssayClient } from './types/client.ts'
import type { ModelVersion } from './types/model.ts'
import { type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `models.get` takes. */
export type GetParameters = ReadParameters &
  (
    | { modelId: Hex }
    /** The latest version where none is named. */
    | { name: string; version?: number }
  )

/**
 * Reads one published model: by its id, or by name and version.
 *
 * @throws BaseError where there is no such model
 */
export function get(client: AssayClient, parameters: GetParameters): Promise<ModelVersion> {
  return explained(async () => {
    const { deployment } = parameters
    const registry = { address: deployment.modelRegistry, abi: modelRegistryAbi } as const
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
    if (version === 0n) throw new ModelNotFoundError(name)
    const details = await readContract(client, {
      ...registry,
      functionName: 'getVersion',
      args: [name, version],
    })
    return { ...details, name, version: Number(version) }
  })
}

/** What `models.find` takes. */
export type FindParameters = ReadParameters & {
  /** A name (`digits`, its latest version), a name and version (`digits@2`), or an id. */
  model: string
}

/**
 * Reads one published model by what somebody typed.
 *
 * @throws BaseError where there is no such model
 */
export function find(client: AssayClient, parameters: FindParameters): Promise<ModelVersion> {
  const { deployment, model } = parameters
  if (isHex(model) && model.length === 66) return get(client, { deployment, modelId: model })
  const [, name = model, version] = /^(.+)@(\d+)$/.exec(model) ?? []
  return get(client, { deployment, name, ...(version && { version: Number(version) }) })
}

/**
 * Reads every published model from the registry's events.
 *
 * @returns every version of every model, newest first
 */
export function list(client: AssayClient, parameters: ReadParameters): Promise<ModelVersion[]> {
  return explained(async () => {
    const { deployment } = parameters
    const logs = await readLogs(client, {
      address: deployment.modelRegistry,
      events: eventsOf(modelRegistryAbi, 'ModelPublished'),
      fromBlock: BigInt(deployment.startBlock),
      toBlock: await getBlockNumber(client, { cacheTime: 0 }),
    })
    const ids = logs.map(({ args }) => args.modelId).reverse()
    return Promise.all(ids.map((modelId) => get(client, { deployment, modelId })))
  })
}

/** What `models.publish` takes. */
export type PublishParameters = WriteParameters & {
  name: string
  profile: Hex
  /** programRoot of an exact program, tensorRoot of a float .onnx file's bytes. */
  root: Hex
  /** Canonical bytes of the input: `dataSizes` tells them from a program. */
  inputBytes: number
  /** Canonical bytes of all outputs together. */
  outputBytes: number
  /** Hundredths of a percent; a multiple of 10. */
  royaltyBps?: number
  cardUri: string
  /** tensorRoot of the card's bytes. */
  cardDigest: Hex
}

/**
 * Publishes a model as the next version of a name; the name belongs to the account that first used it.
 *
 * @returns the transaction's hash
 */
export function publish(client: AssayClient, parameters: PublishParameters): Promise<Hex> {
  const { deployment, name, profile, root, royaltyBps = 0 } = parameters
  const { inputBytes, outputBytes, cardUri, cardDigest } = parameters
  const sizes = { inputBytes, outputBytes }
  const publication = { name, profile, root, royaltyBps, ...sizes, cardUri, cardDigest }
  return write(client, parameters, registryCalls.publish(deployment, publication))
}

/** What `models.setDeprecated` takes. */
export type SetDeprecatedParameters = WriteParameters & {
  modelId: Hex
  /** Whether its publisher advises against it; true by default. */
  deprecated?: boolean
}

/**
 * Advises against a version that the account published, or takes the advice back. What was bought of it stays as it is.
 *
 * @returns the transaction's hash
 */
export function setDeprecated(
  client: AssayClient,
  parameters: SetDeprecatedParameters,
): Promise<Hex> {
  const { deployment, modelId: model, deprecated = true } = parameters
  return write(client, parameters, registryCalls.setDeprecated(deployment, { model, deprecated }))
}
