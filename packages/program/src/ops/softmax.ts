import { everyNumber } from './interval.ts'
import {
  type Operation,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { readStretch } from './reads.ts'
import { i32Of, zeros } from './tensorData.ts'

/** Largest entry of the table of exponentials: 255 times it and half of a sum fit 32 bits together. */
const LARGEST = 2 ** 15 - 1

/** Softmax over the last axis with integer exponentials from a table. */
export const softmax: Operation<'Softmax'> = {
  name: 'Softmax',
  code: 14,
  attributes: [],

  check(step, facts) {
    requireOperands(step, 2)
    const [x, table] = step.operands
    requireType('x', x!, ['u8'])
    if (x!.shape.length < 2) refuse('x needs at least 2 dimensions.')
    requireType('the table', table!, ['i32'], 1)
    requireShape('the table', table!, [256])
    const weight = requireWeight('the table', step, 1)
    facts.once('exponentials', [weight], () => {
      for (const [i, entry] of i32Of(weight.data).entries())
        requireRange(`entry ${i} of the table`, entry, i === 0 ? 1 : 0, LARGEST)
    })
    const columns = x!.shape.at(-1)!
    if (columns * LARGEST >= 2 ** 31)
      refuse(`a row of ${columns} is too long: its sum would not fit 32 bits.`)
    requireType('its output', step.output, ['u8'])
    requireShape('its output', step.output, x!.shape)
  },

  interval: () => everyNumber.u8,

  evaluate({ output }, [x, table]) {
    const columns = output.shape.at(-1)!
    const result = zeros(output)
    for (let row = 0; row < result.length; row += columns) {
      const numbers = [...x!.subarray(row, row + columns)]
      const largest = numbers.reduce((a, b) => Math.max(a, b))
      const exponentials = numbers.map((number) => table![largest - number]!)
      const sum = exponentials.reduce((a, b) => a + b)
      for (const [k, exponential] of exponentials.entries())
        result[row + k] = Math.floor((exponential * 255 + Math.floor(sum / 2)) / sum)
    }
    return result
  },

  lower({ output }, graph, value) {
    const toI32 = (name: string) => graph.cast(name, 'i32')
    const largest = toI32(graph.node('ReduceMax', [value(0)], { axes: [-1], keepdims: 1 }))
    const distances = graph.node('Sub', [largest, toI32(value(0))])
    const flat = graph.node('Reshape', [distances, graph.positions([-1])])
    const found = graph.node('GatherElements', [value(1), flat], { axis: 0 })
    const exponentials = graph.node('Reshape', [found, graph.positions(output.shape)])
    const sum = graph.node('ReduceSum', [exponentials, graph.positions([-1])], { keepdims: 1 })
    const half = graph.node('Div', [sum, graph.scalar('i32', 2)])
    const scaled = graph.node('Mul', [exponentials, graph.scalar('i32', 255)])
    const quotient = graph.node('Div', [graph.node('Add', [scaled, half]), sum])
    return graph.cast(quotient, 'u8')
  },

  element({ operands }) {
    const [x, table] = operands
    const columns = x!.shape.at(-1)!
    return {
      operands: [
        { type: x!, stretches: 1, stretchBytes: columns, aligned: true },
        { type: table!, stretches: 1, stretchBytes: 1024 },
      ],
      loops: 3 * columns,
      loopGas: 70,
      // The table is read whole.
      fixedGas: 120_000,
    }
  },

  reads({ operands }, element) {
    const columns = operands[0]!.shape.at(-1)!
    return [readStretch(1, 0, 1024), readStretch(0, element - (element % columns), columns)]
  },
}
