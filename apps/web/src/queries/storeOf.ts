import type { ModelVersion } from '@assay/sdk'

/**
 * Where an input can be left that is too large for a request: the store that this site names, or else the worker that serves the model's
 * card, since it serves that by its root. Undefined where neither is known.
 */
export function storeOf(
  { cardUri }: Pick<ModelVersion, 'cardUri'>,
  configured: string | undefined,
): string | undefined {
  if (configured !== undefined) return configured
  return /^(https?:\/\/.+)\/blobs\/0x[0-9a-f]{64}$/i.exec(cardUri)?.[1]
}
