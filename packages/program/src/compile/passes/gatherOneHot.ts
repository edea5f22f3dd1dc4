import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

/** A product of rows of zeros and a one with a constant matrix is the row that the one chooses. */
export function gatherOneHot(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'MatMul') return
    const [left = '', table = ''] = node.inputs
    const hot = makerOf(left, editor)
    if (!hot || editor.constants.get(table)?.shape.length !== 2) return
    editor.add(node, { op: 'Gather' }, [table, hot.inputs[0] ?? ''], { output: node.output })
    return true
  })
}

/** The one-hot that a tensor is, casts aside. */
function makerOf(name: string, editor: GraphEditor): FloatNode | undefined {
  const maker = editor.maker(name)
  if (maker?.op === 'OneHot') return maker
  if (maker?.op !== 'Reshape') return
  const [input = ''] = maker.inputs
  return `${editor.shape(input)}` === `${editor.shape(name)}` ? makerOf(input, editor) : undefined
}
