import { tensorRoot } from '@assay/program'
import { ModelCardError } from '../errors/namedErrors.ts'
import type { ModelCard, ModelVersion } from '../types/model.ts'
import { fetchBytes } from './fetchBytes.ts'

/** What `fetchModelCard` takes. */
export type FetchModelCardParameters = { model: ModelVersion; signal?: AbortSignal }

/** No card needs more. */
const MAX_CARD_BYTES = 1_000_000

/**
 * Fetches a model's card and holds its bytes against the digest in the registry.
 *
 * @throws ModelCardError where it cannot be had, is another one, or is no card
 */
export async function fetchModelCard(parameters: FetchModelCardParameters): Promise<ModelCard> {
  const { model, signal } = parameters
  const what = `The card of "${model.name}"`
  let bytes: Uint8Array
  try {
    bytes = await fetchBytes(model.cardUri, { limit: MAX_CARD_BYTES, timeout: 10_000, signal })
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ModelCardError(`${what} cannot be fetched from ${model.cardUri}.`, cause)
  }
  if (bytes.length === 0 || (await tensorRoot(bytes)) !== model.cardDigest) {
    throw new ModelCardError(`${what} at ${model.cardUri} is not the one that was published.`)
  }
  try {
    const card = JSON.parse(new TextDecoder().decode(bytes)) as ModelCard
    const { input, output } = card
    if (Array.isArray(input?.shape) && Array.isArray(output?.shape)) return card
  } catch (cause) {
    throw new ModelCardError(`${what} is not JSON.`, cause)
  }
  throw new ModelCardError(`${what} does not say the shapes of input and output.`)
}
