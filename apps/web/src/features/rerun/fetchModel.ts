import { modelId, PROFILE_EXACT, tensorRoot } from '@assay/program'
import { type Deployment, modelRegistryAbi } from '@assay/protocol'
import type { AssayClient, ModelVersion } from '@assay/sdk'
import { getContractEvents } from 'viem/actions'
import { answerOf, MissingBytesError, type PlaceAnswer, placeOf } from '../../chain/askPlaces.ts'

const MOST_BYTES = 256 * 2 ** 20
/** How long a server may take until it begins to answer (milliseconds). */
const PATIENCE = 15_000

export type FetchModelParameters = {
  deployment: Deployment
  model: ModelVersion
  /** Another store than that of the card, which is asked after it. */
  store?: string | undefined
  /** The file, where somebody has it. */
  file?: Uint8Array | undefined
  /** Told as bytes arrive; the total is absent where the server does not say it. */
  onBytes?: (received: number, total: number | undefined) => void
}

/**
 * Fetches the model's file from where its card is served. A float model is compared with the model's id here, an exact one where
 * it is opened.
 *
 * @throws MissingBytesError where nobody serves it, and an error of one sentence where what is served is another one
 */
export async function fetchModel(
  client: AssayClient,
  { deployment, model, store, file, onBytes }: FetchModelParameters,
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
  const bytes = file ?? (await fetchFile(root, { cardUri: model.cardUri, store, onBytes }))
  // An exact program is opened through the load gate, which compares the id itself.
  if (
    model.profile !== PROFILE_EXACT &&
    (await modelId(model.profile, await tensorRoot(bytes))) !== model.modelId
  )
    throw new Error('The file that is served is not the model that the registry names.')
  return bytes
}

/** Asks one server after the other. */
async function fetchFile(
  root: string,
  {
    cardUri,
    store,
    onBytes,
  }: Pick<FetchModelParameters, 'store' | 'onBytes'> & { cardUri: string },
): Promise<Uint8Array> {
  const answers: PlaceAnswer[] = []
  // Files lie beside the card, each under its root.
  const places = [URL.parse(root, cardUri)?.href ?? cardUri, store && `${store}/blobs/${root}`]
  for (const place of new Set(places)) {
    if (place === undefined) continue
    try {
      if (!/^https?:/.test(place)) throw new Error('This is not an address that can be fetched.')
      const response = await begin(place)
      if (!response.ok) throw new Error(`${place} answers ${response.status}.`)
      return await readAtMost(response, MOST_BYTES, onBytes)
    } catch (error) {
      answers.push({ place: placeOf(place), answer: answerOf(error) })
    }
  }
  throw new MissingBytesError({ what: 'program', root, answers })
}

/** Waits for the first bytes only for so long; a large file may take longer to come. */
async function begin(place: string): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(
    () => patience.abort(new DOMException('No answer.', 'TimeoutError')),
    PATIENCE,
  )
  try {
    return await fetch(place, { signal: patience.signal })
  } finally {
    clearTimeout(timer)
  }
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
