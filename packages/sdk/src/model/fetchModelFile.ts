import { modelId, PROFILE_EXACT, tensorRoot } from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import { getContractEvents } from 'viem/actions'
import { BaseError } from '../errors/BaseError.ts'
import { explained } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { ModelVersion } from '../types/model.ts'
import { type FetchBytesParameters, fetchBytes, TooLongError } from './fetchBytes.ts'

/** What `fetchModelFile` takes. */
export type FetchModelFileParameters = {
  deployment: Deployment
  model: ModelVersion
  /** Most bytes that are read. */
  limit?: number
  /** Longest time (milliseconds). */
  timeout?: number
  signal?: AbortSignal
  /** Told as bytes arrive; the total is absent where the server does not say it. */
  onBytes?: FetchBytesParameters['onBytes']
}

/**
 * Fetches the file of a model from where its card lies. A float model is held against its id here; an exact program is so where it is
 * opened (`readProgram` with the model's id).
 *
 * @throws BaseError where it cannot be had, or is another one
 */
export async function fetchModelFile(
  client: AssayClient,
  parameters: FetchModelFileParameters,
): Promise<Uint8Array> {
  const { deployment, model, limit = 2 ** 30, timeout = 120_000, signal, onBytes } = parameters
  const [published] = await explained(() =>
    getContractEvents(client, {
      address: deployment.modelRegistry,
      abi: modelRegistryAbi,
      eventName: 'ModelPublished',
      args: { modelId: model.modelId },
      fromBlock: BigInt(deployment.startBlock),
      strict: true,
    }),
  )
  const lacking = (why: string, cause?: unknown) =>
    new BaseError(`The file of the model "${model.name}" ${why}.`, {
      name: 'ModelFileError',
      remedy: 'Ask its publisher, or a worker that serves it.',
      cause,
    })
  if (published === undefined) throw lacking('is not named by the registry')
  const { root } = published.args.publication
  if (!/^https?:/.test(model.cardUri)) throw lacking('does not lie at an http address')
  let bytes: Uint8Array
  try {
    bytes = await fetchBytes(new URL(root, model.cardUri).href, { limit, timeout, signal, onBytes })
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof TooLongError)
      throw lacking(`has more than the ${limit} bytes that are read`, cause)
    throw lacking(`is not served at ${new URL(model.cardUri).origin}`, cause)
  }
  if (
    model.profile !== PROFILE_EXACT &&
    (await modelId(model.profile, await tensorRoot(bytes))) !== model.modelId
  )
    throw lacking('that is served is another one than was published')
  return bytes
}
