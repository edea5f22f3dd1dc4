import type { Cut } from './cut.ts'
import { type FloatGraph, type FloatNode, sizeOf } from './floatGraph.ts'
import type { ImportedModel } from './import/importOnnx.ts'

const FREE = new Set(['Reshape', 'Transpose', 'Slice', 'Concat', 'Pad', 'Resize', 'Quantization'])

/**
 * The share of a model's arithmetic that its program does, from 0 to 1; the rest is left to the float tail, to which nothing commits.
 * Each multiply-add counts as one, and each number that anything else computes; what only moves numbers counts nothing.
 */
export function verifiedShare({ float, graph }: ImportedModel, { tail }: Cut): number {
  let inside = 0
  let outside = 0
  const read = new Set<number>()
  for (const node of float.nodes) {
    read.add(node.source)
    if (tail.has(node.source)) outside += workOf(node, float)
    else inside += workOf(node, float)
  }
  for (const place of tail) {
    if (read.has(place)) continue
    const sizes = (graph.node?.[place]?.input ?? []).map((name) =>
      sizeOf(float.types.get(name)?.shape ?? [0]),
    )
    outside += Math.max(1, ...sizes)
  }
  return inside + outside > 0 ? inside / (inside + outside) : 1
}

function workOf(node: FloatNode, { types }: FloatGraph): number {
  if (FREE.has(node.op)) return 0
  const shapes = node.inputs.map((name) => types.get(name)?.shape ?? [])
  const made = sizeOf(types.get(node.output)?.shape ?? [])
  switch (node.op) {
    case 'Conv':
      return made * sizeOf(shapes[1]?.slice(1) ?? [])
    case 'MatMul':
      return made * (shapes[0]?.at(-1) ?? 1)
    case 'MaxPool':
    case 'AveragePool':
      return made * node.kernel[0] * node.kernel[1]
    case 'Reduce':
    case 'ArgMax':
      return sizeOf(shapes[0] ?? [])
    default:
      return made
  }
}
