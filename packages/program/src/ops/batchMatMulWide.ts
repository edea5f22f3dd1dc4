import { batchElement, batchReads, batchSums, checkBatches, lowerBatchSums } from './batchMatMul.ts'
import { type Interval, magnitude, plus, product, times } from './interval.ts'
import { type IntervalOf, type Operation, type ResolvedStep, refuse } from './operation.ts'
import {
  checkSaturate,
  lowerSaturate,
  requireBelow,
  SUM,
  saturate,
  saturateInterval,
} from './saturate.ts'
import { zeros } from './tensorData.ts'

/** Multiplication of two computed matrices, the right one stored transposed: the sums themselves. */
export const batchMatMulWide: Operation<'BatchMatMulWide'> = {
  name: 'BatchMatMulWide',
  code: 21,
  attributes: [
    ['leftZero', 'one'],
    ['rightZero', 'one'],
    ['axis', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    checkBatches(step)
    const { axis } = step.attributes
    if (axis !== 0) refuse(`axis is ${axis}; in a program of one position it must be 0.`)
    checkSaturate(step.attributes, step.output)
    const inner = step.operands[0]!.shape.at(-1)!
    requireBelow(`a sum over ${inner} products`, magnitude(reach(step, interval)), SUM)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate(step, operands) {
    const result = zeros(step.output)
    for (const [i, sum] of batchSums(step, operands).entries())
      result[i] = saturate(sum, step.attributes)
    return result
  },

  lower(step, graph, value, interval) {
    const sums = lowerBatchSums(step, graph, value)
    return lowerSaturate(graph, sums, 'i32', reach(step, interval), step.attributes, step.output)
  },

  element: batchElement,

  reads: batchReads,
}

function reach(step: ResolvedStep<'BatchMatMulWide'>, interval: IntervalOf): Interval {
  const { leftZero, rightZero } = step.attributes
  const left = plus(interval(0), [-leftZero, -leftZero])
  const right = plus(interval(1), [-rightZero, -rightZero])
  return times(product(left, right), step.operands[0]!.shape.at(-1)!)
}
