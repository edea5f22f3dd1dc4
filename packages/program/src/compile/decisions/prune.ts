import type { Operand, Program, Step } from '../../program.ts'

/** The program without the steps and weights that no output needs. */
export function prune(program: Program): Program {
  const needed = new Set(program.outputs)
  const used = new Set<number>()
  for (let index = program.steps.length - 1; index >= 0; index--) {
    if (!needed.has(index)) continue
    for (const operand of program.steps[index]?.operands ?? []) {
      if (operand.kind === 'step') needed.add(operand.index)
      if (operand.kind === 'weight') used.add(operand.index)
    }
  }
  const steps = placesOf(program.steps.length, needed)
  const weights = placesOf(program.weights.length, used)
  const moved = (operand: Operand): Operand => {
    if (operand.kind === 'input') return operand
    const index = (operand.kind === 'step' ? steps : weights).get(operand.index) ?? 0
    return { kind: operand.kind, index }
  }
  return {
    ...program,
    steps: program.steps
      .filter((_, index) => steps.has(index))
      .map((step): Step => ({ ...step, operands: step.operands.map(moved) })),
    weights: program.weights.filter((_, index) => weights.has(index)),
    outputs: program.outputs.map((output) => steps.get(output) ?? 0),
  }
}

/** Where those that stay are, once the others are gone. */
function placesOf(count: number, kept: ReadonlySet<number>): Map<number, number> {
  const places = new Map<number, number>()
  for (let index = 0; index < count; index++) if (kept.has(index)) places.set(index, places.size)
  return places
}
