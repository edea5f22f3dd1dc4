import type { FloatGraph } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/** The values that a tensor of an already quantized model can take. */
export type FixedRange = { scale: number; zero: number; low: number; high: number }

/** Takes the rounding out of a model that is quantized already, and notes the ranges that it used. */
export function takeQuantization(graph: FloatGraph): {
  graph: FloatGraph
  fixed: Map<string, FixedRange>
} {
  const fixed = new Map<string, FixedRange>()
  const plain = rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Quantization') return
    const [input = ''] = node.inputs
    const { scale, zero, low, high } = node
    if (!fixed.has(input)) fixed.set(input, { scale, zero, low, high })
    editor.alias(node.output, input)
    return true
  })
  return { graph: plain, fixed }
}
