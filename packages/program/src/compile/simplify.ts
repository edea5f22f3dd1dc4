import type { FloatGraph } from './float-graph.ts'
import { castInputs } from './passes/cast-inputs.ts'
import { decompose } from './passes/decompose.ts'
import { flattenChannelsLast } from './passes/flatten-channels-last.ts'
import { foldAffine } from './passes/fold-affine.ts'
import { foldPadding } from './passes/fold-padding.ts'
import { fuseElementwise } from './passes/fuse-elementwise.ts'
import { normalizeElementwise } from './passes/normalize-elementwise.ts'
import { simplifyMovement } from './passes/simplify-movement.ts'
import { type FixedRange, takeQuantization } from './passes/take-quantization.ts'

/** Rewrites a float graph, without changing what it computes, into the few operators that a program has. */
export function simplify(graph: FloatGraph): {
  graph: FloatGraph
  /** Ranges that an already quantized model prescribes, by tensor. */
  fixed: ReadonlyMap<string, FixedRange>
} {
  const { graph: plain, fixed } = takeQuantization(simplifyMovement(castInputs(graph)))
  const passes = [
    normalizeElementwise,
    fuseElementwise,
    simplifyMovement,
    foldAffine,
    foldPadding,
    decompose,
    fuseElementwise,
    simplifyMovement,
    flattenChannelsLast,
  ]
  return { graph: passes.reduce((result, pass) => pass(result), plain), fixed }
}
