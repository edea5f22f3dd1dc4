import { type ElementCost, elementCost } from '../ops/element.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import type { Program } from '../program.ts'

/**
 * What judging one element of a step costs at worst, by the model that the load gate goes by.
 *
 * @throws RangeError where there is no such step
 */
export function stepCost(program: Program, stepIndex: number): ElementCost {
  const step = program.steps[stepIndex]
  if (step === undefined)
    throw new RangeError(`Step ${stepIndex} is not in a program of ${program.steps.length} steps.`)
  return elementCost(operationOf(step.op).element(resolveStep(program, step)))
}
