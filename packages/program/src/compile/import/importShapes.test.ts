import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { holdGraph } from '../testing/holdGraph.ts'
import { floats, integers, onnxModel, randomFrom, type TestModel } from '../testing/onnxModel.ts'
import { importOnnx } from './importOnnx.ts'

const random = randomFrom(5)

type Attributes = NonNullable<TestModel['nodes'][number]['attributes']>

/** A model of one node whose first operand is its input. */
function one(
  op: string,
  shape: readonly number[],
  parameters: {
    attributes?: Attributes
    constants?: NonNullable<TestModel['constants']>
    opset?: number
    /** Names of the operands after the first, where they are not the constants in their order. */
    operands?: readonly string[]
  } = {},
): TestModel {
  const { attributes = {}, constants = {}, opset = 18 } = parameters
  const operands = parameters.operands ?? Object.keys(constants)
  return {
    opset,
    inputs: { x: shape },
    outputs: ['y'],
    nodes: [{ op, inputs: ['x', ...operands], outputs: ['y'], attributes }],
    constants,
  }
}

describe('volumes', () => {
  const kernels: Record<string, [Attributes, readonly number[]]> = {
    'without padding': [{}, [4, 3, 2, 3, 3]],
    'with padding, strides and dilations': [
      { pads: [1, 0, 2, 0, 1, 1], strides: [2, 1, 2], dilations: [1, 2, 1] },
      [4, 3, 3, 2, 3],
    ],
    'in groups, padded by name': [{ group: 3, auto_pad: 'SAME_UPPER' }, [6, 1, 3, 3, 2]],
  }
  for (const [name, [attributes, kernel]] of Object.entries(kernels)) {
    test(`a convolution ${name} is one of images`, async () => {
      const bias = random.values([kernel[0] ?? 0])
      const constants = { w: random.values(kernel), b: bias }
      const ops = await holdGraph(one('Conv', [2, 3, 5, 6, 7], { attributes, constants }))
      assert.equal(ops.filter((op) => op === 'Conv').length, 1)
    })
  }

  test('pools take height and width first, then depth', async () => {
    const window = { kernel_shape: [2, 3, 2], strides: [2, 1, 2], pads: [1, 1, 0, 1, 1, 1] }
    await holdGraph(one('MaxPool', [2, 3, 5, 6, 7], { attributes: window }))
    for (const counted of [0, 1]) {
      const attributes = { ...window, count_include_pad: counted }
      await holdGraph(one('AveragePool', [1, 3, 5, 6, 7], { attributes }))
    }
    await holdGraph(one('GlobalAveragePool', [2, 3, 5, 6, 7]))
    await holdGraph(one('GlobalMaxPool', [2, 3, 5, 6, 7]))
  })
})

describe('resizing', () => {
  const sizes: Record<string, [readonly number[], readonly number[]]> = {
    larger: [
      [1, 2, 4, 5],
      [1, 1, 2, 1.5],
    ],
    smaller: [
      [1, 2, 9, 12],
      [1, 1, 0.5, 0.4],
    ],
  }
  for (const [name, [shape, scales]] of Object.entries(sizes)) {
    for (const mode of ['cubic', 'linear']) {
      for (const coordinates of ['half_pixel', 'align_corners', 'asymmetric']) {
        test(`${name} pictures by ${mode} weights, ${coordinates}`, async () => {
          const model = one('Resize', shape, {
            attributes: { mode, coordinate_transformation_mode: coordinates },
            operands: ['', 's'],
            constants: { s: floats([4], scales) },
          })
          await holdGraph(model, { tolerance: 1e-3 })
        })
      }
    }
  }

  test('cubic weights leave out what is outside, or take another coefficient', async () => {
    for (const attributes of [{ exclude_outside: 1 }, { cubic_coeff_a: { float: -0.5 } }]) {
      const model = one('Resize', [1, 1, 6, 6], {
        attributes: { mode: 'cubic', ...attributes },
        operands: ['', '', 'n'],
        constants: { n: integers([1, 1, 9, 4]) },
      })
      await holdGraph(model, { tolerance: 1e-3 })
    }
  })

  test('a picture that shrinks without steps is seen through wider windows', async () => {
    for (const mode of ['cubic', 'linear']) {
      const model = one('Resize', [1, 1, 12, 12], {
        attributes: { mode, antialias: 1 },
        operands: ['', '', 'n'],
        constants: { n: integers([1, 1, 5, 6]) },
      })
      await holdGraph(model, { tolerance: 1e-3 })
    }
  })

  test('the ratio of the sides is kept by the smaller or the larger scale', async () => {
    for (const policy of ['not_larger', 'not_smaller']) {
      const model = one('Resize', [1, 1, 4, 6], {
        attributes: {
          ...{ mode: 'linear', keep_aspect_ratio_policy: policy, axes: [2, 3] },
        },
        operands: ['', '', 'n'],
        constants: { n: integers([7, 8]) },
      })
      await holdGraph(model, { tolerance: 1e-3 })
    }
  })
})

describe('places that are known', () => {
  const shape = [3, 4]
  const indices = integers([1, 0, 3, 2, -1, 1], [3, 2])

  test('elements are gathered along an axis, and parts along the first axes', async () => {
    for (const axis of [0, 1]) {
      const at = integers([0, 2, 1, 0, 2, 1], [3, 2])
      await holdGraph(one('GatherElements', shape, { attributes: { axis }, constants: { i: at } }))
    }
    const rows = integers([2, 0, 1, -1], [2, 2])
    await holdGraph(one('GatherND', [3, 4, 2], { constants: { i: rows } }))
    const each = integers([2, 0, 1], [3, 1])
    const model = one('GatherND', [3, 4, 2], {
      attributes: { batch_dims: 1 },
      constants: { i: each },
    })
    await holdGraph(model)
  })

  test('updates stand in place of elements, the last of one place', async () => {
    const constants = { i: indices, u: random.values([3, 2]) }
    for (const op of ['ScatterElements', 'Scatter']) {
      const opset = op === 'Scatter' ? 10 : 18
      await holdGraph(one(op, shape, { attributes: { axis: 1 }, constants, opset }))
    }
    const rows = { i: integers([2, 0, 2], [3, 1]), u: random.values([3, 4]) }
    await holdGraph(one('ScatterND', shape, { constants: rows }))
  })

  for (const reduction of ['add', 'mul', 'max', 'min']) {
    test(`updates are joined with the elements by ${reduction}, several of one place too`, async () => {
      const attributes = { reduction, axis: 1 }
      const constants = { i: integers([1, 1, 0, 3, 2, 2], [3, 2]), u: random.values([3, 2]) }
      await holdGraph(one('ScatterElements', shape, { attributes, constants }))
      const rows = { i: integers([2, 0, 2], [3, 1]), u: random.values([3, 4]) }
      await holdGraph(one('ScatterND', shape, { attributes: { reduction }, constants: rows }))
    })
  }

  test('indices that depend on the input are refused with what helps', () => {
    const { problems } = importOnnx(
      onnxModel({
        ...one('GatherElements', [3, 4], { operands: ['k'] }),
        inputs: { x: [3, 4], k: [3, 4] },
        inputDtype: 'i64',
      }),
    )
    assert.match(problems[0]?.reason ?? '', /depend on the input.*--freeze/)
  })

  test('an index beyond its axis is refused', () => {
    const bytes = onnxModel(one('GatherND', shape, { constants: { i: integers([3, 0], [1, 2]) } }))
    assert.match(importOnnx(bytes).problems[0]?.reason ?? '', /index 3 is not among 3 elements/)
  })
})
