import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileModel } from '../../compileNode.ts'
import { CompileError } from '../CompileError.ts'
import { floats, integers, onnxModel, randomFrom, type TestNode } from '../testing/onnxModel.ts'
import { hardInputs, wholeWeights } from '../testing/randomTrees.ts'

const FEATURES = 5
const TREES = 7
const CLASSES = 3

type Path = { conditions: [node: number, sign: number][] }

/** Trees of different sizes as Hummingbird's matrices, the smaller ones filled up with zeros. */
function matrices(parameters: { isTurned?: boolean; overlap?: boolean } = {}): {
  onnx: Uint8Array
  thresholds: number[]
} {
  const random = randomFrom(7)
  const thresholds = Array.from({ length: 9 }, () => Math.fround(random.normal()))
  const pick = (count: number) => Math.floor(random.next() * count)
  const trees = Array.from({ length: TREES }, (_, tree) => {
    const paths: Path[] = []
    let nodes = 0
    const grow = (depth: number, conditions: Path['conditions']) => {
      // The last tree is a single leaf.
      if (depth === 0 || tree === TREES - 1 || (depth < 4 && random.next() < 0.3)) {
        paths.push({ conditions })
        return
      }
      const node = nodes++
      grow(depth - 1, [...conditions, [node, 1]])
      grow(depth - 1, [...conditions, [node, -1]])
    }
    grow(4, [])
    return { nodes, paths }
  })
  const nodes = Math.max(...trees.map((tree) => tree.nodes))
  const leaves = Math.max(...trees.map(({ paths }) => paths.length))
  const features = new Float32Array(TREES * nodes * FEATURES)
  const bounds = new Float32Array(TREES * nodes)
  const paths = new Float32Array(TREES * leaves * nodes)
  const sums = new Float32Array(TREES * leaves)
  const values = new Float32Array(TREES * CLASSES * leaves)
  const weights = wholeWeights(8, TREES * CLASSES * leaves)
  trees.forEach((tree, t) => {
    for (let node = 0; node < tree.nodes; node++) {
      features[(t * nodes + node) * FEATURES + pick(FEATURES)] = 1
      bounds[t * nodes + node] = thresholds[pick(thresholds.length)] ?? 0
    }
    tree.paths.forEach(({ conditions }, leaf) => {
      for (const [node, sign] of conditions) paths[(t * leaves + leaf) * nodes + node] = sign
      sums[t * leaves + leaf] = conditions.filter(([, sign]) => sign > 0).length
      for (let c = 0; c < CLASSES; c++) {
        const place = (t * CLASSES + c) * leaves + leaf
        values[place] = (weights[place] ?? 0) || 1
      }
    })
  })
  // A path that no longer asks for its first condition overlaps with its neighbour.
  if (parameters.overlap) {
    const first = trees[0]?.paths[0]?.conditions.at(-1)?.[0] ?? 0
    paths[first] = 0
    sums[0] = (sums[0] ?? 0) - 1
  }
  const rows = TREES * nodes
  const product: TestNode[] = parameters.isTurned
    ? [
        { op: 'Gemm', inputs: ['x', 'features'], outputs: ['row'], attributes: { transB: 1 } },
        { op: 'Transpose', inputs: ['row'], outputs: ['chosen'] },
      ]
    : [
        { op: 'Transpose', inputs: ['x'], outputs: ['column'] },
        { op: 'MatMul', inputs: ['features', 'column'], outputs: ['chosen'] },
      ]
  const onnx = onnxModel({
    inputs: { x: [1, FEATURES] },
    outputs: ['label', 'scores'],
    outputDtypes: { label: 'i64' },
    nodes: [
      ...product,
      { op: 'Less', inputs: ['chosen', 'bounds'], outputs: ['holds'] },
      { op: 'Reshape', inputs: ['holds', 'byTree'], outputs: ['grouped'] },
      { op: 'Cast', inputs: ['grouped'], outputs: ['conditions'], attributes: { to: 1 } },
      { op: 'MatMul', inputs: ['paths', 'conditions'], outputs: ['counts'] },
      { op: 'Reshape', inputs: ['counts', 'flat'], outputs: ['all'] },
      { op: 'Equal', inputs: ['all', 'sums'], outputs: ['taken'] },
      { op: 'Reshape', inputs: ['taken', 'byLeaf'], outputs: ['leaf'] },
      { op: 'Cast', inputs: ['leaf'], outputs: ['leafNumber'], attributes: { to: 1 } },
      { op: 'MatMul', inputs: ['values', 'leafNumber'], outputs: ['each'] },
      {
        op: 'ReduceSum',
        inputs: ['each', 'first'],
        outputs: ['sum'],
        attributes: { keepdims: 0 },
      },
      { op: 'Transpose', inputs: ['sum'], outputs: ['scores'] },
      {
        op: 'ArgMax',
        inputs: ['scores'],
        outputs: ['label'],
        attributes: { axis: 1, keepdims: 0 },
      },
    ],
    constants: {
      features: floats([rows, FEATURES], features),
      bounds: floats([rows, 1], bounds),
      paths: floats([TREES, leaves, nodes], paths),
      sums: floats([TREES * leaves, 1], sums),
      values: floats([TREES, CLASSES, leaves], values),
      byTree: integers([TREES, nodes, -1]),
      byLeaf: integers([TREES, leaves, -1]),
      flat: integers([TREES * leaves, -1]),
      first: integers([0]),
    },
  })
  return { onnx, thresholds }
}

describe('trees as products of matrices', () => {
  for (const isTurned of [false, true]) {
    const name = isTurned ? 'on the right' : 'on the left'
    test(`answer as the float model does, with the features' matrix ${name}`, async () => {
      const { onnx, thresholds } = matrices({ isTurned })
      // Zero times infinity is no number in the float model.
      const heldOut = hardInputs(9, 300, FEATURES, thresholds).map((input) =>
        input.map((value) => (Number.isFinite(value) ? value : 1e30)),
      )
      const { report } = await compileModel(onnx, { calibration: [], heldOut })
      assert.equal(report.measured?.agreement, 1)
      assert.equal(report.measured.inputs, 300)
      assert.equal(report.measured.outputs[1]?.largest, 0)
      assert.deepEqual(report.tail, [])
      assert.equal(report.inputs[0]?.encoding, 'order')
    })
  }

  test('are refused as trees where two leaves may be taken at once', async () => {
    const { onnx } = matrices({ overlap: true })
    await assert.rejects(
      compileModel(onnx, { calibration: [new Float32Array(FEATURES)] }),
      CompileError,
    )
  })
})
