import { modelId, PROFILE_EXACT, tensorRoot } from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import type { AssayClient, ModelVersion } from '@assay/sdk'
import { getContractEvents } from 'viem/actions'

const MOST_BYTES = 256 * 2 ** 20

export type FetchModelParameters = {
  deployment: Deployment
  model: ModelVersion
  /** Told as bytes arrive; the total is absent where the server does not say it. */
  onBytes?: (received: number, total: number | undefined) => void
}

/**
 * Fetches the model's file from where its card is served. A float model is compared with the model's id here, an exact one where
 * it is opened. Throws one sentence where the file cannot be had or is another one.
 */
export async function fetchModel(
  client: AssayClient,
  { deployment, model, onBytes }: FetchModelParameters,
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
  const response = await fetch(url)
  if (!response.ok)
    throw new Error(`The model’s file is not served at ${url.origin} (${response.status}).`)
  const bytes = await readAtMost(response, MOST_BYTES, onBytes)
  // An exact program is opened through the load gate, which compares the id itself.
  if (
    model.profile !== PROFILE_EXACT &&
    (await modelId(model.profile, await tensorRoot(bytes))) !== model.modelId
  )
    throw new Error('The file that is served is not the model that the registry names.')
  return bytes
}

/**
 * The body of an answer, as far as it is not larger than `limit` bytes. A server may say nothing of its size, or something
 * wrong, so what arrives is counted.
 */
export async function readAtMost(
  response: Response,
  limit: number,
  onBytes?: FetchModelParameters['onBytes'],
): Promise<Uint8Array> {
  const tooLarge = 'The model’s file is too large to be run in a browser.'
  const said = Number(response.headers.get('content-length') ?? 0)
  if (said > limit) {
    await response.body?.cancel()
    throw new Error(tooLarge)
  }
  const reader = response.body?.getReader()
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer())
    length += value.length
    if (length > limit) {
      await reader?.cancel()
      throw new Error(tooLarge)
    }
    parts.push(value)
    onBytes?.(length, said > 0 ? said : undefined)
  }
}
