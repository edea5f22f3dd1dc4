import { broadcastPlace, readBroadcast } from './broadcast.ts'
import { wideElement } from './element.ts'
import { hull, type Interval, magnitude, product } from './interval.ts'
import {
  type IntervalOf,
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  show,
} from './operation.ts'
import { checkMode, lowerInteger, MAX_WIDE_SHIFT, quotient } from './quotient.ts'
import {
  checkGrow,
  checkSaturate,
  EXACT,
  lowerSaturate,
  requireBelow,
  SUM,
  saturate,
  saturateInterval,
} from './saturate.ts'
import { i32Of, zeros } from './tensorData.ts'

/** Product with a number for each element, row or channel, over a power of two. */
export const scale: Operation<'Scale'> = {
  name: 'Scale',
  code: 19,
  attributes: [
    ['shift', 'one'],
    ['mode', 'one'],
    ['grow', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, _facts, interval) {
    requireOperands(step, 2)
    const [x, s] = step.operands
    requireType('x', x!, ['u8', 'i32'])
    requireType('s', s!, ['i32'], x!.shape.length)
    if (s!.shape.some((size, axis) => size !== 1 && size !== x!.shape[axis]))
      refuse(`s has the shape ${show(s!.shape)}; each size must be 1 or that of ${show(x!.shape)}.`)
    requireRange('shift', step.attributes.shift, 0, MAX_WIDE_SHIFT)
    checkMode(step.attributes.mode)
    checkGrow(step.attributes)
    checkSaturate(step.attributes, step.output)
    requireShape('its output', step.output, x!.shape)
    requireBelow('a product', magnitude(interval(0)) * magnitude(interval(1)), EXACT)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate({ attributes, operands, output }, [x, s]) {
    const { shift, mode } = attributes
    const divisor = 1n << BigInt(shift)
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const factor = s![broadcastPlace(operands[1]!.shape, output.shape, i)]!
      const scaled = quotient(BigInt(x![i]!) * BigInt(factor), divisor, mode)
      result[i] = saturate(scaled, attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output, weights } = step
    const { shift, mode } = attributes
    const within = reach(step, interval)
    if (shift === 0 && magnitude(within) < SUM) {
      const x = operands[0]!.dtype === 'i32' ? value(0) : graph.cast(value(0), 'i32')
      const products = graph.node('Mul', [x, value(1)])
      return lowerSaturate(graph, products, 'i32', within, attributes, output)
    }
    const x = graph.cast(value(0), 'f64')
    const weight = weights[1]
    // A power of two changes no digit, so it may as well be in the constant.
    const scaled = weight
      ? graph.node('Mul', [
          x,
          graph.once(weight, `times 2^-${shift}`, () =>
            graph.constant(
              'f64',
              weight.type.shape,
              Float64Array.from(i32Of(weight.data), (factor) => factor * 2 ** -shift),
            ),
          ),
        ])
      : graph.node('Mul', [
          graph.node('Mul', [x, graph.cast(value(1), 'f64')]),
          graph.scalar('f64', 2 ** -shift),
        ])
    const whole = shift === 0 ? scaled : lowerInteger(graph, scaled, mode)
    return lowerSaturate(graph, whole, 'f64', within, attributes, output)
  },

  element: wideElement,

  reads: readBroadcast,
}

function reach({ attributes }: ResolvedStep<'Scale'>, interval: IntervalOf): Interval {
  const { shift, mode } = attributes
  return hull(
    product(interval(0), interval(1)).map((end) =>
      quotient(BigInt(end), 1n << BigInt(shift), mode),
    ),
  )
}
