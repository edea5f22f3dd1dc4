import { tensorRoot } from '../commit/tensorRoot.ts'
import type { Hex, Operand, Program, Step, Weight } from '../program.ts'

/**
 * The same program with each weight once, in the order of first use, and without weights that no step
 * uses: the one form in which a program is written to a file.
 */
export async function canonicalProgram(program: Program): Promise<Program> {
  const weights: Weight[] = []
  const places = new Map<string, number>()
  const moved: number[] = []
  for (const operand of program.steps.flatMap((step) => step.operands)) {
    if (operand.kind !== 'weight' || moved[operand.index] !== undefined) continue
    const weight = program.weights[operand.index]!
    const key = weightKey(weight, await tensorRoot(weight.data))
    const place = places.get(key) ?? weights.push(weight) - 1
    places.set(key, place)
    moved[operand.index] = place
  }
  const move = (operand: Operand): Operand =>
    operand.kind === 'weight' ? { kind: 'weight', index: moved[operand.index]! } : operand
  const steps = program.steps.map(
    (step) => ({ ...step, operands: step.operands.map(move) }) as Step,
  )
  return { ...program, steps, weights }
}

/** Two weights are the same where their types and their bytes are. */
export function weightKey({ type }: Weight, root: Hex): string {
  return `${type.dtype} ${type.shape.join()} ${root}`
}
