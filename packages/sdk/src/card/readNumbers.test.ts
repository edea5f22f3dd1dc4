import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Card } from './readCard.ts'
import { readNumbers } from './readNumbers.ts'

const nothing = {
  layout: undefined,
  meaning: undefined,
  preparation: undefined,
  series: undefined,
  fit: undefined,
  features: [],
}
const grid = { ...nothing, dtype: 'u8', shape: [2, 3] }
const wide = { ...nothing, dtype: 'i32', shape: [1, 2] }
const feature = (name: string, scale: number, zero = 0) => ({
  ...{ name, scale, zero },
  unit: undefined,
  meaning: undefined,
})
const table = {
  ...nothing,
  dtype: 'u8',
  shape: [2],
  features: [feature('flowRate', 4), feature('inlet', 0.01, 100)],
}
const bytes = (...values: number[]) => ({ bytes: Uint8Array.from(values) })
const problem = (text: string, input: Parameters<typeof readNumbers>[1] = grid) =>
  readNumbers(text, input).problem

test('numbers are read from nested and flat JSON, and from rows', () => {
  for (const text of ['[[1,2,3],[4,5,6]]', '[1,2,3,4,5,6]', '1,2,3\n4,5,6\n', '1;2;3;\r\n4;5;6'])
    assert.deepEqual(readNumbers(text, grid), bytes(1, 2, 3, 4, 5, 6), text)
  assert.deepEqual(readNumbers('[-2, 258]', wide), bytes(254, 255, 255, 255, 2, 1, 0, 0))
})

test('a row of readings is encoded as the card says, by place, by header or by name', () => {
  for (const text of [
    '400, 0.5',
    '400;0,5',
    'inlet,flow rate\n0.5,400',
    '"flowRate"\t"inlet"\n400\t0.5',
    '{"inlet": 0.5, "flowRate": 400}',
    '[400, 0.5]',
  ])
    assert.deepEqual(readNumbers(text, table), bytes(100, 150), text)
})

test('what is wrong is named with its row and column', () => {
  assert.equal(problem('1,2,3\n4,five,6'), 'Row 2, column 2: “five” is not a number.')
  assert.equal(
    problem('1,2,3\n4,5,256'),
    'Row 2, column 3: 256 is not a whole number from 0 to 255.',
  )
  assert.equal(problem('[[1,2,3],[4,"x",6]]'), 'Row 2, column 2: "x" is not a number.')
  assert.equal(problem('[1,2,\n3,,4]'), 'This is not JSON: it breaks off at row 2, column 3.')
  assert.match(problem('[1,2') ?? '', /^This is not JSON: /)
  assert.equal(
    problem('400,9', table),
    'Row 1, column 2 (“inlet”): 9 cannot be sent. The model takes -1 to 1.55.',
  )
  assert.equal(problem('flowRate,outlet\n1,2', table), 'Row 1: no column is called “inlet”.')
  assert.match(problem('{"inlet":1,"x":2}', table) ?? '', /“x” is none of the model’s numbers/)
  assert.equal(problem('{"inlet":1}', table), '“flowRate” is missing.')
})

test('too few, too many and several rows are counted', () => {
  assert.equal(problem('1,2,3'), 'There are 3 numbers; the model takes 6 (2 × 3).')
  assert.equal(problem('[1,2,3,4,5,6,7]'), 'There are 7 numbers; the model takes 6 (2 × 3).')
  assert.match(problem('1,0\n2,0', table) ?? '', /There are 2 rows/)
  assert.equal(problem('  \n'), 'There are no numbers yet.')
})

test('a row by the order of its numbers takes words for a missing one, where the model knows it', () => {
  const of = (order: 'order' | 'order-missing') => {
    const shared = { unit: undefined, meaning: undefined, scale: 1, zero: 0, order }
    const features = ['age', 'debt'].map((name) => ({ name, ...shared }))
    const input = { dtype: 'i32', shape: [1, 2], features } as unknown as Card['input']
    return (text: string) => readNumbers(text, input)
  }
  const codes = (bytes: Uint8Array | undefined) => [...new Int32Array(bytes?.slice().buffer ?? [])]
  assert.deepEqual(codes(of('order-missing')('age,debt\n1,missing').bytes), [
    0x3f800000,
    2 ** 31 - 1,
  ])
  assert.deepEqual(codes(of('order-missing')('{"age": 1, "debt": null}').bytes), [
    0x3f800000,
    2 ** 31 - 1,
  ])
  assert.match(of('order')('1,missing').problem ?? '', /column 2 .*“missing” is not a number/)
})
