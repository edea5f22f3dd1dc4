import type { FloatGraph } from '../floatGraph.ts'
import type { Observation } from './calibrate.ts'
import { findUsers } from './layers.ts'
import { findLogits } from './logits.ts'

/**
 * Brings masks near: what is added to logits to take a place out of a softmax may be any large number, but has to be told from zero,
 * and leaves the logits nothing of their range if it is held as it is.
 */
export function boundMasks(
  graph: FloatGraph,
  observations: ReadonlyMap<string, Observation>,
): { graph: FloatGraph; observations: Map<string, Observation> } {
  const result = new Map(observations)
  const constants = new Map(graph.constants)
  const users = findUsers(graph)
  const logits = findLogits(graph)
  for (const { op, inputs, output } of graph.nodes) {
    const sum = observations.get(output)
    if (op !== 'Add' || !sum || !logits.has(output)) continue
    for (const [place, mask] of inputs.entries()) {
      const other = observations.get(inputs[1 - place] ?? '')
      const own = observations.get(mask)
      const held = constants.get(mask)
      const isSole = (users.get(mask) ?? []).length === 1 && !graph.inputs.includes(mask)
      if (!other || !isSole || graph.outputs.includes(mask)) continue
      const least = Math.min(0, sum.low - other.high)
      if (held) constants.set(mask, { ...held, data: held.data.map((one) => Math.max(least, one)) })
      else if (own && own.low < least) result.set(mask, raise(own, least))
    }
  }
  return { graph: { ...graph, constants }, observations: result }
}

/** What was seen, with nothing below a bound. */
function raise(seen: Observation, least: number): Observation {
  const atLeast = (value: number) => Math.max(least, value)
  return {
    ...seen,
    low: least,
    high: atLeast(seen.high),
    samples: seen.samples.map(atLeast),
    means: seen.means.map(atLeast),
    lows: seen.lows.map(atLeast),
    highs: seen.highs.map(atLeast),
  }
}
