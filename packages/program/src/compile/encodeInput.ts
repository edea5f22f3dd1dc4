import { MISSING, orderOf } from '../orderedFloat.ts'
import { CompileError } from './CompileError.ts'
import { INPUT_REACH } from './emit/placement.ts'
import { sizeOf } from './floatGraph.ts'
import { type ProgramInput, scaleAt } from './inputScale.ts'
import { channelAxis } from './quantize/calibrate.ts'

/** The bytes (or wider numbers) for an input's numbers, in the numbers' own order. */
export function quantizeInput(
  { shape, scale, isWide }: ProgramInput,
  values: ArrayLike<number>,
): Uint8Array | Int32Array {
  const axis = channelAxis(shape)
  const inner = sizeOf(shape.slice(axis + 1))
  const channels = shape[axis] ?? 1
  const [low, high] = isWide ? [-INPUT_REACH, INPUT_REACH] : [0, 255]
  const result = new (isWide ? Int32Array : Uint8Array)(sizeOf(shape))
  for (let i = 0; i < result.length; i++) {
    const one = scaleAt(scale ?? { scale: 1, zero: 0 }, Math.floor(i / inner) % channels)
    const number = Math.round((values[i] ?? 0) / one.scale + one.zero)
    result[i] = Math.min(high, Math.max(low, number))
  }
  return result
}

/**
 * The program's canonical input for float inputs: bytes, images channels-last, several inputs one after the other.
 *
 * @throws CompileError for an input by order that is not a number
 */
export function encodeInput(
  inputs: readonly ProgramInput[],
  values: ReadonlyMap<string, ArrayLike<number>>,
): Uint8Array {
  // Bytes beside indices, or beside wider numbers, take four bytes each, as those do.
  const isWide = inputs.some((input) => !input.scale || input.isWide)
  const wide = (numbers: ArrayLike<number>) => new Uint8Array(Int32Array.from(numbers).buffer)
  const parts = inputs.map((input) => {
    const numbers = values.get(input.name) ?? []
    if (input.order) return wide(orderNumbers(input, numbers))
    if (!input.scale) return wide(numbers)
    const stored = channelsLast(input.shape, quantizeInput(input, numbers))
    return isWide ? wide(stored) : (stored as Uint8Array)
  })
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

/** Numbers as the integers that have their order. */
function orderNumbers({ name, order }: ProgramInput, numbers: ArrayLike<number>): Int32Array {
  return Int32Array.from(numbers, (number, place) => {
    if (!Number.isNaN(number)) return orderOf(number)
    if (order === 'order-missing') return MISSING
    const reason = `number ${place} is not a number; fill in what is missing before the model`
    throw new CompileError([{ tensor: name, reason }])
  })
}

function channelsLast<Numbers extends Uint8Array | Int32Array>(
  shape: readonly number[],
  numbers: Numbers,
): Numbers {
  if (shape.length !== 4) return numbers
  const [, channels = 1, height = 1, width = 1] = shape
  const area = height * width
  const result = numbers.slice() as Numbers
  numbers.forEach((number, i) => {
    const image = Math.floor(i / (area * channels))
    const channel = Math.floor(i / area) % channels
    result[(image * area + (i % area)) * channels + channel] = number
  })
  return result
}
