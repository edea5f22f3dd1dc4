import { MISSING, orderOf } from '../orderedFloat.ts'
import { CompileError } from './CompileError.ts'
import { sizeOf } from './floatGraph.ts'
import { type InputScale, type OrderEncoding, scaleAt } from './inputScale.ts'
import { channelAxis } from './quantize/calibrate.ts'

export type ProgramInput = {
  /** The ONNX input's name and shape. */
  name: string
  shape: readonly number[]
  /** None where the input is i32: indices or, where it is ordered, float32 numbers by their order. */
  scale?: InputScale
  order?: OrderEncoding
}

/** The bytes for an input's numbers, in the numbers' own order. */
export function quantizeInput(
  { shape, scale }: ProgramInput,
  values: ArrayLike<number>,
): Uint8Array {
  const axis = channelAxis(shape)
  const inner = sizeOf(shape.slice(axis + 1))
  const channels = shape[axis] ?? 1
  return Uint8Array.from({ length: sizeOf(shape) }, (_, i) => {
    const one = scaleAt(scale ?? { scale: 1, zero: 0 }, Math.floor(i / inner) % channels)
    const byte = Math.round((values[i] ?? 0) / one.scale + one.zero)
    return Math.min(255, Math.max(0, byte))
  })
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
  const parts = inputs.map((input) => {
    const numbers = values.get(input.name) ?? []
    if (input.order) return new Uint8Array(orderNumbers(input, numbers).buffer)
    if (!input.scale) return new Uint8Array(Int32Array.from(numbers).buffer)
    return channelsLast(input.shape, quantizeInput(input, numbers))
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

function channelsLast(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  if (shape.length !== 4) return bytes
  const [, channels = 1, height = 1, width = 1] = shape
  const area = height * width
  const result = new Uint8Array(bytes.length)
  bytes.forEach((byte, i) => {
    const image = Math.floor(i / (area * channels))
    const channel = Math.floor(i / area) % channels
    result[(image * area + (i % area)) * channels + channel] = byte
  })
  return result
}
