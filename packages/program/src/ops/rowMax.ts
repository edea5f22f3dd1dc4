import { type Interval, magnitude } from './interval.ts'
import { type IntervalOf, type Operation, type ResolvedStep, requireRange } from './operation.ts'
import { blockElement, blockOf, blockReads, checkBlocks, lowerBlocks } from './rowBlocks.ts'
import { lowerSaturate, requireBelow, SUM, saturate, saturateInterval } from './saturate.ts'
import { zeros } from './tensorData.ts'

/** The largest number, or the largest magnitude, of each block of a row. */
export const rowMax: Operation<'RowMax'> = {
  name: 'RowMax',
  code: 22,
  attributes: [
    ['absolute', 'one'],
    ['block', 'one'],
    ['grow', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    requireRange('absolute', step.attributes.absolute, 0, 1)
    checkBlocks(step)
    // An i32 has no magnitude for -2^31.
    if (step.attributes.absolute === 1) requireBelow('a magnitude', magnitude(interval(0)), SUM)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate(step, [x]) {
    const { attributes, output } = step
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const numbers = blockOf(step, x!, i)
      let largest = attributes.absolute === 1 ? 1 : numbers[0]!
      for (const number of numbers)
        largest = Math.max(largest, attributes.absolute === 1 ? Math.abs(number) : number)
      result[i] = saturate(largest, attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output } = step
    const signed = operands[0]!.dtype === 'i32'
    const x = signed && attributes.absolute === 1 ? graph.node('Abs', [value(0)]) : value(0)
    const reduced = lowerBlocks(step, graph, x, (part, keepdims) =>
      graph.node('ReduceMax', [part], { axes: [-1], keepdims }),
    )
    const largest = signed ? reduced : graph.cast(reduced, 'i32')
    const atLeastOne =
      attributes.absolute === 1 ? graph.node('Clip', [largest, graph.scalar('i32', 1)]) : largest
    return lowerSaturate(graph, atLeastOne, 'i32', reach(step, interval), attributes, output)
  },

  // Magnitudes take two looks at each number.
  element: (step) => blockElement(step, step.attributes.absolute === 1 ? 170 : 95),

  reads: blockReads,
}

function reach({ attributes }: ResolvedStep<'RowMax'>, interval: IntervalOf): Interval {
  const x = interval(0)
  return attributes.absolute === 1 ? [1, Math.max(1, magnitude(x))] : x
}
