import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

type Pair = readonly [number, number]
type Quad = readonly [number, number, number, number]

/**
 * The transposed convolution, as a plain one that makes every pixel of a stride's block as channels of its
 * own, which are then laid out as pixels and cut to size.
 */
export const transposedHandlers: Record<string, Handler> = {
  ConvTranspose: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const kernel = builder.constant(node.input(1), 'the kernel')
    if (shape.length !== 4 || kernel.shape.length !== 4) {
      throw new NodeProblem(`it takes images of two dimensions, not [${shape}]`, input)
    }
    const [n = 0, c = 0, height = 0, width = 0] = shape
    const group = node.int('group', 1)
    const [inputs = 0, perGroup = 0, tall = 0, wide = 0] = kernel.shape
    if (inputs !== c || group < 1 || c % group !== 0) {
      throw new NodeProblem(
        `kernel [${kernel.shape}] in ${group} groups does not fit ${c} channels`,
      )
    }
    const outputs = perGroup * group
    const strides = pairOf(node, 'strides', [1, 1])
    const dilations = pairOf(node, 'dilations', [1, 1])
    const spans: Pair = [dilations[0] * (tall - 1) + 1, dilations[1] * (wide - 1) + 1]
    const taps: Pair = [Math.ceil(spans[0] / strides[0]), Math.ceil(spans[1] / strides[1])]
    const added = pairOf(node, 'output_padding', [0, 0], 0)
    const pads = padsOf(node, { strides, spans, added })
    const size = ([0, 1] as const).map((axis) => {
      const extent = axis === 0 ? height : width
      const made = strides[axis] * (extent + taps[axis] - 1)
      const wanted = strides[axis] * (extent - 1) + spans[axis] + added[axis] - pads[axis]
      if (wanted > made) throw new NodeProblem('its output_padding reaches beyond its kernel')
      const kept = wanted - (pads[axis + 2] ?? 0)
      if (kept < 1) throw new NodeProblem(`pads [${pads}] leave nothing`)
      return kept
    })
    const area = strides[0] * strides[1]
    const blocks = blockKernel(builder, kernel, { group, strides, dilations, taps })
    const operands = [input, builder.literal(node.output, blocks)]
    const bias = node.input(2)
    if (bias) {
      const { data } = builder.constant(bias, 'the bias')
      if (data.length !== outputs) {
        throw new NodeProblem(`${data.length} biases do not fit ${outputs} channels`, bias)
      }
      const spread = Float32Array.from(
        { length: outputs * area },
        (_, i) => data[Math.floor(i / area)] ?? 0,
      )
      const all = { dtype: 'f32' as const, shape: [outputs * area], data: spread }
      operands.push(builder.literal(node.output, all))
    }
    const before: Pair = [taps[0] - 1, taps[1] - 1]
    const made = builder.add(
      node,
      {
        op: 'Conv',
        kernel: taps,
        strides: [1, 1],
        pads: [...before, ...before],
        dilations: [1, 1],
        group,
      },
      operands,
    )
    const [, , rows = 0, columns = 0] = builder.type(made).shape
    const split = builder.reshape(node, made, [n, outputs, ...strides, rows, columns])
    const permutation = [0, 1, 4, 2, 5, 3]
    const laid = builder.add(node, { op: 'Transpose', permutation }, [split])
    const image = [n, outputs, rows * strides[0], columns * strides[1]]
    const pixels = builder.reshape(node, laid, image)
    const starts = [0, 0, pads[0], pads[1]]
    builder.add(node, { op: 'Slice', starts, steps: [1, 1, 1, 1] }, [pixels], {
      output: node.output,
      shape: [n, outputs, ...size],
    })
  },
}

/** Kernels (output channel and place in the block, input channel of the group, taps) of the plain convolution. */
function blockKernel(
  builder: GraphBuilder,
  kernel: Constant,
  window: { group: number; strides: Pair; dilations: Pair; taps: Pair },
): Constant {
  const { group, strides, dilations, taps } = window
  const [inputs = 0, perGroup = 0, tall = 0, wide = 0] = kernel.shape
  const inGroup = inputs / group
  const shape = [group * perGroup * strides[0] * strides[1], inGroup, ...taps]
  builder.checkCount(shape)
  const data = new Float32Array(sizeOf(shape))
  kernel.data.forEach((value, i) => {
    const column = i % wide
    const row = Math.floor(i / wide) % tall
    const channel = Math.floor(i / (wide * tall)) % perGroup
    const input = Math.floor(i / (wide * tall * perGroup))
    const output = Math.floor(input / inGroup) * perGroup + channel
    const place = [row * dilations[0], column * dilations[1]] as const
    // The tap that lies furthest back comes first.
    const [y, x] = ([0, 1] as const).map(
      (axis) => taps[axis] - 1 - Math.floor(place[axis] / strides[axis]),
    )
    const block = (output * strides[0] + (place[0] % strides[0])) * strides[1]
    const made = block + (place[1] % strides[1])
    const at = ((made * inGroup + (input % inGroup)) * taps[0] + (y ?? 0)) * taps[1] + (x ?? 0)
    data[at] = value
  })
  return { dtype: 'f32', shape, data }
}

function pairOf(node: NodeReader, name: string, otherwise: Pair, least = 1): Pair {
  const values = node.ints(name) ?? otherwise
  const [height = 0, width = 0] = values
  const whole = values.every((value) => Number.isSafeInteger(value) && value >= least)
  if (values.length !== 2 || !whole || Math.max(height, width) > 1024) {
    throw new NodeProblem(`${name} [${values}] of ${node.op} are not two sizes`)
  }
  return [height, width]
}

function padsOf(node: NodeReader, window: { strides: Pair; spans: Pair; added: Pair }): Quad {
  const { strides, spans, added } = window
  const mode = node.string('auto_pad', 'NOTSET')
  if (node.has('output_shape')) throw new NodeProblem('attribute output_shape is not supported')
  if (mode === 'VALID') return [0, 0, 0, 0]
  if (mode === 'NOTSET') {
    const given = node.ints('pads') ?? [0, 0, 0, 0]
    const [top = 0, left = 0, bottom = 0, right = 0] = given
    const whole = given.every((pad) => Number.isSafeInteger(pad) && pad >= 0 && pad < 2 ** 20)
    if (given.length !== 4 || !whole) throw new NodeProblem(`pads [${given}] are not four sizes`)
    return [top, left, bottom, right]
  }
  const [high, across] = ([0, 1] as const).map(
    (axis) => spans[axis] + added[axis] - strides[axis],
  ) as [number, number]
  // Of an odd padding, runtimes disagree on which side gets more.
  if (high < 0 || across < 0 || high % 2 !== 0 || across % 2 !== 0) {
    throw new NodeProblem(`auto_pad ${mode} is not supported for this kernel; give pads`)
  }
  return [high / 2, across / 2, high / 2, across / 2]
}
