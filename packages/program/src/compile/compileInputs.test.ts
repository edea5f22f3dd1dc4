import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { compile } from './compile.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { NetBuilder } from './testing/NetBuilder.ts'
import { onnxModel, randomFrom } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime

describe('compile of inputs', () => {
  test('several inputs are packed into one', async () => {
    const random = randomFrom(7)
    const net = new NetBuilder({ image: [1, 3, 8, 8], extra: [1, 4] })
    const mean = net.node('GlobalAveragePool', [net.relu(net.conv('image', [3, 8]))])
    const joined = net.node('Concat', [net.node('Flatten', [mean]), 'extra'], { axis: 1 })
    const bytes = net.finish([net.dense(joined, [12, 5])])
    const inputs = () =>
      Array.from({ length: 60 }, () => ({
        image: random.values([1, 3, 8, 8]).data,
        extra: random.values([1, 4]).data,
      }))
    const { program, report } = await compile(bytes, {
      calibration: inputs(),
      heldOut: inputs(),
      runtime,
    })
    assert.deepEqual(program.input, { dtype: 'u8', shape: [196] })
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  test('words, by their numbers, choose rows of a table', async () => {
    const random = randomFrom(8)
    const bytes = onnxModel({
      inputs: { words: [1, 6] },
      inputDtype: 'i64',
      outputs: ['y'],
      nodes: [
        { op: 'Gather', inputs: ['table', 'words'], outputs: ['rows'] },
        {
          op: 'ReduceMean',
          inputs: ['rows'],
          outputs: ['mean'],
          attributes: { axes: [1], keepdims: 0 },
        },
        { op: 'Gemm', inputs: ['mean', 'w', 'b'], outputs: ['y'] },
      ],
      constants: {
        table: random.values([50, 16]),
        w: random.values([16, 4]),
        b: random.values([4]),
      },
    })
    const inputs = () =>
      Array.from({ length: 60 }, () =>
        Float64Array.from({ length: 6 }, () => Math.floor(random.next() * 50)),
      )
    const { program, report } = await compile(bytes, {
      calibration: inputs(),
      heldOut: inputs(),
      runtime,
    })
    assert.deepEqual(program.input, { dtype: 'i32', shape: [1, 6] })
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  for (const inputDtype of ['u8', 'i8', 'i32', 'i64', 'f64'] as const)
    test(`an ${inputDtype} input that is cast at once becomes bytes`, async () => {
      const random = randomFrom(9)
      const bytes = onnxModel({
        inputs: { pixels: [1, 8] },
        inputDtype,
        outputs: ['y'],
        nodes: [
          { op: 'Cast', inputs: ['pixels'], outputs: ['numbers'], attributes: { to: 1 } },
          { op: 'Gemm', inputs: ['numbers', 'w', 'b'], outputs: ['y'] },
        ],
        constants: { w: random.values([8, 4]), b: random.values([4]) },
      })
      const inputs = () =>
        Array.from({ length: 60 }, () =>
          Float64Array.from({ length: 8 }, () => Math.floor(random.next() * 128)),
        )
      const { program, report } = await compile(bytes, {
        calibration: inputs(),
        heldOut: inputs(),
        runtime,
      })
      assert.deepEqual(program.input, { dtype: 'u8', shape: [1, 8] })
      assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.05)
    })
})
