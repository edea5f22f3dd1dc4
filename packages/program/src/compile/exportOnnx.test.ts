import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import onnxProto from 'onnx-proto'
import { tensorProto } from './exportOnnx.ts'
import { readTensor } from './import/readTensor.ts'

const { TensorProto } = onnxProto.onnx

describe('tensorProto', () => {
  test('the end of an axis stays beyond every axis', () => {
    const end = TensorProto.encode({
      dims: [2],
      dataType: 7,
      rawData: new Uint8Array(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)).buffer),
    }).finish()
    const read = readTensor(TensorProto.decode(end), 2)
    assert.ok(typeof read !== 'string', `${read}`)
    const bytes = TensorProto.encode(tensorProto('ends', read)).finish()
    const again = readTensor(TensorProto.decode(bytes), 2)
    assert.ok(typeof again !== 'string', `${again}`)
    const [last = 0, first = 0] = again.data
    assert.ok(last > 2 ** 62, `${last}`)
    assert.equal(first, -(2 ** 63))
  })
})
