import assert from 'node:assert/strict'
import { test } from 'node:test'
import proto from 'onnx-proto'
import { PROFILE_NATIVE, PROFILE_REPLICABLE } from '../commit/modelId.ts'
import { openFloatModel } from '../node.ts'
import { openFloatModel as openOnWeb } from '../web.ts'

const { onnx } = proto

/** A float model that doubles its input. */
function doubling(shape: readonly (number | string)[]): Uint8Array {
  const value = (name: string) => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: {
          dim: shape.map((size) =>
            typeof size === 'number' ? { dimValue: size } : { dimParam: size },
          ),
        },
      },
    },
  })
  return onnx.ModelProto.encode({
    irVersion: 7,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'doubling',
      node: [{ opType: 'Add', input: ['x', 'x'], output: ['y'] }],
      input: [value('x')],
      output: [value('y')],
    },
  }).finish()
}

function floats(bytes: Uint8Array): number[] {
  return [...new Float32Array(bytes.slice().buffer)]
}

for (const [engine, open, profile] of [
  ['onnxruntime-node', openFloatModel, PROFILE_NATIVE],
  ['onnxruntime-web', openOnWeb, PROFILE_REPLICABLE],
] as const) {
  test(`${engine}`, async () => {
    const session = await open(doubling([1, 3]))
    assert.equal(session.engine, engine)
    assert.equal(session.profile, profile)
    assert.equal(session.inputBytes, 12)
    const input = new Uint8Array(Float32Array.of(1.5, -2, 0).buffer)
    assert.deepEqual(floats(await session.run(input)), [3, -4, 0])
    const pool = Buffer.concat([Buffer.of(1), input])
    assert.deepEqual(floats(await session.run(pool.subarray(1))), [3, -4, 0])
    await session.close()
  })

  test(`${engine} takes bytes where the card says so`, async () => {
    const encoding = { scale: 0.5, zero: 4 }
    const card = { input: { bytes: { dtype: 'u8', layout: 'HWC' }, encoding } }
    const session = await open(doubling([1, 2, 1, 2]), { card })
    assert.equal(session.inputBytes, 4)
    // Two pixels of two channels; the model has the channels first.
    assert.deepEqual(floats(await session.run(Uint8Array.of(4, 5, 6, 255))), [0, 2, 1, 251])
    await session.close()
    const features = [
      { scale: 1, zero: 0 },
      { scale: 2, zero: 1 },
    ]
    const table = await open(doubling([1, 2]), {
      card: { input: { bytes: { dtype: 'u8', layout: 'F' }, features } },
    })
    assert.deepEqual(floats(await table.run(Uint8Array.of(3, 4))), [6, 12])
    await table.close()
  })

  test(`${engine} refuses what it cannot run with one clear error`, async () => {
    const file = doubling([1, 3])
    const refusals: readonly (readonly [Uint8Array, RegExp])[] = [
      [new Uint8Array(0), /empty/],
      [file.subarray(0, file.length - 5), /cannot read/],
      [new TextEncoder().encode('not a model'), /cannot read/],
      [doubling(['batch', 3]), /input "x" has the shape .* not fixed/],
    ]
    for (const [bytes, message] of refusals)
      await assert.rejects(open(bytes), { name: 'InvalidModel', message })
    const session = await open(file)
    await assert.rejects(session.run(new Uint8Array(11)), {
      name: 'InvalidInput',
      message: /11 bytes; this model takes 12/,
    })
    await session.close()
  })
}
