import { InvalidInputError } from '../errors/namedErrors.ts'
import { decodePicture } from './decodePicture.ts'
import { type PictureSize, pictureOf } from './pictureSize.ts'
import {
  type DecodedPicture,
  isDarkOnLight,
  preparePicture,
  wholePicture,
} from './preparePicture.ts'
import type { Card } from './readCard.ts'
import { type ReadInput, readNumbers } from './readNumbers.ts'
import { type ReadSeries, readSeries } from './readSeries.ts'
import { readTensorFile } from './readTensorFile.ts'

/** A picture's pixels, row by row, as a canvas (`ImageData`) or a decoder of files gives them. */
export type Pixels = {
  /** One to four bytes for each pixel: grey, grey and opacity, red green and blue, or these and opacity. */
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
}

/** Numbers in the order of the model, in one row or nested as its input is. */
export type NumberList = readonly (number | NumberList)[]

/** An input as people hold it; the model's card says how it becomes bytes. */
export type GivenInput =
  /** The canonical bytes, or those of a NumPy file. */
  | Uint8Array
  /** Numbers in the order of the model. Where the card names them, in its units. */
  | NumberList
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array
  /** Numbers by their names, in the card's units. */
  | Readonly<Record<string, number>>
  /** A picture, which is fitted as the card asks. */
  | Pixels
  /** JSON, or a row of a table (CSV) with or without a header. */
  | string
  /** A picture file, in a browser. */
  | Blob

/**
 * Turns an input as people hold it into the bytes that a model takes, by the model's card.
 *
 * @throws InvalidInputError with what is wrong and where
 * @example
 * const input = await encodeInput(card, { speed: 2900, valve: 80 })
 */
export async function encodeInput(card: Card, given: GivenInput): Promise<Uint8Array> {
  const { input } = card
  if (given instanceof Blob) {
    const size = sizeOf(card)
    return fitPicture(card, await decodeFile(given, size), size)
  }
  if (isPixels(given)) return fitPicture(card, rgbaOf(given), sizeOf(card))
  if (given instanceof Uint8Array) {
    if (isPictureFile(given) && pictureOf(input) !== undefined) {
      throw new InvalidInputError(
        'The input is a picture file; a model takes its pixels.',
        'Decode it first, and give { data, width, height }; a browser decodes a Blob by itself.',
      )
    }
    return taken(card, readTensorFile(given, 'The input', input))
  }
  const { series } = input
  if (series !== undefined) {
    const text = typeof given === 'string' ? given : lines(given)
    return taken(
      card,
      readSeries(text.trim().startsWith('[') ? lines(listOf(text)) : text, { ...input, series }),
    )
  }
  if (typeof given === 'string') return taken(card, readNumbers(given, input))
  if (typeof given !== 'object' || given === null) {
    throw new InvalidInputError(
      `The input is ${given === null ? 'null' : `a ${typeof given}`}, of which no bytes can be made.`,
      remedyOf(card),
    )
  }
  const numbers = ArrayBuffer.isView(given) ? Array.from(given) : given
  return taken(card, readNumbers(JSON.stringify(numbers), input))
}

/** Numbers, or names with numbers, one per line. */
function lines(given: unknown): string {
  if (ArrayBuffer.isView(given)) return Array.from(given as Float64Array).join('\n')
  if (Array.isArray(given)) return given.flat(Infinity).join('\n')
  return typeof given === 'object' && given !== null
    ? Object.values(given).join('\n')
    : String(given)
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function taken(card: Card, read: ReadInput | ReadSeries): Uint8Array {
  if (read.bytes !== undefined) return read.bytes
  throw new InvalidInputError(read.problem, remedyOf(card))
}

/** What the model takes, in one sentence. */
function remedyOf({ name, input }: Card): string {
  const { dtype, shape, features, meaning } = input
  const what =
    features.length > 0
      ? `the numbers ${features.map((feature) => (feature.unit === undefined ? feature.name : `${feature.name} (${feature.unit})`)).join(', ')}`
      : pictureOf(input) === undefined
        ? `${shape.join(' x ')} numbers of the type ${dtype}`
        : `a picture, or the ${shape.join(' x ')} bytes of one`
  return `The model "${name}" takes ${what}.${meaning === undefined ? '' : ` ${meaning}`}`
}

function sizeOf(card: Card): PictureSize {
  const size = pictureOf(card.input)
  if (size !== undefined) return size
  throw new InvalidInputError('The input is a picture.', remedyOf(card))
}

function fitPicture(card: Card, picture: DecodedPicture, size: PictureSize): Uint8Array {
  const fit = card.input.fit ?? ({ crop: 'square' } as const)
  const inverted = fit.crop === 'ink' && isDarkOnLight(picture)
  const bytes = preparePicture(picture, { size, fit, crop: wholePicture, inverted })
  if (bytes !== undefined) return bytes
  throw new InvalidInputError('There is no ink in this picture.', remedyOf(card))
}

async function decodeFile(file: Blob, { width, height }: PictureSize): Promise<DecodedPicture> {
  if (typeof createImageBitmap !== 'function') {
    throw new InvalidInputError(
      'Only a browser decodes picture files by itself.',
      'Decode it with a library, such as fast-png, and give { data, width, height }.',
    )
  }
  try {
    return await decodePicture(file, Math.max(width, height))
  } catch (error) {
    throw new InvalidInputError((error as Error).message, 'Choose another file.')
  }
}

function isPixels(given: object | string): given is Pixels {
  if (typeof given !== 'object' || given === null || !('data' in given)) return false
  return given.data instanceof Uint8Array || given.data instanceof Uint8ClampedArray
}

function rgbaOf({ data, width, height }: Pixels): DecodedPicture {
  const channels = data.length / (width * height)
  if (![1, 2, 3, 4].includes(channels)) {
    throw new InvalidInputError(
      `The picture has ${data.length} bytes, which are not 1 to 4 for each of ${width} x ${height} pixels.`,
      'Give 8 bits for each channel.',
    )
  }
  const isGrey = channels < 3
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels
    for (let channel = 0; channel < 3; channel++)
      rgba[pixel * 4 + channel] = data[at + (isGrey ? 0 : channel)] ?? 0
    rgba[pixel * 4 + 3] = channels % 2 === 0 ? (data[at + channels - 1] ?? 255) : 255
  }
  return { rgba, width, height }
}

const PICTURE_FILES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
]

function isPictureFile(bytes: Uint8Array): boolean {
  return PICTURE_FILES.some((magic) => magic.every((byte, index) => bytes[index] === byte))
}
