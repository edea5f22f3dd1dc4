import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasBegunAnew, rememberChain } from './chainIdentity.ts'

test('a chain that began anew is another one than at the last visit, until that is known', () => {
  const values = new Map<string, string>()
  const store = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  }
  const local = { chainId: 31337 }
  assert.equal(hasBegunAnew(store, local, '0x01'), false)
  assert.equal(hasBegunAnew(store, local, '0x01'), false)
  assert.equal(hasBegunAnew(store, { chainId: 1 }, '0x02'), false)
  assert.equal(hasBegunAnew(store, local, '0x02'), true)
  rememberChain(store, local, '0x02')
  assert.equal(hasBegunAnew(store, local, '0x02'), false)
})
