import type { Program, Step } from '../program.ts'
import { CompileError } from './CompileError.ts'
import type { Cut } from './cut.ts'
import type { ImportedModel } from './import/importOnnx.ts'

/**
 * Refuses a program that only moves or looks up its input's bytes, where the model decides in the float tail: anyone who relied
 * on it would rely on nothing.
 *
 * @throws CompileError with every operator that stands against an exact program
 */
export function refuseHollow(program: Program, model: ImportedModel, cut: Cut): void {
  if (cut.tail.size === 0 || program.steps.some(decides)) return
  const problems = model.problems.filter(
    ({ source }) => source !== undefined && cut.tail.has(source),
  )
  throw new CompileError([
    {
      reason: `the program would only move or look up its input: ${cut.tail.size} operators of the model, with all of its multiplications, comparisons and gathers, would stay in the float tail, to which nothing commits; rewrite the operators that an exact program does not have, or offer the float model as it is`,
    },
    ...problems,
  ])
}

/** Whether a step adds products, compares, or gathers by what was computed. */
function decides({ op, operands }: Step): boolean {
  if (op === 'Add' || op === 'Mul') return operands.every(({ kind }) => kind !== 'weight')
  return ['Conv2d', 'MatMul', 'BatchMatMul', 'MaxPool', 'Softmax', 'ArgMax', 'Embedding'].includes(
    op,
  )
}
