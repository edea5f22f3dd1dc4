import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findJsonFault } from './findJsonFault.ts'

test('the place where JSON breaks off is counted as an editor counts', () => {
  const at = (text: string) => Object.values(findJsonFault(text)).join(':')
  assert.equal(at('[1,2,\n3,,4]'), '2:3')
  assert.equal(at('[1, 2'), '1:6')
  assert.equal(at('[1 2]'), '1:4')
  assert.equal(at('{"a": 1,\n  b: 2}'), '2:3')
  assert.equal(at('{"a" 1}'), '1:6')
  assert.equal(at('[1, 2]]'), '1:7')
  assert.equal(at('[01]'), '1:3')
  assert.equal(at('[NaN]'), '1:2')
})
