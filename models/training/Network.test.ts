import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../drawing/random.ts'
import { type Example, emptyLayer, Network } from './Network.ts'

const STREAM = 0x7ea1

function example(channels: number, outputs: number, seed: number): Example {
  const random = createRandom({ seed, stream: STREAM })
  const input = {
    height: 4,
    width: 5,
    values: Float64Array.from({ length: channels * 20 }, () => random.normal()),
  }
  return { input, target: Float64Array.from({ length: outputs * 20 }, () => random.normal()) }
}

const errorOf = (network: Network, { input, target }: Example) =>
  network.run(input).reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 0) / target.length

test('Network: each gradient is what the error changes by when its number is moved', () => {
  const random = createRandom({ seed: 1, stream: STREAM })
  const network = new Network({ channels: [2, 3, 3, 2], kernel: 3, random })
  const layers = [...network.layers, network.beside]
  for (const { weights } of layers)
    for (const i of weights.keys()) weights[i]! += 0.3 * random.normal()
  const one = example(2, 2, 2)
  const gradients = layers.map(({ inputs, outputs, kernel }) => emptyLayer(inputs, outputs, kernel))
  network.addGradient(one, gradients, 1)
  const step = 1e-6
  for (const [at, layer] of layers.entries())
    for (const part of ['weights', 'bias'] as const)
      for (const i of layer[part].keys()) {
        const value = layer[part][i]!
        layer[part][i] = value + step
        const more = errorOf(network, one)
        layer[part][i] = value - step
        const less = errorOf(network, one)
        layer[part][i] = value
        const slope = (more - less) / (2 * step)
        assert.ok(Math.abs(slope - gradients[at]![part][i]!) < 1e-6, `${at} ${part} ${i}`)
      }
})

test('Network: training learns what no line gives, and the same examples give the same weights', () => {
  const learn = () => {
    const random = createRandom({ seed: 3, stream: STREAM })
    const network = new Network({ channels: [1, 8, 1], kernel: 1, random })
    const row = (step: number): Example => {
      const drawn = createRandom({ seed: step, stream: STREAM + 1 })
      const values = Float64Array.from({ length: 32 }, () => drawn.normal())
      return { input: { height: 1, width: 32, values }, target: values.map(Math.abs) }
    }
    network.train({ steps: 600, rate: 0.02, examples: (step) => [row(step)] })
    return { network, error: errorOf(network, row(1_000_000)) }
  }
  const { network, error } = learn()
  assert.ok(error < 0.003, `${error}`)
  assert.deepEqual(learn().network.layers, network.layers)
})
