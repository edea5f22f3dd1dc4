import { type Answer, readAnswer } from './readAnswer.ts'
import type { Card } from './readCard.ts'

/** One class, with the number that the model gave it. */
export type ClassScore = {
  label: string
  /** What the model's number stands for. */
  score: number
  /** Its share of all classes, where the card asks for shares: for display, not what was signed. */
  share: number | undefined
}

/** One number or a table of them, as what they stand for. */
export type NumbersOutput = {
  kind: 'numbers'
  /** In the model's order, in the card's units. */
  values: readonly number[]
  shape: readonly number[]
  unit: string | undefined
  /** What each number of the last axis is, where the card says so. */
  columns: readonly { name: string; unit: string | undefined }[]
}

/** A box in the input's picture, in parts of its width and height. */
export type FoundBox = {
  left: number
  top: number
  width: number
  height: number
  label: string
  score: number | undefined
}

/** One output, as the card describes it. */
export type Output = { name: string | undefined } & (
  | { kind: 'classes'; label: string; index: number; classes: readonly ClassScore[] }
  | NumbersOutput
  | { kind: 'boxes'; boxes: readonly FoundBox[] }
  | { kind: 'picture'; pixels: Uint8Array; width: number; height: number; channels: 1 | 3 }
)

/** Outputs, and what they come down to in the fewest words. */
export type Outputs = { label: string; outputs: readonly Output[] }

/**
 * Reads output bytes as the card describes them, as values for programs.
 *
 * @returns undefined where the bytes do not fit the card, or are more numbers than anyone reads one by one
 */
export function readOutputs(bytes: Uint8Array, card: Card): Outputs | undefined {
  const answer = readAnswer(bytes, card)
  if (answer === undefined) return undefined
  const outputs = answer.readings.map((read) => outputOf(read, card))
  return { label: answer.label, outputs }
}

function outputOf(
  { output, reading, values }: Answer['readings'][number],
  { labels }: Card,
): Output {
  const { name, shape, unit, columns } = output
  switch (reading.kind) {
    case 'classes': {
      const classes = values.map(
        (score, index): ClassScore => ({
          label: labels[index] ?? String(index),
          score,
          share: reading.shares?.[index],
        }),
      )
      classes.sort((a, b) => b.score - a.score)
      return { name, kind: 'classes', label: reading.label, index: reading.best, classes }
    }
    case 'picture':
      return { name, kind: 'picture', pixels: reading.pixels, ...reading.size }
    case 'boxes':
      return {
        name,
        kind: 'boxes',
        boxes: reading.boxes.map(({ confidence, score: _, ...box }) => ({
          ...box,
          score: confidence,
        })),
      }
    case 'series':
      return { name, kind: 'numbers', values: reading.values, shape, unit, columns: [] }
    case 'numbers': {
      const named = columns.map((column) => ({ name: column.name, unit: column.unit }))
      return { name, kind: 'numbers', values, shape, unit, columns: named }
    }
  }
}
