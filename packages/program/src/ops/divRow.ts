import { wideElement } from './element.ts'
import { hull, type Interval, magnitude, plus, times } from './interval.ts'
import {
  type IntervalOf,
  type Operation,
  type ResolvedStep,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { checkMode, lowerInteger, quotient } from './quotient.ts'
import { readElement } from './reads.ts'
import {
  checkGrow,
  checkSaturate,
  EXACT,
  lowerSaturate,
  requireBelow,
  saturate,
  saturateInterval,
} from './saturate.ts'
import { zeros } from './tensorData.ts'

const LARGEST = 2 ** 30

/** Each element of a row over the row's own number. */
export const divRow: Operation<'DivRow'> = {
  name: 'DivRow',
  code: 25,
  attributes: [
    ['c', 'one'],
    ['offset', 'one'],
    ['mode', 'one'],
    ['grow', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    requireOperands(step, 2)
    const [x, d] = step.operands
    requireType('x', x!, ['u8', 'i32'])
    requireType('d', d!, ['i32'])
    requireShape('d', d!, x!.shape.with(-1, 1))
    requireRange('c', step.attributes.c, 1, LARGEST)
    checkMode(step.attributes.mode)
    checkGrow(step.attributes)
    checkSaturate(step.attributes, step.output)
    requireShape('its output', step.output, x!.shape)
    const most = magnitude(interval(0)) * step.attributes.c + divisors(interval)[1]
    requireBelow('|x| * c + d', most, EXACT)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate({ attributes, output }, [x, d]) {
    const { c, offset, mode } = attributes
    const columns = output.shape.at(-1)!
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const divisor = Math.max(1, d![Math.floor(i / columns)]!)
      const scaled = quotient(BigInt(x![i]!) * BigInt(c), BigInt(divisor), mode)
      result[i] = saturate(scaled + offset, attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, output } = step
    const { c, offset, mode } = attributes
    const divisor = graph.cast(graph.node('Clip', [value(1), graph.scalar('i32', 1)]), 'f64')
    const x = graph.cast(value(0), 'f64')
    const dividend = c === 1 ? x : graph.node('Mul', [x, graph.scalar('f64', c)])
    const whole = lowerInteger(graph, graph.node('Div', [dividend, divisor]), mode)
    const moved = offset === 0 ? whole : graph.node('Add', [whole, graph.scalar('f64', offset)])
    return lowerSaturate(graph, moved, 'f64', reach(step, interval), attributes, output)
  },

  element: wideElement,

  reads({ operands, output }, element) {
    const row = Math.floor(element / output.shape.at(-1)!)
    return [readElement(operands, 0, element), readElement(operands, 1, row)]
  },
}

/** What the divisors lie between. */
function divisors(interval: IntervalOf): Interval {
  const [least, greatest] = interval(1)
  return [Math.max(1, least), Math.max(1, greatest)]
}

function reach({ attributes }: ResolvedStep<'DivRow'>, interval: IntervalOf): Interval {
  const { c, offset, mode } = attributes
  const dividends = times(interval(0), c)
  const quotients = divisors(interval).flatMap((divisor) =>
    dividends.map((dividend) => quotient(BigInt(dividend), BigInt(divisor), mode)),
  )
  return plus(hull(quotients), [offset, offset])
}
