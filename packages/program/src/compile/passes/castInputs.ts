import type { FloatGraph } from '../floatGraph.ts'

/** Takes an input that the model casts to f32 wherever it reads it as f32 from the start. */
export function castInputs(graph: FloatGraph): FloatGraph {
  const types = new Map(graph.types)
  for (const name of graph.inputs) {
    const type = types.get(name)
    if (!type || type.dtype === 'f32' || graph.outputs.includes(name)) continue
    const readers = graph.nodes.filter((node) => node.inputs.includes(name))
    const isCast = readers.every(
      (node) => node.op === 'Reshape' && types.get(node.output)?.dtype === 'f32',
    )
    if (readers.length > 0 && isCast) types.set(name, { ...type, dtype: 'f32' })
  }
  return { ...graph, types }
}
