import type { FloatGraph } from './floatGraph.ts'
import { castInputs } from './passes/castInputs.ts'
import { decompose, type Width } from './passes/decompose.ts'
import { flattenChannelsLast } from './passes/flattenChannelsLast.ts'
import { foldAffine } from './passes/foldAffine.ts'
import { foldPadding } from './passes/foldPadding.ts'
import { fuseElementwise } from './passes/fuseElementwise.ts'
import { gatherOneHot } from './passes/gatherOneHot.ts'
import { normalizeElementwise } from './passes/normalizeElementwise.ts'
import { recognizeNorm } from './passes/recognizeNorm.ts'
import { recognizeRoots } from './passes/recognizeRoots.ts'
import { simplifyMovement } from './passes/simplifyMovement.ts'
import { sinkDecoding } from './passes/sinkDecoding.ts'
import { type FixedRange, takeQuantization } from './passes/takeQuantization.ts'

/** Rewrites a float graph, without changing what it computes, into the few operators that a program has. */
export function simplify(
  graph: FloatGraph,
  width: Width = 'byte',
): {
  graph: FloatGraph
  /** Ranges that an already quantized model prescribes, by tensor. */
  fixed: ReadonlyMap<string, FixedRange>
} {
  const { graph: plain, fixed } = takeQuantization(
    recognizeNorm(gatherOneHot(simplifyMovement(castInputs(graph)))),
  )
  const passes = [
    normalizeElementwise,
    recognizeRoots,
    fuseElementwise,
    simplifyMovement,
    sinkDecoding,
    foldAffine,
    foldPadding,
    (one: FloatGraph) => decompose(one, width),
    fuseElementwise,
    simplifyMovement,
    flattenChannelsLast,
  ]
  return { graph: passes.reduce((result, pass) => pass(result), plain), fixed }
}
