import { oneRow } from './element.ts'
import { type Operation, refuse, requireOperands, requireShape, requireType } from './operation.ts'
import { readRow } from './reads.ts'
import { zeros } from './tensorData.ts'

/** The first position of the largest value along the last axis. */
export const argMax: Operation<'ArgMax'> = {
  name: 'ArgMax',
  code: 15,
  attributes: [],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    requireType('x', x!, ['u8', 'i32'])
    if (x!.shape.length < 2) refuse('x needs at least 2 dimensions.')
    requireType('its output', step.output, ['i32'])
    requireShape('its output', step.output, x!.shape.slice(0, -1))
  },

  interval: ({ operands }) => [0, operands[0]!.shape.at(-1)! - 1],

  evaluate({ operands, output }, [x]) {
    const columns = operands[0]!.shape.at(-1)!
    const result = zeros(output)
    for (let row = 0; row < result.length; row++) {
      let best = 0
      for (let k = 1; k < columns; k++)
        if (x![row * columns + k]! > x![row * columns + best]!) best = k
      result[row] = best
    }
    return result
  },

  lower(_step, graph, value) {
    const position = graph.node('ArgMax', [value(0)], { axis: -1, keepdims: 0 })
    return graph.cast(position, 'i32')
  },

  element({ operands }) {
    const [x] = operands
    return {
      operands: [oneRow(x!)],
      loops: x!.shape.at(-1)!,
      loopGas: x!.dtype === 'u8' ? 105 : 400,
    }
  },

  reads: ({ operands }, element) => [readRow(operands, 0, element)],
}
