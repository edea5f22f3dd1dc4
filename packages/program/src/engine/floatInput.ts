import { ProgramError } from '../errors.ts'

/** A byte stands for the number `(byte - zero) * scale`. */
export interface ByteEncoding {
  readonly scale: number
  readonly zero: number
}

/** The part of a model's card that says how canonical input bytes become the float model's numbers. */
export interface FloatCard {
  readonly input: {
    readonly dtype?: string
    readonly bytes?: { readonly dtype: string; readonly layout?: string }
    readonly layout?: string
    readonly encoding?: ByteEncoding
    /** One encoding for each number in order, instead of one for all. */
    readonly features?: readonly ByteEncoding[]
  }
}

const elementBytes: Readonly<Record<string, number>> = {
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
}

/** The bytes of one element of an onnxruntime tensor type; undefined for types without canonical bytes. */
export function floatElementBytes(type: string): number | undefined {
  return elementBytes[type]
}

/** True where the card says that people hold one byte a number. */
export function takesBytes(card: FloatCard | undefined): boolean {
  return (card?.input.bytes?.dtype ?? card?.input.dtype) === 'u8'
}

/** The numbers that u8 canonical bytes stand for, in the order that the ONNX input has. */
export function decodeBytes(
  card: FloatCard,
  shape: readonly number[],
  bytes: Uint8Array,
): Float32Array {
  const { encoding, features } = card.input
  const layout = card.input.bytes?.layout ?? card.input.layout
  const channelsLast = layout === 'HWC' || layout === 'NHWC'
  if (features !== undefined && features.length !== bytes.length)
    throw new ProgramError(
      'InvalidInput',
      `The card encodes ${features.length} features, but the model takes ${bytes.length} numbers.`,
    )
  const numbers = new Float32Array(bytes.length)
  const [batch, channels, height, width] = shape
  // One channel is the same in both layouts.
  if (!channelsLast || shape.length !== 4 || channels === 1) {
    for (const [i, byte] of bytes.entries()) {
      const { scale, zero } = features?.[i] ?? encoding ?? { scale: 1, zero: 0 }
      numbers[i] = (byte - zero) * scale
    }
    return numbers
  }
  const { scale, zero } = encoding ?? { scale: 1, zero: 0 }
  const area = height! * width!
  for (let n = 0; n < batch!; n++)
    for (let pixel = 0; pixel < area; pixel++)
      for (let channel = 0; channel < channels!; channel++) {
        const byte = bytes[(n * area + pixel) * channels! + channel]!
        numbers[(n * channels! + channel) * area + pixel] = (byte - zero) * scale
      }
  return numbers
}
