import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Measurement } from './measurement.ts'

const RESULTS = resolve(import.meta.dirname, 'results.json')

/** What bench/results.json holds; nothing where it is missing. */
export function readResults(): Measurement[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Measurement[]
  } catch {
    return []
  }
}

/** Writes bench/results.json, one figure per line, sorted by name. */
export function writeResults(measured: readonly Measurement[]): void {
  const rows = measured
    .map((row) => ({ ...row, value: rounded(row.value) }))
    .sort((a, b) => a.name.localeCompare(b.name))
  writeFileSync(RESULTS, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
}

/** Writes figures of a campaign beside what the file holds, in place of earlier ones of the same names. */
export function recordResults(measured: readonly Measurement[]): void {
  const names = new Set(measured.map(({ name }) => name))
  writeResults([...readResults().filter(({ name }) => !names.has(name)), ...measured])
}

/** Four digits are more than any of these figures repeats. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4))
}
