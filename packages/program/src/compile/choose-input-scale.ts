import type { FloatGraph } from './float-graph.ts'
import type { Observation } from './quantize/calibrate.ts'
import { type ByteScale, coverRange } from './quantize/choose-range.ts'
import type { InputScale } from './quantize/choose-scales.ts'
import { findUsers } from './quantize/layers.ts'

/**
 * Chooses how bytes stand for the numbers of an input: without any loss where the inputs are whole numbers
 * from 0 to 255 or 255ths, feature by feature where a matrix takes them, else over the range that was seen.
 */
export function chooseInputScale(
  graph: FloatGraph,
  name: string,
  observation: Observation,
): InputScale {
  const { low, high, samples } = observation
  for (const scale of [1, 1 / 255]) {
    const fits = low >= 0 && high <= 255 * scale * 1.000001
    const exact = samples.every(
      (value) => Math.abs(value / scale - Math.round(value / scale)) < 1e-3,
    )
    // Whole numbers from 0 to 1 may be flags just as well; 255ths then hold them too.
    if (fits && exact && (scale < 1 || high > 1)) return { scale, zero: 0 }
  }
  const shape = graph.types.get(name)?.shape ?? []
  const users = findUsers(graph).get(name) ?? []
  const byFeature =
    shape.length < 4 &&
    users.length > 0 &&
    users.every(
      (user) =>
        user.op === 'MatMul' &&
        user.inputs[0] === name &&
        graph.constants.has(user.inputs[1] ?? ''),
    )
  if (!byFeature) return coverRange(low, high)
  return Array.from(observation.lows, (least, feature): ByteScale => {
    const most = observation.highs[feature] ?? least
    const scale = most > least ? (most - least) / 255 : Math.max(Math.abs(least), 1) / 255
    return { scale, zero: -least / scale }
  })
}
