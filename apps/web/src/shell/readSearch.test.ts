import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSearch } from './readSearch.ts'

const id = 'Ab'.repeat(32)

test('a job’s id leads to its page, with or without 0x', () => {
  assert.deepEqual(readSearch(` 0x${id} `), { href: `/jobs/0x${id.toLowerCase()}` })
  assert.deepEqual(readSearch(id), { href: `/jobs/0x${id.toLowerCase()}` })
})

test('an address leads to its jobs, a name to its model', () => {
  const address = `0x${'1'.repeat(40)}`
  assert.deepEqual(readSearch(address), { href: `/address/${address}` })
  assert.deepEqual(readSearch('digits'), { href: '/models/digits' })
})

test('says what is wrong with what leads nowhere', () => {
  assert.match(JSON.stringify(readSearch('0x123')), /3 hexadecimal digits/)
  assert.match(JSON.stringify(readSearch('')), /Search for a job id/)
  assert.match(JSON.stringify(readSearch('../../etc passwd')), /Search for a job id/)
})
