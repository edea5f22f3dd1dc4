import { MISSING, orderOf } from '@assay/program'
import { InvalidInputError } from '../errors/namedErrors.ts'
import type { ModelCard } from '../types/model.ts'
import { canonicalInput, canonicalLength } from './canonicalInput.ts'

/** The types of whole numbers that an encoding gives, with what they reach to. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  u8: [0, 255],
  i32: [-(2 ** 31), 2 ** 31 - 1],
}

/**
 * The canonical input for numbers in the units that people use, one after the other as the card's input has them: bytes or integers of
 * 32 bits in the card's scales, or float32 by their order, where `NaN` stands for a missing number.
 *
 * @throws InvalidInputError that names the number that the model cannot take
 * @example
 * const input = encodeNumbers(card, [49.9, 12, 0.3])
 */
export function encodeNumbers(card: ModelCard, numbers: ArrayLike<number>): Uint8Array {
  const { dtype } = canonicalInput(card)
  const { encoding, features } = card.input as { encoding?: unknown; features?: unknown }
  const range = ranges[dtype]
  const count = (canonicalLength(canonicalInput(card)) ?? 0) / (dtype === 'i32' ? 4 : 1)
  if (range === undefined)
    throw new InvalidInputError(
      `The model "${card.name}" takes numbers of the type ${dtype}, which no encoding gives.`,
      'Give the canonical bytes themselves.',
    )
  if (numbers.length !== count)
    throw new InvalidInputError(
      `There are ${numbers.length} numbers; the model "${card.name}" takes ${count}.`,
      'Give one number for each place of the input.',
    )
  const [low, high] = range
  const codes = Array.from(numbers, (number, place) => {
    const code = codeOf(number, encoding, Array.isArray(features) ? features[place] : undefined)
    if (code !== undefined && code >= low && code <= high) return code
    throw new InvalidInputError(
      `Number ${place + 1} is ${number}, which the model "${card.name}" cannot take.`,
      'Give a number in the units and the range of the card.',
    )
  })
  return dtype === 'i32' ? new Uint8Array(littleEndian(codes)) : Uint8Array.from(codes)
}

/** The code that stands for a number; undefined where there is none. */
function codeOf(number: number, encoding: unknown, feature: unknown): number | undefined {
  if (encoding === 'order' || encoding === 'order-missing') {
    if (Number.isNaN(number)) return encoding === 'order-missing' ? MISSING : undefined
    return Number.isFinite(Math.fround(number)) ? orderOf(number) : undefined
  }
  const { scale, zero } = (feature ?? encoding ?? { scale: 1, zero: 0 }) as {
    scale?: unknown
    zero?: unknown
  }
  if (typeof scale !== 'number' || !(scale > 0) || typeof zero !== 'number') return undefined
  const code = Math.round(number / scale) + zero
  return Number.isFinite(code) ? code : undefined
}

function littleEndian(codes: readonly number[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(4 * codes.length))
  for (const [i, code] of codes.entries()) view.setInt32(4 * i, code, true)
  return view.buffer
}
