import { oneRow, rowLoopGas } from './element.ts'
import { hull, type Interval, magnitude, times } from './interval.ts'
import {
  type IntervalOf,
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
  requireShape,
  requireType,
} from './operation.ts'
import { readRow } from './reads.ts'
import {
  checkSaturate,
  lowerSaturate,
  requireBelow,
  SUM,
  saturate,
  saturateInterval,
} from './saturate.ts'
import { zeros } from './tensorData.ts'

const LONGEST = 1024

/** The sum of a row's elements up to each. */
export const prefixSum: Operation<'PrefixSum'> = {
  name: 'PrefixSum',
  code: 32,
  attributes: [
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    requireOperands(step, 1)
    const [x] = step.operands
    requireType('x', x!, ['u8', 'i32'])
    const columns = x!.shape.at(-1)!
    if (columns > LONGEST) refuse(`a row has ${columns} elements; it must have at most ${LONGEST}.`)
    checkSaturate(step.attributes, step.output)
    requireShape('its output', step.output, x!.shape)
    requireBelow(`a sum of ${columns}`, columns * magnitude(interval(0)), SUM)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate({ attributes, output }, [x]) {
    const columns = output.shape.at(-1)!
    const result = zeros(output)
    let sum = 0
    for (let i = 0; i < result.length; i++) {
      sum = i % columns === 0 ? x![i]! : sum + x![i]!
      result[i] = saturate(sum, attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output } = step
    const x = operands[0]!.dtype === 'i32' ? value(0) : graph.cast(value(0), 'i32')
    const axis = graph.scalar('i32', output.shape.length - 1)
    const sums = graph.node('CumSum', [x, axis])
    return lowerSaturate(graph, sums, 'i32', reach(step, interval), attributes, output)
  },

  element({ operands }) {
    const [x] = operands
    return { operands: [oneRow(x!)], loops: x!.shape.at(-1)!, loopGas: rowLoopGas(x!, 70) }
  },

  reads({ operands }, element) {
    const columns = operands[0]!.shape.at(-1)!
    return [readRow(operands, 0, Math.floor(element / columns), (element % columns) + 1)]
  },
}

function reach({ operands }: ResolvedStep<'PrefixSum'>, interval: IntervalOf): Interval {
  const x = interval(0)
  return hull([...x, ...times(x, operands[0]!.shape.at(-1)!)])
}
