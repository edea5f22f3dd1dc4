import { isInteger } from '../evaluateConstant.ts'
import type { FloatGraph } from '../floatGraph.ts'

const MOVEMENT = new Set(['Reshape', 'Transpose', 'Slice', 'Concat', 'Resize'])

/** Takes all numbers as f32, whatever their type in the file, but indices into a table and positions that are found. */
export function castInputs(graph: FloatGraph): FloatGraph {
  const isWhole = (name: string) => isInteger(graph.types.get(name)?.dtype ?? 'f32')
  const kept = new Set<string>()
  for (const node of graph.nodes) {
    const moves = MOVEMENT.has(node.op) && node.inputs.some((name) => kept.has(name))
    if (node.op === 'ArgMax' || (moves && isWhole(node.output))) kept.add(node.output)
  }
  for (const node of [...graph.nodes].reverse()) {
    const [first = '', second = ''] = node.inputs
    if (node.op === 'Gather') kept.add(second)
    else if (node.op === 'OneHot') kept.add(first)
    else if (MOVEMENT.has(node.op) && kept.has(node.output))
      for (const name of node.inputs) if (isWhole(name)) kept.add(name)
  }
  const types = new Map(graph.types)
  for (const [name, type] of types) {
    const isKept = kept.has(name) || (graph.inputs.includes(name) && graph.outputs.includes(name))
    if (type.dtype !== 'f32' && !isKept) types.set(name, { ...type, dtype: 'f32' })
  }
  const constants = new Map(graph.constants)
  for (const [name, constant] of constants) {
    if (constant.dtype === 'f32' || kept.has(name)) continue
    constants.set(name, { ...constant, dtype: 'f32', data: Float32Array.from(constant.data) })
  }
  return { ...graph, types, constants }
}
