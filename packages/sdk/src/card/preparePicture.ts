import { type PictureSize, pictureBytes } from './pictureSize.ts'
import type { PictureFit } from './readCard.ts'

/** A picture as a browser decodes it: red, green, blue and opacity, row by row. */
export type DecodedPicture = { rgba: Uint8ClampedArray; width: number; height: number }

/** Which part of a picture is taken: its share of what fits, and where it lies in the rest, each 0 to 1. */
export type Crop = { size: number; left: number; top: number }

/** As much of a picture as has the proportions of what the model takes, from its middle. */
export const wholePicture: Crop = { size: 1, left: 0.5, top: 0.5 }

/** How a picture is made to fit. */
export type PreparePictureParameters = {
  size: PictureSize
  /** What the model's card asks for. */
  fit: PictureFit
  crop: Crop
  /** Turns dark on light into light on dark. */
  inverted: boolean
}

/** Numbers of one channel, row by row. */
type Plane = { values: Float32Array; width: number; height: number }
type Frame = { x: number; y: number; width: number; height: number }

/** What is fainter at the rim of a drawing counts as background (of 255). */
const FAINTEST_INK = 32

/**
 * Turns a picture into the bytes that a model takes, as its card asks: a part of the model's proportions, or the bounding box of the ink
 * with room around it; each pixel is the mean of what it covers. Undefined where no ink is in the picture.
 */
export function preparePicture(
  picture: DecodedPicture,
  { size, fit, crop, inverted }: PreparePictureParameters,
): Uint8Array | undefined {
  const planes = planesOf(picture, size.channels, inverted)
  const frame =
    fit.crop === 'ink' ? inkFrame(planes, size, fit.longest) : frameOf(picture, size, crop)
  if (frame === undefined) return undefined
  const bytes = new Uint8Array(pictureBytes(size))
  for (const [channel, plane] of planes.entries()) {
    const means = meansOf(plane, frame, size)
    for (let i = 0; i < means.length; i++)
      bytes[i * size.channels + channel] = Math.round(means[i] ?? 0)
  }
  return bytes
}

/** Whether the rim of a picture is light, as that of a drawing on paper is. */
export function isDarkOnLight({ rgba, width, height }: DecodedPicture): boolean {
  let sum = 0
  let count = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1)) {
      sum += greyAt(rgba, (y * width + x) * 4)
      count++
    }
  return sum / count > 127
}

/** What is transparent shows white paper. */
function over(value: number, opacity: number): number {
  return (value * opacity + 255 * (255 - opacity)) / 255
}

function greyAt(rgba: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0, opacity = 255] = rgba.subarray(at, at + 4)
  return over(0.299 * red + 0.587 * green + 0.114 * blue, opacity)
}

function planesOf(
  { rgba, width, height }: DecodedPicture,
  channels: 1 | 3,
  inverted: boolean,
): Plane[] {
  const read = (channel: number, at: number) =>
    channels === 1 ? greyAt(rgba, at) : over(rgba[at + channel] ?? 0, rgba[at + 3] ?? 255)
  return Array.from({ length: channels }, (_, channel) => {
    const values = new Float32Array(width * height)
    for (let i = 0; i < values.length; i++) {
      const value = read(channel, i * 4)
      values[i] = inverted ? 255 - value : value
    }
    return { values, width, height }
  })
}

/** The largest part with the model's proportions, made smaller and moved as somebody chose. */
export function frameOf(
  picture: { width: number; height: number },
  size: { width: number; height: number },
  { size: share, left, top }: Crop,
): Frame {
  const scale = Math.min(picture.width / size.width, picture.height / size.height) * share
  const width = size.width * scale
  const height = size.height * scale
  return { x: (picture.width - width) * left, y: (picture.height - height) * top, width, height }
}

/** The frame in which the ink's longer side takes `longest` pixels of the model's, in its middle. */
function inkFrame(
  [plane]: readonly Plane[],
  size: PictureSize,
  longest: number,
): Frame | undefined {
  if (plane === undefined) return undefined
  let [left, right, top, bottom] = [plane.width, 0, plane.height, 0]
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < plane.width; x++) {
      if ((plane.values[y * plane.width + x] ?? 0) < FAINTEST_INK) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
  if (right <= left) return undefined
  const scale = Math.max(right - left, bottom - top) / longest
  const width = size.width * scale
  const height = size.height * scale
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height }
}

/** The mean of what each pixel covers, first along the rows, then down the columns; outside the picture is nothing. */
function meansOf(
  plane: Plane,
  frame: Frame,
  size: { width: number; height: number },
): Float32Array {
  const columns = spansOf(frame.x, frame.width, size.width, plane.width)
  const rows = spansOf(frame.y, frame.height, size.height, plane.height)
  const narrowed = new Float32Array(size.width * plane.height)
  for (let y = 0; y < plane.height; y++)
    for (const [x, span] of columns.entries()) {
      let sum = 0
      for (const [at, weight] of span) sum += (plane.values[y * plane.width + at] ?? 0) * weight
      narrowed[y * size.width + x] = sum
    }
  const means = new Float32Array(size.width * size.height)
  for (const [y, span] of rows.entries())
    for (let x = 0; x < size.width; x++) {
      let sum = 0
      for (const [at, weight] of span) sum += (narrowed[at * size.width + x] ?? 0) * weight
      means[y * size.width + x] = sum
    }
  return means
}

/** Which source pixels each of `count` pixels covers, and how much of it each is. */
function spansOf(
  start: number,
  length: number,
  count: number,
  limit: number,
): (readonly [at: number, weight: number])[][] {
  const step = length / count
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [start + index * step, start + (index + 1) * step]
    const span: (readonly [number, number])[] = []
    for (let at = Math.max(0, Math.floor(from)); at < Math.min(limit, Math.ceil(to)); at++)
      span.push([at, (Math.min(at + 1, to) - Math.max(at, from)) / step])
    return span
  })
}
