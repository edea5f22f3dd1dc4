import type { FloatGraph } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/** Lets convolutions pad with zeros by themselves. */
export function foldPadding(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Conv') return
    const before = editor.maker(node.inputs[0] ?? '')
    if (before?.op !== 'Pad' || before.value !== 0) return
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
    editor.write({ ...node, pads, inputs: [before.inputs[0] ?? '', ...node.inputs.slice(1)] })
    return true
  })
}
