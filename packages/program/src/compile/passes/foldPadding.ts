import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/** Below this nothing is that a pool could compare with what it pads: exporters write the least float, or infinity. */
const LEAST = -1e30

/** Lets convolutions pad with zeros, and pools for the largest with less than everything, by themselves. */
export function foldPadding(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Conv' && node.op !== 'MaxPool') return
    const before = editor.maker(node.inputs[0] ?? '')
    if (before?.op !== 'Pad' || !isNeutral(node, before.value)) return
    const outside = [0, 1].some(
      (axis) => (before.before[axis] ?? 0) + (before.after[axis] ?? 0) > 0,
    )
    if (outside) return
    const [top, left, bottom, right] = node.pads
    const pads = [
      top + (before.before[2] ?? 0),
      left + (before.before[3] ?? 0),
      bottom + (before.after[2] ?? 0),
      right + (before.after[3] ?? 0),
    ] as const
    if (node.op === 'MaxPool' && pads.some((pad, at) => pad >= node.kernel[(at % 2) as 0 | 1]))
      return
    editor.write({ ...node, pads, inputs: [before.inputs[0] ?? '', ...node.inputs.slice(1)] })
    return true
  })
}

function isNeutral({ op }: FloatNode, value: number): boolean {
  return op === 'MaxPool' ? value <= LEAST : value === 0
}
