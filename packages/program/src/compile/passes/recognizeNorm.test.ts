import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { importOnnx } from '../import/importOnnx.ts'
import { simplify } from '../simplify.ts'
import { NetBuilder } from '../testing/NetBuilder.ts'

const COLUMNS = 12

type Spelling = (net: NetBuilder, x: string) => string

const mean = (net: NetBuilder, x: string) =>
  net.node('ReduceMean', [x], { axes: [-1], keepdims: 1 })
const epsilon = (net: NetBuilder) => net.constant([], [1e-5])
const gamma = (net: NetBuilder) => net.weights([COLUMNS], 1)
const beta = (net: NetBuilder) => net.weights([COLUMNS], 0.5)

const spellings: Record<string, Spelling> = {
  'centred, squared with Pow, divided by the root': (net, x) => {
    const centred = net.node('Sub', [x, mean(net, x)])
    const variance = mean(net, net.node('Pow', [centred, net.constant([], [2])]))
    const deviation = net.node('Sqrt', [net.node('Add', [variance, epsilon(net)])])
    const normal = net.node('Div', [centred, deviation])
    return net.node('Add', [net.node('Mul', [normal, gamma(net)]), beta(net)])
  },
  'as the difference of two means': (net, x) => {
    const average = mean(net, x)
    const squares = mean(net, net.node('Mul', [x, x]))
    const variance = net.node('Sub', [squares, net.node('Mul', [average, average])])
    const safe = net.node('Max', [variance, net.constant([], [0])])
    const root = net.node('Sqrt', [net.node('Add', [safe, epsilon(net)])])
    const factor = net.node('Mul', [net.node('Reciprocal', [root]), gamma(net)])
    const centred = net.node('Sub', [x, average])
    return net.node('Add', [net.node('Mul', [centred, factor]), beta(net)])
  },
  'that is not centred': (net, x) => {
    const root = net.node('Sqrt', [
      net.node('Add', [mean(net, net.node('Mul', [x, x])), epsilon(net)]),
    ])
    return net.node('Mul', [net.node('Div', [x, root]), gamma(net)])
  },
  'with factor and offset gathered before the product': (net, x) => {
    const average = mean(net, x)
    const difference = net.node('Sub', [average, x])
    const variance = mean(net, net.node('Mul', [difference, difference]))
    const root = net.node('Sqrt', [net.node('Add', [epsilon(net), variance])])
    const factor = net.node('Mul', [net.node('Reciprocal', [root]), gamma(net)])
    const moved = net.node('Sub', [beta(net), net.node('Mul', [average, factor])])
    return net.node('Add', [net.node('Mul', [x, factor]), moved])
  },
}

function opsOf(spelling: Spelling): string[] {
  const net = new NetBuilder({ x: [1, 5, COLUMNS] }, { seed: 9 })
  const bytes = net.finish([net.node('Tanh', [spelling(net, 'x')])])
  const imported = importOnnx(bytes)
  assert.deepEqual(imported.problems, [])
  const { graph } = simplify({ ...imported.float, outputs: imported.outputs }, 'wide')
  return graph.nodes.map((node) => node.op)
}

describe('recognizeNorm', () => {
  for (const [name, spelling] of Object.entries(spellings))
    test(`finds a layer normalization ${name}`, () => {
      assert.deepEqual(opsOf(spelling), ['LayerNorm', 'Affine', 'Unary'])
    })

  test('finds one along an axis that is not the last', () => {
    const ops = opsOf((net, x) => {
      const along = (y: string) => net.node('ReduceMean', [y], { axes: [1], keepdims: 1 })
      const average = along(x)
      const squares = along(net.node('Mul', [x, x]))
      const variance = net.node('Sub', [squares, net.node('Mul', [average, average])])
      const root = net.node('Sqrt', [net.node('Add', [variance, epsilon(net)])])
      const normal = net.node('Div', [net.node('Sub', [x, average]), root])
      return net.node('Mul', [normal, net.weights([5, 1], 1)])
    })
    assert.deepEqual(ops, ['Transpose', 'LayerNorm', 'Affine', 'Transpose', 'Unary'])
  })

  test('leaves alone what only resembles one', () => {
    const ops = opsOf((net, x) => {
      const centred = net.node('Sub', [x, net.node('Mul', [mean(net, x), net.constant([], [0.9])])])
      const variance = mean(net, net.node('Mul', [centred, centred]))
      const root = net.node('Sqrt', [net.node('Add', [variance, epsilon(net)])])
      return net.node('Div', [x, root])
    })
    assert.ok(!ops.includes('LayerNorm'), `${ops}`)
  })
})
