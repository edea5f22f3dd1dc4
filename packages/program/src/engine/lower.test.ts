import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import { elementCount, type Operand } from '../program.ts'
import { lower } from './lower.ts'

/** Layers that share one weight and one channel table, matrices of bytes and of sums, and convolutions. */
function sharedLayers(steps: number) {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, 4, 4, 32] })
  const matrix = builder.weight({ dtype: 'i8', shape: [64, 32] }, new Uint8Array(64 * 32))
  const kernel = { dtype: 'i8', shape: [64, 3, 3, 32] } as const
  const kernels = builder.weight(kernel, new Uint8Array(elementCount(kernel.shape)))
  const zeros = new Array<number>(64).fill(0)
  const table = builder.channelTable(
    zeros,
    zeros.map(() => 1),
  )
  const bytes = { inputZero: 0, outputZero: 0, low: 0, high: 255 }
  const window = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 } as const
  const outputs: Operand[] = []
  for (let i = 0; i < steps; i++)
    for (const dtype of ['u8', 'i32'] as const) {
      const output = { dtype, shape: [1, 4, 4, 64] }
      const flat = [builder.input, matrix, table]
      outputs.push(builder.step('MatMul', flat, bytes, output))
      const image = [builder.input, kernels, table]
      outputs.push(builder.step('Conv2d', image, { ...window, ...bytes }, output))
    }
  return builder.finish(outputs.slice(-4))
}

test('a weight that many steps share is in the ONNX model once', () => {
  for (const encoding of ['s8', 'u8'] as const) {
    const [one, many] = [1, 40].map((steps) => lower(sharedLayers(steps), encoding).onnx.length)
    assert.ok(many! - one! < 40 * 2_000, `${one} and ${many} bytes in ${encoding}`)
  }
})
