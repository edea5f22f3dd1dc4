import { broadcastPlace, checkBroadcast, readBroadcast } from './broadcast.ts'
import { type Operation, refuse, requireOperands, requireRange } from './operation.ts'
import { checkRequantize, clamp, lowerClamp, MAX_SHIFT, roundHalfEven } from './requantize.ts'
import { zeros } from './tensorData.ts'

/** Elementwise product with an integer multiplier and a shift. */
export const mul: Operation<'Mul'> = {
  name: 'Mul',
  code: 5,
  attributes: [
    ['leftZero', 'one'],
    ['rightZero', 'one'],
    ['multiplier', 'one'],
    ['shift', 'one'],
    ['outputZero', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step) {
    requireOperands(step, 2)
    checkBroadcast(step, ['u8'], ['u8'])
    const { leftZero, rightZero, multiplier, shift, outputZero } = step.attributes
    requireRange('leftZero', leftZero, 0, 255)
    requireRange('rightZero', rightZero, 0, 255)
    requireRange('multiplier', multiplier, 1, 255)
    requireRange('shift', shift, 0, MAX_SHIFT)
    checkRequantize(step.attributes, step.output)
    const bound = 255 * 255 * multiplier + outputZero * 2 ** shift
    if (bound >= 2 ** 24)
      refuse(`255 * 255 * multiplier + outputZero * 2^shift is ${bound}; it must be below 2^24.`)
  },

  interval: ({ attributes: { low, high } }) => [low, high],

  evaluate({ attributes, operands, output }, [left, right]) {
    const { leftZero, rightZero, multiplier, shift, outputZero, low, high } = attributes
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const a = left![broadcastPlace(operands[0]!.shape, output.shape, i)]! - leftZero
      const b = right![broadcastPlace(operands[1]!.shape, output.shape, i)]! - rightZero
      const product = a * b * multiplier + outputZero * 2 ** shift
      result[i] = clamp(roundHalfEven(product, shift), low, high)
    }
    return result
  },

  lower(step, graph, value) {
    const { leftZero, rightZero, multiplier, shift, outputZero } = step.attributes
    const product = graph.microsoft('QLinearMul', [
      value(0),
      graph.scalar('f32', multiplier * 2 ** -shift),
      graph.scalar('u8', leftZero),
      value(1),
      graph.scalar('f32', 1),
      graph.scalar('u8', rightZero),
      graph.scalar('f32', 1),
      graph.scalar('u8', outputZero),
    ])
    return lowerClamp(graph, product, step.attributes)
  },

  element({ operands }) {
    return {
      operands: operands.map((type) => ({ type, stretches: 1, stretchBytes: 1 })),
      loops: 1,
    }
  },

  reads: readBroadcast,
}
