import { modelId, PROFILE_EXACT, readProgram, tensorRoot } from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import type { AssayClient, ModelVersion } from '@assay/sdk'
import { getContractEvents } from 'viem/actions'

const MOST_BYTES = 256 * 2 ** 20

export type FetchModelParameters = {
  deployment: Deployment
  model: ModelVersion
  signal?: AbortSignal
}

/**
 * Fetches the model's file from where its card is served, and makes sure that it is the one that the model's id commits to. Throws
 * one sentence where it cannot be had or is another one.
 */
export async function fetchModel(
  client: AssayClient,
  { deployment, model, signal }: FetchModelParameters,
): Promise<Uint8Array> {
  const [published] = await getContractEvents(client, {
    address: deployment.modelRegistry,
    abi: modelRegistryAbi,
    eventName: 'ModelPublished',
    args: { modelId: model.modelId },
    fromBlock: BigInt(deployment.startBlock),
    strict: true,
  })
  if (published === undefined) throw new Error('The registry does not say which file the model is.')
  const { root } = published.args.publication
  // Files lie beside the card, each under its root.
  const url = new URL(root, model.cardUri)
  if (!['http:', 'https:'].includes(url.protocol))
    throw new Error('The model’s file is not at an address that a browser can fetch.')
  const response = await fetch(url, signal === undefined ? {} : { signal })
  if (!response.ok)
    throw new Error(`The model’s file is not served at ${url.origin} (${response.status}).`)
  if (Number(response.headers.get('content-length') ?? 0) > MOST_BYTES)
    throw new Error('The model’s file is too large to be run in a browser.')
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (!(await isModel(bytes, model)))
    throw new Error('The file that is served is not the model that the registry names.')
  return bytes
}

async function isModel(bytes: Uint8Array, model: ModelVersion): Promise<boolean> {
  if (model.profile === PROFILE_EXACT) {
    const loaded = await readProgram(bytes, { modelId: model.modelId }).catch(() => undefined)
    return loaded !== undefined
  }
  return (await modelId(model.profile, await tensorRoot(bytes))) === model.modelId
}
