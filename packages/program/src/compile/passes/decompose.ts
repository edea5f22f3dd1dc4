import { divisorMap } from '../averagePool.ts'
import { call, constant, X } from '../expression.ts'
import { type FloatGraph, type FloatNode, sizeOf } from '../floatGraph.ts'
import { interpolate, resize } from './decomposeResize.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

type Of<Op extends FloatNode['op']> = Extract<FloatNode, { op: Op }>

/** Whether every tensor is bytes, or some hold wider numbers, which need fewer operators taken apart. */
export type Width = 'byte' | 'wide'

/** What numbers wider than a byte are computed with as it is. */
const WHOLE = new Set<FloatNode['op']>(['Affine', 'LayerNorm', 'Reduce'])

/** Says in terms of the program's operators what has none of its own: means, normalizations, scales without a layer. */
export function decompose(graph: FloatGraph, width: Width): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (width === 'wide' && WHOLE.has(node.op)) return
    switch (node.op) {
      case 'AveragePool':
        return averagePool(node, editor)
      case 'MaxPool':
        return maxPool(node, editor)
      case 'Reduce':
        return reduce(node, editor)
      case 'Resize':
        return resize(node, editor)
      case 'Interpolate':
        return interpolate(node, editor)
      case 'LRN':
        return localResponse(node, editor)
      case 'LayerNorm':
        return layerNorm(node, editor)
      case 'PRelu':
        return prelu(node, editor)
      case 'Affine':
        return affine(node, editor)
      case 'MatMul':
        return matMul(node, editor)
      case 'ArgMax':
        return argMax(node, editor)
      default:
        return
    }
  })
}

/** A larger window is taken in two steps, height and width: the referee reads a page for each of its elements. */
const LARGE_WINDOW = 64

function averagePool(node: Of<'AveragePool'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const from = editor.shape(input)
  const to = editor.shape(node.output)
  const [height, width] = node.kernel
  const divisors = divisorMap(node, from, to)
  const largest = height * width
  const uniform = divisors.every((divisor) => divisor === divisors[0])
  const window = poolConv(node, from[1] ?? 1)
  if (uniform && largest > LARGE_WINDOW && height > 1 && width > 1) {
    const [tall, wide] = splitAxes(node)
    const first = { ...node, ...tall }
    const weights = poolWeights(first, from, editor, ((divisors[0] ?? 1) * height) / largest)
    const rows = editor.add(node, poolConv(first, from[1] ?? 1), [input, weights])
    const second = { ...node, ...wide }
    const columns = poolWeights(second, from, editor, width)
    editor.add(node, poolConv(second, from[1] ?? 1), [rows, columns], { output: node.output })
    return true
  }
  if (uniform) {
    const weights = poolWeights(node, from, editor, divisors[0])
    editor.add(node, window, [input, weights], { output: node.output })
    return true
  }
  // Where padding does not count, the windows at the border divide by less.
  const mean = editor.add(node, window, [input, poolWeights(node, from, editor)])
  const map = editor.literal(node.output, {
    dtype: 'f32',
    shape: [1, 1, to[2] ?? 1, to[3] ?? 1],
    data: Float32Array.from(divisors, (divisor) => largest / divisor),
  })
  editor.add(node, { op: 'Mul' }, [mean, map], { output: node.output })
  return true
}

function poolConv(node: Of<'AveragePool'>, channels: number) {
  const { kernel, strides, pads } = node
  return { op: 'Conv' as const, kernel, strides, pads, dilations: [1, 1] as const, group: channels }
}

type WindowGeometry = Pick<Of<'MaxPool'>, 'kernel' | 'strides' | 'pads'>

/** A window as one of height only and one of width only. */
function splitAxes({ kernel, strides, pads }: WindowGeometry): [WindowGeometry, WindowGeometry] {
  return [
    { kernel: [kernel[0], 1], strides: [strides[0], 1], pads: [pads[0], 0, pads[2], 0] },
    { kernel: [1, kernel[1]], strides: [1, strides[1]], pads: [0, pads[1], 0, pads[3]] },
  ]
}

function maxPool(node: Of<'MaxPool'>, editor: GraphEditor): boolean | undefined {
  const [height, width] = node.kernel
  if (height * width <= LARGE_WINDOW) return
  if (height === 1 || width === 1) return longMaxPool(node, editor)
  const [tall, wide] = splitAxes(node)
  const [down, across] = node.dilations
  const { op } = node
  const rows = editor.add(node, { op, ...tall, dilations: [down, 1] }, node.inputs)
  editor.add(node, { op, ...wide, dilations: [1, across] }, [rows], { output: node.output })
  return true
}

/** A pool along one axis in two steps: the largest of neighbours, then of such at equal distances, which may overlap. */
function longMaxPool(node: Of<'MaxPool'>, editor: GraphEditor): boolean | undefined {
  const axis = node.kernel[0] === 1 ? 1 : 0
  const [near, far, distance] = splitWindow(node.kernel[axis])
  if (near === undefined || far === undefined || distance === undefined) return
  // A window of the first step has to see more than padding.
  if (node.pads.some((pad) => pad >= near)) return
  const along = (value: number, other: number): [number, number] =>
    axis === 0 ? [value, other] : [other, value]
  const dilation = node.dilations[axis]
  const first = {
    op: 'MaxPool' as const,
    kernel: along(near, 1),
    strides: [1, 1] as const,
    pads: node.pads,
    dilations: along(dilation, 1),
  }
  const rows = editor.add(node, first, node.inputs)
  const second = {
    op: 'MaxPool' as const,
    kernel: along(far, 1),
    strides: node.strides,
    pads: [0, 0, 0, 0] as const,
    dilations: along(distance * dilation, 1),
  }
  editor.add(node, second, [rows], { output: node.output })
  return true
}

/** Windows of `near` elements whose starts lie `distance` apart, `far` of them, that cover one of this length and no more. */
function splitWindow(length: number): [near: number, far: number, distance: number] | [] {
  for (let far = 2; far <= LARGE_WINDOW; far++) {
    const distance = Math.floor(length / far)
    const near = length - distance * (far - 1)
    if (near <= LARGE_WINDOW && near >= distance) return [near, far, distance]
  }
  return []
}

function poolWeights(
  node: Of<'AveragePool'>,
  inputShape: readonly number[],
  editor: GraphEditor,
  divisor = node.kernel[0] * node.kernel[1],
): string {
  const channels = inputShape[1] ?? 1
  const shape = [channels, 1, ...node.kernel]
  const data = new Float32Array(sizeOf(shape)).fill(1 / divisor)
  return editor.literal(node.output, { dtype: 'f32', shape, data })
}

function reduce(node: Of<'Reduce'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const shape = editor.shape(input)
  const kept = shape.flatMap((_, axis) => (node.axes.includes(axis) ? [] : [axis]))
  const permutation = [...kept, ...node.axes]
  const count = node.axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1)
  const last = editor.add(node, { op: 'Transpose', permutation }, [input])
  if (node.kind === 'max') {
    const image = [1, sizeOf(shape) / count, count, 1]
    const column = editor.add(node, { op: 'Reshape' }, [last], { shape: image })
    const window = { kernel: [count, 1], strides: [1, 1], pads: [0, 0, 0, 0] } as const
    const most = editor.add(node, { op: 'MaxPool', ...window, dilations: [1, 1] }, [column])
    editor.add(node, { op: 'Reshape' }, [most], {
      output: node.output,
      shape: editor.shape(node.output),
    })
    return true
  }
  const rows = editor.add(node, { op: 'Reshape' }, [last], {
    shape: [sizeOf(shape) / count, count],
  })
  const data = new Float32Array(count).fill(node.kind === 'mean' ? 1 / count : 1)
  const weights = editor.literal(node.output, { dtype: 'f32', shape: [count, 1], data })
  const sums = editor.add(node, { op: 'MatMul' }, [rows, weights])
  editor.add(node, { op: 'Reshape' }, [sums], {
    output: node.output,
    shape: editor.shape(node.output),
  })
  return true
}

function localResponse(node: Of<'LRN'>, editor: GraphEditor): boolean | undefined {
  const [input = ''] = node.inputs
  const shape = editor.shape(input)
  if (shape.length !== 4) return
  const channels = shape[1] ?? 1
  const squares = editor.add(node, { op: 'Unary', expression: call('mul', X, X) }, [input])
  const before = Math.floor((node.size - 1) / 2)
  const after = node.size - 1 - before
  const data = new Float32Array(channels * channels)
  for (let c = 0; c < channels; c++) {
    for (let near = Math.max(0, c - before); near <= Math.min(channels - 1, c + after); near++) {
      data[c * channels + near] = node.alpha / node.size
    }
  }
  const weights = editor.literal(node.output, {
    dtype: 'f32',
    shape: [channels, channels, 1, 1],
    data,
  })
  const window = {
    op: 'Conv',
    kernel: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: 1,
  } as const
  const sums = editor.add(node, window, [squares, weights])
  const power = call('pow', call('add', X, constant(node.bias)), constant(-node.beta))
  const factor = editor.add(node, { op: 'Unary', expression: power }, [sums])
  editor.add(node, { op: 'Mul' }, [input, factor], { output: node.output })
  return true
}

function layerNorm(node: Of<'LayerNorm'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const channels = editor.shape(input).at(-1) ?? 1
  const weights = editor.literal(node.output, {
    dtype: 'f32',
    shape: [channels, 1],
    data: new Float32Array(channels).fill(1 / channels),
  })
  const centred = node.isCentred
    ? editor.add(node, { op: 'Sub' }, [input, editor.add(node, { op: 'MatMul' }, [input, weights])])
    : input
  const squares = editor.add(node, { op: 'Unary', expression: call('mul', X, X) }, [centred])
  const variance = editor.add(node, { op: 'MatMul' }, [squares, weights])
  const inverse = call('reciprocal', call('sqrt', call('add', X, constant(node.epsilon))))
  const factor = editor.add(node, { op: 'Unary', expression: inverse }, [variance])
  editor.add(node, { op: 'Mul' }, [centred, factor], { output: node.output })
  return true
}

function prelu(node: Of<'PRelu'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const below = call('min', X, constant(0))
  const above = call('max', X, constant(0))
  const [slope = 0] = node.slope
  if (node.slope.every((value) => value === slope)) {
    const expression = call('add', above, call('mul', constant(slope), below))
    editor.add(node, { op: 'Unary', expression }, [input], { output: node.output })
    return true
  }
  const positive = editor.add(node, { op: 'Unary', expression: above }, [input])
  const negative = editor.add(node, { op: 'Unary', expression: below }, [input])
  const offset = new Float64Array(node.slope.length)
  const scaled = channelwise(
    node,
    { axis: node.axis, scale: node.slope, offset },
    negative,
    editor,
    editor.fresh(node.output),
  )
  editor.add(node, { op: 'Add' }, [positive, scaled], { output: node.output })
  return true
}

function affine(node: Of<'Affine'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const scale = node.scale[0] ?? 1
  const offset = node.offset[0] ?? 0
  const single =
    node.scale.every((value) => value === scale) && node.offset.every((value) => value === offset)
  if (single) {
    const expression = call('add', call('mul', X, constant(scale)), constant(offset))
    editor.add(node, { op: 'Unary', expression }, [input], { output: node.output })
  } else channelwise(node, node, input, editor, node.output)
  return true
}

/** Scale and offset per channel as a depthwise convolution of one pixel. */
function channelwise(
  node: FloatNode,
  values: { axis: number; scale: Float64Array; offset: Float64Array },
  input: string,
  editor: GraphEditor,
  output: string,
): string {
  const shape = editor.shape(input)
  const { axis, scale, offset } = values
  const channels = shape[axis] ?? 1
  const image = [sizeOf(shape.slice(0, axis)), channels, sizeOf(shape.slice(axis + 1)), 1]
  const isImage = shape.length === 4 && axis === 1
  const shaped = isImage ? input : editor.add(node, { op: 'Reshape' }, [input], { shape: image })
  const weights = editor.literal(output, {
    dtype: 'f32',
    shape: [channels, 1, 1, 1],
    data: Float32Array.from(scale),
  })
  const bias = editor.literal(output, {
    dtype: 'f32',
    shape: [channels],
    data: Float32Array.from(offset),
  })
  const window = {
    op: 'Conv',
    kernel: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: channels,
  } as const
  if (isImage) return editor.add(node, window, [shaped, weights, bias], { output })
  const scaled = editor.add(node, window, [shaped, weights, bias])
  return editor.add(node, { op: 'Reshape' }, [scaled], { output, shape })
}

/** A constant matrix stands on the right, with two axes. */
function matMul(node: Of<'MatMul'>, editor: GraphEditor): boolean | undefined {
  const [left = '', right = ''] = node.inputs
  const constantLeft = editor.constants.get(left)
  const constantRight = editor.constants.get(right)
  if (constantRight && constantRight.shape.length > 2) {
    if (sizeOf(constantRight.shape.slice(0, -2)) !== 1) return
    const shape = constantRight.shape.slice(-2)
    const flat = editor.literal(node.output, { ...constantRight, shape })
    const product = editor.add(node, { op: 'MatMul' }, [left, flat])
    editor.add(node, { op: 'Reshape' }, [product], {
      output: node.output,
      shape: editor.shape(node.output),
    })
    return true
  }
  if (constantLeft?.shape.length !== 2) return
  const [rows = 1, columns = 1] = constantLeft.shape
  const data = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) data[c * rows + r] = constantLeft.data[r * columns + c] ?? 0
  }
  const turned = editor.literal(node.output, { dtype: 'f32', shape: [columns, rows], data })
  const rank = editor.shape(right).length
  const permutation = Array.from({ length: rank }, (_, axis) =>
    axis < rank - 2 ? axis : 2 * rank - 3 - axis,
  )
  const flipped = editor.add(node, { op: 'Transpose', permutation }, [right])
  const product = editor.add(node, { op: 'MatMul' }, [flipped, turned])
  editor.add(node, { op: 'Transpose', permutation }, [product], { output: node.output })
  return true
}

/** The largest stays the largest through a softmax or any other rising function of each element. */
function argMax(node: Of<'ArgMax'>, editor: GraphEditor): boolean | undefined {
  const [input = ''] = node.inputs
  const before = editor.maker(input)
  if (before?.op !== 'Softmax' || before.axis !== node.axis) return
  editor.write({ ...node, inputs: before.inputs })
  return true
}
