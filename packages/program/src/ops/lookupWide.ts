import { oneElement } from './element.ts'
import { everyNumber, isWithin, plus } from './interval.ts'
import {
  type Operation,
  refuse,
  requireOperands,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { lowerPositions } from './position.ts'
import { readElement } from './reads.ts'
import { clamp } from './requantize.ts'
import { checkGrow } from './saturate.ts'
import { numbersOf, zeros } from './tensorData.ts'

const LARGEST_TABLE = 2 ** 16

/** Any function of a number, as a table from `base` on; what lies outside takes the nearest entry. */
export const lookupWide: Operation<'LookupWide'> = {
  name: 'LookupWide',
  code: 26,
  attributes: [
    ['base', 'one'],
    ['grow', 'one'],
  ],

  check(step, _facts, interval) {
    requireOperands(step, 2)
    const [x, table] = step.operands
    const { base } = step.attributes
    requireType('x', x!, ['i32'])
    requireType('the table', table!, ['u8', 'i32'], 1)
    if (table!.shape[0]! > LARGEST_TABLE)
      refuse(`the table has ${table!.shape[0]} entries; it must have at most ${LARGEST_TABLE}.`)
    requireWeight('the table', step, 1)
    checkGrow(step.attributes)
    requireType('its output', step.output, [table!.dtype])
    requireShape('its output', step.output, x!.shape)
    const places = plus(interval(0), [-base, -base])
    if (!isWithin(places, everyNumber.i32))
      refuse(`x - base can be from ${places[0]} to ${places[1]}, which does not fit 32 bits.`)
  },

  interval: (_step, interval) => interval(1),

  evaluate({ attributes, operands, output }, [x, table]) {
    const last = operands[1]!.shape[0]! - 1
    const result = zeros(output)
    for (let i = 0; i < result.length; i++)
      result[i] = table![clamp(x![i]! - attributes.base, 0, last)]!
    return result
  },

  // GatherElements, as for Lookup.
  lower({ attributes: { base }, operands, output }, graph, value) {
    const [x, table] = operands
    const flat = graph.node('Reshape', [value(0), graph.positions([-1])])
    const places = base === 0 ? flat : graph.node('Sub', [flat, graph.scalar('i32', base)])
    const inside = lowerPositions(graph, places, x!, table!.shape[0]!)
    const found = graph.node('GatherElements', [value(1), inside], { axis: 0 })
    return graph.node('Reshape', [found, graph.positions(output.shape)])
  },

  element: ({ operands }) => ({ operands: operands.map(oneElement), loops: 1 }),

  reads({ attributes, operands }, element, bytesOf) {
    const x = numbersOf('i32', bytesOf(0))[element]!
    const place = clamp(x - attributes.base, 0, operands[1]!.shape[0]! - 1)
    return [readElement(operands, 0, element), readElement(operands, 1, place)]
  },
}
