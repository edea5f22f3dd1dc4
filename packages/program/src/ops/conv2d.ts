import { lowerMatrixSums } from './matMul.ts'
import type { Operation, ResolvedStep } from './operation.ts'
import {
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { readStretch } from './reads.ts'
import {
  checkChannels,
  checkRequantize,
  checkTable,
  lowerBiases,
  lowerClamp,
  lowerScales,
  multipliersOf,
  requantize,
  requantizedInterval,
} from './requantize.ts'
import { i8Of, positionOf, zeros } from './tensorData.ts'
import {
  checkWindow,
  readWindow,
  type Window,
  windowAttributes,
  windowOutput,
  windowSource,
} from './window.ts'

type Conv2dStep = ResolvedStep<'Conv2d'>

function windowOf(step: Conv2dStep): Window {
  const [, height, width] = step.operands[1]!.shape
  return { kernel: [height!, width!], ...step.attributes }
}

/** Convolution over channels-last images, in groups; a group for each channel is a depthwise one. */
export const conv2d: Operation<'Conv2d'> = {
  name: 'Conv2d',
  code: 1,
  attributes: [
    ['strides', 2],
    ['pads', 4],
    ['dilations', 2],
    ['groups', 'one'],
    ['inputZero', 'one'],
    ['outputZero', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, facts) {
    requireOperands(step, 3)
    const [x, w] = step.operands
    const { groups, inputZero } = step.attributes
    requireType('x', x!, ['u8'], 4)
    requireType('the weight', w!, ['i8'], 4)
    const [batch, height, width, channels] = x!.shape
    const [outputs, , , perGroup] = w!.shape
    requireRange('groups', groups, 1, channels!)
    if (channels! % groups !== 0 || outputs! % groups !== 0 || perGroup !== channels! / groups)
      refuse(
        `${groups} groups do not fit ${channels} input channels, ${outputs} output channels and weights for ${perGroup} channels.`,
      )
    requireRange('inputZero', inputZero, 0, 255)
    const window = windowOf(step)
    checkWindow(window)
    const weight = requireWeight('the weight', step, 1)
    const table = requireWeight('the channel table', step, 2)
    checkTable(table, outputs!)
    checkRequantize(step.attributes, step.output)
    const [outputHeight, outputWidth] = windowOutput(window, [height!, width!])
    requireShape('its output', step.output, [batch!, outputHeight, outputWidth, outputs!])
    checkChannels(weight, table, step.output, facts)
  },

  interval({ attributes, output, weights }, _interval, facts) {
    return requantizedInterval(attributes, output, () =>
      checkChannels(weights[1]!, weights[2]!, output, facts),
    )
  },

  evaluate(step, [x, w, table]) {
    const { attributes, output } = step
    const { groups, inputZero } = attributes
    const window = windowOf(step)
    const [, height, width, channels] = step.operands[0]!.shape
    const [, kernelHeight, kernelWidth, perGroup] = step.operands[1]!.shape
    const [batch, outputHeight, outputWidth, outputs] = output.shape
    const multipliers = multipliersOf(table as Int32Array)
    const result = zeros(output)
    let at = 0
    for (let n = 0; n < batch!; n++)
      for (let oh = 0; oh < outputHeight!; oh++)
        for (let ow = 0; ow < outputWidth!; ow++)
          for (let o = 0; o < outputs!; o++) {
            const firstChannel = Math.floor(o / (outputs! / groups)) * perGroup!
            let sum = table![2 * o]!
            for (let kh = 0; kh < kernelHeight!; kh++) {
              const ih = windowSource(window, 0, oh, kh)
              if (ih < 0 || ih >= height!) continue
              for (let kw = 0; kw < kernelWidth!; kw++) {
                const iw = windowSource(window, 1, ow, kw)
                if (iw < 0 || iw >= width!) continue
                const pixel = ((n * height! + ih) * width! + iw) * channels! + firstChannel
                const kernel = ((o * kernelHeight! + kh) * kernelWidth! + kw) * perGroup!
                for (let i = 0; i < perGroup!; i++)
                  sum += (x![pixel + i]! - inputZero) * w![kernel + i]!
              }
            }
            result[at++] =
              output.dtype === 'i32' ? sum : requantize(attributes, sum, multipliers[2 * o + 1]!)
          }
    return result
  },

  lower(step, graph, value) {
    const { groups, inputZero, outputZero } = step.attributes
    const [outputs, kernelHeight, kernelWidth, perGroup] = step.operands[1]!.shape
    const table = step.weights[2]!
    const weight = step.weights[1]!
    const isRaw = step.output.dtype === 'i32'
    if (isRaw && isPointwise(step)) return lowerMatrixSums(step, graph, value)
    const weights = graph.once(weight, `channels first ${step.output.dtype}`, () => {
      const shape = [outputs!, perGroup!, kernelHeight!, kernelWidth!]
      const positions = kernelHeight! * kernelWidth!
      const data = channelsFirst(i8Of(weight.data), outputs!, positions, perGroup!)
      // ConvInteger multiplies weights by the image, not the image by weights: i8 on that side takes five times as long.
      return isRaw ? graph.byteWeights(shape, data) : graph.weights(shape, data)
    })
    const biases = lowerBiases(graph, table)
    const one = graph.scalar('f32', 1)
    const zero = graph.scalar('u8', inputZero)
    const attributes = { ...windowAttributes(windowOf(step)), group: groups }
    if (!isRaw) {
      const convolved = graph.microsoft(
        'QLinearConv',
        [
          value(0),
          one,
          zero,
          weights.values,
          lowerScales(graph, table),
          weights.zero,
          one,
          graph.scalar('u8', outputZero),
          biases,
        ],
        { ...attributes, channels_last: 1 },
      )
      return lowerClamp(graph, convolved, step.attributes)
    }
    const image = graph.node('Transpose', [value(0)], { perm: [0, 3, 1, 2] })
    const sums = graph.node('ConvInteger', [image, weights.values, zero, weights.zero], attributes)
    const channelsLast = graph.node('Transpose', [sums], { perm: [0, 2, 3, 1] })
    return graph.node('Add', [channelsLast, biases])
  },

  element(step) {
    const [x, w, table] = step.operands
    const [, kernelHeight, kernelWidth, perGroup] = w!.shape
    const channels = x!.shape[3]!
    const row = (kernelWidth! - 1) * step.attributes.dilations[1] * channels + perGroup!
    // A row of the window is read as one stretch, or pixel by pixel where what lies between is long.
    const whole = row <= kernelWidth! * 256
    return {
      operands: [
        whole
          ? { type: x!, stretches: kernelHeight!, stretchBytes: row }
          : {
              type: x!,
              stretches: kernelHeight! * kernelWidth!,
              stretchBytes: perGroup!,
              aligned: true,
            },
        {
          type: w!,
          stretches: 1,
          stretchBytes: kernelHeight! * kernelWidth! * perGroup!,
          aligned: true,
        },
        { type: table!, stretches: 1, stretchBytes: 8, aligned: true },
      ],
      loops: kernelHeight! * kernelWidth! * perGroup!,
      // Where the pixels of a row stand side by side in x as they do in w, they are one sum.
      rows:
        perGroup === channels && step.attributes.dilations[1] === 1
          ? kernelHeight!
          : kernelHeight! * kernelWidth!,
    }
  },

  reads(step, element) {
    const { groups } = step.attributes
    const [x, w] = step.operands
    const [outputs, height, width, perGroup] = w!.shape as [number, number, number, number]
    const at = positionOf(step.output.shape, element)
    const channel = at[3]!
    const table = readStretch(2, channel * 8, 8)
    const group = Math.floor(channel / (outputs / groups))
    const seen = readWindow(windowOf(step), x!, at, group * perGroup, perGroup)
    if (seen === undefined) return [table]
    const length = height * width * perGroup
    return [table, readStretch(1, channel * length, length), seen]
  },
}

/** Whether each output pixel is made of the input's pixel at the same place, and of all its channels. */
function isPointwise({ attributes, operands }: Conv2dStep): boolean {
  const [, kernelHeight, kernelWidth] = operands[1]!.shape
  const { groups, strides, pads } = attributes
  return (
    kernelHeight === 1 &&
    kernelWidth === 1 &&
    groups === 1 &&
    strides.every((stride) => stride === 1) &&
    pads.every((pad) => pad === 0)
  )
}

/** (O, positions, I) weights as ONNX has them, (O, I, positions). */
function channelsFirst(
  weights: Int8Array,
  outputs: number,
  positions: number,
  inputs: number,
): Int8Array {
  const result = new Int8Array(weights.length)
  for (let o = 0; o < outputs; o++)
    for (let p = 0; p < positions; p++)
      for (let i = 0; i < inputs; i++)
        result[(o * inputs + i) * positions + p] = weights[(o * positions + p) * inputs + i]!
  return result
}
