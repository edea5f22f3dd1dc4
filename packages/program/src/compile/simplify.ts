import type { FloatGraph } from './floatGraph.ts'
import { castInputs } from './passes/castInputs.ts'
import { decompose } from './passes/decompose.ts'
import { flattenChannelsLast } from './passes/flattenChannelsLast.ts'
import { foldAffine } from './passes/foldAffine.ts'
import { foldPadding } from './passes/foldPadding.ts'
import { fuseElementwise } from './passes/fuseElementwise.ts'
import { normalizeElementwise } from './passes/normalizeElementwise.ts'
import { simplifyMovement } from './passes/simplifyMovement.ts'
import { type FixedRange, takeQuantization } from './passes/takeQuantization.ts'

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
