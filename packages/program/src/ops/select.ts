import { byteLength } from '../program.ts'
import { broadcastPlace, checkBroadcast } from './broadcast.ts'
import { gasModel, oneElement } from './element.ts'
import { hull } from './interval.ts'
import { type Operation, requireOperands, requireType } from './operation.ts'
import { readElement } from './reads.ts'
import { numbersOf, zeros } from './tensorData.ts'

/** One of two tensors, element by element. */
export const select: Operation<'Select'> = {
  name: 'Select',
  code: 30,
  attributes: [],

  check(step) {
    requireOperands(step, 3)
    const [, a, b] = step.operands
    checkBroadcast(step, ['u8', 'i32'], ['u8', 'i32'])
    requireType('b', b!, [a!.dtype])
    requireType('its output', step.output, [a!.dtype])
  },

  interval: (_step, interval) => hull([...interval(1), ...interval(2)]),

  evaluate({ operands, output }, data) {
    const result = zeros(output)
    const at = (position: number, i: number) =>
      data[position]![broadcastPlace(operands[position]!.shape, output.shape, i)]!
    for (let i = 0; i < result.length; i++) result[i] = at(at(0, i) !== 0 ? 1 : 2, i)
    return result
  },

  lower(_step, graph, value) {
    return graph.node('Where', [graph.cast(value(0), 'bool'), value(1), value(2)])
  },

  element({ operands }) {
    const [c, a, b] = operands
    // One of the two is read: the deeper tree is the worst.
    const deepest = byteLength(a!) > byteLength(b!) ? a! : b!
    return { operands: [c!, deepest].map(oneElement), loops: 1, fixedGas: gasModel.wideElement }
  },

  reads({ operands, output }, element, bytesOf) {
    const place = (position: number) =>
      broadcastPlace(operands[position]!.shape, output.shape, element)
    const c = numbersOf(operands[0]!.dtype, bytesOf(0))[place(0)]!
    return [0, c !== 0 ? 1 : 2].map((position) => readElement(operands, position, place(position)))
  },
}
