import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTensorFile } from './readTensorFile.ts'

const input = {
  dtype: 'u8',
  shape: [2, 2],
  layout: undefined,
  meaning: undefined,
  preparation: undefined,
  series: undefined,
  fit: undefined,
  features: [],
}

/** A file as numpy.save writes it. */
function npy(type: string, shape: string, body: Uint8Array, order = 'False'): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]
  return Uint8Array.from([...start, ...Buffer.from(header), ...body])
}

const floats = (...values: number[]) => new Uint8Array(new Float32Array(values).buffer)

test('a .npy file is converted to the numbers that the model takes', () => {
  const file = npy('<f4', '2, 2', floats(1, 2, 3, 255))
  assert.deepEqual(readTensorFile(file, 'x.npy', input), { bytes: Uint8Array.of(1, 2, 3, 255) })
})

test('any other file is the canonical bytes, as many as the model takes', () => {
  assert.deepEqual(readTensorFile(Uint8Array.of(9, 8, 7, 6), 'x.bin', input), {
    bytes: Uint8Array.of(9, 8, 7, 6),
  })
  assert.equal(
    readTensorFile(new Uint8Array(1_005), 'x.bin', input).problem,
    'x.bin has 1,005 bytes; the model takes 4.',
  )
})

test('a file that is broken or holds other numbers is refused in one sentence', () => {
  const problem = (file: Uint8Array) => readTensorFile(file, 'x.npy', input).problem
  assert.equal(
    problem(npy('<f4', '2, 2', floats(1, 2, 3, 2.5))),
    'x.npy: number 4, 2.5, is not a whole number from 0 to 255.',
  )
  assert.equal(
    problem(npy('<f4', '5,', floats(1, 2, 3, 4, 5))),
    'x.npy: it holds 5 numbers; the model takes 2 × 2.',
  )
  assert.match(problem(npy('<f4', '2, 2', floats(1, 2))) ?? '', /as many bytes as its header says/)
  assert.match(problem(npy('<f4', '2, 2', floats(1, 2, 3, 4), 'True')) ?? '', /C order/)
  assert.match(problem(npy('>f4', '2, 2', floats(1, 2, 3, 4))) ?? '', />f4 are not read/)
  assert.match(problem(npy('<f4', '2, 2', floats()).slice(0, 8)) ?? '', /breaks off/)
})
