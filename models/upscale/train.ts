// Trains the upscaler on split 'train' and writes model.onnx, the same bytes on every machine:
//   node models/upscale/train.ts
import { writeFileSync } from 'node:fs'
import { createRandom } from '../drawing/random.ts'
import { streams } from '../drawing/split.ts'
import { type Example, type Layer, Network } from '../training/Network.ts'
import { onnxFile, whole } from '../training/onnxFile.ts'
import { drawPair, SIZE, SMALL } from './draw.ts'
import { BATCH, CHANNELS, RATE, TRAINING_COUNT } from './training.ts'

/** Four pixels of the large picture, in three colours, for each of the small one. */
const PARTS = 12
const KERNEL = 3

const random = createRandom({ seed: 0xffffffff, stream: streams.upscale.train })
const network = new Network({ channels: [3, CHANNELS, CHANNELS, PARTS], kernel: KERNEL, random })
// What stands beside begins with each small pixel as four large ones.
for (let part = 0; part < PARTS; part++)
  network.beside.weights[(part * 3 + (part % 3)) * KERNEL * KERNEL + 4] = 1

network.train({
  steps: Math.floor(TRAINING_COUNT / BATCH),
  rate: RATE,
  examples: (step) =>
    Array.from({ length: BATCH }, (_, i): Example => {
      const { bytes, target } = drawPair({ seed: step * BATCH + i, split: 'train' })
      return {
        input: { height: SMALL, width: SMALL, values: planesOf(bytes, SMALL, 1) },
        target: planesOf(target, SIZE, 2),
      }
    }),
})
writeFileSync(new URL('model.onnx', import.meta.url), toOnnx(network))

/** Channels-last bytes as planes from 0 to 1; with a step of 2 one plane per colour and place in a block of four pixels, colours fastest. */
function planesOf(bytes: Uint8Array, side: number, step: number): Float64Array {
  const [planes, across] = [3 * step * step, side / step]
  const values = new Float64Array(bytes.length)
  for (let plane = 0; plane < planes; plane++) {
    const place = Math.floor(plane / 3)
    for (let at = 0; at < across * across; at++) {
      const x = (at % across) * step + (place % step)
      const y = Math.floor(at / across) * step + Math.floor(place / step)
      values[plane * across * across + at] = bytes[(y * side + x) * 3 + (plane % 3)]! / 255
    }
  }
  return values
}

/** The network as one that takes and gives a picture of bytes: brightness is from 0 to 255, which only changes the biases. */
function toOnnx({ layers, beside }: Network): Uint8Array {
  const [first, second, third] = layers as [Layer, Layer, Layer]
  const area = KERNEL * KERNEL
  const conv = (name: string, input: string, output: string) => ({
    opType: 'Conv',
    name,
    input: [input, `${name}.weight`, `${name}.bias`],
    output: [output],
    attribute: [whole('kernel_shape', [KERNEL, KERNEL]), whole('pads', [1, 1, 1, 1])],
  })
  const constants = (
    name: string,
    inputs: number,
    weights: ArrayLike<number>,
    bias: Float64Array,
  ) => [
    { name: `${name}.weight`, dims: [bias.length, inputs, KERNEL, KERNEL], floats: weights },
    { name: `${name}.bias`, dims: [bias.length], floats: bias.map((each) => 255 * each) },
  ]
  // The last layer takes the input beside what the others found in it.
  const partsOf = ({ weights, inputs }: Layer, part: number) =>
    weights.subarray(part * inputs * area, (part + 1) * inputs * area)
  const last = third.bias.map((bias, part) => bias + beside.bias[part]!)
  const joined = [...last.keys()].flatMap((part) => [
    ...partsOf(third, part),
    ...partsOf(beside, part),
  ])
  return onnxFile({
    nodes: [
      conv('conv1', 'input', 'sums1'),
      { opType: 'Relu', name: 'relu1', input: ['sums1'], output: ['hidden1'] },
      conv('conv2', 'hidden1', 'sums2'),
      { opType: 'Relu', name: 'relu2', input: ['sums2'], output: ['hidden2'] },
      {
        opType: 'Concat',
        name: 'concat',
        input: ['hidden2', 'input'],
        output: ['all'],
        attribute: [whole('axis', 1)],
      },
      conv('conv3', 'all', 'parts'),
      {
        opType: 'DepthToSpace',
        name: 'shuffle',
        input: ['parts'],
        output: ['shuffled'],
        attribute: [whole('blocksize', 2)],
      },
      {
        opType: 'Transpose',
        name: 'rows',
        input: ['shuffled'],
        output: ['rows'],
        attribute: [whole('perm', [0, 2, 3, 1])],
      },
      {
        opType: 'QuantizeLinear',
        name: 'round',
        input: ['rows', 'step', 'zero'],
        output: ['picture'],
      },
    ],
    constants: [
      ...constants('conv1', 3, first.weights, first.bias),
      ...constants('conv2', CHANNELS, second.weights, second.bias),
      ...constants('conv3', CHANNELS + 3, joined, last),
      { name: 'step', dims: [], floats: [1] },
      { name: 'zero', dims: [], bytes: Uint8Array.of(0) },
    ],
    input: { name: 'input', dims: [1, 3, SMALL, SMALL] },
    output: { name: 'picture', dims: [1, SIZE, SIZE, 3], isByte: true },
  })
}
