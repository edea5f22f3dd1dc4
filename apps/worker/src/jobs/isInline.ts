import { MAX_INLINE } from '@assay/protocol'
import type { ServedModel } from '../models/loadModel.ts'

/** The market checks inline bytes as one tensor, so only a single output can travel so. */
export function isInline(output: Uint8Array, model: ServedModel): boolean {
  return output.length <= MAX_INLINE && model.pool.outputs.length === 1
}
