import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedUntil, rememberAsked } from './askedJobs.ts'

function store(text?: string) {
  const kept = new Map<string, string>(text === undefined ? [] : [['assay.asked', text]])
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

test('a signed request is remembered with its end, and the oldest give way', () => {
  const kept = store()
  for (let index = 0; index < 60; index++) rememberAsked(kept, `0x${index}`, index)
  assert.equal(askedUntil(kept, '0x59'), 59)
  assert.equal(askedUntil(kept, '0x10'), 10)
  assert.equal(askedUntil(kept, '0x9'), undefined)
})

test('nonsense in the store is no request', () => {
  for (const text of ['{', '[]', 'null', '{"0x1":"soon"}'])
    assert.equal(askedUntil(store(text), '0x1'), undefined)
})
