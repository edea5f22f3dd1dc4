import { byteLength, checkProgram, elementCount, operandType, type Program } from '@assay/program'
import {
  deepProgram,
  opNames,
  type Random,
  randomProgram,
  randomStepProgram,
} from '@assay/program/testing'

/** Bytes of a program's tensors together: more would spend the time on evaluating instead of playing. */
const LARGEST = 120_000
/** Output elements times the elements of the largest operand, over all steps. */
const WORK = 30_000_000

/** A small program: of one step of any op, of several steps, or of more steps than one opening shows. */
export function drawProgram(random: Random): Program {
  for (;;) {
    const kind = random.unit()
    const program =
      kind < 0.3
        ? randomStepProgram(random, random.pick(opNames))
        : kind < 0.4
          ? deepProgram(random, random.pick([2, 127, 128, 129, 200, 300]))
          : randomProgram(random, random.integer(2, 8))
    const bytes = program.steps.reduce((sum, { output }) => sum + byteLength(output), 0)
    if (bytes > LARGEST || workOf(program) > WORK) continue
    checkProgram(program)
    return program
  }
}

function workOf(program: Program): number {
  return program.steps.reduce((sum, step) => {
    const largest = Math.max(
      ...step.operands.map((operand) => elementCount(operandType(program, operand).shape)),
    )
    const perElement = step.op === 'Conv2d' || step.op.includes('MatMul') ? largest : 1
    return sum + elementCount(step.output.shape) * perElement
  }, 0)
}
