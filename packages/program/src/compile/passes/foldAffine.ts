import { type Constant, DECODING, type FloatGraph, type FloatNode } from '../floatGraph.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

type Affine = Extract<FloatNode, { op: 'Affine' }>

/** Folds scale and offset per channel (batch normalization, biases) into the layer with weights before or after. */
export function foldAffine(graph: FloatGraph): FloatGraph {
  const backward = rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Affine') return
    const before = editor.soleMaker(node.inputs[0] ?? '')
    if (before?.op === 'Affine' && before.axis === node.axis)
      return joinAffine(before, node, editor)
    if (before?.op === 'Conv' && node.axis === 1) return scaleOutputs(before, node, editor, 0)
    if (before?.op === 'MatMul' && node.axis === editor.shape(node.output).length - 1) {
      return scaleOutputs(before, node, editor, 1)
    }
    return
  })
  return rewriteGraph(backward, (node, editor) => {
    if (node.op !== 'Conv' && node.op !== 'MatMul') return
    const [input = ''] = node.inputs
    const before = editor.maker(input)
    if (before?.op !== 'Affine') return
    if (editor.uses(input) > 1 && before.source !== DECODING) return
    const shape = editor.shape(before.output)
    const along = alongAxis(before, node.op === 'Conv' ? 1 : shape.length - 1, shape)
    return along && scaleInputs(along, node, editor)
  })
}

/** The affine by channels of this axis: as it is, or turned there where it has one value for all. */
function alongAxis(affine: Affine, axis: number, shape: readonly number[]): Affine | undefined {
  if (affine.axis === axis) return affine
  const [scale = 1] = affine.scale
  const [offset = 0] = affine.offset
  if (!sameValues(affine.scale, scale) || !sameValues(affine.offset, offset)) return
  const count = shape[axis] ?? 1
  return {
    ...affine,
    axis,
    scale: new Float64Array(count).fill(scale),
    offset: new Float64Array(count).fill(offset),
  }
}

function joinAffine(first: Affine, second: Affine, editor: GraphEditor): true {
  editor.remove(first)
  editor.write({
    ...second,
    inputs: first.inputs,
    scale: first.scale.map((value, c) => value * (second.scale[c] ?? 1)),
    offset: first.offset.map(
      (value, c) => value * (second.scale[c] ?? 1) + (second.offset[c] ?? 0),
    ),
  })
  return true
}

/** The layer with its output channels scaled and offset. */
function scaleOutputs(
  layer: FloatNode,
  affine: Affine,
  editor: GraphEditor,
  outputAxis: 0 | 1,
): boolean | undefined {
  const [input = '', weightName = '', biasName] = layer.inputs
  const weight = editor.constants.get(weightName)
  if (!weight || (outputAxis === 1 && weight.shape.length !== 2)) return
  const outputs = weight.shape[outputAxis] ?? 1
  const bias = biasName === undefined ? undefined : editor.constants.get(biasName)
  if (biasName !== undefined && !bias) return
  const perOutput = weight.data.length / outputs
  const scale = () => {
    const data = new Float32Array(weight.data.length)
    weight.data.forEach((value, i) => {
      const output = outputAxis === 0 ? Math.floor(i / perOutput) : i % outputs
      data[i] = value * (affine.scale[output] ?? 1)
    })
    return data
  }
  const offsets = Float32Array.from(
    { length: outputs },
    (_, o) => (bias?.data[o] ?? 0) * (affine.scale[o] ?? 1) + (affine.offset[o] ?? 0),
  )
  const newWeight = sameValues(affine.scale, 1)
    ? weightName
    : editor.literal(affine.output, { dtype: 'f32', shape: weight.shape, data: scale() })
  const newBias = editor.literal(affine.output, { dtype: 'f32', shape: [outputs], data: offsets })
  editor.remove(layer)
  editor.write({ ...layer, inputs: [input, newWeight, newBias], output: affine.output })
  return true
}

/** The layer taking what the affine took; an offset passes only where no padding would be offset with it. */
function scaleInputs(affine: Affine, layer: FloatNode, editor: GraphEditor): boolean | undefined {
  const [, weightName = '', biasName] = layer.inputs
  const weight = editor.constants.get(weightName)
  const bias = biasName === undefined ? undefined : editor.constants.get(biasName)
  if (!weight || (biasName !== undefined && !bias)) return
  const isConv = layer.op === 'Conv'
  if (layer.op === 'Conv' && layer.pads.some((pad) => pad > 0) && !sameValues(affine.offset, 0))
    return
  if (!isConv && weight.shape.length !== 2) return
  const outputs = weight.shape[isConv ? 0 : 1] ?? 1
  const group = layer.op === 'Conv' ? layer.group : 1
  const place = placement(weight, isConv, group)
  const data = new Float32Array(weight.data.length)
  const offsets = Float64Array.from({ length: outputs }, (_, o) => bias?.data[o] ?? 0)
  weight.data.forEach((value, i) => {
    const { output, input } = place(i)
    data[i] = value * (affine.scale[input] ?? 1)
    offsets[output] = (offsets[output] ?? 0) + value * (affine.offset[input] ?? 0)
  })
  const newWeight = editor.literal(layer.output, { dtype: 'f32', shape: weight.shape, data })
  const inputs = [affine.inputs[0] ?? '', newWeight]
  if (bias || !sameValues(affine.offset, 0)) {
    const constant = { dtype: 'f32' as const, shape: [outputs], data: Float32Array.from(offsets) }
    inputs.push(editor.literal(layer.output, constant))
  }
  editor.write({ ...layer, inputs })
  return true
}

/** Which output and input channel the i-th weight joins. */
export function placement(
  weight: Constant,
  isConv: boolean,
  group: number,
): (i: number) => { output: number; input: number } {
  if (!isConv) {
    const columns = weight.shape[1] ?? 1
    return (i) => ({ output: i % columns, input: Math.floor(i / columns) })
  }
  const [outputs = 1, perGroup = 1, height = 1, width = 1] = weight.shape
  const area = height * width
  return (i) => {
    const output = Math.floor(i / (perGroup * area))
    const first = Math.floor(output / (outputs / group)) * perGroup
    return { output, input: first + (Math.floor(i / area) % perGroup) }
  }
}

function sameValues(values: Float64Array, wanted: number): boolean {
  return values.every((value) => value === wanted)
}
