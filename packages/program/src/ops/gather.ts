import { elementCount } from '../program.ts'
import { oneElement } from './element.ts'
import {
  type Operation,
  type ResolvedStep,
  requireOperands,
  requireShape,
  requireType,
} from './operation.ts'
import { lowerPositions } from './position.ts'
import { readElement } from './reads.ts'
import { clamp } from './requantize.ts'
import { numbersOf, zeros } from './tensorData.ts'

/** Rows of a tensor; an index outside it takes the nearest row that there is. */
export const gather: Operation<'Gather'> = {
  name: 'Gather',
  code: 29,
  attributes: [],

  check(step) {
    requireOperands(step, 2)
    const [index, table] = step.operands
    requireType('the index', index!, ['u8', 'i32'])
    requireType('the table', table!, ['u8', 'i32'])
    requireType('its output', step.output, [table!.dtype])
    requireShape('its output', step.output, [...index!.shape, ...table!.shape.slice(1)])
  },

  interval: (_step, interval) => interval(1),

  evaluate(step, [index, table]) {
    const result = zeros(step.output)
    for (let i = 0; i < result.length; i++) {
      const [which, within] = placesOf(step, i)
      result[i] = table![rowOf(step, index![which]!) + within]!
    }
    return result
  },

  lower({ operands }, graph, value) {
    const [index, table] = operands
    const rows = lowerPositions(graph, value(0), index!, table!.shape[0]!)
    return graph.node('Gather', [value(1), rows], { axis: 0 })
  },

  element: ({ operands }) => ({ operands: operands.map(oneElement), loops: 1 }),

  reads(step, element, bytesOf) {
    const { operands } = step
    const [which, within] = placesOf(step, element)
    const index = numbersOf(operands[0]!.dtype, bytesOf(0))[which]!
    return [readElement(operands, 0, which), readElement(operands, 1, rowOf(step, index) + within)]
  },
}

type GatherStep = ResolvedStep<'Gather'>

function rowSize({ operands }: GatherStep): number {
  return elementCount(operands[1]!.shape.slice(1))
}

/** Which index an element of the output goes by, and its place in the row. */
function placesOf(step: GatherStep, element: number): [index: number, within: number] {
  const size = rowSize(step)
  return [Math.floor(element / size), element % size]
}

/** Where the row of an index begins. */
function rowOf(step: GatherStep, index: number): number {
  return clamp(index, 0, step.operands[1]!.shape[0]! - 1) * rowSize(step)
}
