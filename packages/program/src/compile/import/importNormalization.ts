import { call, constant, X } from '../expression.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import type { Handler } from './importWindow.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'

/** What brings rows, groups or images to a mean of 0 and a deviation of 1. */
export const normalizationHandlers: Record<string, Handler> = {
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
  GroupNormalization: overGroups,
  MeanVarianceNormalization: overAxes,
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
  const parameters = { scale: node.input(1), offset: node.input(2), epsilon, isCentred }
  // Axes that are taken together are one row.
  const isOne = axis > 0 && axis === shape.length - 1
  const rows = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]
  const input = node.input(0) ?? ''
  const flat = isOne ? input : builder.reshape(node, input, rows)
  const normal = isOne ? node.output : builder.fresh(node.output)
  normalize(builder, node, flat, parameters, normal)
  if (!isOne) builder.reshape(node, normal, shape, node.output)
  const [, mean, inverse] = node.outputs
  const kept = shape.map((extent, at) => (at < axis ? extent : 1))
  if (mean || inverse) describeRows(builder, node, flat, { kept, epsilon, mean, inverse })
}

/** The mean of each row, and one over its deviation. */
function describeRows(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  parameters: {
    /** The axes before the row. */
    kept: readonly number[]
    epsilon: number
    mean: string | undefined
    inverse: string | undefined
  },
): void {
  const { kept, epsilon, mean, inverse } = parameters
  const rows = builder.type(input).shape
  const axis = rows.length - 1
  const count = rows[axis] ?? 1
  const average = builder.add(node, { op: 'Reduce', kind: 'mean', axes: [axis] }, [input])
  if (mean) builder.reshape(node, average, kept, mean)
  if (!inverse) return
  const centred = builder.add(node, { op: 'Sub' }, [input, average])
  const root = builder.add(node, { op: 'Norm', axis, epsilon: count * epsilon }, [centred])
  const over = call('div', constant(Math.sqrt(count)), X)
  builder.reshape(node, addUnary(builder, node, root, over), kept, inverse)
}

/** The channels of a group are one row; each channel, or each group in the first version, has a factor and an offset. */
function overGroups(builder: GraphBuilder, node: NodeReader): void {
  const { shape } = builder.type(node.input(0))
  const [n = 0, c = 0, ...extents] = shape
  const groups = node.int('num_groups', 1)
  if (groups < 1 || c % groups !== 0) {
    throw new NodeProblem(`${groups} groups do not divide ${c} channels`)
  }
  const each = node.opset < 21 ? groups : c
  const [scale, offset] = [1, 2].map((index) => {
    const { data } = values(builder, node.input(index), each)
    return Float64Array.from({ length: c }, (_, i) => data[Math.floor((i * each) / c)] ?? 0)
  })
  const rows = [n, groups, (c / groups) * sizeOf(extents)]
  const epsilon = node.float('epsilon', 1e-5)
  const flat = builder.reshape(node, node.input(0) ?? '', rows)
  const normal = builder.add(node, { op: 'LayerNorm', axis: 2, epsilon, isCentred: true }, [flat])
  const image = builder.reshape(node, normal, shape)
  const affine = {
    op: 'Affine',
    axis: 1,
    scale: scale ?? new Float64Array(c),
    offset: offset ?? new Float64Array(c),
  } as const
  builder.add(node, affine, [image], { output: node.output })
}

/** Several axes are one row. */
function overAxes(builder: GraphBuilder, node: NodeReader): void {
  const { shape } = builder.type(node.input(0))
  const axes = (node.ints('axes') ?? [0, 2, 3]).map((axis) => axisOf(axis, shape.length))
  const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  const permutation = [...kept, ...axes]
  const turned = builder.add(node, { op: 'Transpose', permutation }, [node.input(0) ?? ''])
  const moved = builder.type(turned).shape
  const rows = [sizeOf(moved.slice(0, kept.length)), sizeOf(moved.slice(kept.length))]
  const flat = builder.reshape(node, turned, rows)
  const op = { op: 'LayerNorm', axis: 1, epsilon: 1e-9, isCentred: true } as const
  const image = builder.reshape(node, builder.add(node, op, [flat]), moved)
  const back = shape.map((_, axis) => permutation.indexOf(axis))
  builder.add(node, { op: 'Transpose', permutation: back }, [image], { output: node.output })
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

function values(builder: GraphBuilder, name: string | undefined, count: number): Constant {
  const constant = builder.constant(name, 'a parameter')
  if (constant.data.length !== count) {
    throw new NodeProblem(`${constant.data.length} values do not fit ${count} channels`, name)
  }
  return constant
}
