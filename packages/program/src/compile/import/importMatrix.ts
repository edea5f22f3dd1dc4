import { call, constant, type Expression, X } from '../expression.ts'
import { sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import { slice } from './importMovement.ts'
import type { Handler } from './importWindow.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'

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
    softmax(builder, node, node.input(0) ?? '', { opset: node.opset, output: node.output })
  },
  ArgMax: (builder, node) => findLargest(builder, node, node.input(0) ?? ''),
  ArgMin: (builder, node) =>
    findLargest(builder, node, addUnary(builder, node, node.input(0), negated)),
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
  ReduceLogSumExp: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const axes = readAxes(builder, node, 18)
    const kept = shape.filter((_, axis) => !axes.includes(axis))
    const sums = logarithmOfSum(builder, node, axes)
    if (node.int('keepdims', 1)) builder.reshape(node, sums, builder.type(sums).shape, node.output)
    else builder.reshape(node, sums, kept, node.output)
  },
  LogSoftmax: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const axis = axisOf(node.int('axis', node.opset < 13 ? 1 : -1), shape.length)
    // Before opset 13 the axes from this one on were taken together.
    const axes = shape.flatMap((_, at) =>
      at === axis || (node.opset < 13 && at > axis) ? [at] : [],
    )
    const sums = logarithmOfSum(builder, node, axes)
    builder.add(node, { op: 'Sub' }, [node.input(0) ?? '', sums], { output: node.output })
  },
  ReduceProd: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const axes = readAxes(builder, node, 18)
    const factors = sizeOf(axes.map((axis) => shape[axis] ?? 1))
    if (factors > MOST_FACTORS) {
      throw new NodeProblem(
        `it multiplies ${factors} numbers, whose product no range holds; at most ${MOST_FACTORS} are taken`,
      )
    }
    let product = node.input(0) ?? ''
    for (const axis of axes) product = productOf(builder, node, product, axis)
    const kept = shape.filter((_, axis) => !axes.includes(axis))
    const target = node.int('keepdims', 1) ? builder.type(product).shape : kept
    builder.reshape(node, product, target, node.output)
  },
  CumSum: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const [given = 0] = builder.integers(node.input(1), 'the axis')
    const axis = axisOf(given, shape.length)
    const count = shape[axis] ?? 1
    builder.checkCount([count, count])
    const [isExclusive, isReverse] = [node.int('exclusive', 0), node.int('reverse', 0)]
    // Column k adds up what stands before place k, and place k too unless it is left out.
    const data = Float32Array.from({ length: count * count }, (_, i) => {
      const [from, to] = [Math.floor(i / count), i % count]
      const distance = isReverse ? from - to : to - from
      return distance > 0 || (distance === 0 && !isExclusive) ? 1 : 0
    })
    const triangle = builder.literal(node.output, { dtype: 'f32', shape: [count, count], data })
    const last = shape.length - 1
    const permutation = shape.map((_, at) => (at === axis ? last : at === last ? axis : at))
    const turned = builder.add(node, { op: 'Transpose', permutation }, [node.input(0) ?? ''])
    const rows = builder.reshape(node, turned, [sizeOf(shape) / count, count])
    const sums = builder.add(node, { op: 'MatMul' }, [rows, triangle])
    const whole = builder.reshape(node, sums, builder.type(turned).shape)
    builder.add(node, { op: 'Transpose', permutation }, [whole], { output: node.output })
  },
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
}

/** A softmax as that version of the standard operators understands it. */
export function softmax(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  { opset, output }: { opset: number; output: string },
): void {
  const { shape } = builder.type(input)
  const axis = axisOf(node.int('axis', opset < 13 ? 1 : -1), shape.length)
  if (opset >= 13 || sizeOf(shape.slice(axis)) === shape[axis]) {
    builder.add(node, { op: 'Softmax', axis }, [input], { output })
    return
  }
  // Before opset 13 the axes from this one on were taken together.
  const flat = builder.reshape(node, input, [
    sizeOf(shape.slice(0, axis)),
    sizeOf(shape.slice(axis)),
  ])
  const soft = builder.add(node, { op: 'Softmax', axis: 1 }, [flat])
  builder.reshape(node, soft, shape, output)
}

function findLargest(builder: GraphBuilder, node: NodeReader, input: string): void {
  const { shape } = builder.type(input)
  const axis = axisOf(node.int('axis', 0), shape.length)
  const keepDims = node.int('keepdims', 1) !== 0
  const last = node.int('select_last_index', 0) !== 0
  builder.add(node, { op: 'ArgMax', axis, keepDims, last }, [input], { output: node.output })
}

/** As many numbers are multiplied with each other. */
const MOST_FACTORS = 8

/** The product along an axis, half by half. */
function productOf(builder: GraphBuilder, node: NodeReader, input: string, axis: number): string {
  let product = input
  for (;;) {
    const count = builder.type(product).shape[axis] ?? 1
    if (count <= 1) return product
    const size = Math.floor(count / 2)
    const whole = product
    const part = (start: number, length: number) =>
      slice(builder, node, whole, { axis, start, size: length })
    const halves = builder.add(node, { op: 'Mul' }, [part(0, size), part(size, size)])
    const odd = count % 2 ? [part(count - 1, 1)] : []
    product = odd.length ? builder.add(node, { op: 'Concat', axis }, [halves, ...odd]) : halves
  }
}

/** The logarithm of a sum of exponentials, of which the largest is one: none is too large to be held. */
function logarithmOfSum(builder: GraphBuilder, node: NodeReader, axes: readonly number[]): string {
  const input = node.input(0) ?? ''
  const most = builder.add(node, { op: 'Reduce', kind: 'max', axes }, [input])
  const distance = builder.add(node, { op: 'Sub' }, [input, most])
  const powers = addUnary(builder, node, distance, call('exp', X))
  const sum = builder.add(node, { op: 'Reduce', kind: 'sum', axes }, [powers])
  return builder.add(node, { op: 'Add' }, [addUnary(builder, node, sum, call('log', X)), most])
}

function listAxes(
  builder: GraphBuilder,
  node: NodeReader,
  becameInput: number,
): number[] | undefined {
  if (node.opset < becameInput) return node.ints('axes')
  return node.input(1) ? builder.integers(node.input(1), 'the list of axes') : undefined
}

/** The axes of a reduction, counted from 0; all of them where none are listed. */
function readAxes(builder: GraphBuilder, node: NodeReader, becameInput: number): number[] {
  const { shape } = builder.type(node.input(0))
  const listed = listAxes(builder, node, becameInput)
  if (listed?.length) return listed.map((axis) => axisOf(axis, shape.length))
  if (node.int('noop_with_empty_axes', 0)) {
    throw new NodeProblem(`${node.op} over no axes is not supported`)
  }
  return shape.map((_, axis) => axis)
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
  const listed = listAxes(builder, node, axesBecameInput)
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
