import assert from 'node:assert/strict'
import { test } from 'node:test'
import { causesOf, isCausedBy } from './causes.ts'

test('an error is followed by its causes, whatever they are', () => {
  const inner = { code: 4001 }
  const middle = new TypeError('middle', { cause: inner })
  const outer = new Error('outer', { cause: middle })
  assert.deepEqual([...causesOf(outer)], [outer, middle, inner])
  assert.deepEqual([...causesOf('words')], ['words'])
  assert.deepEqual([...causesOf(undefined)], [])
})

test('causes that go round in a circle come to an end', () => {
  const first = new Error('first')
  const second = new Error('second', { cause: first })
  first.cause = second
  assert.equal([...causesOf(first)].length, 32)
})

test('a cause is found by its name at any depth', () => {
  const inner = Object.assign(new Error('no'), { name: 'UserRejectedRequestError' })
  const outer = new Error('outer', { cause: new Error('middle', { cause: inner }) })
  assert.equal(isCausedBy(outer, 'TimeoutError', 'UserRejectedRequestError'), true)
  assert.equal(isCausedBy(outer, 'TimeoutError'), false)
  assert.equal(isCausedBy({ name: 'TimeoutError' }, 'TimeoutError'), false)
})
