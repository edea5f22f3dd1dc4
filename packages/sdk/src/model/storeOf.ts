import type { ModelVersion } from '../types/model.ts'

/**
 * The store that serves a model's card by its root, which a worker's does: it serves outputs too, and takes inputs. Undefined where the
 * card lies elsewhere.
 */
export function storeOf({ cardUri }: Pick<ModelVersion, 'cardUri'>): string | undefined {
  return /^(https?:\/\/.+)\/blobs\/0x[0-9a-f]{64}$/i.exec(cardUri)?.[1]
}
