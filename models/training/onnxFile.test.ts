import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { onnxFile, whole } from './onnxFile.ts'

test('onnxFile: onnxruntime runs what is written, with floats, bytes and whole numbers in it', async () => {
  const file = onnxFile({
    nodes: [
      { opType: 'Reshape', input: ['input', 'sizes'], output: ['row'] },
      {
        opType: 'Gemm',
        input: ['row', 'weight', 'bias'],
        output: ['sums'],
        attribute: [whole('transB', 1)],
      },
      { opType: 'QuantizeLinear', input: ['sums', 'step', 'zero'], output: ['output'] },
    ],
    constants: [
      { name: 'sizes', dims: [2], whole: [1, 2] },
      { name: 'weight', dims: [2, 2], floats: [1, 0.5, -2, 3] },
      { name: 'bias', dims: [2], floats: [0.25, 0] },
      { name: 'step', dims: [], floats: [0.25] },
      { name: 'zero', dims: [], bytes: Uint8Array.of(7) },
    ],
    input: { name: 'input', dims: [2, 1] },
    output: { name: 'output', dims: [1, 2], isByte: true },
  })
  const session = await InferenceSession.create(file)
  const input = new Tensor('float32', Float32Array.of(1, 2), [2, 1])
  const { output } = await session.run({ input })
  // 1 + 1 + 0.25 = 2.25 and -2 + 6 = 4, in quarters, from 7 on.
  assert.deepEqual([...(output!.data as Uint8Array)], [16, 23])
})
