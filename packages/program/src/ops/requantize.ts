import { ProgramError } from '../errors.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Requantize, TensorType, Weight } from '../program.ts'
import type { Interval } from './interval.ts'
import { refuse, requireRange, requireShape, requireType } from './operation.ts'
import { i32Of } from './tensorData.ts'
import type { WeightFacts } from './WeightFacts.ts'

/** Largest shift of Add and Mul; 2^-30 is far below anything that is useful there. */
export const MAX_SHIFT = 30

/**
 * The float32 bits of the least and the greatest multiplier: 2^-126, and the last number below 2^97. With them no product of a
 * sum of 32 bits is subnormal or beyond the largest float.
 */
export const LEAST_MULTIPLIER = 0x00800000
export const GREATEST_MULTIPLIER = 0x6fffffff
/** The float32 bits of 1, which stand where the sum itself comes out. */
export const ONE = 0x3f800000

/** The float32 number of these bits. */
export function multiplierOf(bits: number): number {
  return multipliersOf(Int32Array.of(bits))[0]!
}

/** The bits of the float32 number nearest to this one. */
export function multiplierBits(multiplier: number): number {
  return new Int32Array(Float32Array.of(multiplier).buffer)[0]!
}

/** Float32 bits as the numbers that they are. */
export function multipliersOf(bits: Int32Array): Float32Array {
  return new Float32Array(bits.buffer, bits.byteOffset, bits.length)
}

/** `value / 2^shift`, rounded to the nearest integer, a tie to the even one. */
export function roundHalfEven(value: number, shift: number): number {
  const divisor = 2 ** shift
  const floor = Math.floor(value / divisor)
  const twiceRest = 2 * (value - floor * divisor)
  if (twiceRest < divisor) return floor
  if (twiceRest > divisor) return floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

/**
 * The byte for an exact sum: the sum as a float32, its product with the float32 multiplier as a float32, and that as a whole
 * number, each the nearest, of two equally near the even one.
 */
export function requantize(
  { outputZero, low, high }: Requantize,
  sum: number,
  multiplier: number,
): number {
  // The product of two float32 numbers is exact in the 64 bits of a number here, so it is rounded once.
  const scaled = Math.fround(Math.fround(sum) * multiplier)
  return clamp(roundHalfEven(scaled, 0) + outputZero, low, high)
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

/** Checks the bits of a multiplier; where the sum itself comes out it is 1. */
export function checkMultiplier(what: string, bits: number, output: TensorType): void {
  if (output.dtype === 'i32' && bits !== ONE)
    refuse(`${what} is ${describe(bits)}; with an i32 output it must be 1.`)
  if (bits < LEAST_MULTIPLIER || bits > GREATEST_MULTIPLIER)
    throw new ProgramError(
      'InvalidMultiplier',
      `${what} is ${describe(bits)}; it must be a float32 number from 2^-126 to below 2^97.`,
    )
}

function describe(bits: number): string {
  return `${multiplierOf(bits)} (bits 0x${(bits >>> 0).toString(16).padStart(8, '0')})`
}

/**
 * Checks every output channel: its sums must fit i32, and its multiplier be one.
 *
 * @returns the largest magnitude that a sum of any channel can have
 */
export function checkChannels(
  weight: Weight,
  table: Weight,
  output: TensorType,
  facts: WeightFacts,
): number {
  return facts.once(`channels ${output.dtype}`, [weight, table], () => {
    const entries = i32Of(table.data)
    let most = 0
    for (const [channel, magnitude] of facts.channelSums(weight).entries()) {
      checkMultiplier(`the multiplier of channel ${channel}`, entries[2 * channel + 1]!, output)
      const bound = magnitude * 255 + Math.abs(entries[2 * channel]!)
      if (bound >= 2 ** 31)
        refuse(`the sum of channel ${channel} can reach ${bound}, which does not fit 32 bits.`)
      most = Math.max(most, bound)
    }
    return most
  })
}

/** What a step lies between that gives bytes within its clamps, or sums that reach this far. */
export function requantizedInterval(
  { low, high }: Requantize,
  output: TensorType,
  reach: () => number,
): Interval {
  if (output.dtype === 'u8') return [low, high]
  const most = reach()
  return [-most, most]
}

/** Checks that the channel table, (bias, multiplier) for each output channel, has the right type. */
export function checkTable(table: Weight, channels: number): void {
  requireType('the channel table', table.type, ['i32'], 2)
  requireShape('the channel table', table.type, [channels, 2])
}

/** The multipliers of a channel table, as onnxruntime takes them: scales of weights between scales of 1. */
export function lowerScales(graph: Graph, table: Weight): string {
  return graph.once(table, 'scales', () => {
    const multipliers = multipliersOf(column(table, 1))
    return graph.constant('f32', [multipliers.length], multipliers)
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
