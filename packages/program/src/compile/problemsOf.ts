import type { CompileProblem } from './CompileError.ts'
import { checkSupported } from './checkSupported.ts'
import type { Cut } from './cut.ts'
import type { FloatGraph } from './floatGraph.ts'
import type { ImportedModel } from './import/importOnnx.ts'
import { problemsOfHollow } from './problemsOfHollow.ts'
import { simplify } from './simplify.ts'

/** Everything in a model that stands against a program, in the order of its nodes: what was not read, and what no operator computes. */
export function problemsOf(model: ImportedModel, cut: Cut): CompileProblem[] {
  const head =
    cut.problems.length === 0 ? { ...model.float, outputs: cut.outputs } : rest(model, cut)
  const unread = cut.problems.map(({ source: _, ...problem }) => problem)
  const known = new Set(unread.map(({ node }) => node))
  const { graph } = simplify(head)
  const unsupported = checkSupported(graph)
  if (unread.length + unsupported.length === 0) return problemsOfHollow(graph, model, cut)
  return [...unread, ...unsupported.filter(({ node }) => node === undefined || !known.has(node))]
}

/** What was understood of a model of which something was not: each tensor that no other understood node takes is a result. */
function rest({ float }: ImportedModel, cut: Cut): FloatGraph {
  const nodes = float.nodes.filter(({ source }) => !cut.tail.has(source))
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs))
  return {
    ...float,
    nodes,
    outputs: nodes.map(({ output }) => output).filter((name) => !taken.has(name)),
  }
}
