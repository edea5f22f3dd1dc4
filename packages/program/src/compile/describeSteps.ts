import { elementCost } from '../ops/element.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import { byteLength, elementCount, operandType, type Program, type TensorType } from '../program.ts'

export type StepDescription = {
  op: string
  output: TensorType
  /** `input`, `#12` for an earlier step, `weight 3`. */
  operands: string[]
  outputBytes: number
  weightBytes: number
  multiplyAdds: number
  /** What judging the costliest element of its output takes at most, by the referee's model of gas. */
  gas: number
}

/** What each step of a program does, holds and costs. */
export function describeSteps(program: Program): StepDescription[] {
  return program.steps.map((step) => {
    const weights = step.operands.filter((operand) => operand.kind === 'weight')
    return {
      op: step.op,
      output: step.output,
      operands: step.operands.map((operand) =>
        operand.kind === 'input'
          ? 'input'
          : operand.kind === 'step'
            ? `#${operand.index}`
            : `weight ${operand.index}`,
      ),
      outputBytes: byteLength(step.output),
      weightBytes: weights.reduce(
        (sum, weight) => sum + byteLength(operandType(program, weight)),
        0,
      ),
      multiplyAdds: stepMultiplyAdds(program, step),
      gas: elementCost(operationOf(step.op).element(resolveStep(program, step))).gas,
    }
  })
}

/** Multiply-adds of one run: convolutions, and products of matrices. */
export function multiplyAdds(program: Program): number {
  return program.steps.reduce((sum, step) => sum + stepMultiplyAdds(program, step), 0)
}

/** How many numbers are compared in one run. */
export function comparisons(program: Program): number {
  return program.steps.reduce(
    (sum, { op, output }) => sum + (op === 'Compare' ? elementCount(output.shape) : 0),
    0,
  )
}

function stepMultiplyAdds(program: Program, step: Program['steps'][number]): number {
  const [first, second] = step.operands
  if (!first || !second) return 0
  const outputs = elementCount(step.output.shape)
  if (step.op === 'Conv2d')
    return outputs * elementCount(operandType(program, second).shape.slice(1))
  if (step.op !== 'MatMul' && step.op !== 'BatchMatMul') return 0
  return outputs * (operandType(program, first).shape.at(-1) ?? 1)
}
