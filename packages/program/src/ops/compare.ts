import { broadcastPlace, checkBroadcast, readBroadcast } from './broadcast.ts'
import { wideElement } from './element.ts'
import { type Operation, requireOperands, requireRange } from './operation.ts'
import { checkGrow } from './saturate.ts'
import { zeros } from './tensorData.ts'

/** By their numbers: the ONNX op, and whether it holds. */
const kinds = [
  { op: 'Less', holds: (a: number, b: number) => a < b },
  { op: 'Equal', holds: (a: number, b: number) => a === b },
  { op: 'LessOrEqual', holds: (a: number, b: number) => a <= b },
] as const

/** Whether a number is less than another one, equal to it, or either. */
export const compare: Operation<'Compare'> = {
  name: 'Compare',
  code: 31,
  attributes: [
    ['kind', 'one'],
    ['grow', 'one'],
  ],

  check(step) {
    requireOperands(step, 2)
    checkBroadcast(step, ['u8', 'i32'], ['u8'])
    requireRange('kind', step.attributes.kind, 0, kinds.length - 1)
    checkGrow(step.attributes)
  },

  interval: () => [0, 1],

  evaluate({ attributes, operands, output }, [a, b]) {
    const { holds } = kinds[attributes.kind]!
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const left = a![broadcastPlace(operands[0]!.shape, output.shape, i)]!
      const right = b![broadcastPlace(operands[1]!.shape, output.shape, i)]!
      result[i] = holds(left, right) ? 1 : 0
    }
    return result
  },

  lower({ attributes, operands }, graph, value) {
    const numbers = operands.map(({ dtype }, position) =>
      dtype === 'i32' ? value(position) : graph.cast(value(position), 'i32'),
    )
    return graph.cast(graph.node(kinds[attributes.kind]!.op, numbers), 'u8')
  },

  element: wideElement,

  reads: readBroadcast,
}
