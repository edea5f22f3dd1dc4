import { hull, type Interval, magnitude, times } from './interval.ts'
import type { IntervalOf, Operation, ResolvedStep } from './operation.ts'
import {
  blockElement,
  blockOf,
  blockReads,
  blockSizes,
  checkBlocks,
  lowerBlocks,
} from './rowBlocks.ts'
import { lowerSaturate, requireBelow, SUM, saturate, saturateInterval } from './saturate.ts'
import { zeros } from './tensorData.ts'

/** The sum of each block of a row. */
export const rowSum: Operation<'RowSum'> = {
  name: 'RowSum',
  code: 23,
  attributes: [
    ['block', 'one'],
    ['grow', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    checkBlocks(step)
    const [longest] = blockSizes(step)
    requireBelow(`a sum of ${longest}`, longest * magnitude(interval(0)), SUM)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate(step, [x]) {
    const result = zeros(step.output)
    for (let i = 0; i < result.length; i++) {
      let sum = 0
      for (const number of blockOf(step, x!, i)) sum += number
      result[i] = saturate(sum, step.attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output } = step
    const x = operands[0]!.dtype === 'i32' ? value(0) : graph.cast(value(0), 'i32')
    const sums = lowerBlocks(step, graph, x, (part, keepdims) =>
      graph.node('ReduceSum', [part, graph.positions([-1])], { keepdims }),
    )
    return lowerSaturate(graph, sums, 'i32', reach(step, interval), attributes, output)
  },

  element: (step) => blockElement(step, 70),

  reads: blockReads,
}

function reach(step: ResolvedStep<'RowSum'>, interval: IntervalOf): Interval {
  return hull(blockSizes(step).flatMap((count) => times(interval(0), count)))
}
