import { InvalidInputError } from '../errors/namedErrors.ts'
import type { CanonicalBytes, ModelCard } from '../types/model.ts'

/** Bytes of one element, by the names that cards and ONNX use. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  u8: 1,
  i8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  f16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
  uint8: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
}

/** What a client sends to a model, as its card says. */
export function canonicalInput(card: ModelCard): CanonicalBytes {
  const { bytes, dtype, shape } = card.input
  return bytes ?? { dtype: dtype ?? 'u8', shape }
}

/** How many bytes a tensor of a card has; undefined where the card names no known type. */
export function canonicalLength(tensor: CanonicalBytes): number | undefined {
  const element = ELEMENT_BYTES[tensor.dtype]
  return element === undefined
    ? undefined
    : tensor.shape.reduce((product, size) => product * size, element)
}

/**
 * Refuses input that the model cannot take, before anything is signed or paid.
 *
 * @throws InvalidInputError that names what the model takes and what it was given
 */
export function checkInput(
  card: ModelCard | undefined,
  input: unknown,
): asserts input is Uint8Array {
  if (!(input instanceof Uint8Array)) {
    throw new InvalidInputError(
      `The input is ${describe(input)}; a model takes a Uint8Array of canonical bytes.`,
      'Encode it as the card says.',
    )
  }
  if (input.length === 0) {
    throw new InvalidInputError('The input has no bytes.', 'Give at least one byte.')
  }
  if (card === undefined) return
  const tensor = canonicalInput(card)
  const length = canonicalLength(tensor)
  if (length !== undefined && length !== input.length) {
    throw new InvalidInputError(
      `The input has ${input.length} bytes; the model "${card.name}" takes ${length} (${tensor.dtype}, ${tensor.shape.join(' x ')}).`,
      'Give the input the shape and type that the card says.',
    )
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
