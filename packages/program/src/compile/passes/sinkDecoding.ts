import { DECODING, type FloatGraph, type FloatNode, sizeOf } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

type Affine = Extract<FloatNode, { op: 'Affine' }>

/** Moves what decodes an input behind reshapes and transposes, so that it can be folded into the layers that follow them. */
export function sinkDecoding(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Reshape' && node.op !== 'Transpose') return
    const [input = ''] = node.inputs
    const before = editor.maker(input)
    if (before?.op !== 'Affine' || before.source !== DECODING) return
    const axis =
      node.op === 'Transpose'
        ? node.permutation.indexOf(before.axis)
        : axisAfter(before, editor.shape(input), editor.shape(node.output))
    if (axis === undefined) return
    const moved = editor.fresh(node.output)
    const type = { dtype: 'f32' as const, shape: editor.shape(node.output) }
    editor.types.set(moved, type)
    editor.write({ ...node, inputs: before.inputs, output: moved })
    editor.write({ ...before, axis, inputs: [moved], output: node.output })
    return true
  })
}

/** Where an axis is found after a reshape that leaves it whole. */
function axisAfter(
  { axis }: Affine,
  from: readonly number[],
  to: readonly number[],
): number | undefined {
  const before = sizeOf(from.slice(0, axis))
  const at = to.findIndex(
    (extent, other) => extent === from[axis] && sizeOf(to.slice(0, other)) === before,
  )
  return at < 0 ? undefined : at
}
