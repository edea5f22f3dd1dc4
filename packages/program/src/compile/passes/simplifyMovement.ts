import type { FloatGraph } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/** Leaves out what moves nothing, and joins reshapes and transposes that follow each other. */
export function simplifyMovement(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    const [input = ''] = node.inputs
    const from = editor.shape(input)
    const to = editor.shape(node.output)
    const same = `${from}` === `${to}`
    const before = editor.soleMaker(input)
    switch (node.op) {
      case 'Reshape':
        if (same) {
          editor.alias(node.output, input)
          return true
        }
        if (before?.op !== 'Reshape') return
        editor.remove(before)
        editor.write({ ...node, inputs: before.inputs })
        return true
      case 'Transpose': {
        if (node.permutation.every((axis, at) => axis === at)) {
          editor.alias(node.output, input)
          return true
        }
        if (before?.op !== 'Transpose') return
        const permutation = node.permutation.map((axis) => before.permutation[axis] ?? 0)
        editor.remove(before)
        editor.write({ ...node, permutation, inputs: before.inputs })
        return true
      }
      case 'Slice':
        if (!same || node.steps.some((step) => step !== 1)) return
        editor.alias(node.output, input)
        return true
      case 'Resize':
        if (!same || node.sources.some((source) => source.some((at, i) => at !== i))) return
        editor.alias(node.output, input)
        return true
      default:
        return
    }
  })
}
