import { type FloatGraph, sizeOf } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/**
 * Where an image is flattened for a layer with weights, lets the weights take it channels-last, as the
 * program stores it, so that nothing has to be moved.
 */
export function flattenChannelsLast(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'MatMul') return
    const [input = '', weightName = '', ...bias] = node.inputs
    const weight = editor.constants.get(weightName)
    const before = editor.soleMaker(input)
    if (before?.op !== 'Reshape' || weight?.shape.length !== 2) return
    const image = before.inputs[0] ?? ''
    const [n = 1, c = 1, h = 1, w = 1] = editor.shape(image)
    const flat = editor.shape(input)
    // What was transposed before already says which axis it wants last.
    if (editor.maker(image)?.op === 'Transpose') return
    const fits = editor.shape(image).length === 4 && flat.length === 2 && flat[0] === n
    if (!fits || flat[1] !== c * h * w || h * w === 1) return
    const columns = weight.shape[1] ?? 1
    const data = new Float32Array(sizeOf(weight.shape))
    for (let row = 0; row < c * h * w; row++) {
      const channel = row % c
      const position = Math.floor(row / c)
      const from = (channel * h * w + position) * columns
      for (let column = 0; column < columns; column++) {
        data[row * columns + column] = weight.data[from + column] ?? 0
      }
    }
    const turned = editor.literal(node.output, { dtype: 'f32', shape: weight.shape, data })
    const last = editor.add(before, { op: 'Transpose', permutation: [0, 2, 3, 1] }, [image])
    const rows = editor.add(before, { op: 'Reshape' }, [last], { shape: flat })
    editor.write({ ...node, inputs: [rows, turned, ...bias] })
    return true
  })
}
