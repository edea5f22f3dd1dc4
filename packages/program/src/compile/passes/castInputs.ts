import { isInteger } from '../evaluateConstant.ts'
import type { Constant, FloatGraph } from '../floatGraph.ts'

/**
 * Takes floats of every width as f32, and an input that the model casts to floats wherever it reads it as f32 from the start.
 */
export function castInputs(graph: FloatGraph): FloatGraph {
  const isFloat = (name: string) => !isInteger(graph.types.get(name)?.dtype ?? 'f32')
  const types = new Map(graph.types)
  const constants = new Map(graph.constants)
  for (const [name, type] of types) {
    if (type.dtype !== 'f32' && isFloat(name)) types.set(name, { ...type, dtype: 'f32' })
  }
  for (const [name, constant] of constants) {
    if (constant.dtype === 'f32' || isInteger(constant.dtype)) continue
    constants.set(name, single(constant))
  }
  for (const name of graph.inputs) {
    const type = types.get(name)
    if (!type || type.dtype === 'f32' || graph.outputs.includes(name)) continue
    const readers = graph.nodes.filter((node) => node.inputs.includes(name))
    const isCast = readers.every((node) => node.op === 'Reshape' && isFloat(node.output))
    if (readers.length > 0 && isCast) types.set(name, { ...type, dtype: 'f32' })
  }
  return { ...graph, types, constants }
}

function single(constant: Constant): Constant {
  return { ...constant, dtype: 'f32', data: Float32Array.from(constant.data) }
}
