import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import type { ModelInput } from '@assay/program/compile'
import { readSamples } from './readSamples.ts'

const row: ModelInput = { name: 'x', dtype: 'f32', shape: [1, 3] }
const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) })

function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const padded = header.padEnd(117, ' ')
  const bytes = new Uint8Array(10 + padded.length + 4 * values.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length, 0])
  bytes.set(new TextEncoder().encode(padded), 10)
  const view = new DataView(bytes.buffer)
  values.forEach((value, place) => {
    view.setFloat32(10 + padded.length + 4 * place, value, true)
  })
  return bytes
}

/** An archive as NumPy writes it. */
function zip(files: Record<string, Uint8Array>): Uint8Array {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const [name, bytes] of Object.entries(files)) {
    const packed = deflateRawSync(bytes)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(bytes.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), packed)
    list.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...parts, ...list, end]))
}

test('rows of a CSV file are inputs, and a first line of names is none', async () => {
  const { inputs, problems } = await readSamples([text('rows.csv', 'a,b,c\n1,2,3\n4,5,6\n')], [row])
  assert.deepEqual(problems, [])
  assert.deepEqual(
    inputs.map((each) => [...(each as Float64Array)]),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  )
})

test('NumPy arrays in an archive are inputs, and those named labels are labels', async () => {
  const archive = zip({
    'x.npy': npy([2, 3], [1, 2, 3, 4, 5, 6]),
    'labels.npy': npy([2], [1, 0]),
  })
  const { inputs, labels, problems } = await readSamples(
    [{ name: 'data.npz', bytes: archive }],
    [row],
  )
  assert.deepEqual(problems, [])
  assert.equal(inputs.length, 2)
  assert.deepEqual(labels, [1, 0])
})

test('each of several inputs is taken by its name', async () => {
  const wanted = [row, { name: 'b/mask', dtype: 'f32', shape: [1, 1] } satisfies ModelInput]
  const { inputs, problems } = await readSamples(
    [text('all.json', '{"x": [[1,2,3],[4,5,6]], "b_mask": [0, 1]}')],
    wanted,
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(
    inputs.map((each) => Object.values(each).map((values) => [...values])),
    [
      [[1, 2, 3], [0]],
      [[4, 5, 6], [1]],
    ],
  )
})

test('all that is wrong with several files is said at once, with row and column', async () => {
  const { inputs, problems } = await readSamples(
    [
      text('rows.csv', '1,2,3\n4,five,6\n'),
      text('deep.json', '[[1,2,3],[4,null,6]]'),
      { name: 'a.npy', bytes: new Uint8Array(4) },
      { name: 'b.npz', bytes: new Uint8Array(40) },
      { name: 'c.npy', bytes: npy([2, 2], [1, 2, 3, 4]) },
      text('labels.csv', '1\n0.5\n'),
    ],
    [row],
  )
  assert.deepEqual(inputs, [])
  const reasons = problems.map(({ reason }) => reason)
  assert.deepEqual(reasons, [
    'rows.csv: row 2, column 2: “five” is not a number.',
    'deep.json: deep[1][1] is null, not a number.',
    'a.npy: this is not a .npy file.',
    'b.npz: this is not a zip archive.',
    'Label 2 is 0.5, which is no class.',
    'c has 4 numbers, which are no whole inputs of [1,3]: 3 each.',
  ])
})

test('axes in another order than the model’s are refused', async () => {
  const image: ModelInput = { name: 'x', dtype: 'f32', shape: [1, 3, 2, 4] }
  const values = Array.from({ length: 24 }, (_, place) => place)
  const wrong = await readSamples([{ name: 'a.npy', bytes: npy([2, 4, 3], values) }], [image])
  assert.match(wrong.problems[0]?.reason ?? '', /axes in the order of the model/)
  const right = await readSamples([{ name: 'a.npy', bytes: npy([3, 2, 4], values) }], [image])
  assert.equal(right.inputs.length, 1)
})

test('as many labels as inputs are needed, and as many samples of each input', async () => {
  const labels = await readSamples(
    [text('rows.csv', '1,2,3\n'), text('labels.json', '[1, 2]')],
    [row],
  )
  assert.equal(labels.problems[0]?.reason, 'There are 2 labels for 1 inputs.')
  const uneven = await readSamples(
    [text('all.json', '{"x": [1,2,3], "y": [1,2]}')],
    [row, { name: 'y', dtype: 'f32', shape: [1] }],
  )
  assert.equal(uneven.problems[0]?.reason, 'Each input needs as many samples: x has 1, y has 2.')
})
