import { decodeOutput } from './decodeOutput.ts'
import { countOf, numberTypes } from './numberTypes.ts'
import { type PictureSize, pictureOf } from './pictureSize.ts'
import type { Card, Column, OutputCard } from './readCard.ts'

/** One class of several, by the greatest of the numbers. */
export type Classes = {
  kind: 'classes'
  /** The numbers that the worker signed, in order. */
  raw: readonly number[]
  /** Shares for display, where the card asks for them. */
  shares: readonly number[] | undefined
  /** The position of the greatest number. */
  best: number
  /** Its label, or its position. */
  label: string
}

/** A box in the input's picture, in parts of its width and height. */
export type Box = {
  left: number
  top: number
  width: number
  height: number
  label: string
  /** How sure the model is, in words and as a number. */
  score: string | undefined
  confidence: number | undefined
}

/** One output, as its card says that it is shown. */
export type Reading =
  | Classes
  | { kind: 'picture'; pixels: Uint8Array; size: PictureSize }
  | { kind: 'boxes'; boxes: readonly Box[]; rows: number }
  /** What follows the input's series, in its output's unit. */
  | { kind: 'series'; values: readonly number[] }
  | {
      kind: 'numbers'
      /** One row for each number, or for each row of numbers: then `columns` names them. */
      rows: readonly { name: string; texts: readonly string[] }[]
      columns: readonly string[]
      /** How many rows there are in all. */
      count: number
    }

/** All outputs, as the card says that they are shown. */
export type Answer = {
  /** In the fewest words. */
  label: string
  /** One for each output. */
  readings: readonly {
    output: OutputCard
    reading: Reading
    /** What each number stands for; none of a picture. */
    values: readonly number[]
  }[]
  /** The class that it comes down to, where it is one. */
  classes: Classes | undefined
}

/** More numbers than these are shown by nobody. */
const MOST_NUMBERS = 100_000
const MOST_ROWS = 100

/** Reads output bytes as the card describes them. Undefined where they do not fit: then only the bytes can be shown. */
export function readAnswer(
  bytes: Uint8Array,
  card: Pick<Card, 'labels' | 'outputs' | 'input'>,
): Answer | undefined {
  const lengths = card.outputs.map(
    ({ dtype, shape }) => countOf(shape) * (numberTypes[dtype]?.size ?? 0),
  )
  const readings: Answer['readings'][number][] = []
  let at = 0
  for (const [index, output] of card.outputs.entries()) {
    const isLast = index === card.outputs.length - 1
    // Only the last can have zeros too many or too few.
    const part = bytes.subarray(at, isLast ? bytes.length : at + (lengths[index] ?? 0))
    at += lengths[index] ?? 0
    const reading = readOutput(part, output, card)
    if (reading === undefined) return undefined
    readings.push({ output, reading, values: valuesOf(part, output, reading) })
  }
  const classes = readings.map(({ reading }) => reading).find(({ kind }) => kind === 'classes')
  const [first] = readings
  if (first === undefined) return undefined
  return {
    readings,
    label: readings
      .slice(0, 3)
      .map(({ reading }) => labelOf(reading))
      .join(', '),
    classes: classes?.kind === 'classes' ? classes : undefined,
  }
}

function valuesOf(part: Uint8Array, output: OutputCard, { kind }: Reading): number[] {
  if (kind === 'picture') return []
  const { dtype, shape, columns } = output
  const raw = decodeOutput(part, { dtype, count: countOf(shape) }) ?? []
  return raw.map((value, index) => standsFor(value, output, columns[index % columns.length]))
}

function readOutput(
  bytes: Uint8Array,
  output: OutputCard,
  { labels, input }: Pick<Card, 'labels' | 'input'>,
): Reading | undefined {
  const { dtype, shape, display } = output
  const count = countOf(shape)
  const size = pictureOf(output)
  if (display === 'picture' && size !== undefined)
    return bytes.length === count ? { kind: 'picture', pixels: bytes, size } : undefined
  const raw = count > MOST_NUMBERS ? undefined : decodeOutput(bytes, { dtype, count })
  if (raw === undefined || raw.length === 0) return undefined
  if (display === 'classes') return classesOf(raw, output, labels)
  if (display === 'series')
    return { kind: 'series', values: raw.map((value) => standsFor(value, output, undefined)) }
  if (display === 'boxes') {
    const boxes = boxesOf(raw, output, { labels, size: pictureOf(input) })
    if (boxes !== undefined) return { kind: 'boxes', boxes, rows: count / (shape.at(-1) ?? 1) }
  }
  return numbersOf(raw, output)
}

function classesOf(
  raw: readonly number[],
  { scale, zero = 0, softmax: wantsShares }: OutputCard,
  labels: readonly string[],
): Classes {
  const best = raw.reduce((most, value, index) => (value > (raw[most] ?? value) ? index : most), 0)
  const scaled = scale === undefined ? raw : raw.map((value) => (value - (zero ?? 0)) * scale)
  return {
    kind: 'classes',
    raw,
    best,
    shares: wantsShares && scaled.every(Number.isFinite) ? softmax(scaled) : undefined,
    label: labels[best] ?? String(best),
  }
}

function numbersOf(raw: readonly number[], output: OutputCard): Reading {
  const { columns, shape, unit, name } = output
  const width = columns.length
  const say = (value: number, column: Column | undefined) =>
    `${formatValue(standsFor(value, output, column))}${suffix(column?.unit ?? unit)}`
  if (width > 0 && raw.length > width) {
    const rows = Array.from({ length: Math.min(MOST_ROWS, raw.length / width) }, (_, row) => ({
      name: String(row + 1),
      texts: columns.map((column, index) => say(raw[row * width + index] ?? 0, column)),
    }))
    return {
      kind: 'numbers',
      rows,
      columns: columns.map((each) => each.name),
      count: raw.length / width,
    }
  }
  const named = (index: number) =>
    columns[index]?.name ?? (raw.length === 1 ? (name ?? 'Answer') : placeIn(shape, index))
  const rows = raw.slice(0, MOST_ROWS).map((value, index) => ({
    name: named(index),
    texts: [say(value, columns[index])],
  }))
  return { kind: 'numbers', rows, columns: [], count: raw.length }
}

/** Boxes need to know where they are; a card that does not say so gets its numbers shown. */
function boxesOf(
  raw: readonly number[],
  output: OutputCard,
  { labels, size }: { labels: readonly string[]; size: PictureSize | undefined },
): Box[] | undefined {
  const at = (...names: string[]) =>
    output.columns.findIndex(({ name }) => names.includes(name.toLowerCase()))
  const [left, top, right, bottom] = [at('left', 'x'), at('top', 'y'), at('right'), at('bottom')]
  const [width, height, score, kind] = [
    at('width'),
    at('height'),
    at('score'),
    at('class', 'label'),
  ]
  const step = output.columns.length
  if (size === undefined || left < 0 || top < 0 || step === 0) return undefined
  if ((right < 0 && width < 0) || (bottom < 0 && height < 0)) return undefined
  const boxes: Box[] = []
  for (let row = 0; row + step <= raw.length; row += step) {
    const read = (index: number) => standsFor(raw[row + index] ?? 0, output, output.columns[index])
    const [x, y] = [read(left), read(top)]
    const [w, h] = [
      right < 0 ? read(width) : read(right) - x,
      bottom < 0 ? read(height) : read(bottom) - y,
    ]
    // A row of zeros stands where a detector found nothing.
    if (!(w > 0 && h > 0) || boxes.length >= MOST_ROWS) continue
    boxes.push({
      left: x / size.width,
      top: y / size.height,
      width: w / size.width,
      height: h / size.height,
      label:
        kind < 0
          ? `Box ${boxes.length + 1}`
          : (labels[Math.round(read(kind))] ?? String(read(kind))),
      confidence: score < 0 ? undefined : read(score),
      score:
        score < 0 ? undefined : `${formatValue(read(score))}${suffix(output.columns[score]?.unit)}`,
    })
  }
  return boxes
}

function standsFor(value: number, output: OutputCard, column: Column | undefined): number {
  const scale = column?.scale ?? output.scale
  if (scale === undefined) return value
  return (value - (column?.zero ?? output.zero ?? 0)) * scale
}

/** A number with at most six digits that count, without the noise of binary fractions. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : 'infinite'
  if (Number.isInteger(value)) return value.toLocaleString('en').replace('-', '−')
  const rounded = Number(value.toPrecision(6))
  return rounded.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '−')
}

function suffix(unit: string | undefined): string {
  return unit === undefined ? '' : ` ${unit}`
}

/** Where a number stands, counted from one on each axis that is longer than one. */
function placeIn(shape: readonly number[], index: number): string {
  let rest = index
  const places = shape.toReversed().map((side) => {
    const place = rest % side
    rest = Math.floor(rest / side)
    return side === 1 ? undefined : place + 1
  })
  return places
    .toReversed()
    .filter((place) => place !== undefined)
    .join(', ')
}

function labelOf(reading: Reading): string {
  switch (reading.kind) {
    case 'classes':
      return reading.label
    case 'picture':
      return `a picture of ${reading.size.width} × ${reading.size.height}`
    case 'boxes':
      return reading.boxes.length === 1 ? '1 box' : `${reading.boxes.length} boxes`
    case 'series':
      return `a series of ${reading.values.length.toLocaleString('en')}`
    case 'numbers': {
      const [first] = reading.rows
      return reading.count === 1 && first !== undefined
        ? (first.texts[0] ?? '')
        : `${reading.count.toLocaleString('en')} ${reading.columns.length > 0 ? 'rows' : 'numbers'}`
    }
  }
}

/** Turns raw scores into shares that add up to one. For display only: what is verified are the raw scores. */
export function softmax(scores: readonly number[]): number[] {
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
