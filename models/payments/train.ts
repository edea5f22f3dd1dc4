// Trains the trees on payments of split 'train' and writes model.onnx, the same bytes on every machine:
//   node models/payments/train.ts
import { writeFileSync } from 'node:fs'
import { boost } from '../training/boost.ts'
import { treesToOnnx } from '../training/treesToOnnx.ts'
import { drawPayment, features, labels } from './draw.ts'
import { DEPTH, RATE, ROUNDS, TRAINING_COUNT } from './training.ts'

const drawn = Array.from({ length: TRAINING_COUNT }, (_, seed) =>
  drawPayment({ seed, split: 'train' }),
)
const ensemble = boost({
  rows: drawn.map(({ bytes }) => new Int32Array(bytes.buffer)),
  labels: drawn.map(({ label }) => label),
  classes: labels.length,
  ...{ rounds: ROUNDS, depth: DEPTH, rate: RATE },
})
const size = { features: features.length, classes: labels.length }
writeFileSync(new URL('model.onnx', import.meta.url), treesToOnnx(ensemble, size))
