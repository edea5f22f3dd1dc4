import { checkProgram, checkStep } from '../checkProgram.ts'
import { ProgramError } from '../errors.ts'
import { WeightFacts } from '../ops/WeightFacts.ts'
import type { Program } from '../program.ts'
import { CompileError, type CompileProblem } from './CompileError.ts'
import type { Layer } from './quantize/layers.ts'

/**
 * Passes a program through the load gate, and says of which nodes the steps are that it refuses.
 *
 * @throws CompileError with every step that may not be in a program
 */
export function refuseSteps(
  { program, tensors }: { program: Program; tensors: ReadonlyMap<number, string> },
  layers: readonly Layer[],
): void {
  try {
    checkProgram(program)
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause
    const facts = new WeightFacts()
    const problems = program.steps.flatMap((step, index): CompileProblem[] => {
      try {
        checkStep(program, step, index, facts)
        return []
      } catch (error) {
        if (!(error instanceof ProgramError)) throw error
        return [{ ...nodeOf(index, tensors, layers), reason: lowerFirst(error.message) }]
      }
    })
    const all = problems.length > 0 ? problems : [{ reason: cause.message }]
    throw new CompileError(all, { cause })
  }
}

/** The node that a step is of: that whose tensor it makes, or the next one, which it is a part of. */
function nodeOf(
  index: number,
  tensors: ReadonlyMap<number, string>,
  layers: readonly Layer[],
): Partial<CompileProblem> {
  const [, tensor] = [...tensors].find(([step]) => step >= index) ?? []
  const layer = layers.find(({ output }) => output === tensor)
  if (!layer || tensor === undefined) return {}
  return { node: layer.node.name, op: layer.node.op, tensor }
}

function lowerFirst(text: string): string {
  return `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`
}
