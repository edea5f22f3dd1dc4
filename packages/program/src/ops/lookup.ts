import {
  type Operation,
  requireOperands,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { zeros } from './tensor-data.ts'

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

  evaluate({ output }, [x, table]) {
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) result[i] = table![x![i]!]!
    return result
  },

  lower(_step, graph, value) {
    const indices = graph.node('Cast', [value(0)], { to: 6 })
    return graph.node('Gather', [value(1), indices], { axis: 0 })
  },

  element({ operands }) {
    return {
      operands: operands.map((type) => ({ type, stretches: 1, stretchBytes: 1 })),
      loops: 1,
    }
  },
}
