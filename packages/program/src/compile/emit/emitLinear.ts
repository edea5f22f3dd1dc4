import { GREATEST_MULTIPLIER, multiplierBits } from '../../ops/requantize.ts'
import type { Constant, FloatNode } from '../floatGraph.ts'
import type { ByteScale } from '../quantize/chooseRange.ts'
import type { Layer } from '../quantize/layers.ts'
import {
  fitsSum,
  type QuantizedChannels,
  quantizeChannels,
  quantizeSums,
} from '../quantize/quantizeChannels.ts'
import type { ChannelMeans, EmitContext } from './EmitContext.ts'
import { arrange, CHANNELS_LAST, type Placed, rowMajor, storedShape } from './placement.ts'
import { requantization } from './requantization.ts'

type Conv = Extract<FloatNode, { op: 'Conv' }>

/** A convolution as one step. */
export function emitConv(context: EmitContext, layer: Layer, node: Conv): Placed {
  const { builder } = context
  const x = arrange(builder, context.operand(node.inputs[0] ?? ''), CHANNELS_LAST)
  const weight = context.constant(node.inputs[1] ?? '')
  const [outputs = 1, perGroup = 1, height = 1, width = 1] = weight.shape
  const shape = context.shape(layer.output)
  const channels = linear(context, layer, { x, weight, isConv: true, group: node.group })
  // (O, I, KH, KW) as (O, KH, KW, I).
  const data = new Int8Array(channels.weights.length)
  const area = height * width
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < perGroup; i++) {
      for (let k = 0; k < area; k++) {
        data[(o * area + k) * perGroup + i] = channels.weights[(o * perGroup + i) * area + k] ?? 0
      }
    }
  }
  const { dtype, quantized } = channels
  const placed = { dtype, shape, order: CHANNELS_LAST, ...quantized }
  const operand = builder.step(
    'Conv2d',
    [
      x.operand,
      context.weight(
        { dtype: 'i8', shape: [outputs, height, width, perGroup] },
        new Uint8Array(data.buffer),
      ),
      builder.channelTable(channels.biases, channels.multipliers),
    ],
    {
      strides: node.strides,
      pads: node.pads,
      dilations: node.dilations,
      groups: node.group,
      inputZero: channels.inputZero,
      ...requantization(quantized.scale, layer),
    },
    { dtype, shape: storedShape(placed) },
  )
  return { ...placed, operand }
}

/** A product with a constant matrix as one step. */
export function emitMatMul(context: EmitContext, layer: Layer, node: FloatNode): Placed {
  const { builder } = context
  const operand = context.operand(node.inputs[0] ?? '')
  const rank = operand.shape.length
  const lastIsLast = operand.order.at(-1) === rank - 1
  const x = lastIsLast ? operand : arrange(builder, operand, rowMajor(rank))
  const weight = context.constant(node.inputs[1] ?? '')
  const [inner = 1, columns = 1] = weight.shape
  const channels = linear(context, layer, { x, weight, isConv: false, group: 1 })
  const { dtype, quantized } = channels
  const placed = { dtype, shape: context.shape(layer.output), order: x.order, ...quantized }
  const step = builder.step(
    'MatMul',
    [
      x.operand,
      context.weight(
        { dtype: 'i8', shape: [columns, inner] },
        new Uint8Array(channels.weights.buffer),
      ),
      builder.channelTable(channels.biases, channels.multipliers),
    ],
    { inputZero: channels.inputZero, ...requantization(quantized.scale, layer) },
    { dtype, shape: storedShape(placed) },
  )
  return { ...placed, operand: step }
}

/** The layer's weights (output-channel-major), biases and multipliers in the scales of its operand and result. */
function linear(
  context: EmitContext,
  layer: Layer,
  parameters: { x: Placed; weight: Constant; isConv: boolean; group: number },
): QuantizedChannels & {
  dtype: 'u8' | 'i32'
  inputZero: number
  quantized: { scale?: ByteScale; unit?: number }
} {
  const { x, weight, isConv, group } = parameters
  const outputs = weight.shape[isConv ? 0 : 1] ?? 1
  const perOutput = weight.data.length / outputs
  const biasName = layer.node.inputs[2]
  const given = biasName === undefined ? undefined : context.constant(biasName).data
  const bias = Float64Array.from({ length: outputs }, (_, o) => given?.[o] ?? 0)
  const real = new Float64Array(weight.data.length)
  const { scale = { scale: 1, zero: 0 } } = x
  const means = x.scale && context.means(layer.node.inputs[0] ?? '', x.scale)
  // Output-channel-major, whichever way the float weights lie.
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < perOutput; i++) {
      const from = isConv ? o * perOutput + i : i * outputs + o
      real[o * perOutput + i] = (weight.data[from] ?? 0) * scale.scale
    }
  }
  const wanted = context.scale(layer.output)
  const divisor = wanted?.scale ?? 1
  const steps = context.weightSteps(weight, real, wanted ? outputs : 1)
  // In place: the largest layers have a hundred million weights.
  if (wanted) for (let i = 0; i < real.length; i++) real[i] = (real[i] ?? 0) / divisor
  const offsets = wanted ? bias.map((value) => value / divisor) : bias
  const channels = wanted
    ? quantizeChannels(real, offsets, steps)
    : quantizeSums(real, offsets, outputs, steps[0] ?? 1)
  const overflow = channels.multipliers.findIndex(
    (multiplier) => !(multiplierBits(multiplier) <= GREATEST_MULTIPLIER),
  )
  if (overflow >= 0)
    context.fail(layer, `channel ${overflow} has weights too large for the range of its output`)
  if (means) correctBias({ channels, scaled: real, offsets, means, scale, weight, isConv, group })
  const unit = 'unit' in channels ? (channels.unit as number) : undefined
  return {
    ...channels,
    dtype: wanted ? 'u8' : 'i32',
    inputZero: scale.zero,
    quantized: wanted ? { scale: wanted } : unit === undefined ? {} : { unit },
  }
}

/** Moves each bias by what the rounding of weights and operands shifts the channel's mean. */
function correctBias(parameters: {
  channels: QuantizedChannels & { unit?: number }
  scaled: Float64Array
  offsets: Float64Array
  means: ChannelMeans
  scale: ByteScale
  weight: Constant
  isConv: boolean
  group: number
}): void {
  const { channels, scaled, offsets, means, scale, weight, isConv, group } = parameters
  const outputs = channels.biases.length
  const perOutput = scaled.length / outputs
  const area = isConv ? (weight.shape[2] ?? 1) * (weight.shape[3] ?? 1) : 1
  const perGroup = perOutput / area
  for (let o = 0; o < outputs; o++) {
    const unit = ('unit' in channels ? channels.unit : channels.multipliers[o]) ?? 1
    const first = isConv ? Math.floor(o / (outputs / group)) * perGroup : 0
    let shift = 0
    let magnitude = 0
    for (let i = 0; i < perOutput; i++) {
      const quantized = channels.weights[o * perOutput + i] ?? 0
      magnitude += Math.abs(quantized)
      const channel = first + Math.floor(i / area)
      shift +=
        ((scaled[o * perOutput + i] ?? 0) * (means.exact[channel] ?? 0) -
          quantized * unit * (means.rounded[channel] ?? 0)) /
        scale.scale
    }
    const corrected = Math.round(((offsets[o] ?? 0) + shift) / unit)
    if (fitsSum(magnitude, corrected)) channels.biases[o] = corrected
  }
}
