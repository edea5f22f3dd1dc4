import { call, constant, type Expression, X } from '../expression.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const negated = call('neg', X)

/** Products of matrices, reductions, and what normalizes over an axis. */
export const matrixHandlers: Record<string, Handler> = {
  MatMul: (builder, node) => {
    builder.add(node, { op: 'MatMul' }, [node.input(0) ?? '', node.input(1) ?? ''], {
      output: node.output,
    })
  },
  Gemm: (builder, node) => {
    const alpha = node.float('alpha', 1)
    const beta = node.float('beta', 1)
    const flip = (name: string, wanted: number) =>
      wanted ? builder.add(node, { op: 'Transpose', permutation: [1, 0] }, [name]) : name
    const left = node.input(0) ?? ''
    if (builder.type(left).shape.length !== 2 || builder.type(node.input(1)).shape.length !== 2) {
      throw new NodeProblem('Gemm takes two matrices')
    }
    const a = flip(left, node.int('transA', 0))
    let b = flip(node.input(1) ?? '', node.int('transB', 0))
    if (alpha !== 1) b = addUnary(builder, node, b, call('mul', X, constant(alpha)))
    const c = node.input(2)
    if (!c || beta === 0) {
      builder.add(node, { op: 'MatMul' }, [a, b], { output: node.output })
      return
    }
    const product = builder.add(node, { op: 'MatMul' }, [a, b])
    const addend = beta === 1 ? c : addUnary(builder, node, c, call('mul', X, constant(beta)))
    builder.add(node, { op: 'Add' }, [product, addend], { output: node.output })
  },
  Softmax: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const input = node.input(0) ?? ''
    const axis = axisOf(node.int('axis', node.opset < 13 ? 1 : -1), shape.length)
    if (node.opset < 13 && sizeOf(shape.slice(axis)) !== shape[axis]) {
      // Before opset 13 the axes from this one on were taken together.
      const flat = builder.reshape(node, input, [
        sizeOf(shape.slice(0, axis)),
        sizeOf(shape.slice(axis)),
      ])
      const soft = builder.add(node, { op: 'Softmax', axis: 1 }, [flat])
      builder.reshape(node, soft, shape, node.output)
      return
    }
    builder.add(node, { op: 'Softmax', axis }, [input], { output: node.output })
  },
  ArgMax: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const axis = axisOf(node.int('axis', 0), shape.length)
    builder.add(
      node,
      {
        op: 'ArgMax',
        axis,
        keepDims: node.int('keepdims', 1) !== 0,
        last: node.int('select_last_index', 0) !== 0,
      },
      [node.input(0) ?? ''],
      { output: node.output },
    )
  },
  ReduceMean: (builder, node) => reduce(builder, node, 'mean', 18),
  ReduceSum: (builder, node) => reduce(builder, node, 'sum', 13),
  ReduceMax: (builder, node) => reduce(builder, node, 'max', 18),
  ReduceMin: (builder, node) =>
    reduce(builder, node, 'max', 18, { before: negated, after: negated }),
  ReduceL1: (builder, node) => reduce(builder, node, 'sum', 18, { before: call('abs', X) }),
  ReduceL2: (builder, node) =>
    reduce(builder, node, 'sum', 18, { before: call('mul', X, X), after: call('sqrt', X) }),
  ReduceSumSquare: (builder, node) =>
    reduce(builder, node, 'sum', 18, { before: call('mul', X, X) }),
  ReduceLogSum: (builder, node) => reduce(builder, node, 'sum', 18, { after: call('log', X) }),
  LRN: (builder, node) => {
    const size = node.int('size', 0)
    if (size < 1) throw new NodeProblem('attribute size is missing')
    builder.add(
      node,
      {
        op: 'LRN',
        size,
        alpha: node.float('alpha', 1e-4),
        beta: node.float('beta', 0.75),
        bias: node.float('bias', 1),
      },
      [node.input(0) ?? ''],
      { output: node.output },
    )
  },
  InstanceNormalization: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const [n = 0, c = 0, ...extents] = shape
    if (extents.length === 0) throw new NodeProblem(`[${shape}] has no axes after its channels`)
    const scale = values(builder, node.input(1), c)
    const offset = values(builder, node.input(2), c)
    const epsilon = node.float('epsilon', 1e-5)
    const flat = builder.reshape(node, node.input(0) ?? '', [n, c, sizeOf(extents)])
    const normal = builder.add(node, { op: 'LayerNorm', axis: 2, epsilon, isCentred: true }, [flat])
    const image = builder.reshape(node, normal, shape)
    const affine = {
      op: 'Affine',
      axis: 1,
      scale: Float64Array.from(scale.data),
      offset: Float64Array.from(offset.data),
    } as const
    builder.add(node, affine, [image], { output: node.output })
  },
  LayerNormalization: (builder, node) => overRows(builder, node, true),
  RMSNormalization: (builder, node) => overRows(builder, node, false),
  SimplifiedLayerNormalization: (builder, node) => overRows(builder, node, false),
  'com.microsoft.SkipLayerNormalization': (builder, node) => skip(builder, node, true),
  'com.microsoft.SkipSimplifiedLayerNormalization': (builder, node) => skip(builder, node, false),
}

function overRows(builder: GraphBuilder, node: NodeReader, isCentred: boolean): void {
  const { shape } = builder.type(node.input(0))
  const axis = axisOf(node.int('axis', -1), shape.length)
  const epsilon = node.float('epsilon', 1e-5)
  if (node.outputs.slice(1).some(Boolean)) {
    throw new NodeProblem(`the mean and deviation of ${node.op} are not given out`)
  }
  const parameters = { scale: node.input(1), offset: node.input(2), epsilon, isCentred }
  if (axis === shape.length - 1) {
    normalize(builder, node, node.input(0) ?? '', parameters, node.output)
    return
  }
  // Axes that are taken together are one row.
  const rows = [...shape.slice(0, axis), sizeOf(shape.slice(axis))]
  const flat = builder.reshape(node, node.input(0) ?? '', rows)
  const normal = builder.fresh(node.output)
  normalize(builder, node, flat, parameters, normal)
  builder.reshape(node, normal, shape, node.output)
}

/** The normalization of a sum, which is given out too. */
function skip(builder: GraphBuilder, node: NodeReader, isCentred: boolean): void {
  if (node.outputs[1] || node.outputs[2]) {
    throw new NodeProblem(`the mean and deviation of ${node.op} are not given out`)
  }
  const [input = '', skipped = '', scale] = node.inputs
  const [offset, bias = ''] = isCentred
    ? [node.input(3), node.input(4)]
    : [undefined, node.input(3)]
  const sum = node.outputs[3] ? { output: node.outputs[3] } : {}
  const joined = builder.add(node, { op: 'Add' }, [input, skipped], bias ? {} : sum)
  const whole = bias ? builder.add(node, { op: 'Add' }, [joined, bias], sum) : joined
  const epsilon = node.float('epsilon', 1e-12)
  normalize(builder, node, whole, { scale, offset, epsilon, isCentred }, node.output)
}

/** Layer normalization over the last axis. */
function normalize(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  parameters: {
    scale: string | undefined
    offset?: string | undefined
    epsilon: number
    isCentred: boolean
  },
  output: string,
): void {
  const { shape } = builder.type(input)
  const axis = shape.length - 1
  const channels = shape[axis] ?? 1
  const scale = values(builder, parameters.scale, channels)
  const offset = parameters.offset ? values(builder, parameters.offset, channels) : undefined
  const { epsilon, isCentred } = parameters
  const op = { op: 'LayerNorm', axis, epsilon, isCentred } as const
  const affine = {
    op: 'Affine',
    axis,
    scale: Float64Array.from(scale.data),
    offset: offset ? Float64Array.from(offset.data) : new Float64Array(channels),
  } as const
  builder.add(node, affine, [builder.add(node, op, [input])], { output })
}

/** An axis counted from 0, or a problem where the tensor has no such axis. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(counted) || counted < 0 || counted >= rank) {
    throw new NodeProblem(`axis ${axis} is none of ${rank} axes`)
  }
  return counted
}

function values(builder: GraphBuilder, name: string | undefined, count: number): Constant {
  const constant = builder.constant(name, 'a parameter')
  if (constant.data.length !== count) {
    throw new NodeProblem(`${constant.data.length} values do not fit ${count} channels`, name)
  }
  return constant
}

function reduce(
  builder: GraphBuilder,
  node: NodeReader,
  kind: 'mean' | 'sum' | 'max',
  axesBecameInput: number,
  functions: { before?: Expression; after?: Expression } = {},
): void {
  const { shape, quantization } = builder.type(node.input(0))
  const { before, after } = functions
  if (quantization && before) {
    throw new NodeProblem('arithmetic on bytes is not supported; dequantize first', node.input(0))
  }
  const input = before ? addUnary(builder, node, node.input(0), before) : (node.input(0) ?? '')
  const last = after ? builder.fresh(node.output) : node.output
  const listed =
    node.opset < axesBecameInput
      ? node.ints('axes')
      : node.input(1)
        ? builder.integers(node.input(1), 'the list of axes')
        : undefined
  if (!listed?.length && node.int('noop_with_empty_axes', 0)) {
    if (before) throw new NodeProblem(`${node.op} over no axes is not supported`)
    builder.reshape(node, input, shape, node.output)
    return
  }
  const axes = listed?.length
    ? listed.map((axis) => axisOf(axis, shape.length))
    : shape.map((_, axis) => axis)
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
  const keep = node.int('keepdims', 1) !== 0
  const inner = keep ? last : builder.fresh(last)
  const [high, wide] = [2, 3]
  const spatial = shape.length === 4 && axes.every((axis) => axis >= 2) && kind !== 'sum'
  if (quantization && !spatial) {
    throw new NodeProblem('bytes are reduced only over height and width', input)
  }
  if (spatial) {
    const kernel: [number, number] = [
      axes.includes(high) ? (shape[high] ?? 1) : 1,
      axes.includes(wide) ? (shape[wide] ?? 1) : 1,
    ]
    const geometry = { kernel, strides: kernel, pads: [0, 0, 0, 0] as const }
    builder.add(
      node,
      kind === 'max'
        ? { op: 'MaxPool', ...geometry, dilations: [1, 1] }
        : { op: 'AveragePool', ...geometry, counted: [0, 0, 0, 0] },
      [input],
      { output: inner },
    )
  } else builder.add(node, { op: 'Reduce', kind, axes }, [input], { output: inner })
  if (!keep) {
    builder.reshape(
      node,
      inner,
      kept.filter((_, axis) => !axes.includes(axis)),
      last,
    )
  }
  if (after) addUnary(builder, node, last, after, node.output)
}
