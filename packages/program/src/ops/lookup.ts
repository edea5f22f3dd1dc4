import {
  type Operation,
  requireOperands,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { readElement } from './reads.ts'
import { zeros } from './tensorData.ts'

/** Any function of one byte, as a table of 256. */
export const lookup: Operation<'Lookup'> = {
  name: 'Lookup',
  code: 6,
  attributes: [],

  check(step) {
    requireOperands(step, 2)
    const [x, table] = step.operands
    requireType('x', x!, ['u8'])
    requireType('the table', table!, ['u8'], 1)
    requireShape('the table', table!, [256])
    requireWeight('the table', step, 1)
    requireType('its output', step.output, ['u8'])
    requireShape('its output', step.output, x!.shape)
  },

  interval: (_step, interval) => interval(1),

  evaluate({ output }, [x, table]) {
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) result[i] = table![x![i]!]!
    return result
  },

  // GatherElements over one axis: Gather would copy byte by byte, at five times the cost.
  lower({ output }, graph, value) {
    const flat = graph.node('Reshape', [value(0), graph.positions([-1])])
    const indices = graph.cast(flat, 'i32')
    const found = graph.node('GatherElements', [value(1), indices], { axis: 0 })
    return graph.node('Reshape', [found, graph.positions(output.shape)])
  },

  element({ operands }) {
    return {
      operands: operands.map((type) => ({ type, stretches: 1, stretchBytes: 1 })),
      loops: 1,
    }
  },

  reads({ operands }, element, bytesOf) {
    return [readElement(operands, 0, element), readElement(operands, 1, bytesOf(0)[element]!)]
  },
}
