import { sizeOf } from '../floatGraph.ts'
import { windowExtent } from '../inferShape.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

type Pair = [number, number]
type Quad = [number, number, number, number]
export type Handler = (builder: GraphBuilder, node: NodeReader) => void

/** Convolution and pooling. */
export const windowHandlers: Record<string, Handler> = {
  Conv: (builder, node) => convolve(builder, node, node.input(0), node.input(1), node.input(2)),
  MaxPool: (builder, node) => {
    if (node.outputs[1]) throw new NodeProblem('the indices of a MaxPool are not supported')
    if (node.int('storage_order', 0) !== 0) {
      throw new NodeProblem('storage_order 1 is not supported')
    }
    pool(builder, node, (part, image, output) => {
      const { geometry, dilations } = readWindow(part, extentsOf(builder, image), kernelOf(part))
      builder.add(node, { op: 'MaxPool', ...geometry, dilations }, [image], { output })
    })
  },
  AveragePool: (builder, node) => averagePool(builder, node, node.output),
  GlobalAveragePool: (builder, node) => {
    poolWhole(builder, node, (image, output) => {
      const op = { op: 'AveragePool', ...whole(builder, image), counted: [0, 0, 0, 0] } as const
      builder.add(node, op, [image], { output })
    })
  },
  GlobalMaxPool: (builder, node) => {
    poolWhole(builder, node, (image, output) => {
      const op = { op: 'MaxPool', ...whole(builder, image), dilations: [1, 1] } as const
      builder.add(node, op, [image], { output })
    })
  },
}

/** The mean of each window over the node's first operand. */
export function averagePool(builder: GraphBuilder, node: NodeReader, last: string): void {
  pool(
    builder,
    node,
    (part, image, output) => {
      const { geometry, dilations, declared } = readWindow(
        part,
        extentsOf(builder, image),
        kernelOf(part),
      )
      if (dilations.some((dilation) => dilation !== 1)) {
        throw new NodeProblem('a dilated AveragePool is not supported')
      }
      const counted: Quad = node.int('count_include_pad', 0) ? declared : [0, 0, 0, 0]
      builder.add(node, { op: 'AveragePool', ...geometry, counted }, [image], { output })
    },
    last,
  )
}

/** A pool over an image; over a volume (N, C, D, H, W) in two steps, height and width and then depth. */
function pool(
  builder: GraphBuilder,
  node: NodeReader,
  work: (part: NodeReader, image: string, output: string) => void,
  last = node.output,
): void {
  const input = node.input(0) ?? ''
  const { shape } = builder.type(input)
  if (shape.length !== 5) {
    asImage(builder, node, input, (image, output) => work(node, image, output), last)
    return
  }
  const [n = 0, c = 0, d = 0, h = 0, w = 0] = shape
  const planes = builder.reshape(node, input, [n, c * d, h, w])
  const flat = builder.fresh(last)
  work(node.along([1, 2], 3), planes, flat)
  const [, , high = 0, wide = 0] = builder.type(flat).shape
  const tall = builder.reshape(node, flat, [n, c, d, high * wide])
  const pooled = builder.fresh(last)
  work(node.along([0, undefined], 3), tall, pooled)
  builder.reshape(node, pooled, [n, c, builder.type(pooled).shape[2] ?? 0, high, wide], last)
}

/** A pool over all places of each channel, along however many axes they lie. */
function poolWhole(
  builder: GraphBuilder,
  node: NodeReader,
  work: (image: string, output: string) => void,
): void {
  const [n = 0, c = 0, ...extents] = builder.type(node.input(0)).shape
  if (extents.length === 0) throw new NodeProblem('it takes images, and there are only channels')
  const [last = 1, ...others] = [...extents].reverse()
  const image = builder.reshape(node, node.input(0) ?? '', [n, c, sizeOf(others), last])
  const inner = builder.fresh(node.output)
  work(image, inner)
  builder.reshape(node, inner, [n, c, ...extents.map(() => 1)], node.output)
}

/** A convolution of an image of one or two dimensions with a kernel, and a bias where there is one. */
export function convolve(
  builder: GraphBuilder,
  node: NodeReader,
  input: string | undefined,
  kernel: string | undefined,
  bias: string | undefined,
  last?: string,
): void {
  const weights = builder.constant(kernel, 'the kernel')
  if (builder.type(input).shape.length === 5) {
    convolveVolume(builder, node, { input, kernel, bias, last: last ?? node.output })
    return
  }
  asImage(
    builder,
    node,
    input,
    (image, output) => {
      let name = kernel ?? ''
      let { shape } = weights
      if (shape.length === 3) {
        shape = [shape[0] ?? 0, shape[1] ?? 0, 1, shape[2] ?? 0]
        name = builder.reshape(node, name, shape)
      }
      const declared = node.ints('kernel_shape')
      const spatial = shape.slice(2)
      if (declared && `${declared.length === 1 ? [1, ...declared] : declared}` !== `${spatial}`) {
        throw new NodeProblem(`kernel_shape [${declared}] is not that of the kernel [${shape}]`)
      }
      const window = readWindow(node, extentsOf(builder, image), spatial)
      const group = node.int('group', 1)
      if (group < 1) throw new NodeProblem(`group ${group} is not a number of groups`)
      const operands = [image, name]
      if (bias) {
        const values = builder.constant(bias, 'the bias')
        if (sizeOf(values.shape) !== shape[0]) {
          throw new NodeProblem(`a bias [${values.shape}] does not fit ${shape[0]} channels`, bias)
        }
        operands.push(bias)
      }
      builder.add(
        node,
        { op: 'Conv', ...window.geometry, dilations: window.dilations, group },
        operands,
        {
          output,
        },
      )
    },
    last,
  )
}

/**
 * A convolution of a volume (N, C, D, H, W): every place in depth is an image of its own, whose channels are those of all
 * the places that the kernel sees there.
 */
function convolveVolume(
  builder: GraphBuilder,
  node: NodeReader,
  parameters: {
    input: string | undefined
    kernel: string | undefined
    bias: string | undefined
    last: string
  },
): void {
  const { input = '', kernel = '', bias, last } = parameters
  const [n = 0, c = 0, d = 0, h = 0, w = 0] = builder.type(input).shape
  const weights = builder.type(kernel).shape
  const [outputs = 0, perGroup = 0, deep = 0, ...flat] = weights
  const declared = node.ints('kernel_shape')
  if (weights.length !== 5 || (declared && `${declared}` !== `${[deep, ...flat]}`)) {
    throw new NodeProblem(`kernel [${weights}] does not fit a volume, or its kernel_shape`)
  }
  const { geometry, dilations } = readWindow(node.along([0, undefined], 3), [d, 1], [deep, 1])
  const [before, , after] = geometry.pads
  const isPadded = before + after > 0
  const pads = { before: [0, 0, before, 0, 0], after: [0, 0, after, 0, 0], value: 0 }
  const padded = isPadded ? builder.add(node, { op: 'Pad', ...pads }, [input]) : input
  const places = windowPlaces(d + before + after, {
    size: deep,
    stride: geometry.strides[0],
    dilation: dilations[0],
  })
  const count = places.length / deep
  const own = (extent: number) => Array.from({ length: extent }, (_, i) => i)
  const sources = [own(n), own(c), places, own(h), own(w)]
  const seen = builder.add(node, { op: 'Resize', sources }, [padded])
  const split = builder.reshape(node, seen, [n, c, count, deep, h * w])
  const turned = builder.add(node, { op: 'Transpose', permutation: [0, 2, 1, 3, 4] }, [split])
  const images = builder.reshape(node, turned, [n * count, c * deep, h, w])
  const kernels = builder.reshape(node, kernel, [outputs, perGroup * deep, ...flat])
  const inner = builder.fresh(last)
  convolve(builder, node.along([1, 2], 3), images, kernels, bias, inner)
  const [, , high = 0, wide = 0] = builder.type(inner).shape
  const made = builder.reshape(node, inner, [n, count, outputs, high * wide])
  const laid = builder.add(node, { op: 'Transpose', permutation: [0, 2, 1, 3] }, [made])
  builder.reshape(node, laid, [n, outputs, count, high, wide], last)
}

/** The places along an axis that a window sees, window by window. */
function windowPlaces(
  extent: number,
  { size, stride, dilation }: { size: number; stride: number; dilation: number },
): number[] {
  const windows = Math.floor((extent - dilation * (size - 1) - 1) / stride) + 1
  return Array.from(
    { length: windows * size },
    (_, i) => Math.floor(i / size) * stride + (i % size) * dilation,
  )
}

/** Gives an operation on images also to sequences (N, C, L), as images of height 1. */
function asImage(
  builder: GraphBuilder,
  node: NodeReader,
  input: string | undefined,
  work: (image: string, output: string) => void,
  last = node.output,
): void {
  const { shape } = builder.type(input)
  const name = input ?? ''
  if (shape.length === 4) {
    work(name, last)
    return
  }
  if (shape.length !== 3) {
    throw new NodeProblem(`it takes images of one or two dimensions, not [${shape}]`, input)
  }
  const [n = 0, c = 0, l = 0] = shape
  const image = builder.reshape(node, name, [n, c, 1, l])
  const inner = builder.fresh(last)
  work(image, inner)
  const result = builder.type(inner).shape
  builder.reshape(node, inner, [result[0] ?? 0, result[1] ?? 0, result[3] ?? 0], last)
}

function extentsOf(builder: GraphBuilder, image: string): Pair {
  const [, , height = 0, width = 0] = builder.type(image).shape
  return [height, width]
}

function whole(builder: GraphBuilder, image: string) {
  const [, , height = 1, width = 1] = builder.type(image).shape
  const kernel: Pair = [height, width]
  const strides: Pair = [1, 1]
  const pads: Quad = [0, 0, 0, 0]
  return { kernel, strides, pads }
}

function kernelOf(node: NodeReader): number[] {
  const kernel = node.ints('kernel_shape')
  if (!kernel) throw new NodeProblem('attribute kernel_shape is missing')
  return kernel.length === 1 ? [1, ...kernel] : kernel
}

/** How a window slides over an image of this height and width. */
function readWindow(node: NodeReader, [height, width]: Pair, kernelShape: readonly number[]) {
  const kernel = pair(node, 'kernel_shape', kernelShape, 1)
  const strides = pair(node, 'strides', node.ints('strides') ?? [1, 1], 1)
  const dilations = pair(node, 'dilations', node.ints('dilations') ?? [1, 1], 1)
  const declared = declaredPads(node, [height, width], kernel, strides, dilations)
  const pads: Quad = [...declared]
  if (node.int('ceil_mode', 0)) {
    for (const axis of [0, 1] as const) {
      const extent = axis === 0 ? height : width
      const span = dilations[axis] * (kernel[axis] - 1) + 1
      const rest = extent + declared[axis] + declared[axis === 0 ? 2 : 3] - span
      let windows = Math.ceil(rest / strides[axis]) + 1
      // A window that would start in the padding after the image is none.
      if ((windows - 1) * strides[axis] >= extent + declared[axis]) windows--
      const missing = (windows - 1) * strides[axis] - rest
      if (missing > 0) pads[axis === 0 ? 2 : 3] += missing
    }
  }
  for (const axis of [0, 1] as const) {
    const extent = windowExtent({
      extent: axis === 0 ? height : width,
      kernel: kernel[axis],
      stride: strides[axis],
      dilation: dilations[axis],
      before: pads[axis],
      after: pads[axis === 0 ? 2 : 3],
    })
    if (extent < 1) {
      throw new NodeProblem(`its window [${kernel}] does not fit an image of ${height} x ${width}`)
    }
  }
  return { geometry: { kernel, strides, pads }, dilations, declared }
}

function declaredPads(
  node: NodeReader,
  extents: Pair,
  kernel: Pair,
  strides: Pair,
  dilations: Pair,
): Quad {
  const mode = node.string('auto_pad', 'NOTSET')
  if (mode === 'VALID') return [0, 0, 0, 0]
  if (mode === 'NOTSET') {
    const pads = node.ints('pads') ?? [0, 0, 0, 0]
    const [before, after, ...more] = pads
    if (pads.length === 2) return quad([0, before ?? 0, 0, after ?? 0])
    return quad([before ?? 0, after ?? 0, ...more])
  }
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') {
    throw new NodeProblem(`auto_pad ${mode} is not known`)
  }
  const total = ([0, 1] as const).map((axis) => {
    const windows = Math.ceil(extents[axis] / strides[axis])
    const span = dilations[axis] * (kernel[axis] - 1) + 1
    return Math.max(0, (windows - 1) * strides[axis] + span - extents[axis])
  })
  const [high = 0, wide = 0] = total
  const less: Pair = [Math.floor(high / 2), Math.floor(wide / 2)]
  const more: Pair = [high - less[0], wide - less[1]]
  return mode === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less]
}

function quad(pads: readonly number[]): Quad {
  const [top, left, bottom, right] = pads
  const whole = pads.every((value) => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 20)
  if (pads.length !== 4 || !whole) throw new NodeProblem(`pads [${pads}] are not four sizes`)
  return [top ?? 0, left ?? 0, bottom ?? 0, right ?? 0]
}

function pair(node: NodeReader, name: string, values: readonly number[], least: number): Pair {
  const both = values.length === 1 ? [1, ...values] : values
  const [height = 0, width = 0] = both
  const whole = both.every(
    (value) => Number.isSafeInteger(value) && value >= least && value < 2 ** 20,
  )
  if (both.length !== 2 || !whole) {
    throw new NodeProblem(`${name} [${values}] of ${node.op} are not two sizes`)
  }
  return [height, width]
}
