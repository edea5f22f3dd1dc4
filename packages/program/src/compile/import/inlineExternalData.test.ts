import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { moveWeightsOut } from '../testing/moveWeightsOut.ts'
import { floats, onnxModel } from '../testing/onnxModel.ts'
import { DEFAULT_LIMITS } from './importLimits.ts'
import { importOnnx } from './importOnnx.ts'
import { inlineExternalData } from './inlineExternalData.ts'

const weights = [1, 2, 3, 4]
const file = new Uint8Array([9, 9, 9, 9, ...new Uint8Array(Float32Array.from(weights).buffer)])

/** A model whose weights lie in another file. */
function external(entries: Record<string, string>): Uint8Array {
  const bytes = onnxModel({
    inputs: { x: [1, 2] },
    outputs: ['y'],
    nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    constants: { w: floats([2, 2], [0, 0, 0, 0]) },
  })
  return moveWeightsOut(bytes, entries).onnx
}

describe('inlineExternalData', () => {
  test('weights of another file are taken from where the model says', () => {
    const asked: string[] = []
    const whole = inlineExternalData(
      external({ location: 'weights.bin', offset: '4', length: '16' }),
      (location) => {
        asked.push(location)
        return file
      },
    )
    assert.deepEqual(asked, ['weights.bin'])
    const { float, problems } = importOnnx(whole)
    assert.deepEqual(problems, [])
    assert.deepEqual([...(float.constants.get('w')?.data ?? [])], weights)
  })

  test('a model that holds all of its weights stays as it is', () => {
    const bytes = onnxModel({
      inputs: { x: [1, 2] },
      outputs: ['y'],
      nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
    })
    assert.equal(inlineExternalData(bytes, assert.fail), bytes)
  })

  test('bytes that the file does not have, and files that are not given, are refused with the tensor', () => {
    const refused = (entries: Record<string, string>, answer: Uint8Array | string) => {
      try {
        inlineExternalData(external(entries), () => answer, { ...DEFAULT_LIMITS, fileBytes: 400 })
      } catch (error) {
        return (error as Error).message
      }
      return
    }
    const location = 'w'
    assert.match(
      refused({ location, offset: '8', length: '16' }, file) ?? '',
      /^tensor 'w': .*bytes 8 to 24 of 'w', which has 20$/,
    )
    assert.match(refused({ location, offset: '-4', length: '16' }, file) ?? '', /bytes -4 to 12/)
    assert.match(refused({ location, offset: 'x' }, file) ?? '', /bytes NaN to 20/)
    assert.equal(refused({ location }, 'it is not there'), "tensor 'w': it is not there")
    assert.match(refused({ location }, new Uint8Array(500)) ?? '', /more than 400 bytes/)
  })
})
