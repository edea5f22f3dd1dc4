import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Explanation } from '../../chain/explainError.ts'
import {
  askedText,
  type KeptRequest,
  keepRequest,
  keptRequest,
  settleRequest,
} from './keptRequest.ts'

function memory() {
  const values = new Map<string, string>()
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
}

const kept = {
  jobId: '0x01',
  asked: 'this',
  lost: false,
  input: { data: '0x1234', uris: [] },
  request: { nonce: 2n ** 200n, offer: { maxFee: 100_000n, expiry: 1_000 } },
} as unknown as KeptRequest

test('a request that may be on its way outlives a reload, to the last bit of its nonce', () => {
  const store = memory()
  keepRequest(store, kept)
  assert.deepEqual(keptRequest(store, 999), kept)
  settleRequest(store, { phase: 'done' }, undefined)
  assert.equal(keptRequest(store, 999), undefined)
})

test('a request that the market no longer takes is not sent again', () => {
  const store = memory()
  keepRequest(store, kept)
  assert.equal(keptRequest(store, 1_000), undefined)
})

test('what another program wrote there is no request', () => {
  const store = memory()
  store.setItem('assay.request', '{"request":')
  assert.equal(keptRequest(store, 0), undefined)
  store.setItem('assay.request', '{"other":1}')
  assert.equal(keptRequest(store, 0), undefined)
})

test('the same thing asked for twice has one text, another input has another', () => {
  const ask = (byte: number) => askedText({ fee: 5n, input: new Uint8Array([byte]) })
  assert.equal(ask(1), ask(1))
  assert.notEqual(ask(1), ask(2))
})

const failed = (kind: Explanation['kind']) =>
  ({ phase: 'failed', explanation: { kind, title: '', detail: '' } }) as const

test('a request that was lost is kept, and stays so where the wallet rejects it the second time', () => {
  const store = memory()
  keepRequest(store, kept)
  settleRequest(store, failed('dropped'), undefined)
  const lost = keptRequest(store, 0)
  assert.equal(lost?.lost, true)
  settleRequest(store, failed('rejected'), lost)
  assert.deepEqual(keptRequest(store, 0), lost)
  settleRequest(store, { phase: 'done' }, lost)
  assert.equal(keptRequest(store, 0), undefined)
})

test('a request that was rejected or cancelled begins anew', () => {
  for (const kind of ['rejected', 'cancelled', 'gas'] as const) {
    const store = memory()
    keepRequest(store, kept)
    settleRequest(store, failed(kind), undefined)
    assert.equal(keptRequest(store, 0), undefined)
  }
})
