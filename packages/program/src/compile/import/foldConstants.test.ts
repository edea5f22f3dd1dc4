import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import type { FloatRuntime } from '../floatRuntime.ts'
import { floats, integers, onnxModel, type TestNode } from '../testing/onnxModel.ts'
import { importFolded } from './foldConstants.ts'
import { DEFAULT_LIMITS } from './importLimits.ts'

const runtime = ort as unknown as FloatRuntime

function modelOf(nodes: readonly TestNode[]): Uint8Array {
  return onnxModel({
    inputs: { x: [1, 6] },
    outputs: ['y'],
    nodes: [...nodes, { op: 'Mul', inputs: ['x', 'k'], outputs: ['y'] }],
    constants: {
      sizes: integers([2, 3]),
      half: floats([1, 3], [0, 1, 2]),
      other: floats([2, 1], [1, 2]),
      axes: integers([0]),
    },
  })
}

describe('importFolded', () => {
  test('a chain of operators without a rule here, of nothing but constants, is a constant', async () => {
    const bytes = modelOf([
      { op: 'ReduceProd', inputs: ['sizes'], outputs: ['product'], attributes: { keepdims: 1 } },
      { op: 'Cast', inputs: ['product'], outputs: ['six'], attributes: { to: 1 } },
      { op: 'GreaterOrEqual', inputs: ['half', 'other'], outputs: ['above'] },
      { op: 'Not', inputs: ['above'], outputs: ['below'] },
      { op: 'Or', inputs: ['above', 'below'], outputs: ['all'] },
      { op: 'NonZero', inputs: ['all'], outputs: ['places'] },
      { op: 'Cast', inputs: ['places'], outputs: ['numbers'], attributes: { to: 1 } },
      { op: 'ReduceMax', inputs: ['numbers'], outputs: ['most'], attributes: { axes: [0] } },
      { op: 'Add', inputs: ['most', 'six'], outputs: ['k'] },
    ])
    const { problems, float, foldable } = await importFolded(bytes, {}, runtime)
    assert.deepEqual([problems, foldable], [[], []])
    assert.deepEqual(
      float.nodes.map(({ op }) => op),
      ['Mul'],
    )
    // Rows 0, 0, 0, 1, 1, 1 and columns 0, 1, 2, 0, 1, 2: the larger of each pair, and 2 * 3.
    assert.deepEqual([...(float.constants.get('k')?.data ?? [])], [6, 7, 8, 7, 7, 8])
  })

  test('what cannot be computed is reported once, and does not keep the rest from it', async () => {
    const bytes = modelOf([
      { op: 'NoSuchOperator', inputs: ['half'], outputs: ['a'], name: 'unknown' },
      { op: 'RandomNormalLike', inputs: ['half'], outputs: ['b'], name: 'random' },
      { op: 'ReduceProd', inputs: ['sizes'], outputs: ['p'], attributes: { keepdims: 0 } },
      { op: 'Cast', inputs: ['p'], outputs: ['c'], attributes: { to: 1 } },
      { op: 'Sum', inputs: ['a', 'b', 'c'], outputs: ['k'] },
    ])
    const { problems, float } = await importFolded(bytes, {}, runtime)
    assert.deepEqual(
      problems.map(({ node }) => node),
      ['unknown', 'random'],
    )
    assert.deepEqual([...(float.constants.get('c')?.data ?? [])], [6])
  })

  test('a constant of too many elements is not taken from onnxruntime either', async () => {
    const bytes = onnxModel({
      inputs: { x: [1, 12] },
      outputs: ['y'],
      nodes: [
        { op: 'NonZero', inputs: ['ones'], outputs: ['places'], name: 'places' },
        { op: 'Cast', inputs: ['places'], outputs: ['k'], attributes: { to: 1 } },
        { op: 'Reshape', inputs: ['k', 'flat'], outputs: ['row'] },
        { op: 'Mul', inputs: ['x', 'row'], outputs: ['y'] },
      ],
      constants: { ones: floats([2, 3], [1, 1, 1, 1, 1, 1]), flat: integers([1, 12]) },
    })
    assert.deepEqual((await importFolded(bytes, {}, runtime)).problems, [])
    const limits = { ...DEFAULT_LIMITS, tensorElements: 11 }
    const { problems } = await importFolded(bytes, { limits }, runtime)
    assert.ok(problems.some(({ node }) => node === 'places'))
  })
})
