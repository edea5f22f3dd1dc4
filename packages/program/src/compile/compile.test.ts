import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { evaluate } from '../run/trace.ts'
import { compile } from './compile.ts'
import { encodeInput } from './encode-input.ts'
import type { FloatRuntime } from './float-runtime.ts'
import { architectures } from './testing/architectures.ts'
import { randomFrom } from './testing/onnx-model.ts'

const runtime = ort as unknown as FloatRuntime
const extents: Record<string, number> = { dense: 24, squeeze: 33, attention: 16 }

function imagesFor(name: string, count: number, seed: number): Float32Array[] {
  const extent = extents[name] ?? 32
  const random = randomFrom(seed)
  return Array.from({ length: count }, () =>
    Float32Array.from(random.values([1, 3, extent, extent]).data),
  )
}

describe('compile', () => {
  for (const [name, make] of Object.entries(architectures)) {
    test(`default: a net of ${name} style stays close to its float original`, async () => {
      const { report, tail } = await compile(make(), {
        calibration: imagesFor(name, 24, 5),
        heldOut: imagesFor(name, 24, 6),
        runtime,
      })
      for (const output of report.measured?.outputs ?? []) {
        assert.ok(
          output.relative < (name === 'attention' ? 0.08 : 0.035),
          `${output.name}: ${output.relative}`,
        )
      }
      assert.ok(
        (report.measured?.agreement ?? 0) >= 0.85,
        `agreement ${report.measured?.agreement}`,
      )
      const floatTail = ['inception', 'squeeze', 'detector'].includes(name)
      assert.equal(tail !== undefined, floatTail)
    })
  }

  for (const opset of [7, 9, 11, 17, 21]) {
    test(`behavior: opset ${opset} gives the same program as opset 13`, async () => {
      for (const name of ['residual', 'shuffle', 'mobile', 'detector'] as const) {
        const make = architectures[name]
        const calibration = imagesFor(name, 4, 5)
        const [expected, actual] = await Promise.all(
          [13, opset].map((version) =>
            compile(make?.({ opset: version }) ?? new Uint8Array(), { calibration, runtime }),
          ),
        )
        assert.deepEqual(actual?.program, expected?.program, name)
      }
    })
  }

  test('behavior: the reference computes what the report was measured with', async () => {
    const calibration = imagesFor('squeeze', 4, 5)
    const { program, report } = await compile(architectures.squeeze?.() ?? new Uint8Array(), {
      calibration,
      runtime,
    })
    const [input] = report.inputs
    const scale = input?.encoding
    assert.ok(input && scale)
    const bytes = encodeInput(
      [{ name: input.name, shape: input.shape, scale }],
      new Map([[input.name, calibration[0] ?? []]]),
    )
    const output = new Int32Array(evaluate(program, bytes).slice().buffer)
    assert.equal(output.length, 10)
    assert.ok(new Set(output).size > 1)
  })
})
