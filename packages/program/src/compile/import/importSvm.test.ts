import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileModel } from '../../compileNode.ts'
import { CompileError } from '../CompileError.ts'
import { type Attribute, onnxModel, randomFrom } from '../testing/onnxModel.ts'

const FEATURES = 4
const random = randomFrom(23)
const draw = (count: number, scale = 1) =>
  Array.from({ length: count }, () => Math.fround(random.normal() * scale))
const rows = (count: number) =>
  Array.from({ length: count }, () => Float32Array.from(draw(FEATURES)))

const KERNELS: Record<string, Record<string, Attribute>> = {
  LINEAR: { kernel_type: 'LINEAR', kernel_params: { floats: [0.3, 0, 3] } },
  RBF: { kernel_type: 'RBF', kernel_params: { floats: [0.3, 0, 3] } },
  POLY: { kernel_type: 'POLY', kernel_params: { floats: [0.3, 1, 3] } },
  SIGMOID: { kernel_type: 'SIGMOID', kernel_params: { floats: [0.3, 0.5, 3] } },
}

type Attributes = Record<string, Attribute>

async function compileNode(op: string, attributes: Attributes) {
  const isClassifier = op !== 'SVMRegressor'
  const isNamed = 'classlabels_strings' in attributes
  const outputs = isClassifier ? ['label', 'scores'] : ['y']
  const onnx = onnxModel({
    inputs: { x: ['batch', FEATURES] },
    outputs,
    outputDtypes: isClassifier ? { label: isNamed ? 'string' : 'i64' } : {},
    nodes: [{ op, domain: 'ai.onnx.ml', inputs: ['x'], outputs, attributes }],
  })
  return (await compileModel(onnx, { calibration: rows(100), heldOut: rows(200), mostError: 0.01 }))
    .report
}

function classifier(perClass: readonly number[], kernel: Attributes): Attributes {
  const vectors = perClass.reduce((a, b) => a + b, 0)
  const duels = (perClass.length * (perClass.length - 1)) / 2
  return {
    ...kernel,
    vectors_per_class: perClass,
    support_vectors: { floats: draw(vectors * FEATURES) },
    coefficients: { floats: draw((perClass.length - 1) * vectors) },
    rho: { floats: draw(duels, 0.3) },
    classlabels_ints: perClass.map((_, place) => place),
  }
}

describe('support vector machines', () => {
  for (const [kind, kernel] of Object.entries(KERNELS)) {
    test(`a regressor with a ${kind} kernel`, async () => {
      const { measured, verified } = await compileNode('SVMRegressor', {
        ...kernel,
        n_supports: 9,
        support_vectors: { floats: draw(9 * FEATURES) },
        coefficients: { floats: draw(9) },
        rho: { floats: [0.4] },
      })
      assert.ok((measured?.outputs[0]?.relative ?? 1) < 0.02, `${measured?.outputs[0]?.relative}`)
      assert.equal(verified, 1)
    })

    test(`a classifier of three classes with a ${kind} kernel`, async () => {
      const { measured } = await compileNode('SVMClassifier', classifier([4, 3, 5], kernel))
      assert.ok((measured?.agreement ?? 0) >= 0.98, `${measured?.agreement}`)
      assert.ok((measured?.outputs[1]?.relative ?? 1) < 0.02, `${measured?.outputs[1]?.relative}`)
    })
  }

  test('a classifier of two classes, with and without probabilities', async () => {
    for (const shares of [{}, { prob_a: { floats: [-1.3] }, prob_b: { floats: [0.2] } }]) {
      const attributes = { ...classifier([4, 5], KERNELS.RBF ?? {}), ...shares }
      const { measured } = await compileNode('SVMClassifier', attributes)
      assert.ok((measured?.agreement ?? 0) >= 0.98, `${measured?.agreement}`)
      assert.ok((measured?.outputs[1]?.relative ?? 1) < 0.02, `${measured?.outputs[1]?.relative}`)
    }
  })

  test('probabilities of three classes are refused with what helps', async () => {
    const shares = { prob_a: { floats: draw(3) }, prob_b: { floats: draw(3) } }
    await assert.rejects(
      compileNode('SVMClassifier', { ...classifier([4, 3, 5], KERNELS.RBF ?? {}), ...shares }),
      (error) => {
        assert.ok(error instanceof CompileError)
        assert.match(error.message, /probability=False/)
        return true
      },
    )
  })
})

describe('classes with names', () => {
  test('are given by their places, and the report names them', async () => {
    const coefficients = { floats: draw(3 * FEATURES) }
    const intercepts = { floats: draw(3) }
    for (const [classes, names] of [
      [{ classlabels_strings: { strings: ['ham', 'spam', 'other'] } }, ['ham', 'spam', 'other']],
      [{ classlabels_ints: [3, 5, 9] }, ['3', '5', '9']],
    ] as const) {
      const { labels, measured, notes } = await compileNode('LinearClassifier', {
        ...{ coefficients, intercepts },
        ...classes,
      })
      assert.deepEqual(labels, names)
      assert.ok((measured?.agreement ?? 0) >= 0.98)
      assert.match(notes.join(' '), /Instead of a class its place is given/)
    }
    const kernel = KERNELS.RBF ?? {}
    const { classlabels_ints: _, ...machine } = classifier([4, 3, 5], kernel)
    const named = { ...machine, classlabels_strings: { strings: ['a', 'b', 'c'] } }
    const { labels, measured } = await compileNode('SVMClassifier', named)
    assert.deepEqual(labels, ['a', 'b', 'c'])
    assert.ok((measured?.agreement ?? 0) >= 0.98)
  })
})
