import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { exportOnnx } from '../exportOnnx.ts'
import type { FloatGraph } from '../floatGraph.ts'
import { type FloatRuntime, openFloat } from '../floatRuntime.ts'
import { importOnnx } from '../import/importOnnx.ts'
import { type CalibrationInput, calibrate, channelAxis } from '../quantize/calibrate.ts'
import { simplify } from '../simplify.ts'
import { NetBuilder } from '../testing/NetBuilder.ts'
import { equalizeChannels } from './equalizeChannels.ts'

const runtime = ort as unknown as FloatRuntime

/** A net's simplified graph, some inputs, and what calibration sees of it. */
async function observed(build: (net: NetBuilder) => string) {
  const net = new NetBuilder({ x: [1, 3, 8, 8] }, { seed: 5 })
  const imported = importOnnx(net.finish([build(net)]))
  assert.deepEqual(imported.problems, [])
  const { graph } = simplify({ ...imported.float, outputs: imported.outputs })
  const inputs = Array.from({ length: 6 }, () => new Map([['x', net.random.values([192]).data]]))
  return { graph, inputs, observations: await observe(graph, inputs) }
}

function observe(graph: FloatGraph, inputs: readonly CalibrationInput[]) {
  return calibrate({ graph, tensors: graph.nodes.map(({ output }) => output), inputs, runtime })
}

async function outputsOf(graph: FloatGraph, inputs: readonly CalibrationInput[]) {
  const model = await openFloat(runtime, exportOnnx(graph, graph.outputs), graph.types)
  const results: number[] = []
  for (const input of inputs)
    for (const values of (await model.run(input)).values()) results.push(...Array.from(values))
  await model.close()
  return results
}

/** How much wider the widest channel of each tensor is than its narrowest, at most. */
function spread(graph: FloatGraph, observations: Awaited<ReturnType<typeof observe>>): number {
  let most = 1
  for (const { output } of graph.nodes) {
    const seen = observations.get(output)
    if (!seen || graph.outputs.includes(output)) continue
    const reach = Array.from(seen.highs, (high, c) => Math.max(high, -(seen.lows[c] ?? 0)))
    most = Math.max(most, Math.max(...reach) / Math.min(...reach))
  }
  return most
}

/** A convolution whose output channels differ in size. */
function unevenConv(net: NetBuilder, x: string, from: number, to: number): string {
  const factors = Array.from({ length: to }, (_, c) => 4 ** -(c % 4))
  return net.node('Mul', [net.conv(x, [from, to]), net.constant([1, to, 1, 1], factors)])
}

const nets: readonly (readonly [string, (net: NetBuilder) => string])[] = [
  [
    'a chain of convolutions with Relu and a pool between',
    (net) => {
      const first = net.node('Relu', [unevenConv(net, 'x', 3, 8)])
      const pooled = net.maxPool(first, 2, 2, 0)
      return net.conv(pooled, [8, 4])
    },
  ],
  [
    'a residual addition and a concatenation',
    (net) => {
      const first = unevenConv(net, 'x', 3, 8)
      const sum = net.node('Add', [first, unevenConv(net, 'x', 3, 8)])
      const both = net.node('Concat', [net.node('Relu', [sum]), first], { axis: 1 })
      return net.conv(both, [16, 4])
    },
  ],
  [
    'a layer by depth whose clamp is reached by some channels only',
    (net) => {
      const clamped = net.node('Clip', [
        unevenConv(net, 'x', 3, 8),
        net.constant([], [0]),
        net.constant([], [0.5]),
      ])
      return net.conv(net.conv(clamped, [8, 8], { group: 8 }), [8, 4], { kernel: 1, pad: 0 })
    },
  ],
]

for (const [what, build] of nets)
  test(`${what}: the graph computes the same, with more even channels`, async () => {
    const { graph, inputs, observations } = await observed(build)
    const expected = await outputsOf(graph, inputs)
    for (const share of [0.5, 1]) {
      const even = equalizeChannels(graph, observations, new Map(), share)
      assert.notEqual(even, graph)
      const actual = await outputsOf(even, inputs)
      const largest = Math.max(...expected.map(Math.abs))
      for (const [i, value] of expected.entries())
        assert.ok(Math.abs(actual[i]! - value) < 1e-5 * largest, `${actual[i]} for ${value}`)
      const after = spread(even, await observe(even, inputs))
      assert.ok(after < spread(graph, observations) * 0.75, `${after} after share ${share}`)
    }
  })

test('a channel that needs no zero is centred, and its middle goes into the next bias', async () => {
  const { graph, inputs, observations } = await observed((net) => {
    const raised = net.node('Add', [
      net.conv('x', [3, 8]),
      net.constant([1, 8, 1, 1], Array(8).fill(100)),
    ])
    return net.conv(raised, [8, 4], { kernel: 1, pad: 0 })
  })
  const even = equalizeChannels(graph, observations, new Map(), 1)
  const [expected, actual] = [await outputsOf(graph, inputs), await outputsOf(even, inputs)]
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(actual[i]! - value) < 1e-4 * Math.max(1, Math.abs(value)))
  const first = even.nodes[0]!.output
  const seen = (await observe(even, inputs)).get(first)!
  assert.equal(channelAxis(even.types.get(first)!.shape), 1)
  for (const [c, high] of seen.highs.entries())
    assert.ok(Math.abs(high + seen.lows[c]!) < 1e-3 * high, `from ${seen.lows[c]} to ${high}`)
})

test('a graph is left as it is where functions stand between, or ranges are prescribed', async () => {
  const curved = await observed((net) =>
    net.conv(net.node('Sigmoid', [unevenConv(net, 'x', 3, 8)]), [8, 4]),
  )
  assert.equal(equalizeChannels(curved.graph, curved.observations, new Map(), 1), curved.graph)
  const { graph, observations } = await observed((net) =>
    net.conv(net.node('Relu', [unevenConv(net, 'x', 3, 8)]), [8, 4]),
  )
  const fixed = new Map(graph.nodes.map(({ output }) => [output, {}]))
  assert.equal(equalizeChannels(graph, observations, fixed, 1), graph)
})
