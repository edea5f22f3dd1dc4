import type { ServedModel } from '../models/loadModel.ts'

/** The most bytes that an output takes inline: Market.MAX_INLINE. */
export const MAX_INLINE_OUTPUT = 8192

/** The market checks inline bytes as one tensor, so only a single output can travel so. */
export function isInline(output: Uint8Array, model: ServedModel): boolean {
  return output.length <= MAX_INLINE_OUTPUT && model.pool.outputs.length === 1
}
