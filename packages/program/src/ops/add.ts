import { broadcastPlace, checkBroadcast, readBroadcast } from './broadcast.ts'
import { type Operation, refuse, requireOperands, requireRange } from './operation.ts'
import { checkRequantize, clamp, lowerClamp, MAX_SHIFT, roundHalfEven } from './requantize.ts'
import { zeros } from './tensorData.ts'

const LARGEST = 2 ** 15

/** Weighted addition: each operand has its own zero point and integer multiplier. */
export const add: Operation<'Add'> = {
  name: 'Add',
  code: 4,
  attributes: [
    ['leftZero', 'one'],
    ['leftMultiplier', 'one'],
    ['rightZero', 'one'],
    ['rightMultiplier', 'one'],
    ['shift', 'one'],
    ['outputZero', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step) {
    requireOperands(step, 2)
    checkBroadcast(step, ['u8'], ['u8'])
    const { leftZero, leftMultiplier, rightZero, rightMultiplier, shift, outputZero } =
      step.attributes
    requireRange('leftZero', leftZero, 0, 255)
    requireRange('rightZero', rightZero, 0, 255)
    requireRange('leftMultiplier', leftMultiplier, -LARGEST, LARGEST)
    requireRange('rightMultiplier', rightMultiplier, -LARGEST, LARGEST)
    requireRange('shift', shift, 0, MAX_SHIFT)
    checkRequantize(step.attributes, step.output)
    // Whatever partial sum an engine forms, it is a multiple of 2^-shift below this many of them.
    const bound =
      2 * 255 * (Math.abs(leftMultiplier) + Math.abs(rightMultiplier)) + outputZero * 2 ** shift
    if (bound >= 2 ** 24)
      refuse(
        `2 * 255 * (|leftMultiplier| + |rightMultiplier|) + outputZero * 2^shift is ${bound}; it must be below 2^24.`,
      )
  },

  interval: ({ attributes: { low, high } }) => [low, high],

  evaluate({ attributes, operands, output }, [left, right]) {
    const { leftZero, leftMultiplier, rightZero, rightMultiplier, shift, outputZero, low, high } =
      attributes
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const a = left![broadcastPlace(operands[0]!.shape, output.shape, i)]! - leftZero
      const b = right![broadcastPlace(operands[1]!.shape, output.shape, i)]! - rightZero
      const sum = a * leftMultiplier + b * rightMultiplier + outputZero * 2 ** shift
      result[i] = clamp(roundHalfEven(sum, shift), low, high)
    }
    return result
  },

  lower(step, graph, value) {
    const { leftZero, leftMultiplier, rightZero, rightMultiplier, shift, outputZero } =
      step.attributes
    const sum = graph.microsoft('QLinearAdd', [
      value(0),
      graph.scalar('f32', leftMultiplier * 2 ** -shift),
      graph.scalar('u8', leftZero),
      value(1),
      graph.scalar('f32', rightMultiplier * 2 ** -shift),
      graph.scalar('u8', rightZero),
      graph.scalar('f32', 1),
      graph.scalar('u8', outputZero),
    ])
    return lowerClamp(graph, sum, step.attributes)
  },

  element({ operands }) {
    return {
      operands: operands.map((type) => ({ type, stretches: 1, stretchBytes: 1 })),
      loops: 1,
    }
  },

  reads: readBroadcast,
}
