// Trains the forecaster on split 'train' and writes model.onnx, the same bytes on every machine:
//   node models/demand/train.ts
import { writeFileSync } from 'node:fs'
import { createRandom, type Random } from '../drawing/random.ts'
import { streams } from '../drawing/split.ts'
import { type Layer, Network } from '../training/Network.ts'
import { onnxFile, whole } from '../training/onnxFile.ts'
import { AHEAD, drawSeries, PAST } from './draw.ts'
import { BATCH, EPOCHS, HIDDEN, MIDDLE, RATE, SPREAD, TRAINING_COUNT } from './training.ts'

const random = createRandom({ seed: 0xffffffff, stream: streams.demand.train })
const network = new Network({ channels: [PAST, HIDDEN, AHEAD], kernel: 1, random })
const scaled = (demand: Float64Array) => demand.map((each) => (each - MIDDLE) / SPREAD)
const drawn = Array.from({ length: TRAINING_COUNT }, (_, seed) => {
  const { past, ahead } = drawSeries({ seed, split: 'train' })
  return { past: scaled(past), ahead: scaled(ahead) }
})
const perEpoch = Math.floor(TRAINING_COUNT / BATCH)
let order: readonly number[] = []
network.train({
  steps: EPOCHS * perEpoch,
  rate: RATE,
  examples: (step) => {
    const at = step % perEpoch
    if (at === 0) order = shuffled(TRAINING_COUNT, random)
    const batch = order.slice(at * BATCH, (at + 1) * BATCH).map((seed) => drawn[seed]!)
    // A batch is one row, and each hour one of its channels.
    const side = (read: (one: (typeof batch)[number]) => Float64Array, hours: number) =>
      Float64Array.from(
        { length: hours * BATCH },
        (_, i) => read(batch[i % BATCH]!)[Math.floor(i / BATCH)]!,
      )
    const input = { height: 1, width: BATCH, values: side(({ past }) => past, PAST) }
    return [{ input, target: side(({ ahead }) => ahead, AHEAD) }]
  },
})
writeFileSync(new URL('model.onnx', import.meta.url), toOnnx(network))

function shuffled(count: number, { integer }: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const other = integer(i + 1)
    ;[order[i], order[other]] = [order[other]!, order[i]!]
  }
  return order
}

/** The network as one that takes and gives MW, and computes in MW too: a ReLU and sums are the same in any unit. */
function toOnnx({ layers, beside }: Network): Uint8Array {
  const [first, second] = layers as [Layer, Layer]
  const rowsOf = ({ weights, inputs, outputs }: Layer) =>
    Array.from({ length: outputs }, (_, row) => weights.subarray(row * inputs, (row + 1) * inputs))
  /** What is added to a row's sum of MW: its bias, and what the hours' middle would have changed. */
  const shiftOf = (bias: number, row: Float64Array) =>
    SPREAD * bias - MIDDLE * row.reduce((sum, weight) => sum + weight, 0)
  const hours = rowsOf(beside)
  const gemm = (name: string, input: string, output: string) => ({
    opType: 'Gemm',
    name,
    input: [input, `${name}.weight`, `${name}.bias`],
    output: [output],
    attribute: [whole('transB', 1)],
  })
  return onnxFile({
    nodes: [
      { opType: 'Reshape', name: 'row', input: ['input', 'sizes'], output: ['hours'] },
      gemm('hidden', 'hours', 'sums'),
      { opType: 'Relu', name: 'relu', input: ['sums'], output: ['patterns'] },
      {
        opType: 'Concat',
        name: 'concat',
        input: ['patterns', 'hours'],
        output: ['all'],
        attribute: [whole('axis', 1)],
      },
      gemm('answer', 'all', 'demand'),
    ],
    constants: [
      { name: 'sizes', dims: [2], whole: [1, PAST] },
      { name: 'hidden.weight', dims: [HIDDEN, PAST], floats: first.weights },
      {
        name: 'hidden.bias',
        dims: [HIDDEN],
        floats: rowsOf(first).map((row, i) => shiftOf(first.bias[i]!, row)),
      },
      {
        name: 'answer.weight',
        dims: [AHEAD, HIDDEN + PAST],
        floats: rowsOf(second).flatMap((row, i) => [...row, ...hours[i]!]),
      },
      {
        name: 'answer.bias',
        dims: [AHEAD],
        floats: hours.map((row, i) => MIDDLE + shiftOf(second.bias[i]! + beside.bias[i]!, row)),
      },
    ],
    input: { name: 'input', dims: [1, 1, PAST, 1] },
    output: { name: 'demand', dims: [1, AHEAD] },
  })
}
