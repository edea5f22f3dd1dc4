import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { convolve, type Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

/** A number for each axis of a window: one to three of them. */
type Window = {
  strides: readonly number[]
  dilations: readonly number[]
  /** How far the kernel reaches, and what is added after that. */
  spans: readonly number[]
  added: readonly number[]
  /** How many blocks of a stride's size hold both. */
  taps: readonly number[]
}

/**
 * The transposed convolution, as a plain one that makes every pixel of a stride's block as channels of its
 * own, which are then laid out as pixels and cut to size.
 */
export const transposedHandlers: Record<string, Handler> = {
  ConvTranspose: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const kernel = builder.constant(node.input(1), 'the kernel')
    const [n = 0, c = 0, ...extents] = shape
    const [inputs = 0, perGroup = 0, ...sizes] = kernel.shape
    const rank = extents.length
    if (rank < 1 || rank > 3 || sizes.length !== rank) {
      throw new NodeProblem(
        `it takes images of one to three dimensions and a kernel of as many, not [${shape}] and [${kernel.shape}]`,
        input,
      )
    }
    const group = node.int('group', 1)
    if (inputs !== c || group < 1 || c % group !== 0) {
      throw new NodeProblem(
        `kernel [${kernel.shape}] in ${group} groups does not fit ${c} channels`,
      )
    }
    const outputs = perGroup * group
    const window = windowOf(node, sizes)
    const { strides, spans, added, taps } = window
    const pads = padsOf(node, window)
    const size = extents.map((extent, axis) => {
      const whole = (strides[axis] ?? 1) * (extent - 1) + (spans[axis] ?? 1) + (added[axis] ?? 0)
      const kept = whole - (pads[axis] ?? 0) - (pads[axis + rank] ?? 0)
      if (kept < 1) throw new NodeProblem(`pads [${pads}] leave nothing`)
      return kept
    })
    const area = sizeOf(strides)
    const blocks = builder.literal(node.output, blockKernel(builder, kernel, { group, ...window }))
    const made = builder.fresh(node.output)
    const before = taps.map((tap) => tap - 1)
    const ones = taps.map(() => 1)
    const plain = node.withWindow({
      kernel_shape: taps,
      strides: ones,
      dilations: ones,
      pads: [...before, ...before],
    })
    convolve(builder, plain, input, blocks, spreadBias(builder, node, outputs, area), made)
    const rows = builder.type(made).shape.slice(2)
    const pixels = layOut(builder, node, made, { count: n * outputs, strides, rows })
    const image = builder.reshape(node, pixels, [
      n,
      outputs,
      ...rows.map((extent, axis) => extent * (strides[axis] ?? 1)),
    ])
    const starts = [0, 0, ...pads.slice(0, rank)]
    builder.add(node, { op: 'Slice', starts, steps: starts.map(() => 1) }, [image], {
      output: node.output,
      shape: [n, outputs, ...size],
    })
  },
}

/** One bias for each pixel of a block, where there are biases. */
function spreadBias(
  builder: GraphBuilder,
  node: NodeReader,
  outputs: number,
  area: number,
): string | undefined {
  const bias = node.input(2)
  if (!bias) return
  const { data } = builder.constant(bias, 'the bias')
  if (data.length !== outputs) {
    throw new NodeProblem(`${data.length} biases do not fit ${outputs} channels`, bias)
  }
  const spread = Float32Array.from(
    { length: outputs * area },
    (_, i) => data[Math.floor(i / area)] ?? 0,
  )
  return builder.literal(node.output, { dtype: 'f32', shape: [outputs * area], data: spread })
}

/** The pixels of every block, which stand as channels, between those of the other blocks along each axis. */
function layOut(
  builder: GraphBuilder,
  node: NodeReader,
  made: string,
  given: { count: number; strides: readonly number[]; rows: readonly number[] },
): string {
  const fill = (list: readonly number[]) => [...[1, 1].slice(list.length), ...list]
  let { count } = given
  let [strides, rows] = [fill(given.strides), fill(given.rows)]
  let laid = made
  // A program has no more than six axes: depth is laid out before height and width.
  if (rows.length === 3) {
    const [[deep = 1, ...flat], [planes = 1, ...image]] = [strides, rows]
    const split = builder.reshape(node, laid, [count, deep, sizeOf(flat), planes, sizeOf(image)])
    laid = builder.add(node, { op: 'Transpose', permutation: [0, 3, 1, 2, 4] }, [split])
    count *= planes * deep
    ;[strides, rows] = [flat, image]
  }
  const split = builder.reshape(node, laid, [count, ...strides, ...rows])
  return builder.add(node, { op: 'Transpose', permutation: [0, 3, 1, 4, 2] }, [split])
}

/** Kernels (output channel and place in the block, input channel of the group, taps) of the plain convolution. */
function blockKernel(
  builder: GraphBuilder,
  kernel: Constant,
  window: Window & { group: number },
): Constant {
  const { group, strides, dilations, taps } = window
  const [inputs = 0, perGroup = 0, ...sizes] = kernel.shape
  const inGroup = inputs / group
  const shape = [group * perGroup * sizeOf(strides), inGroup, ...taps]
  builder.checkCount(shape)
  const data = new Float32Array(sizeOf(shape))
  const area = sizeOf(sizes)
  kernel.data.forEach((value, i) => {
    const channel = Math.floor(i / area) % perGroup
    const input = Math.floor(i / (area * perGroup))
    let block = Math.floor(input / inGroup) * perGroup + channel
    let tap = 0
    let rest = area
    for (const [axis, size] of sizes.entries()) {
      rest /= size
      const place = (Math.floor(i / rest) % size) * (dilations[axis] ?? 1)
      const stride = strides[axis] ?? 1
      block = block * stride + (place % stride)
      // The tap that lies furthest back comes first.
      const count = taps[axis] ?? 1
      tap = tap * count + count - 1 - Math.floor(place / stride)
    }
    data[(block * inGroup + (input % inGroup)) * sizeOf(taps) + tap] = value
  })
  return { dtype: 'f32', shape, data }
}

function windowOf(node: NodeReader, sizes: readonly number[]): Window {
  const each = (name: string, otherwise: number, least = otherwise) => {
    const values = node.ints(name) ?? sizes.map(() => otherwise)
    const whole = values.every(
      (value) => Number.isSafeInteger(value) && value >= least && value <= 1024,
    )
    if (values.length !== sizes.length || !whole) {
      throw new NodeProblem(`${name} [${values}] of ${node.op} do not fit ${sizes.length} axes`)
    }
    return values
  }
  const strides = each('strides', 1)
  const dilations = each('dilations', 1)
  const spans = sizes.map((size, axis) => (dilations[axis] ?? 1) * (size - 1) + 1)
  const added = each('output_padding', 0)
  const taps = spans.map((span, axis) =>
    Math.ceil((span + (added[axis] ?? 0)) / (strides[axis] ?? 1)),
  )
  return { strides, dilations, spans, added, taps }
}

/** What is cut off before and then after each axis. */
function padsOf(node: NodeReader, { strides, spans, added }: Window): number[] {
  const mode = node.string('auto_pad', 'NOTSET')
  if (node.has('output_shape'))
    throw new NodeProblem('attribute output_shape is not supported; give pads instead')
  const none = spans.flatMap(() => [0, 0])
  if (mode === 'VALID') return none
  if (mode === 'NOTSET') {
    const given = node.ints('pads') ?? none
    const whole = given.every((pad) => Number.isSafeInteger(pad) && pad >= 0 && pad < 2 ** 20)
    if (given.length !== none.length || !whole)
      throw new NodeProblem(`pads [${given}] are not ${none.length} sizes`)
    return given
  }
  const totals = spans.map((span, axis) => span + (added[axis] ?? 0) - (strides[axis] ?? 1))
  // Of an odd padding, runtimes disagree on which side gets more.
  if (totals.some((total) => total < 0 || total % 2 !== 0)) {
    throw new NodeProblem(`auto_pad ${mode} is not supported for this kernel; give pads`)
  }
  const halves = totals.map((total) => total / 2)
  return [...halves, ...halves]
}
