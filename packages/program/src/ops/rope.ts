import { oneElement, oneRow } from './element.ts'
import { magnitude } from './interval.ts'
import {
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { lowerPositions } from './position.ts'
import { lowerInteger } from './quotient.ts'
import { readElement, readStretch } from './reads.ts'
import { clamp, roundHalfEven } from './requantize.ts'
import { checkSaturate, lowerSaturate, saturate, saturateInterval } from './saturate.ts'
import { numbersOf, zeros } from './tensorData.ts'

/** A cosine or sine of 1. A product with it stays below 2^47, and so does the sum of two, which a double holds. */
const BITS = 15

type RopeStep = ResolvedStep<'Rope'>

/** Turns pairs of a row by angles that depend on a position. */
export const rope: Operation<'Rope'> = {
  name: 'Rope',
  code: 27,
  attributes: [
    ['layout', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, facts) {
    requireOperands(step, 3)
    const [x, table, p] = step.operands
    requireType('x', x!, ['i32'], 2)
    const [, columns] = x!.shape
    if (columns! % 2 !== 0) refuse(`x has ${columns} columns; their number must be even.`)
    requireType('the table', table!, ['i32'], 3)
    requireShape('the table', table!, [table!.shape[0]!, columns! / 2, 2])
    const entries = magnitude(facts.range(requireWeight('the table', step, 1)))
    requireRange('the largest magnitude in the table', entries, 0, 2 ** BITS)
    requireType('the position', p!, ['i32'])
    requireShape('the position', p!, [1])
    requireRange('layout', step.attributes.layout, 0, 1)
    checkSaturate(step.attributes, step.output)
    requireType('its output', step.output, ['i32'])
    requireShape('its output', step.output, x!.shape)
  },

  interval: ({ attributes }, interval) => saturateInterval(reach(interval(0)), attributes),

  evaluate(step, [x, table, p]) {
    const { attributes, operands, output } = step
    const [, columns] = output.shape
    const half = columns! / 2
    const row = clamp(p![0]!, 0, operands[1]!.shape[0]! - 1)
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const [first, second, pair] = pairOf(step, i)
      const [a, b] = [x![first]!, x![second]!]
      const cos = table![2 * (row * half + pair)]!
      const sin = table![2 * (row * half + pair) + 1]!
      const sum = i === first ? a * cos - b * sin : a * sin + b * cos
      result[i] = saturate(roundHalfEven(sum, BITS), attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output } = step
    const [x, table, p] = operands
    const [rows, columns] = x!.shape as [number, number]
    const half = columns / 2
    // The two of a pair along an axis of their own, of x and of the table alike.
    const axis = attributes.layout === 0 ? 2 : 1
    const split = attributes.layout === 0 ? [half, 2] : [2, half]
    const numbers = graph.cast(value(0), 'f64')
    const pairs = graph.node('Reshape', [numbers, graph.positions([rows, ...split])])
    const place = lowerPositions(graph, value(2), p!, table!.shape[0]!)
    const found = graph.cast(graph.node('Gather', [value(1), place], { axis: 0 }), 'f64')
    const angles = axis === 2 ? found : graph.node('Transpose', [found], { perm: [0, 2, 1] })
    const part = (of: string, index: number) =>
      graph.node('Slice', [
        of,
        graph.positions([index]),
        graph.positions([index + 1]),
        graph.positions([axis]),
      ])
    const [a, b] = [part(pairs, 0), part(pairs, 1)]
    const [cos, sin] = [part(angles, 0), part(angles, 1)]
    const times = (left: string, right: string) => graph.node('Mul', [left, right])
    const first = graph.node('Sub', [times(a, cos), times(b, sin)])
    const second = graph.node('Add', [times(a, sin), times(b, cos)])
    const turned = graph.node('Concat', [first, second], { axis })
    const whole = lowerInteger(graph, times(turned, graph.scalar('f64', 2 ** -BITS)), 0)
    const within = reach(interval(0))
    const saturated = lowerSaturate(graph, whole, 'f64', within, attributes, output)
    return graph.node('Reshape', [saturated, graph.positions(output.shape)])
  },

  element({ operands }) {
    const [x, table, p] = operands
    return {
      operands: [{ ...oneElement(x!), stretches: 2 }, oneRow(table!), oneElement(p!)],
      loops: 2,
    }
  },

  reads(step, element, bytesOf) {
    const { operands } = step
    const [count, half] = operands[1]!.shape as [number, number]
    const row = clamp(numbersOf('i32', bytesOf(2))[0]!, 0, count - 1)
    const [first, second, pair] = pairOf(step, element)
    return [
      readElement(operands, 2, 0),
      readStretch(1, (row * half + pair) * 8, 8),
      { position: 0, stretches: [first, second].map((at) => ({ from: 4 * at, length: 4 })) },
    ]
  },
}

/** The two elements of the pair that an element belongs to, and which pair of its row it is. */
function pairOf(
  { attributes, output }: RopeStep,
  element: number,
): [first: number, second: number, pair: number] {
  const columns = output.shape[1]!
  const half = columns / 2
  const column = element % columns
  const row = element - column
  if (attributes.layout === 0) {
    const pair = Math.floor(column / 2)
    return [row + 2 * pair, row + 2 * pair + 1, pair]
  }
  const pair = column % half
  return [row + pair, row + half + pair, pair]
}

/** What a pair of x's numbers can become. */
function reach(x: readonly [number, number]): readonly [number, number] {
  const most = 2 * magnitude(x)
  return [-most, most]
}
