import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSeries } from './readSeries.ts'

const input = {
  shape: [3],
  dtype: 'i32',
  series: { scale: 0.5, zero: 0, unit: 'MW', step: 'hour' },
}
const read = (text: string) => readSeries(text, input)

function sent(text: string): number[] {
  const { bytes } = read(text)
  assert.ok(bytes, read(text).problem)
  return [...new Int32Array(bytes.slice().buffer)]
}

test('a column of numbers is sent in the model’s steps, the oldest first', () => {
  assert.deepEqual(sent('1\n2.2\n-3\n'), [2, 4, -6])
  const { values } = read('1\n2.2\n-3') as { values: readonly number[] }
  assert.deepEqual(values, [1, 2, -3])
})

test('of a table the last column is taken, and a name over it is left out', () => {
  assert.deepEqual(sent('time;demand\n00:00;1,5\n01:00;2\n02:00;3'), [3, 4, 6])
  assert.deepEqual(sent('"2026-01-01",1\n"2026-01-02",2\n"2026-01-03",3'), [2, 4, 6])
})

test('of more numbers than the model takes the last are sent, and that is said', () => {
  assert.deepEqual(sent('9\n1\n2\n3'), [2, 4, 6])
  assert.match((read('9\n1\n2\n3') as { note: string }).note, /The last 3 of 4 numbers/)
})

test('what is wrong is named with its row', () => {
  assert.equal(read('').problem, 'There are no numbers yet.')
  assert.equal(read('1\n2,x\n3').problem, 'Row 2, column 2: “x” is not a number.')
  assert.equal(read('1\n2').problem, 'There are 2 numbers; the model takes 3, one per hour.')
  assert.match(read('1\n2\n3e9').problem ?? '', /3000000000 is beyond what the model takes/)
})
