import { encodeFeature, featureName, isMissing } from './features.ts'
import { findJsonFault } from './findJsonFault.ts'
import { countOf, encodeNumbers, problemOf } from './numberTypes.ts'
import type { Card } from './readCard.ts'

/** Canonical bytes, or one sentence about what is wrong. */
export type ReadInput =
  /** Canonical bytes. */
  { bytes: Uint8Array; problem?: undefined } | { bytes?: undefined; problem: string }

type InputCard = Card['input']

/** A text longer than this is a file of another kind (characters). */
const MOST_TEXT = 64_000_000

/** Reads numbers that somebody typed, pasted or opened, as JSON or as rows of a table. What is wrong is said with its row and column. */
export function readNumbers(text: string, input: InputCard): ReadInput {
  if (text.trim() === '') return { problem: 'There are no numbers yet.' }
  if (text.length > MOST_TEXT)
    return { problem: 'The text is longer than 64 MB. Give such an input as a tensor file.' }
  return /^\s*[[{"]/.test(text) && !/^\s*"[^"]*"\s*[,;\t\n]/.test(text)
    ? readJson(text, input)
    : readCsv(text, input)
}

function readJson(text: string, input: InputCard): ReadInput {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const { row, column } = findJsonFault(text)
    return { problem: `This is not JSON: it breaks off at row ${row}, column ${column}.` }
  }
  if (isRecord(value)) return readRecord(value, input)
  const cells: Cell[] = []
  const wrong = flatten(value, [], cells)
  return wrong === undefined ? encode(cells, input) : { problem: wrong }
}

/** Features by their names. */
function readRecord(record: Record<string, unknown>, input: InputCard): ReadInput {
  const { features } = input
  if (features.length === 0)
    return { problem: 'This model’s numbers have no names. Give an array instead of an object.' }
  const names = new Map(features.map(({ name }) => [name.toLowerCase(), name]))
  for (const key of Object.keys(record))
    if (!names.has(key.toLowerCase()))
      return {
        problem: `“${key.slice(0, 60)}” is none of the model’s numbers, which are ${list(features)}.`,
      }
  const lower = new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]))
  const cells: Cell[] = []
  for (const { name } of features) {
    if (!lower.has(name.toLowerCase())) return { problem: `“${name}” is missing.` }
    cells.push({ text: String(lower.get(name.toLowerCase())), where: `“${name}”` })
  }
  return encode(cells, input)
}

/** One number, and where it stands in what was given. */
type Cell = { text: string; where: string }

function flatten(value: unknown, path: readonly number[], cells: Cell[]): string | undefined {
  if (!Array.isArray(value)) {
    if (typeof value !== 'number')
      return `${placed(path)}: ${JSON.stringify(value)?.slice(0, 40)} is not a number.`
    cells.push({ text: String(value), where: placed(path) })
    return undefined
  }
  if (path.length > 8) return 'The arrays are nested more than eight deep.'
  for (const [index, entry] of value.entries()) {
    const wrong = flatten(entry, [...path, index], cells)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Rows and columns are counted from one, as in a table. */
function placed(path: readonly number[]): string {
  const indices = path.map((index) => `[${index}]`).join('')
  if (path.length === 1) return `Number ${(path[0] ?? 0) + 1}`
  if (path.length === 2) return `Row ${(path[0] ?? 0) + 1}, column ${(path[1] ?? 0) + 1}`
  return path.length === 0 ? 'The value' : `Element ${indices}`
}

function readCsv(text: string, input: InputCard): ReadInput {
  const { features } = input
  const lines = text.split(/\r\n|\r|\n/)
  const rows = lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => ({ number, cells: cellsOf(line) }))
  const [first] = rows
  // A header names columns: then they may stand in any order.
  const header =
    first !== undefined && features.length > 0 && first.cells.every((cell) => !isNumber(cell))
      ? first
      : undefined
  const body = header === undefined ? rows : rows.slice(1)
  const cells: Cell[] = []
  for (const { number, cells: texts } of body)
    for (const [column, each] of texts.entries()) {
      const name = header?.cells[column] ?? features[column]?.name
      const where = `Row ${number}, column ${column + 1}${name === undefined ? '' : ` (“${name.slice(0, 40)}”)`}`
      const isKnown = features[0]?.order === 'order-missing' && isMissing(each)
      if (!isNumber(each) && !isKnown)
        return { problem: `${where}: “${each.slice(0, 40)}” is not a number.` }
      cells.push({ text: decimal(each), where })
    }
  if (features.length > 0 && body.length > 1)
    return { problem: `There are ${body.length} rows of numbers; a request asks about one.` }
  if (header === undefined) return encode(cells, input)
  const ordered: Cell[] = []
  for (const { name } of features) {
    const column = header.cells.findIndex((cell) => sameName(cell, name))
    const cell = cells[column]
    if (column < 0) return { problem: `Row ${header.number}: no column is called “${name}”.` }
    if (cell === undefined)
      return { problem: `Row ${header.number + 1}: column ${column + 1} (“${name}”) is empty.` }
    ordered.push(cell)
  }
  return encode(ordered, input)
}

/** Separated by tabs, semicolons or commas; with the first two, a comma is a decimal one. */
function cellsOf(line: string): string[] {
  const separator = ['\t', ';', ','].find((each) => line.includes(each)) ?? ','
  const cells = line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  // A line may end in a separator.
  return cells.at(-1) === '' ? cells.slice(0, -1) : cells
}

function decimal(text: string): string {
  return text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2')
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(decimal(text.trim())))
}

function sameName(left: string, right: string): boolean {
  const plain = (name: string) =>
    featureName(name)
      .toLowerCase()
      .replace(/[\s_-]/g, '')
  return plain(left) === plain(right)
}

function encode(cells: readonly Cell[], input: InputCard): ReadInput {
  const { dtype, shape, features } = input
  const count = countOf(shape)
  if (cells.length !== count)
    return {
      problem: `There are ${cells.length.toLocaleString('en')} numbers; the model takes ${count.toLocaleString('en')} (${shape.join(' × ')}).`,
    }
  const codes: number[] = []
  for (const [index, { text, where }] of cells.entries()) {
    const feature = features[index]
    if (feature !== undefined) {
      const encoded = encodeFeature(text, feature, dtype)
      if (encoded.problem !== undefined)
        return { problem: `${where}: ${text.slice(0, 40)} cannot be sent. ${encoded.problem}` }
      codes.push(encoded.code)
      continue
    }
    const value = Number(text)
    const problem = problemOf(value, dtype)
    if (problem !== undefined) return { problem: `${where}: ${text.slice(0, 40)} ${problem}.` }
    codes.push(value)
  }
  const bytes = encodeNumbers(codes, dtype)
  return bytes === undefined
    ? { problem: `The model takes numbers of the type ${dtype}, which cannot be written here.` }
    : { bytes }
}

function list(features: InputCard['features']): string {
  const names = features.map(({ name }) => name)
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
