import type { ProgramErrorName } from '../errors.ts'
import {
  byteLength,
  type Operand,
  type OpName,
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
  type Weight,
} from '../program.ts'

/** A file at the edge of what is accepted. */
export interface EdgeFile {
  readonly what: string
  readonly file: Uint8Array
  /** Of what kind the refusal is; undefined where the file is accepted. */
  readonly refusal?: ProgramErrorName
}

export const input: Operand = { kind: 'input' }
export const weightAt = (index: number): Operand => ({ kind: 'weight', index })
export const stepAt = (index: number): Operand => ({ kind: 'step', index })

/** Bytes that differ from weight to weight. */
export function weightOf(type: TensorType, number: number): Weight {
  return { type, data: new Uint8Array(byteLength(type)).fill(number) }
}

/** A program of one step; what of it is wrong is put in by name. */
export interface Single {
  readonly op: OpName
  readonly input: TensorType
  readonly weights?: readonly Weight[]
  readonly operands: readonly Operand[]
  readonly attributes: Readonly<Record<string, number | readonly number[]>>
  readonly output: TensorType
}

export function programOf(single: Single): Program {
  const { op, operands, attributes, output, weights = [] } = single
  const step = { op, operands, attributes, output } as unknown as Step
  return { version: PROGRAM_VERSION, input: single.input, steps: [step], outputs: [0], weights }
}

export type Change = Partial<Omit<Single, 'op' | 'attributes'>> & {
  readonly attributes?: Single['attributes']
}

/** A step that is accepted as it is, and what makes it be refused or keeps it accepted. */
export interface Edges {
  readonly base: Single
  readonly refused: readonly (readonly [what: string, change: Change, refusal?: ProgramErrorName])[]
  readonly accepted?: readonly (readonly [what: string, change: Change])[]
}

export function changed(base: Single, change: Change): Single {
  return { ...base, ...change, attributes: { ...base.attributes, ...change.attributes } }
}

/** A byte more or less than each of these attributes may be. */
export function outside(
  names: readonly string[],
  low: number,
  high: number,
): [what: string, change: Change][] {
  return names.flatMap((name) =>
    [low - 1, high + 1].map((value): [string, Change] => [
      `${name} of ${value}`,
      { attributes: { [name]: value } },
    ]),
  )
}

/** Reads the input, so that a program in which a step reads only weights is refused only for that step. */
export function readsInput(program: Program): Program {
  const reads = program.steps.some(({ operands }) => operands.some(({ kind }) => kind === 'input'))
  if (reads) return program
  const { shape, dtype } = program.input
  const step = { op: 'Reshape', operands: [input], attributes: { shape }, output: { dtype, shape } }
  return { ...program, steps: [...program.steps, step as unknown as Step] }
}
