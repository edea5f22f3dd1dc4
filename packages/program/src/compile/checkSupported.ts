import type { CompileProblem } from './CompileError.ts'
import type { FloatGraph, FloatNode } from './floatGraph.ts'

const MOST_AXES = 6

/** Lists what a simplified graph still holds that no operator of the program computes. */
export function checkSupported(graph: FloatGraph): CompileProblem[] {
  const problems: CompileProblem[] = []
  for (const node of graph.nodes) {
    const reason = reasonAgainst(node, graph) ?? badConstant(node, graph)
    if (reason) problems.push({ node: node.name, op: node.op, tensor: node.output, reason })
  }
  for (const output of graph.outputs) {
    if (graph.constants.has(output)) {
      problems.push({ tensor: output, reason: 'the output does not depend on the input' })
    }
  }
  return problems
}

function reasonAgainst(node: FloatNode, graph: FloatGraph): string | undefined {
  const shapes = node.inputs.map((input) => graph.types.get(input)?.shape ?? [])
  const isConstant = (index: number) => graph.constants.has(node.inputs[index] ?? '')
  const output = graph.types.get(node.output)?.shape ?? []
  if ([...shapes, output].some((shape) => shape.length > MOST_AXES)) {
    return `a tensor has more than ${MOST_AXES} axes`
  }
  if (node.inputs.every((_, index) => isConstant(index))) return 'its operands are all constant'
  switch (node.op) {
    case 'Conv':
      return isConstant(1) ? undefined : 'its weights have to be constant'
    case 'MatMul': {
      if (isConstant(1)) return
      if (isConstant(0)) return 'a constant left operand has to be a matrix of two axes'
      const [left = [], right = []] = shapes
      const same = `${left.slice(0, -2)}` === `${right.slice(0, -2)}`
      return same
        ? undefined
        : `[${left}] and [${right}] are multiplied only with the same leading axes`
    }
    case 'Pow':
      return 'the powers have to be constant, and at most 8 different powers are taken'
    case 'LRN':
      return 'it is taken only of images'
    case 'ArgMax':
      return node.last ? 'select_last_index is not supported' : undefined
    case 'OneHot':
      return 'a comparison with every index is supported where it chooses rows of a constant matrix'
    case 'Gather':
      return isConstant(0) ? undefined : 'rows are gathered only from a constant table'
    default:
      return
  }
}

function badConstant(node: FloatNode, graph: FloatGraph): string | undefined {
  for (const input of node.inputs) {
    const at = graph.constants.get(input)?.data.findIndex((value) => !Number.isFinite(value)) ?? -1
    if (at >= 0) {
      const value = graph.constants.get(input)?.data[at]
      return `element ${at} of its weights '${input}' is ${value}`
    }
  }
  return
}
