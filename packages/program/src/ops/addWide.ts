import { broadcastPlace, checkBroadcast, readBroadcast } from './broadcast.ts'
import { wideElement } from './element.ts'
import { type Interval, magnitude, plus, times } from './interval.ts'
import {
  type IntervalOf,
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
} from './operation.ts'
import {
  checkGrow,
  checkSaturate,
  lowerSaturate,
  SUM,
  saturate,
  saturateInterval,
} from './saturate.ts'
import { zeros } from './tensorData.ts'

/** Sum or difference of bytes or numbers. */
export const addWide: Operation<'AddWide'> = {
  name: 'AddWide',
  code: 18,
  attributes: [
    ['leftSign', 'one'],
    ['rightSign', 'one'],
    ['grow', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step) {
    requireOperands(step, 2)
    checkBroadcast(step, ['u8', 'i32'], ['u8', 'i32'])
    const { leftSign, rightSign } = step.attributes
    for (const sign of [leftSign, rightSign])
      if (sign !== 1 && sign !== -1) refuse(`a sign is ${sign}; it must be 1 or -1.`)
    checkGrow(step.attributes)
    checkSaturate(step.attributes, step.output)
  },

  interval: (step, interval) => saturateInterval(reach(step, interval), step.attributes),

  evaluate({ attributes, operands, output }, [left, right]) {
    const { leftSign, rightSign } = attributes
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const a = left![broadcastPlace(operands[0]!.shape, output.shape, i)]!
      const b = right![broadcastPlace(operands[1]!.shape, output.shape, i)]!
      result[i] = saturate(a * leftSign + b * rightSign, attributes)
    }
    return result
  },

  lower(step, graph, value, interval) {
    const { attributes, operands, output } = step
    const { leftSign, rightSign } = attributes
    const within = reach(step, interval)
    // No sum and no negative of one leaves 32 bits; otherwise a double holds the 33 that it takes.
    const held = magnitude(within) < SUM ? 'i32' : 'f64'
    const [left, right] = operands.map(({ dtype }, position) =>
      dtype === held ? value(position) : graph.cast(value(position), held),
    )
    const sum =
      leftSign === rightSign
        ? graph.node('Add', [left!, right!])
        : graph.node('Sub', leftSign === 1 ? [left!, right!] : [right!, left!])
    const signed = leftSign + rightSign === -2 ? graph.node('Neg', [sum]) : sum
    return lowerSaturate(graph, signed, held, within, attributes, output)
  },

  element: wideElement,

  reads: readBroadcast,
}

function reach({ attributes }: ResolvedStep<'AddWide'>, interval: IntervalOf): Interval {
  return plus(times(interval(0), attributes.leftSign), times(interval(1), attributes.rightSign))
}
