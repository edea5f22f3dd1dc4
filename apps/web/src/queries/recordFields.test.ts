import assert from 'node:assert/strict'
import test from 'node:test'
import {
  addressOf,
  amountOf,
  bytesOf,
  countOf,
  fieldsOf,
  listOf,
  measureOf,
  textOf,
  wordOf,
} from './recordFields.ts'

test('a field of the index is what it should be, or unknown', () => {
  assert.equal(countOf(7), 7)
  for (const wrong of [-1, 1.5, '7', null, Number.NaN]) assert.equal(countOf(wrong), undefined)
  assert.equal(amountOf('400000'), 400000n)
  assert.equal(amountOf('-5'), -5n)
  for (const wrong of ['1.5', '', '0x10', 5, `${'9'.repeat(79)}`])
    assert.equal(amountOf(wrong), undefined)
  assert.equal(measureOf(1.5), 1.5)
  assert.equal(measureOf(Number.POSITIVE_INFINITY), undefined)
  assert.equal(wordOf(`0x${'ab'.repeat(32)}`), `0x${'ab'.repeat(32)}`)
  assert.equal(wordOf('0xab'), undefined)
  assert.equal(bytesOf('0x'), '0x')
  for (const wrong of ['0xa', 'javascript:alert(1)', 5]) assert.equal(bytesOf(wrong), undefined)
  assert.equal(
    addressOf('0x70997970c51812dc3a010c7d01b50e0d17dc79c8'),
    '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  )
  assert.equal(addressOf('0x70'), undefined)
})

test('the words of a stranger are cut short, and what is no object is no row', () => {
  assert.equal(textOf('a'.repeat(5_000))?.length, 200)
  assert.equal(textOf(''), undefined)
  assert.deepEqual(listOf([{ a: 1 }, null, 'b', [], 5]), [{ a: 1 }])
  assert.deepEqual(listOf('rows'), [])
  assert.equal(fieldsOf([]), undefined)
})
