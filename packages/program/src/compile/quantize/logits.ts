import { type FloatGraph, sizeOf } from '../floatGraph.ts'
import { findUsers } from './layers.ts'

/** What is further below the largest of its row than this has no part in a softmax that any program tells from zero. */
const LEAST_LOGIT = 20

/** The tensors that nothing but a softmax takes, each with the axis of its rows. */
export function findLogits(graph: FloatGraph): Map<string, number> {
  const logits = new Map<string, number>()
  for (const [name, users] of findUsers(graph)) {
    const [first] = users
    if (first?.op !== 'Softmax' || graph.outputs.includes(name)) continue
    if (users.every((user) => user.op === 'Softmax' && user.axis === first.axis))
      logits.set(name, first.axis)
  }
  return logits
}

/** Logits, none of them further below its row's largest than counts. */
export function raiseRows(
  values: ArrayLike<number>,
  shape: readonly number[],
  axis: number,
): ArrayLike<number> {
  const inner = sizeOf(shape.slice(axis + 1))
  const count = shape[axis] ?? 1
  const result = Float32Array.from(values)
  for (let start = 0; start < result.length; start += inner * count) {
    for (let at = start; at < start + inner; at++) {
      let most = -Infinity
      for (let k = 0; k < count; k++) most = Math.max(most, result[at + k * inner] ?? 0)
      for (let k = 0; k < count; k++) {
        const place = at + k * inner
        result[place] = Math.max(result[place] ?? 0, most - LEAST_LOGIT)
      }
    }
  }
  return result
}
