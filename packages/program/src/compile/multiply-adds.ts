import { elementCount, operandType, type Program } from '../program.ts'

/** Multiply-adds of one run: convolutions, and products of matrices. */
export function multiplyAdds(program: Program): number {
  return program.steps.reduce((sum, step) => {
    const [first, second] = step.operands
    if (!first || !second) return sum
    const outputs = elementCount(step.output.shape)
    if (step.op === 'Conv2d') {
      return sum + outputs * elementCount(operandType(program, second).shape.slice(1))
    }
    if (step.op === 'MatMul' || step.op === 'BatchMatMul') {
      return sum + outputs * (operandType(program, first).shape.at(-1) ?? 1)
    }
    return sum
  }, 0)
}
