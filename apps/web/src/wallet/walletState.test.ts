import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wasConnected } from './walletState.ts'

const storing = (text: string | null) => ({
  getItem: (key: string) => (key === 'assay.31337.store' ? text : null),
})

test('a connection of an earlier visit is seen without the wallets being loaded', () => {
  const deployment = { chainId: 31_337 }
  const text = JSON.stringify({ state: { current: 'a1b2', chainId: 31_337 }, version: 3 })
  assert.equal(wasConnected(storing(text), deployment), true)
  assert.equal(wasConnected(storing(text), { chainId: 1 }), false)
  for (const other of [null, '', 'null', '{}', '{"state":{"current":null}}', '[1'])
    assert.equal(wasConnected(storing(other), deployment), false, String(other))
})
