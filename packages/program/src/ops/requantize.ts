import type { Graph } from '../onnx/graph.ts'
import type { Requantize, TensorType, Weight } from '../program.ts'
import { refuse, requireRange, requireShape, requireType } from './operation.ts'
import { i32Of } from './tensorData.ts'
import type { WeightFacts } from './WeightFacts.ts'

/** Largest shift; 2^-30 is far below anything a useful channel has. */
export const MAX_SHIFT = 30

/** `value / 2^shift`, rounded to the nearest integer, a tie to the even one. */
export function roundHalfEven(value: number, shift: number): number {
  const divisor = 2 ** shift
  const floor = Math.floor(value / divisor)
  const twiceRest = 2 * (value - floor * divisor)
  if (twiceRest < divisor) return floor
  if (twiceRest > divisor) return floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

/** The byte for an exact sum. */
export function requantize(
  { outputZero, low, high }: Requantize,
  sum: number,
  shift: number,
): number {
  return clamp(roundHalfEven(sum, shift) + outputZero, low, high)
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** Checks the output zero point and the clamps; an i32 output has none of them. */
export function checkRequantize(attributes: Requantize, output: TensorType): void {
  const { outputZero, low, high } = attributes
  requireType('its output', output, ['u8', 'i32'])
  if (output.dtype === 'i32') {
    if (outputZero !== 0 || low !== 0 || high !== 255)
      refuse('an i32 output has outputZero 0, low 0 and high 255.')
    return
  }
  requireRange('outputZero', outputZero, 0, 255)
  requireRange('low', low, 0, 255)
  requireRange('high', high, low, 255)
}

/**
 * A sum passes through a 32-bit float on its way to a byte. Below 2^24 every integer is a float; and with
 * a shift of at most 16 whatever is larger saturates on either path.
 */
export function isExactInFloat(bound: number, shift: number): boolean {
  return bound < 2 ** 24 || shift <= 16
}

/** Checks the sums of every output channel: each must fit i32, and be exact through a float where bytes come out. */
export function checkChannels(
  weight: Weight,
  table: Weight,
  output: TensorType,
  facts: WeightFacts,
): void {
  facts.once(`channels ${output.dtype}`, [weight, table], () => {
    const entries = i32Of(table.data)
    const shiftLimit = output.dtype === 'i32' ? 0 : MAX_SHIFT
    for (const [channel, magnitude] of facts.channelSums(weight).entries()) {
      const shift = entries[2 * channel + 1]!
      if (shift < 0 || shift > shiftLimit)
        refuse(
          `the shift of channel ${channel} is ${shift}; it must be an integer from 0 to ${shiftLimit}.`,
        )
      const bound = magnitude * 255 + Math.abs(entries[2 * channel]!)
      if (bound >= 2 ** 31)
        refuse(`the sum of channel ${channel} can reach ${bound}, which does not fit 32 bits.`)
      if (output.dtype === 'u8' && !isExactInFloat(bound, shift))
        refuse(
          `the sum of channel ${channel} can reach ${bound} with shift ${shift}; from 2^24 on, the shift must be at most 16.`,
        )
    }
  })
}

/** Checks that the channel table, (bias, shift) for each output channel, has the right type. */
export function checkTable(table: Weight, channels: number): void {
  requireType('the channel table', table.type, ['i32'], 2)
  requireShape('the channel table', table.type, [channels, 2])
}

/** The scales 2^-shift of a channel table, as onnxruntime takes them. */
export function lowerScales(graph: Graph, table: Weight): string {
  return graph.once(table, 'scales', () => {
    const shifts = column(table, 1)
    return graph.constant(
      'f32',
      [shifts.length],
      Float32Array.from(shifts, (shift) => 2 ** -shift),
    )
  })
}

/** The biases of a channel table. */
export function lowerBiases(graph: Graph, table: Weight): string {
  return graph.once(table, 'biases', () => {
    const biases = column(table, 0)
    return graph.constant('i32', [biases.length], biases)
  })
}

function column(table: Weight, index: 0 | 1): Int32Array {
  return i32Of(table.data).filter((_, i) => i % 2 === index)
}

/** The clamp of a fused activation, where saturation to a byte does not do it. */
export function lowerClamp(graph: Graph, value: string, { low, high }: Requantize): string {
  if (low === 0 && high === 255) return value
  return graph.node('Clip', [value, graph.scalar('u8', low), graph.scalar('u8', high)])
}
