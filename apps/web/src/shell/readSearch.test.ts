import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSearch } from './readSearch.ts'

const id = 'Ab'.repeat(32)

test('a job’s id leads to its page, with or without 0x', () => {
  assert.deepEqual(readSearch(` 0x${id} `), { href: `/jobs/0x${id.toLowerCase()}` })
  assert.deepEqual(readSearch(id), { href: `/jobs/0x${id.toLowerCase()}` })
})

test('an address leads to what it does here', () => {
  const address = `0x${'1'.repeat(40)}`
  assert.deepEqual(readSearch(address), { href: `/address/${address}` })
})

test('half an id is told how long it is, and other texts lead nowhere by themselves', () => {
  assert.match(JSON.stringify(readSearch('0x123')), /3 hexadecimal digits/)
  for (const text of ['', 'digits', '../../etc passwd']) assert.equal(readSearch(text), undefined)
})
