import { countOf, encodeNumbers, numberTypes } from './numberTypes.ts'
import type { Card, Series } from './readCard.ts'

/** A series to be sent, or one sentence about what is wrong. */
export type ReadSeries =
  /** What is sent, and what the numbers stand for then. */
  | { bytes: Uint8Array; values: readonly number[]; note: string | undefined; problem?: undefined }
  | { bytes?: undefined; problem: string }

/** A text that is longer is a file of another kind (characters). */
const MOST_TEXT = 4_000_000

/**
 * Reads a column of numbers, one per line, the oldest first. Of a table it takes the last column, and its name where the first line has
 * one; of more numbers than the model takes, the last ones.
 */
export function readSeries(
  text: string,
  { shape, dtype, series }: Pick<Card['input'], 'shape' | 'dtype'> & { series: Series },
): ReadSeries {
  if (text.trim() === '') return { problem: 'There are no numbers yet.' }
  if (text.length > MOST_TEXT)
    return { problem: 'The text is longer than 4 MB, which is no column of numbers.' }
  const rows = text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ cells: cellsOf(line), row: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const hasHeader = rows.length > 1 && !isNumber(rows[0]?.cells.at(-1) ?? '')
  const values: number[] = []
  for (const { cells, row } of hasHeader ? rows.slice(1) : rows) {
    const cell = cells.at(-1) ?? ''
    if (!isNumber(cell))
      return {
        problem: `Row ${row}, column ${cells.length}: “${cell.slice(0, 40)}” is not a number.`,
      }
    values.push(Number(cell))
  }
  const count = countOf(shape)
  if (values.length < count)
    return {
      problem: `There are ${values.length.toLocaleString('en')} numbers; the model takes ${count.toLocaleString('en')}, one per ${series.step}.`,
    }
  const taken = values.slice(-count)
  const codes = taken.map((value) => Math.round(value / series.scale) + series.zero)
  const { low, high } = numberTypes[dtype]?.range ?? { low: -Infinity, high: Infinity }
  const wrong = codes.findIndex((code) => code < low || code > high)
  if (wrong >= 0)
    return {
      problem: `${taken[wrong]} is beyond what the model takes: ${stands(low, series)} to ${stands(high, series)}.`,
    }
  const bytes = encodeNumbers(codes, dtype)
  if (bytes === undefined)
    return {
      problem: `The model takes numbers of the type ${dtype}, which cannot be written here.`,
    }
  return {
    bytes,
    values: codes.map((code) => (code - series.zero) * series.scale),
    note:
      values.length > count
        ? `The last ${count.toLocaleString('en')} of ${values.length.toLocaleString('en')} numbers are sent.`
        : undefined,
  }
}

function stands(code: number, { scale, zero }: Series): string {
  return Number(((code - zero) * scale).toPrecision(6)).toLocaleString('en')
}

/** Separated by tabs, semicolons or commas; where tabs or semicolons separate, a comma is a decimal one. */
function cellsOf(line: string): string[] {
  const separator = ['\t', ';', ','].find((each) => line.includes(each)) ?? ','
  const cells = line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  return separator === ','
    ? cells
    : cells.map((cell) => cell.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text))
}
