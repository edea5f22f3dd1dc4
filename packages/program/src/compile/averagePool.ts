import type { FloatOp } from './floatGraph.ts'

/** What each output position of an average pool divides its sum by, row by row. */
export function divisorMap(
  op: Extract<FloatOp, { op: 'AveragePool' }>,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Float64Array {
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    Array.from({ length: outputShape[axis + 2] ?? 0 }, (_, at) => {
      const start = at * op.strides[axis] - op.pads[axis]
      const from = Math.max(start, -op.counted[axis])
      const end = (inputShape[axis + 2] ?? 0) + (op.counted[axis + 2] ?? 0)
      return Math.max(1, Math.min(start + op.kernel[axis], end) - from)
    }),
  )
  return Float64Array.from(
    (rows ?? []).flatMap((high) => (columns ?? []).map((wide) => high * wide)),
  )
}
