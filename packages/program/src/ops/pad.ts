import { hull } from './interval.ts'
import {
  type Operation,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { readElement } from './reads.ts'
import { placeOf, positionOf, stridesOf, zeros } from './tensorData.ts'

/** The operand, surrounded by one value. */
export const pad: Operation<'Pad'> = {
  name: 'Pad',
  code: 10,
  attributes: [
    ['begins', 'rank'],
    ['ends', 'rank'],
    ['value', 'one'],
  ],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    const { begins, ends, value } = step.attributes
    requireType('x', x!, ['u8'])
    requireType('its output', step.output, ['u8'], x!.shape.length)
    for (const size of [...begins, ...ends]) requireRange('a pad', size, 0, 2 ** 16)
    requireRange('value', value, 0, 255)
    requireShape(
      'its output',
      step.output,
      x!.shape.map((size, axis) => begins[axis]! + size + ends[axis]!),
    )
  },

  interval: ({ attributes }, interval) => hull([...interval(0), attributes.value]),

  evaluate({ attributes: { begins, value }, operands, output }, [x]) {
    const { shape } = operands[0]!
    const strides = stridesOf(shape)
    const result = zeros(output).fill(value)
    for (let i = 0; i < result.length; i++) {
      const position = positionOf(output.shape, i).map((at, axis) => at - begins[axis]!)
      if (position.every((at, axis) => at >= 0 && at < shape[axis]!))
        result[i] = x![position.reduce((place, at, axis) => place + at * strides[axis]!, 0)]!
    }
    return result
  },

  lower({ attributes: { begins, ends, value: filling } }, graph, value) {
    const pads = graph.positions([...begins, ...ends])
    return graph.node('Pad', [value(0), pads, graph.scalar('u8', filling)])
  },

  element({ operands }) {
    return { operands: [{ type: operands[0]!, stretches: 1, stretchBytes: 1 }], loops: 1 }
  },

  reads({ attributes: { begins }, operands, output }, element) {
    const { shape } = operands[0]!
    const at = positionOf(output.shape, element).map((p, axis) => p - begins[axis]!)
    if (at.some((p, axis) => p < 0 || p >= shape[axis]!)) return []
    return [readElement(operands, 0, placeOf(shape, at))]
  },
}
