import type { CompileProblem } from './CompileError.ts'
import type { Cut } from './cut.ts'
import type { FloatGraph } from './floatGraph.ts'
import type { ImportedModel } from './import/importOnnx.ts'

/** Operators of a simplified graph that add products, compare, or gather by what was computed; the second ones of two tensors. */
const DECIDES = new Set(['Conv', 'MatMul', 'MaxPool', 'Softmax', 'ArgMax', 'Gather'])
const JOINS = new Set(['Add', 'Sub', 'Mul'])

/**
 * What stands against a program that would only move or look up its input's numbers, where the model decides in the float tail:
 * anyone who relied on it would rely on nothing.
 */
export function problemsOfHollow(
  graph: FloatGraph,
  model: ImportedModel,
  cut: Cut,
): CompileProblem[] {
  const isHollow = !graph.nodes.some(
    ({ op, inputs }) =>
      DECIDES.has(op) || (JOINS.has(op) && !inputs.some((name) => graph.constants.has(name))),
  )
  if (!isHollow || cut.tail.size === 0) return []
  const problems = model.problems.filter(
    ({ source }) => source !== undefined && cut.tail.has(source),
  )
  return [
    {
      reason: `the program would only move or look up its input: ${cut.tail.size} operators of the model, with all of its multiplications, comparisons and gathers, would stay in the float tail, to which nothing commits; rewrite the operators that an exact program does not have, or offer the float model as it is`,
    },
    ...problems.map(({ source: _, ...problem }) => problem),
  ]
}
